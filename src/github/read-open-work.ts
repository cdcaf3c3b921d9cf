import { z } from 'zod';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { connectionOf } from './connection.ts';
import { page } from './fragments.ts';
import { ask } from './graphql.ts';
import { readOpenPullRequests } from './read-lists.ts';
import { countedListOf, sha } from './shapes.ts';

/** What is open in a repository, as far as tells whether a delivery was lost. */
export type OpenWork = {
  readonly ref: RepositoryRef;
  /** Of the open pull requests that GitHub named without their heads: null. */
  readonly pullRequests: readonly { readonly number: number; readonly headSha: string | null }[];
  /** What the merge queues try out at the moment. */
  readonly mergeGroups: readonly { readonly headSha: string; readonly baseSha: string; readonly baseBranch: string }[];
  /** GitHub's number of the repository. */
  readonly id: number;
  /** The newest tags, with the commits that they are on; those that are on none are left out. */
  readonly tags: readonly { readonly tag: string; readonly commitSha: string }[];
  /** Whether these are all the tags that there are. */
  readonly hasAllTags: boolean;
  /** Texts of the open issues that were touched last. */
  readonly issues: readonly string[];
};

/** So many repositories go into one query, which costs one point. */
export const repositoriesAQuery = 20;

/** The open pull requests of several repositories. Variables: ids. */
export const openWorkQuery = (): string => `
query openWork($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      databaseId
      name
      owner { login }
      refs(refPrefix: "refs/tags/", first: 50, orderBy: { field: TAG_COMMIT_DATE, direction: DESC }) {
        totalCount
        nodes { name target { __typename oid ... on Tag { target { __typename oid } } } }
      }
      issues(states: OPEN, first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { body } }
      pullRequests(states: OPEN, first: 100) {
        ${page}
        nodes {
          number
          headRefOid
          baseRefName
          mergeQueueEntry { headCommit { oid } baseCommit { oid } }
        }
      }
    }
  }
}`;

const commit = z.object({ oid: sha }).nullable();
const openPullRequest = z.object({
  number: z.int(),
  headRefOid: sha,
  baseRefName: z.string(),
  mergeQueueEntry: z.object({ headCommit: commit, baseCommit: commit }).nullable(),
});
const pointed = z.object({ __typename: z.string(), oid: sha });
const tagRef = z.object({ name: z.string(), target: pointed.extend({ target: pointed.optional() }).nullable() });

const openWork = z.object({
  nodes: z.array(
    z
      .object({
        databaseId: z.int(),
        name: z.string(),
        owner: z.object({ login: z.string() }),
        refs: countedListOf(tagRef).nullable(),
        issues: z.object({ nodes: z.array(z.object({ body: z.string() }).nullable()).nullable() }),
        pullRequests: connectionOf(openPullRequest),
      })
      .nullable(),
  ),
});

type PullRequestAnswer = z.infer<typeof openPullRequest>;
type TagsAnswer = NonNullable<z.infer<typeof openWork>['nodes'][number]>['refs'];

/**
 * What is open in the repositories with these ids, `repositoriesAQuery` of them at most: one query, and one call more for
 * each repository with over a hundred open pull requests. A repository that cannot be read is left out.
 *
 * @throws GitHubFault
 */
export const readOpenWork = async (
  client: InstallationClient,
  nodeIds: readonly string[],
): Promise<readonly OpenWork[]> => {
  const what = `looking through repositories of installation ${client.installationId}`;
  const { data } = await ask(client, what, openWork, openWorkQuery, { ids: nodeIds });
  const read: OpenWork[] = [];
  for (const node of data.nodes) {
    if (node === null) continue;
    const ref = { owner: node.owner.login, name: node.name };
    const shown = (node.pullRequests.nodes ?? []).filter((one) => one !== null);
    const isWhole = !node.pullRequests.pageInfo.hasNextPage && shown.length === node.pullRequests.totalCount;
    const numbers = isWhole ? [] : await readOpenPullRequests(client, ref);
    const known = new Set(shown.map(({ number }) => number));
    read.push({
      ref,
      pullRequests: [
        ...shown.map(({ number, headRefOid }) => ({ number, headSha: headRefOid })),
        ...numbers.filter((number) => !known.has(number)).map((number) => ({ number, headSha: null })),
      ],
      mergeGroups: shown.flatMap(toMergeGroup),
      id: node.databaseId,
      ...toTags(node.refs),
      issues: (node.issues.nodes ?? []).flatMap((one) => one?.body ?? []),
    });
  }
  return read;
};

const toTags = (refs: TagsAnswer): Pick<OpenWork, 'tags' | 'hasAllTags'> => {
  const shown = refs?.nodes?.filter((one) => one !== null) ?? [];
  return {
    hasAllTags: refs !== null && shown.length === refs.totalCount,
    tags: shown.flatMap(({ name: tag, target }) => {
      const { __typename: type, oid } = target?.target ?? target ?? { __typename: '', oid: '' };
      return type === 'Commit' ? [{ tag, commitSha: oid }] : [];
    }),
  };
};

const toMergeGroup = ({ baseRefName, mergeQueueEntry }: PullRequestAnswer): OpenWork['mergeGroups'] => {
  const { headCommit, baseCommit } = mergeQueueEntry ?? { headCommit: null, baseCommit: null };
  return headCommit === null || baseCommit === null
    ? []
    : [{ headSha: headCommit.oid, baseSha: baseCommit.oid, baseBranch: baseRefName }];
};
