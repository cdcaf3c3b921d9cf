import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { MergeGroup } from '../../src/decision/subject.ts';
import { moveTip, readTip } from '../../src/observations/branch-tips.ts';
import {
  forgetMergeGroup,
  groupsWith,
  noteMergeGroup,
  pullRequestsOfGroup,
} from '../../src/observations/merge-groups.ts';
import { noteFoundMerges, noteMergeOutcome, readMerge } from '../../src/observations/merges.ts';
import { keepPreview, readPreview } from '../../src/observations/previews.ts';
import type { PullRequestSubject } from '../../src/observations/pull-requests.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const ref = { owner: 'Acme', name: 'pump' };
const group = (headSha: string): MergeGroup => ({
  kind: 'merge_group',
  installationId: 1,
  ref,
  headSha,
  baseSha: 'b',
  baseBranch: 'main',
});

describe('merge groups', () => {
  test('F33: a group is found by each of its pull requests until it is merged', async () => {
    expect(await pullRequestsOfGroup(db.pool, group('g1'))).toBeNull();
    await noteMergeGroup(db.pool, group('g1'), [3, 5]);
    await noteMergeGroup(db.pool, group('g2'), [5]);
    expect(await pullRequestsOfGroup(db.pool, group('g1'))).toEqual([3, 5]);
    expect(await groupsWith(db.pool, { owner: 'acme', name: 'PUMP', number: 5 })).toEqual([group('g1'), group('g2')]);
    expect(await groupsWith(db.pool, { ...ref, number: 3 })).toEqual([group('g1')]);
    expect(await groupsWith(db.pool, { owner: 'acme', name: 'other', number: 5 })).toEqual([]);
    await forgetMergeGroup(db.pool, group('g1'));
    expect(await groupsWith(db.pool, { ...ref, number: 5 })).toEqual([group('g2')]);
  });

  test('F33: a group of long ago is no longer tried, and is forgotten', async () => {
    await noteMergeGroup(db.pool, group('old'), [7]);
    await db.pool.query("UPDATE merge_groups SET seen_at = now() - interval '4 days' WHERE head_sha = 'old'");
    expect(await groupsWith(db.pool, { ...ref, number: 7 })).toEqual([]);
    await noteMergeGroup(db.pool, group('new'), [8]);
    expect(await pullRequestsOfGroup(db.pool, group('old'))).toBeNull();
  });
});

describe('merges', () => {
  test('F37: each is judged once, however it was found', async () => {
    expect(await readMerge(db.pool, 77, 1)).toBeNull();
    expect(await noteFoundMerges(db.pool, 77, [2, 1, 2])).toEqual([1, 2]);
    expect(await readMerge(db.pool, 77, 1)).toEqual({ foundOnBranch: true, outcome: null });
    expect(await noteMergeOutcome(db.pool, 77, 1, 'deviation')).toBe(true);
    expect(await noteMergeOutcome(db.pool, 77, 1, 'covered')).toBe(false);
    expect(await noteMergeOutcome(db.pool, 77, 3, 'covered')).toBe(true);
    expect(await noteFoundMerges(db.pool, 77, [1, 2, 3])).toEqual([2]);
    expect(await readMerge(db.pool, 77, 1)).toEqual({ foundOnBranch: true, outcome: 'deviation' });
    expect(await readMerge(db.pool, 78, 1)).toBeNull();
  });
});

describe('how far a branch was looked at', () => {
  test('F37: of those who look at the same stretch one moves on', async () => {
    expect(await readTip(db.pool, 77, 'main')).toBeNull();
    expect(await moveTip(db.pool, 77, 'main', { from: null, to: 'a' })).toBe(true);
    expect(await moveTip(db.pool, 77, 'main', { from: null, to: 'z' })).toBe(false);
    const moves = ['b', 'c', 'd'].map((to) => moveTip(db.pool, 77, 'main', { from: 'a', to }));
    expect((await Promise.all(moves)).filter(Boolean)).toHaveLength(1);
    expect(['b', 'c', 'd']).toContain(await readTip(db.pool, 77, 'main'));
    expect(await readTip(db.pool, 77, 'Main')).toBeNull();
    expect(await readTip(db.pool, 78, 'main')).toBeNull();
  });
});

describe('previews', () => {
  test('F73: the newest is kept, for the head that proposes it', async () => {
    const subject: PullRequestSubject = { kind: 'pull_request', installationId: 1, ref: { ...ref, number: 4 } };
    await keepPreview(db.pool, subject, { headSha: 'a', digest: 'd1', text: 'one' });
    await keepPreview(db.pool, subject, { headSha: 'a', digest: 'd2', text: 'two' });
    expect(await readPreview(db.pool, subject, 'a')).toEqual({ headSha: 'a', digest: 'd2', text: 'two' });
    expect(await readPreview(db.pool, subject, 'b')).toBeNull();
  });
});
