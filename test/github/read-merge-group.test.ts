import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readMergeGroup } from '../../src/github/read-merge-group.ts';
import { base, bringing, type Commit, compare, entry, head, pump, toRoot } from './commits.ts';
import { failing, setUp, tearDown } from './reading.ts';
import { answerFrom, api, connection, type Data, refusal, sha, toClient } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const read = () => readMergeGroup(toClient(), pump, { headSha: head, baseSha: base, baseBranch: 'main' });
const groupOf = async (commits: readonly Commit[], ...root: Parameters<typeof toRoot>) => {
  compare(commits);
  answerFrom(toRoot(...root));
  return (await read()).pullRequests;
};

// 1 is the base; 5 and 9 are merges of 4 and 8, the heads of two pull requests.
const merges: Commit[] = [
  [3, 1],
  [4, 3],
  [5, 1, 4],
  [8, 1],
  [9, 5, 8],
];

describe('F33: the pull requests of a merge group', () => {
  test('are those whose entries made its commits; others of the queue are none of them', async () => {
    const entries = [entry(14, 5), entry(18, 9), entry(30, 20), entry(31, null)];
    expect(await groupOf(merges, entries)).toEqual({ known: true, value: [14, 18] });
  });

  test('squashed: each commit is the one of an entry', async () => {
    const entries = [entry(18, 9), entry(14, 5)];
    expect(
      await groupOf(
        [
          [5, 1],
          [9, 5],
        ],
        entries,
        {},
        'SQUASH',
      ),
    ).toEqual({ known: true, value: [14, 18] });
  });

  test('squashed, and one was made for no entry that is there', async () => {
    expect(
      await groupOf(
        [
          [5, 1],
          [9, 5],
        ],
        [entry(18, 9, 7)],
        {},
        'SQUASH',
      ),
    ).toEqual({
      known: false,
      reason: `the queue has no entry for the commit ${sha(5).slice(0, 7)}`,
    });
  });

  test('rebased: an entry made as many commits as its pull request has', async () => {
    const commits: Commit[] = [
      [4, 1],
      [5, 4],
      [8, 5],
      [9, 8],
    ];
    expect(await groupOf(commits, [entry(14, 5, 2), entry(18, 9, 3)], {}, 'REBASE')).toMatchObject({ value: [14, 18] });
  });

  test('rebased, and there are more commits than the pull requests have', async () => {
    const commits: Commit[] = [
      [4, 1],
      [5, 4],
      [8, 5],
      [9, 8],
    ];
    expect(await groupOf(commits, [entry(14, 5, 1), entry(18, 9, 2)], {}, 'REBASE')).toMatchObject({ known: false });
  });

  test('a merge without an entry is told by the open pull requests whose head it merged', async () => {
    const belonging = {
      4: [bringing(14, 4), bringing(15, 40), bringing(16, 4, { state: 'CLOSED' })],
      8: [
        bringing(18, 8),
        bringing(19, 8),
        bringing(20, 8, { baseRefName: 'other' }),
        bringing(21, 8, { baseRepository: { databaseId: 10 } }),
      ],
    };
    expect(await groupOf(merges, [entry(14, 5)], belonging)).toEqual({ known: true, value: [14, 18, 19] });
  });

  test('… also where the App may not read the queue, or there is none', async () => {
    const belonging = { 4: [bringing(14, 4)], 8: [bringing(18, 8)] };
    expect(await groupOf(merges, refusal('FORBIDDEN', 'Resource not accessible'), belonging)).toEqual({
      known: true,
      value: [14, 18],
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing else tells', [], /no open pull request has the head/],
    [
      'the queue may not be read',
      refusal('FORBIDDEN', 'Resource not accessible'),
      /head .*; the merge queue could not be read.*not accessible/,
    ],
    ['the branch has no queue', null, /no open pull request has the head .*could not be read/],
  ])('a merge that belongs to none, where %s: unknown', async (_name, entries, reason) => {
    expect(await groupOf(merges, entries)).toEqual({ known: false, reason: expect.stringMatching(reason) });
  });

  test('pull requests of a commit that GitHub does not all show: unknown', async () => {
    compare(merges);
    const root = toRoot([entry(14, 5)]);
    (root['repository'] as Data)['object'] = () => ({
      __typename: 'Commit',
      oid: sha(8),
      message: 'm',
      author: null,
      associatedPullRequests: connection([bringing(18, 8)], 2),
    });
    answerFrom(root);
    expect((await read()).pullRequests).toMatchObject({
      known: false,
      reason: expect.stringContaining('every pull request'),
    });
  });

  test.each<[string, readonly Commit[]]>([
    ['first parents that lead past the base', [[9, 7]]],
    ['a head that is not among the commits', [[5, 1]]],
    ['no commits', []],
    ['a head without a parent', [[9]]],
  ])('%s: unknown', async (_name, commits) => {
    expect(await groupOf(commits, [entry(18, 9)])).toEqual({
      known: false,
      reason: 'the group does not stand on its base',
    });
  });

  test('commits that are gone: unknown', async () => {
    api()
      .get(/compare/)
      .reply(404, { message: 'Not Found' });
    expect((await read()).pullRequests).toEqual({ known: false, reason: 'GitHub cannot compare the commits' });
  });

  test('250 entries are read in three requests', async () => {
    compare([[9, 1]]);
    const { queries } = answerFrom(
      toRoot(
        Array.from({ length: 250 }, (_, n) => entry(n, n === 249 ? 9 : n + 100)),
        {},
        'SQUASH',
      ),
    );
    expect((await read()).pullRequests).toEqual({ known: true, value: [249] });
    expect(queries).toHaveLength(3);
  });

  test('a repository that is not there', async () => {
    compare(merges);
    answerFrom({ repository: refusal('NOT_FOUND', 'Could not resolve to a Repository') });
    expect(await failing(read())).toMatchObject({
      code: 'not-found',
      what: `reading the merge group ${head.slice(0, 7)} of acme/pump`,
    });
  });
});
