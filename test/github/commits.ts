import { ada, api, connection, type Data, sha } from './stand-in.ts';

/** Commits on their way to a branch, as GitHub compares them and tells where they belong. */

export const pump = { owner: 'acme', name: 'pump' };
export const [base, head] = [sha(1), sha(9)] as const;

export type Commit = readonly [number: number, ...parents: number[]];

export const compare = (
  commits: readonly Commit[],
  { from = base, to = head, total = commits.length, page = 1 } = {},
) =>
  api()
    .get(`/api/v3/repos/acme/pump/compare/${encodeURIComponent(`${from}...${to}`)}`)
    .query({ per_page: 100, page })
    .reply(200, {
      total_commits: total,
      commits: commits.map(([number, ...parents]) => ({
        sha: sha(number),
        parents: parents.map((parent) => ({ sha: sha(parent) })),
      })),
    });

/** An open pull request to main, as a commit of it shows it. */
export const bringing = (number: number, headNumber: number, over: Data = {}): Data => ({
  number,
  state: 'OPEN',
  mergedAt: null,
  mergeCommit: null,
  baseRefName: 'main',
  headRefOid: sha(headNumber),
  baseRepository: { databaseId: 9 },
  ...over,
});
export const entry = (number: number, made: number | null, commits = 1): Data => ({
  headCommit: made === null ? null : { oid: sha(made) },
  pullRequest: { number, commits: { totalCount: commits } },
});

/** The queue of main, and of each commit the pull requests that it belongs to. */
export const toRoot = (
  entries: unknown,
  belonging: Record<number, readonly Data[]> = {},
  mergeMethod = 'MERGE',
): Data => ({
  repository: {
    databaseId: 9,
    mergeQueue: ({ branch }: { branch: string }) =>
      branch === 'main' && entries !== null
        ? { configuration: { mergeMethod }, entries: Array.isArray(entries) ? connection(entries) : entries }
        : null,
    object: ({ oid }: { oid: string }) => ({
      __typename: 'Commit',
      oid,
      message: `Commit ${Number.parseInt(oid, 16)}\n\nLonger.`,
      author: { name: 'Ada', email: 'ada@example.com', user: ada },
      associatedPullRequests: connection(belonging[Number.parseInt(oid, 16)] ?? []),
    }),
  },
});
