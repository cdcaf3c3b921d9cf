/** The shapes of GitHub's answers to the queries in `queries.ts`; no field is here that is not asked for there. */

import { z } from 'zod';
import { connectionOf } from './connection.ts';

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

export const accountShape = z.object({
  __typename: z.string(),
  login: z.string(),
  databaseId: z.int().nullish(),
  name: z.string().nullish(),
});
export type AccountAnswer = z.infer<typeof accountShape>;
const actor = accountShape.nullable();

const gitActor = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: actor,
});
export type GitActorAnswer = z.infer<typeof gitActor>;

const commit = z.object({
  commit: z.object({
    oid: sha,
    message: z.string(),
    authors: z.object({ totalCount: z.int(), nodes: z.array(gitActor.nullable()).nullable() }),
    committer: gitActor.nullable(),
    checkSuites: z.object({ nodes: z.array(z.object({ createdAt: instant }).nullable()).nullable() }).nullable(),
  }),
});
export type CommitAnswer = z.infer<typeof commit>;
const commitPage = connectionOf(commit);

const labelEvent = z.object({
  __typename: z.string(),
  createdAt: instant,
  actor,
  // GitHub's schema promises a label, but an event keeps none once its label is deleted.
  label: z.object({ name: z.string(), createdAt: instant.nullable(), updatedAt: instant.nullable() }).nullable(),
});
const edit = z.object({ editedAt: instant, deletedAt: instant.nullable(), diff: z.string().nullable(), editor: actor });
const comment = z.object({
  url: z.string(),
  createdAt: instant,
  lastEditedAt: instant.nullable(),
  body: z.string(),
  author: actor,
});
export type LabelEventAnswer = z.infer<typeof labelEvent>;
export type EditAnswer = z.infer<typeof edit>;
export type CommentAnswer = z.infer<typeof comment>;

const repositoryName = z.object({ name: z.string(), owner: z.object({ login: z.string() }) });
export const issueConnections = {
  labels: connectionOf(z.object({ name: z.string() })),
  labelEvents: connectionOf(labelEvent),
  edits: connectionOf(edit),
  comments: connectionOf(comment),
};
const issueShape = z.object({
  id: z.string(),
  number: z.int(),
  url: z.string(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  locked: z.boolean(),
  createdAt: instant,
  body: z.string(),
  includesCreatedEdit: z.boolean(),
  author: actor,
  repository: repositoryName,
  issueType: z.object({ name: z.string() }).nullish(),
  labels: issueConnections.labels.nullable(),
  labelEvents: issueConnections.labelEvents,
  edits: issueConnections.edits.nullable(),
  comments: issueConnections.comments,
});
export type IssueAnswer = z.infer<typeof issueShape>;

const policyHomeShape = z.object({
  databaseId: z.int(),
  name: z.string(),
  url: z.string(),
  owner: z.object({ login: z.string() }),
  defaultBranchRef: z
    .object({
      name: z.string(),
      target: z
        .object({
          oid: sha.optional(),
          file: z
            .object({
              type: z.string(),
              object: z
                .object({
                  __typename: z.string(),
                  text: z.string().nullish(),
                  isBinary: z.boolean().nullish(),
                  isTruncated: z.boolean().optional(),
                })
                .nullable(),
            })
            .nullish(),
        })
        .nullable(),
    })
    .nullable(),
});
export type PolicyHomeAnswer = z.infer<typeof policyHomeShape>;

const checkRun = z.object({
  databaseId: z.int().nullable(),
  url: z.string(),
  externalId: z.string().nullable(),
  conclusion: z.string().nullable(),
  title: z.string().nullable(),
});
export type CheckRunAnswer = z.infer<typeof checkRun>;
const listOf = <T>(node: z.ZodType<T>) => z.object({ nodes: z.array(node.nullable()).nullable() });
const headCommit = z.object({
  oid: sha,
  checkSuites: listOf(z.object({ checkRuns: listOf(checkRun).nullable() })).nullable(),
  associatedPullRequests: z
    .object({
      totalCount: z.int(),
      nodes: z
        .array(
          z
            .object({
              number: z.int(),
              state: z.string(),
              headRefOid: sha,
              baseRepository: z.object({ databaseId: z.int().nullable() }).nullable(),
            })
            .nullable(),
        )
        .nullable(),
    })
    .nullable(),
});
export type HeadCommitAnswer = z.infer<typeof headCommit>;

const closingPage = connectionOf(issueShape);
const pullRequest = z.object({
  number: z.int(),
  url: z.url(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  createdAt: instant,
  author: actor,
  baseRefName: z.string(),
  headRefName: z.string(),
  headRefOid: sha,
  headRepository: repositoryName.nullable(),
  commits: commitPage,
  closingIssuesReferences: closingPage.nullable(),
  head: listOf(z.object({ commit: headCommit })),
});
export type PullRequestAnswer = z.infer<typeof pullRequest>;

export const pullRequestAnswer = z.object({
  repository: policyHomeShape.extend({ pullRequest: pullRequest.nullable() }).nullable(),
});

export const recordAnswer = z.object({
  repository: policyHomeShape
    .extend({
      issue: issueShape
        .extend({
          closedByPullRequestsReferences: connectionOf(
            z.object({ number: z.int(), repository: repositoryName }),
          ).nullable(),
        })
        .nullable(),
    })
    .nullable(),
});

/** What stands under each alias of a further request. */
export const pieceAnswers = {
  commits: z.object({ pullRequest: z.object({ headRefOid: sha, commits: commitPage }) }),
  closing: z.object({ pullRequest: z.object({ closingIssuesReferences: closingPage.nullable() }) }),
  issue: z.object({
    issueOrPullRequest: z
      .discriminatedUnion('__typename', [
        issueShape.extend({ __typename: z.literal('Issue') }),
        z.object({ __typename: z.literal('PullRequest') }),
      ])
      .nullable(),
  }),
};
