import type { Issue, PullRequest, World } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Fields, field } from '../field.ts';
import { discussedFields } from './discussed.ts';
import { issueTimelineOf, timelineItems } from './timeline.ts';

/** Where an issue is now: transfers followed; null once it was deleted. */
export function followIssue(issue: Issue): Issue | null {
  let current = issue;
  while (current.transferredTo !== null) current = current.transferredTo;
  return current.deletedAt === null ? current : null;
}

/** The pull requests that say they close an issue, oldest first. */
function closersOf(world: World, issue: Issue): { pullRequest: PullRequest; manual: boolean }[] {
  return [...world.repositories.values()]
    .flatMap((repository) => [...repository.issues.values()])
    .filter((candidate) => candidate.kind === 'PullRequest')
    .flatMap((pullRequest) =>
      pullRequest.closingIssues
        .filter((link) => followIssue(link.issue) === issue)
        .map((link) => ({ pullRequest, manual: link.manual })),
    );
}

export const issueFields: Fields<Issue> = {
  ...discussedFields<Issue>(),
  state: field((issue) => issue.state.toUpperCase()),
  stateReason: field((issue) => issue.stateReason?.toUpperCase() ?? null),
  issueType: field((issue) => issue.type),
  timelineItems: timelineItems(issueTimelineOf),
  closedByPullRequestsReferences: connection(
    (issue, args, { world }) =>
      unique(
        closersOf(world, issue)
          .filter(
            ({ pullRequest }) => args.includeClosedPrs === true || pullRequest.state === 'open' || pullRequest.merged,
          )
          .filter(({ manual }) => args.userLinkedOnly !== true || manual)
          .map(({ pullRequest }) => pullRequest),
      ),
    'includeClosedPrs',
    'userLinkedOnly',
  ),
};

export const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
