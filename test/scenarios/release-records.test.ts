import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { readTracked } from '../../stage/matter.ts';
import { comment } from '../../stage/record.ts';
import {
  bringChange,
  openReleaseRecord,
  pushTag,
  signRelease,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage } from '../../stage/stage.ts';

const owner = 'acme';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toReleaseWorld([toReleasing('withdrawn')]) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

describe('F38: a release record', () => {
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
