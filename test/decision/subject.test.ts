import { describe, expect, test } from '@jest/globals';
import { type Subject, toSubjectKey } from '../../src/decision/subject.ts';

const ref = { owner: 'Acme', name: 'Pump' };
const push = (over: { before?: string | null; after?: string; branch?: string }): Subject => ({
  kind: 'branch',
  installationId: 1,
  ref,
  branch: 'Main',
  before: 'a1',
  after: 'b2',
  ...over,
});

describe('toSubjectKey', () => {
  test.each<[Subject, string]>([
    [{ kind: 'pull_request', installationId: 1, ref: { ...ref, number: 7 } }, 'pull_request:acme/pump#7'],
    [{ kind: 'record', installationId: 1, ref: { ...ref, number: 7 } }, 'record:acme/pump#7'],
    [{ kind: 'repository', installationId: 1, ref }, 'repository:acme/pump'],
    [{ kind: 'installation', installationId: 1 }, 'installation:1'],
    [
      { kind: 'merge_group', installationId: 1, ref, headSha: 'b2', baseSha: 'a1', baseBranch: 'Main' },
      'merge_group:acme/pump@b2',
    ],
    [push({}), 'branch:acme/pump@a1..b2:Main'],
    [push({ before: null }), 'branch:acme/pump@new..b2:Main'],
  ])('names owner and repository without regard to case: %j', (subject, key) => {
    expect(toSubjectKey(subject)).toBe(key);
  });

  test('F37: two pushes to a branch are never one job, so that what either brought is looked at', () => {
    const pushes = [{}, { before: 'c3' }, { before: null }, { after: 'c3' }, { branch: 'main' }];
    expect(new Set(pushes.map((over) => toSubjectKey(push(over)))).size).toBe(pushes.length);
  });
});
