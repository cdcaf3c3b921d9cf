/** Queries about single commits and the pull requests that brought them. Validated like those in `queries.ts`. */

import { z } from 'zod';
import { connectionOf } from './connection.ts';
import { contributorFragment, page } from './fragments.ts';
import { countedListOf, gitActor, instant, sha } from './shapes.ts';

const commitFragment = `
fragment commit on Commit {
  oid
  message
  author { ...contributor }
  associatedPullRequests(first: 20) {
    totalCount
    nodes { number state mergedAt mergeCommit { oid } baseRefName headRefOid baseRepository { databaseId } }
  }
}`;

/** Several commits of one repository; the n-th stands under the alias `cn`. Variables: owner, name. */
export const commitsQuery = (shas: readonly string[]): string => `
query commits($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    ${shas.map((oid, index) => `c${index}: object(oid: ${JSON.stringify(oid)}) { ...commit }`).join('\n    ')}
  }
}
${commitFragment}${contributorFragment}`;

const bringing = z.object({
  number: z.int(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  mergedAt: instant.nullable(),
  mergeCommit: z.object({ oid: sha }).nullable(),
  baseRefName: z.string(),
  headRefOid: sha,
  baseRepository: z.object({ databaseId: z.int().nullable() }).nullable(),
});
export type BringingAnswer = z.infer<typeof bringing>;

/** What stands under each alias. */
export const singleCommit = z.object({
  oid: sha,
  message: z.string(),
  author: gitActor.nullable(),
  associatedPullRequests: countedListOf(bringing).nullable(),
});
export type SingleCommitAnswer = z.infer<typeof singleCommit>;

export const commitsAnswer = z.object({
  repository: z.looseObject({ databaseId: z.int() }).nullable(),
});

/** The entries of a branch's merge queue. Variables: owner, name, branch, after. */
export const mergeQueueQuery = (): string => `
query mergeQueue($owner: String!, $name: String!, $branch: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      configuration { mergeMethod }
      entries(first: 90, after: $after) {
        ${page}
        nodes { headCommit { oid } pullRequest { number commits(first: 1) { totalCount } } }
      }
    }
  }
}`;

const entry = z.object({
  headCommit: z.object({ oid: sha }).nullable(),
  pullRequest: z.object({ number: z.int(), commits: z.object({ totalCount: z.int() }) }).nullable(),
});
export type EntryAnswer = z.infer<typeof entry>;

export const mergeQueueAnswer = z.object({
  repository: z
    .object({
      mergeQueue: z
        .object({
          configuration: z.object({ mergeMethod: z.string().nullable() }).nullable(),
          entries: connectionOf(entry).nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
