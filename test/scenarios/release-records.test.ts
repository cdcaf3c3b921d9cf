import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { readAnswers, readTracked } from '../../stage/matter.ts';
import { comment, type IssuePlace } from '../../stage/record.ts';
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
import { type Stage, setStage, until } from '../../stage/stage.ts';

const owner = 'acme';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toReleaseWorld([toReleasing('withdrawn'), toReleasing('untold')]) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** What Holdpoint has said on a record, once it has said so much. */
const untilSaid = (record: IssuePlace, count: number): Promise<readonly string[]> =>
  until(async () => {
    const said = await readAnswers(stage, { owner: record.owner, repo: record.repo }, record.issue_number);
    return said.length === count ? said : null;
  });

describe('F38: a release record', () => {
  test('that has no check is told so, once for each thing that it lacks, until it has one', async () => {
    const home = { owner, repo: 'untold' };
    const sha = await bringChange(stage, home, 'untold-1');
    const named = { tag: '1.0.0', commit: sha.slice(0, 7), previous: 'none' };
    const record = await openReleaseRecord(stage, home, named);
    expect((await untilSaid(record, 1))[0]).toContain('names `1.0.0`, which the policy does not take for a release');
    const rita = stage.as('rita').rest.issues;
    await rita.update({ ...record, body: toReleaseBody({ ...named, tag: 'v1.0.0' }) });
    expect((await untilSaid(record, 2))[1]).toContain('names no commit by its 40 characters');
    await comment(stage, 'dana', record, 'I wonder why.');
    await settle(stage);
    await rita.update({ ...record, body: toReleaseBody({ ...named, tag: 'v1.0.0', commit: 'a'.repeat(40) }) });
    expect((await untilSaid(record, 3))[2]).toContain('is not in this repository');
    await rita.update({ ...record, body: toReleaseBody({ ...named, tag: 'v1.0.0', commit: sha }) });
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure', mentions: ['v1.0.0', 'Release approval'] });

    const later = await bringChange(stage, home, 'untold-2');
    const other = await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: later, previous: 'none' });
    for (const [place, count] of [[record, 4] as const, [other, 1] as const]) {
      expect((await untilSaid(place, count)).at(-1)).toContain('is named by several release records');
    }
    // Refused for good: it does not lie in wait until the other record is gone.
    await comment(stage, 'rita', record, '/release');
    expect((await untilSaid(record, 5))[4]).toContain('several release records name this tag');
    await rita.update({ ...other, state: 'closed', state_reason: 'not_planned' });
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure', mentions: ['v1.0.0', 'Release approval'] });
    await comment(stage, 'dana', record, 'Now I see.');
    await settle(stage);
    await untilSaid(record, 5);
    await untilSaid(other, 1);
    await comment(stage, 'rita', other, '/release');
    expect((await untilSaid(other, 2))[1]).toContain('was closed as not planned');
  }, 120_000);

  test('F37: that is closed as not planned is withdrawn, with the green that stood on it; once tagged it is history', async () => {
    const home = { owner, repo: 'withdrawn' };
    const sha = await bringChange(stage, home, 'withdrawn-1');
    const record = await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: sha, previous: 'none' });
    await comment(stage, 'quinn', record, '/deviation What was there before was reviewed in DHF-1.');
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    const rita = stage.as('rita').rest.issues;
    await rita.update({ ...record, state: 'closed', state_reason: 'not_planned' });
    await untilReleaseCheck(stage, home, sha, { conclusion: 'action_required', mentions: ['Withdrawn'] });
    await settle(stage);
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toContain('holdpoint/release');

    await rita.update({ ...record, state: 'open' });
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    await rita.update({ ...record, state: 'closed', state_reason: 'completed' });
    await settle(stage);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toBeNull();
    await settle(stage);

    await rita.update({ ...record, state: 'closed', state_reason: 'not_planned' });
    await settle(stage);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success' });
    expect(await readTracked(stage, home, 'holdpoint-deviation')).toEqual([]);
  }, 120_000);
});
