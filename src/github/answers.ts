/** The shapes of GitHub's answers to the queries in `queries.ts`; no field is here that is not asked for there. */

import { z } from 'zod';
import { connectionOf } from './connection.ts';
import { baselineShape, homeShape } from './home-answers.ts';
import { issueShape, originShape } from './issue-answers.ts';
import { actor, countedListOf, gitActor, instant, listOf, repositoryName, sha } from './shapes.ts';

const commit = z.object({
  commit: z.object({
    oid: sha,
    message: z.string(),
    authors: countedListOf(gitActor),
    committer: gitActor.nullable(),
    parents: countedListOf(z.object({ oid: sha })),
    checkSuites: listOf(z.object({ createdAt: instant })).nullable(),
  }),
});
export type CommitAnswer = z.infer<typeof commit>;
const commitPage = connectionOf(commit);

const ownCheckRun = z.object({
  databaseId: z.int().nullable(),
  url: z.string(),
  externalId: z.string().nullable(),
  conclusion: z.string().nullable(),
  title: z.string().nullable(),
});
export type CheckRunAnswer = z.infer<typeof ownCheckRun>;
const headCommit = z.object({
  oid: sha,
  checkSuites: listOf(z.object({ checkRuns: listOf(ownCheckRun).nullable() })).nullable(),
  associatedPullRequests: countedListOf(
    z.object({
      number: z.int(),
      state: z.string(),
      headRefOid: sha,
      baseRepository: z.object({ databaseId: z.int().nullable() }).nullable(),
    }),
  ).nullable(),
});
export type HeadCommitAnswer = z.infer<typeof headCommit>;

const run = z.object({
  databaseId: z.int().nullable(),
  url: z.string(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  completedAt: instant.nullable(),
});
export type RunAnswer = z.infer<typeof run>;
const runPage = connectionOf(run);
const suite = z.object({
  id: z.string(),
  app: z.object({ databaseId: z.int().nullable(), slug: z.string() }).nullable(),
  checkRuns: runPage.nullable(),
});
export type SuiteAnswer = z.infer<typeof suite>;
const checkedHead = listOf(z.object({ commit: z.object({ oid: sha, checkSuites: connectionOf(suite).nullable() }) }));

const review = z.object({
  url: z.string(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  submittedAt: instant.nullable(),
  lastEditedAt: instant.nullable(),
  body: z.string(),
  author: actor,
  commit: z.object({ oid: sha }).nullable(),
});
export type ReviewAnswer = z.infer<typeof review>;
const reviewPage = connectionOf(review);

const changedFile = z.object({
  path: z.string(),
  changeType: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'RENAMED', 'COPIED', 'CHANGED']),
});
export type FileAnswer = z.infer<typeof changedFile>;

const branchRule = z.object({
  repositoryRuleset: z.object({ databaseId: z.int().nullable(), name: z.string() }).nullable(),
  parameters: z
    .object({
      requiredStatusChecks: z.array(z.object({ context: z.string(), integrationId: z.int().nullable() })).optional(),
    })
    .nullable(),
});
const protectedBranch = z.object({ rules: connectionOf(branchRule).nullable() });
export type BranchAnswer = z.infer<typeof protectedBranch>;

const closingPage = connectionOf(issueShape);
const pullRequest = z.object({
  id: z.string(),
  number: z.int(),
  url: z.url(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  createdAt: instant,
  mergedAt: instant.nullable(),
  author: actor,
  baseRefName: z.string(),
  baseRef: protectedBranch.nullable(),
  headRefName: z.string(),
  headRefOid: sha,
  headRepository: repositoryName.nullable(),
  changedFiles: z.int(),
  commits: commitPage,
  closingIssuesReferences: closingPage.nullable(),
  files: connectionOf(changedFile).nullable(),
  reviews: reviewPage.nullable(),
  checks: checkedHead,
  head: listOf(z.object({ commit: headCommit })),
});
export type PullRequestAnswer = z.infer<typeof pullRequest>;

export const pullRequestAnswer = z.object({
  baseline: baselineShape,
  repository: homeShape.extend({ pullRequest: pullRequest.nullable() }).nullable(),
});

export const recordAnswer = z.object({
  baseline: baselineShape,
  repository: homeShape
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

export const governingAnswer = z.object({ baseline: baselineShape, repository: homeShape.nullable() });

const issueOrPullRequest = <T extends z.ZodRawShape>(shape: z.ZodObject<T>) =>
  z.object({
    issueOrPullRequest: z
      .discriminatedUnion('__typename', [
        shape.extend({ __typename: z.literal('Issue') }),
        z.object({ __typename: z.literal('PullRequest') }),
      ])
      .nullable(),
  });

/** What stands under each alias of a further request. */
export const pieceAnswers = {
  commits: z.object({ pullRequest: z.object({ headRefOid: sha, commits: commitPage }) }),
  closing: z.object({ pullRequest: z.object({ closingIssuesReferences: closingPage.nullable() }) }),
  reviews: z.object({ pullRequest: z.object({ reviews: reviewPage.nullable() }) }),
  suites: z.object({ pullRequest: z.object({ commits: checkedHead }) }),
  runs: z.object({ checkRuns: runPage.nullable() }),
  issue: issueOrPullRequest(issueShape),
  origin: issueOrPullRequest(originShape),
};
