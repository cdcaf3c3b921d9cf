import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readPushedCommits } from '../../src/github/read-pushed-commits.ts';
import { base, bringing, type Commit, compare, head, pump, toRoot } from './commits.ts';
import { setUp, tearDown } from './reading.ts';
import { answerFrom, api, refusal, sha, toClient } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

describe('F37: what a push brought', () => {
  const push = { branch: 'main', before: base as string | null, after: head };
  const pushed = (over = {}) => readPushedCommits(toClient(), pump, { ...push, ...over });

  test('each commit with its parents, its author and the pull requests that it came through', async () => {
    compare([
      [8, 1],
      [9, 1, 8],
    ]);
    const merged = { state: 'MERGED', mergedAt: '2026-11-03T00:00:00Z', mergeCommit: { oid: sha(9) } };
    answerFrom(toRoot([], { 8: [bringing(18, 8, merged), bringing(21, 8, { baseRepository: { databaseId: 10 } })] }));
    const author = {
      name: 'Ada',
      email: 'ada@example.com',
      account: { known: true, value: expect.objectContaining({ id: 1 }) },
    };
    expect(await pushed()).toEqual({
      known: true,
      value: [
        {
          sha: sha(8),
          parents: [sha(1)],
          message: 'Commit 8',
          author,
          pullRequests: [
            {
              number: 18,
              mergedAt: '2026-11-03T00:00:00Z',
              mergeCommitSha: sha(9),
              baseBranch: 'main',
              headSha: sha(8),
            },
          ],
        },
        { sha: sha(9), parents: [sha(1), sha(8)], message: 'Commit 9', author, pullRequests: [] },
      ],
    });
  });

  test('to a new branch: what the default branch has not', async () => {
    api().get('/api/v3/repos/acme/pump').reply(200, { default_branch: 'trunk' });
    compare([[9, 1]], { from: 'trunk' });
    answerFrom(toRoot([]));
    expect(await pushed({ before: null })).toMatchObject({ known: true, value: [{ sha: sha(9) }] });
  });

  test('120 commits are compared in two pages and read in three requests', async () => {
    const all = Array.from({ length: 120 }, (_, n): Commit => [n + 10, n + 9]);
    compare(all.slice(0, 100), { total: 120 });
    compare(all.slice(100), { total: 120, page: 2 });
    const { queries } = answerFrom(toRoot([]));
    const read = await pushed();
    expect(read.known && read.value.map((one) => one.sha)).toEqual(all.map(([number]) => sha(number)));
    expect(queries).toHaveLength(3);
  });

  test('fewer commits than counted: unknown', async () => {
    compare([[9, 1]], { total: 2 });
    compare([], { total: 2, page: 2 });
    expect(await pushed()).toEqual({ known: false, reason: 'GitHub shows no more than 1 of the commits' });
  });

  test('more than a thousand commits: unknown', async () => {
    for (let page = 1; page <= 10; page += 1) {
      compare(
        Array.from({ length: 100 }, (_, n): Commit => [page * 100 + n, 1]),
        { total: 1001, page },
      );
    }
    expect(await pushed()).toMatchObject({ known: false, reason: expect.stringContaining('1000') });
  });

  test.each<[string, unknown]>([
    ['one that is gone', null],
    ['one that may not be read', refusal('FORBIDDEN', 'Resource not accessible')],
  ])('%s: unknown', async (_name, object) => {
    compare([[9, 1]]);
    answerFrom({ repository: { databaseId: 9, object } });
    expect(await pushed()).toMatchObject({ known: false });
  });

  test('nothing: nothing', async () => {
    compare([]);
    expect(await pushed()).toEqual({ known: true, value: [] });
  });
});
