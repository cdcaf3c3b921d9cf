import { findEntry, findQueue } from '../../actions/merge-queue.ts';
import { listPullFiles, mergeability } from '../../pull-state.ts';
import type { Issue, PullRequest, Review } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Arguments, type Fields, field, isGiven } from '../field.ts';
import { changedFilesOf } from './changed-files.ts';
import { toRollup } from './checks.ts';
import { discussedFields, pathOf } from './discussed.ts';
import { findBranch } from './git.ts';
import { commitsOf, findCommit } from './git-objects.ts';
import { pullRequestTimelineOf, timelineItems } from './timeline.ts';

/** The issues that a pull request closes, in the order in which they were linked. */
const closingIssuesOf = (pullRequest: PullRequest, args: Arguments): Issue[] => [
  ...new Set(
    pullRequest.closingIssues.filter((link) => args.userLinkedOnly !== true || link.manual).map((link) => link.issue),
  ),
];

function reviewsOf(pullRequest: PullRequest, args: Arguments): Review[] {
  const states = args.states as string[] | null | undefined;
  const author = typeof args.author === 'string' ? args.author.toLowerCase() : null;
  return pullRequest.reviews
    .filter((review) => review.state !== 'PENDING')
    .filter((review) => !isGiven(states) || states.includes(review.state))
    .filter((review) => author === null || review.author?.login.toLowerCase() === author);
}

/** The last review of each author that says more than a comment. */
const latestOpinions = (pullRequest: PullRequest): Review[] => [
  ...new Map(
    reviewsOf(pullRequest, {})
      .filter((review) => review.state !== 'COMMENTED')
      .map((review) => [review.author?.id, review]),
  ).values(),
];

/** GitHub documents it for REST and nothing for GraphQL; to list less makes a reader more careful. */
const MAX_COMMITS = 250;

export const stateOf = (pullRequest: PullRequest): 'MERGED' | 'OPEN' | 'CLOSED' => {
  if (pullRequest.merged) return 'MERGED';
  return pullRequest.state === 'open' ? 'OPEN' : 'CLOSED';
};

export const pullRequestFields: Fields<PullRequest> = {
  ...discussedFields<PullRequest>(),
  permalink: field((pull, _args, { world }) => `${world.url}${pathOf(pull)}`),
  state: field(stateOf),
  isDraft: field((pull) => pull.draft),
  merged: field((pull) => pull.merged),
  mergedAt: field((pull) => pull.mergedAt),
  mergedBy: field((pull) => pull.mergedBy),
  mergeCommit: field((pull) =>
    pull.mergeCommitSha === null ? null : findCommit(pull.repository, pull.mergeCommitSha),
  ),
  mergeable: field((pull, _args, { world }) => {
    const { mergeable } = mergeability(world, pull);
    if (mergeable === null) return 'UNKNOWN';
    return mergeable ? 'MERGEABLE' : 'CONFLICTING';
  }),
  mergeStateStatus: field((pull, _args, { world }) => mergeability(world, pull).state.toUpperCase()),
  baseRefName: field((pull) => pull.baseRef),
  baseRefOid: field((pull) => pull.baseSha),
  baseRef: field((pull) => findBranch(pull.repository, pull.baseRef)),
  baseRepository: field((pull) => pull.repository),
  headRefName: field((pull) => pull.headRef),
  headRefOid: field((pull) => pull.headSha),
  headRef: field((pull) => findBranch(pull.headRepository, pull.headRef)),
  headRepository: field((pull) => pull.headRepository),
  headRepositoryOwner: field((pull) => pull.headRepository?.owner ?? null),
  isCrossRepository: field((pull) => pull.headRepository !== pull.repository),
  commits: connection((pull: PullRequest) => commitsOf(pull).slice(0, MAX_COMMITS)),
  isInMergeQueue: field((pull) => findEntry(pull) !== null),
  isMergeQueueEnabled: field((pull, _args, { world }) => findQueue(world, pull.repository, pull.baseRef) !== null),
  mergeQueue: field((pull, _args, { world }) => findQueue(world, pull.repository, pull.baseRef)),
  mergeQueueEntry: field(findEntry),
  files: connection(changedFilesOf),
  changedFiles: field((pull) => listPullFiles(pull).length),
  additions: field((pull) => listPullFiles(pull).reduce((sum, file) => sum + file.additions, 0)),
  deletions: field((pull) => listPullFiles(pull).reduce((sum, file) => sum + file.deletions, 0)),
  statusCheckRollup: field((pull) => {
    const head = findCommit(pull.repository, pull.headSha);
    return head === null ? null : toRollup(head);
  }),
  closingIssuesReferences: connection(closingIssuesOf, 'userLinkedOnly'),
  reviews: connection(reviewsOf, 'states', 'author'),
  latestOpinionatedReviews: connection(latestOpinions),
  timelineItems: timelineItems(pullRequestTimelineOf),
};
