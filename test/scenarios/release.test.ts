import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { untilTracked } from '../../stage/matter.ts';
import { comment } from '../../stage/record.ts';
import {
  bringChange,
  openReleaseRecord,
  pushTag,
  signRelease,
  toReleaseBody,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage } from '../../stage/stage.ts';

const owner = 'acme';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toReleaseWorld([toReleasing('story'), toReleasing('watched', 'none')]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

describe('F38: a release', () => {
  test('F39 F42 F44 F46: is held until its record is signed and everything in it has a verdict; then its tag may come', async () => {
    const home = { owner, repo: 'story' };
    const first = await bringChange(stage, home, 'first');
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: first })).toContain('holdpoint/release');
    const named = { tag: 'v1.0.0', commit: first, previous: 'none' };
    const answers = { 'Notices to users and regulators': '_No response_' };
    const record = await openReleaseRecord(stage, home, { ...named, answers });
    await untilReleaseCheck(stage, home, first, {
      conclusion: 'failure',
      mentions: ['Notices to users and regulators', 'is blank'],
    });
    await stage.as('rita').rest.issues.update({ ...record, body: toReleaseBody(named) });
    await untilReleaseCheck(stage, home, first, {
      conclusion: 'failure',
      without: ['is blank'],
      mentions: ['v1.0.0', 'came without a pull request', 'sign-offs that it needs for', '/sign release approval'],
    });
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, first, {
      conclusion: 'failure',
      mentions: ['What is in it', '/deviation REASON'],
      without: ['sign-offs that it needs for'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: first })).toContain('holdpoint/release');
    await comment(stage, 'quinn', record, '/deviation What was there before change control was reviewed in DHF-1.');
    await untilReleaseCheck(stage, home, first, {
      conclusion: 'success',
      mentions: ['v1.0.0: Released', 'Without a verdict'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: first })).toBeNull();
    await settle(stage);

    const second = await bringChange(stage, home, 'second');
    const next = await openReleaseRecord(stage, home, { tag: 'v1.1.0', commit: second, previous: 'v1.0.0' });
    await signRelease(stage, next);
    await untilReleaseCheck(stage, home, second, {
      conclusion: 'success',
      mentions: ['v1.1.0', 'through 1 pull request'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.1.0', sha: second })).toBeNull();
  }, 90_000);

  test('F37: a tag that came while it was held is a deviation, which holds the next release', async () => {
    const home = { owner, repo: 'watched' };
    const first = await bringChange(stage, home, 'third');
    await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: first, previous: 'none' });
    await untilReleaseCheck(stage, home, first, {
      conclusion: 'failure',
      mentions: ['No ruleset requires this check on tags'],
    });
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: first })).toBeNull();
    const tracked = await untilTracked(stage, home, 'holdpoint-deviation', {
      mentions: 'v1.0.0 was tagged while it was held',
    });
    expect(tracked.body).toContain('Release approval');
    const second = await bringChange(stage, home, 'fourth');
    await openReleaseRecord(stage, home, { tag: 'v1.1.0', commit: second, previous: 'v1.0.0' });
    await untilReleaseCheck(stage, home, second, {
      conclusion: 'failure',
      mentions: ['Deviations and what is owed', 'came without a released verdict'],
    });
    expect(toReleaseBody({ tag: 'v1.1.0', commit: second, previous: 'v1.0.0' })).toContain('v1.1.0');
  }, 90_000);
});
