import type { Issue, IssueComment, PullRequest, Review, TimelineEvent, World } from '../../state.ts';
import { connection } from '../connection.ts';
import { type FieldImplementation, type Fields, field, isGiven, textOf } from '../field.ts';
import { commitsOf, findCommit, findRef, type PullRequestCommitObject } from './git-objects.ts';

export type TimelineItem = TimelineEvent | IssueComment | Review | PullRequestCommitObject;

/** When an item stands in the timeline. A commit stands where its author's clock puts it, as on GitHub. */
function timeOf(item: TimelineItem): string {
  if (item.kind === 'PullRequestCommit')
    return new Date(item.commit.commit.committer.date).toISOString().replace('.000Z', 'Z');
  if (item.kind === 'PullRequestReview') return item.submittedAt ?? item.createdAt;
  return item.createdAt;
}

const byTime = (one: TimelineItem, other: TimelineItem): number => Date.parse(timeOf(one)) - Date.parse(timeOf(other));

/** Everything that happened to an issue, oldest first. */
export const issueTimelineOf = (issue: Issue): TimelineItem[] => [...issue.timeline, ...issue.comments].sort(byTime);

/** Everything that happened to a pull request, oldest first; pending reviews are their author's alone. */
export const pullRequestTimelineOf = (pullRequest: PullRequest): TimelineItem[] =>
  [
    ...commitsOf(pullRequest),
    ...pullRequest.timeline,
    ...pullRequest.comments,
    ...pullRequest.reviews.filter((review) => review.state !== 'PENDING'),
  ].sort(byTime);

/** `LabeledEvent` → `LABELED_EVENT`, as the `itemTypes` argument names it. */
const toItemType = (kind: string): string => kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** The `timelineItems` field; `totalCount` counts what `itemTypes` and `since` leave. */
export function timelineItems<Source>(itemsOf: (source: Source) => TimelineItem[]): FieldImplementation<Source> {
  return connection(
    (source, args) => {
      const types = args.itemTypes as string[] | null | undefined;
      return itemsOf(source)
        .filter((item) => !isGiven(types) || types.includes(toItemType(item.kind)))
        .filter((item) => !isGiven(args.since) || Date.parse(timeOf(item)) >= Date.parse(textOf(args, 'since')));
    },
    'itemTypes',
    'since',
  );
}

type EventOf<K extends TimelineEvent['kind']> = TimelineEvent & { kind: K };

function eventFields<E extends TimelineEvent>(): Fields<E> {
  return {
    id: field((event) => event.nodeId),
    actor: field((event) => event.actor),
    createdAt: field((event) => event.createdAt),
  };
}

/** The fields of each event's type. */
export const timelineEventFields = {
  LabeledEvent: labelEventFields(),
  UnlabeledEvent: labelEventFields(),
  ClosedEvent: {
    ...eventFields<EventOf<'ClosedEvent'>>(),
    stateReason: field((event) => event.stateReason?.toUpperCase() ?? null),
    closer: field((event, _args, { world }) =>
      event.closer === null || 'kind' in event.closer
        ? event.closer
        : findCommit(ownerOf(world, event).repository, event.closer.commitSha),
    ),
  } satisfies Fields<EventOf<'ClosedEvent'>>,
  ReopenedEvent: {
    ...eventFields<EventOf<'ReopenedEvent'>>(),
    stateReason: field((event) => event.stateReason?.toUpperCase() ?? null),
  } satisfies Fields<EventOf<'ReopenedEvent'>>,
  RenamedTitleEvent: {
    ...eventFields<EventOf<'RenamedTitleEvent'>>(),
    previousTitle: field((event) => event.previousTitle),
    currentTitle: field((event) => event.currentTitle),
  } satisfies Fields<EventOf<'RenamedTitleEvent'>>,
  LockedEvent: {
    ...eventFields<EventOf<'LockedEvent'>>(),
    lockReason: field((event) => event.lockReason?.toUpperCase().replaceAll(/[ -]/g, '_') ?? null),
  } satisfies Fields<EventOf<'LockedEvent'>>,
  UnlockedEvent: eventFields<EventOf<'UnlockedEvent'>>(),
  AssignedEvent: assignmentFields(),
  UnassignedEvent: assignmentFields(),
  TransferredEvent: {
    ...eventFields<EventOf<'TransferredEvent'>>(),
    fromRepository: field((event) => event.fromRepository),
  } satisfies Fields<EventOf<'TransferredEvent'>>,
  IssueTypeAddedEvent: issueTypeEventFields(),
  IssueTypeRemovedEvent: issueTypeEventFields(),
  IssueTypeChangedEvent: {
    ...eventFields<EventOf<'IssueTypeChangedEvent'>>(),
    issueType: field((event) => event.issueType),
    prevIssueType: field((event) => event.previousIssueType),
  } satisfies Fields<EventOf<'IssueTypeChangedEvent'>>,
  ConnectedEvent: connectionEventFields(),
  DisconnectedEvent: connectionEventFields(),
  CrossReferencedEvent: {
    ...eventFields<EventOf<'CrossReferencedEvent'>>(),
    source: field((event) => event.source),
    willCloseTarget: field((event) => event.willCloseTarget),
  } satisfies Fields<EventOf<'CrossReferencedEvent'>>,
  HeadRefForcePushedEvent: forcePushFields(),
  BaseRefForcePushedEvent: forcePushFields(),
  ConvertToDraftEvent: {
    ...eventFields<EventOf<'ConvertToDraftEvent'>>(),
    pullRequest: field((event, _args, { world }) => ownerOf(world, event)),
  } satisfies Fields<EventOf<'ConvertToDraftEvent'>>,
  ReadyForReviewEvent: {
    ...eventFields<EventOf<'ReadyForReviewEvent'>>(),
    pullRequest: field((event, _args, { world }) => ownerOf(world, event)),
  } satisfies Fields<EventOf<'ReadyForReviewEvent'>>,
  BaseRefChangedEvent: {
    ...eventFields<EventOf<'BaseRefChangedEvent'>>(),
    previousRefName: field((event) => event.previousRefName),
    currentRefName: field((event) => event.currentRefName),
  } satisfies Fields<EventOf<'BaseRefChangedEvent'>>,
  HeadRefDeletedEvent: {
    ...eventFields<EventOf<'HeadRefDeletedEvent'>>(),
    headRefName: field((event) => event.headRefName),
  } satisfies Fields<EventOf<'HeadRefDeletedEvent'>>,
  HeadRefRestoredEvent: eventFields<EventOf<'HeadRefRestoredEvent'>>(),
  MergedEvent: {
    ...eventFields<EventOf<'MergedEvent'>>(),
    mergeRefName: field((event) => event.mergeRefName),
    commit: field((event, _args, { world }) => findCommit(ownerOf(world, event).repository, event.commitSha)),
    pullRequest: field((event, _args, { world }) => ownerOf(world, event)),
  } satisfies Fields<EventOf<'MergedEvent'>>,
  AddedToMergeQueueEvent: queueEventFields() satisfies Fields<EventOf<'AddedToMergeQueueEvent'>>,
  RemovedFromMergeQueueEvent: {
    ...queueEventFields(),
    reason: field((event) => event.reason),
    beforeCommit: field((event) =>
      event.beforeSha === null ? null : findCommit(event.queue.repository, event.beforeSha),
    ),
  } satisfies Fields<EventOf<'RemovedFromMergeQueueEvent'>>,
  CommentDeletedEvent: {
    ...eventFields<EventOf<'CommentDeletedEvent'>>(),
    databaseId: field((event) => event.id),
    deletedCommentAuthor: field((event) => event.commentAuthor),
  } satisfies Fields<EventOf<'CommentDeletedEvent'>>,
  ReviewDismissedEvent: {
    ...eventFields<EventOf<'ReviewDismissedEvent'>>(),
    review: field((event) => event.review),
    pullRequest: field((event) => event.review.pullRequest),
    previousReviewState: field((event) => event.previousState),
    dismissalMessage: field((event) => event.message),
  } satisfies Fields<EventOf<'ReviewDismissedEvent'>>,
};

function queueEventFields(): Fields<EventOf<'AddedToMergeQueueEvent' | 'RemovedFromMergeQueueEvent'>> {
  return {
    ...eventFields<EventOf<'AddedToMergeQueueEvent' | 'RemovedFromMergeQueueEvent'>>(),
    enqueuer: field((event) => (event.enqueuer.kind === 'User' ? event.enqueuer : null)),
    mergeQueue: field((event) => event.queue),
    pullRequest: field((event, _args, { world }) => ownerOf(world, event)),
  };
}

function labelEventFields(): Fields<EventOf<'LabeledEvent'>> {
  return {
    ...eventFields<EventOf<'LabeledEvent'>>(),
    label: field((event) => event.label),
    labelable: field((event, _args, { world }) => ownerOf(world, event)),
  };
}

function assignmentFields(): Fields<EventOf<'AssignedEvent'>> {
  return {
    ...eventFields<EventOf<'AssignedEvent'>>(),
    assignee: field((event) => event.assignee),
    user: field((event) => (event.assignee.kind === 'User' ? event.assignee : null)),
  };
}

function issueTypeEventFields(): Fields<EventOf<'IssueTypeAddedEvent'>> {
  return { ...eventFields<EventOf<'IssueTypeAddedEvent'>>(), issueType: field((event) => event.issueType) };
}

function connectionEventFields(): Fields<EventOf<'ConnectedEvent'>> {
  return {
    ...eventFields<EventOf<'ConnectedEvent'>>(),
    source: field((event) => event.source),
    subject: field((event) => event.subject),
    isCrossRepository: field((event) => event.source.repository !== event.subject.repository),
  };
}

/** The issue or pull request that an event belongs to; events do not know it themselves. */
function ownerOf(world: World, event: TimelineEvent): Issue | PullRequest {
  for (const repository of world.repositories.values()) {
    for (const discussed of repository.issues.values()) {
      // A transferred issue leaves its old self behind, with the same events.
      const isPresent = discussed.kind === 'PullRequest' || discussed.transferredTo === null;
      if (isPresent && discussed.timeline.includes(event)) return discussed;
    }
  }
  throw new Error(`the event ${event.nodeId} is in no timeline`);
}

function forcePushFields(): Fields<EventOf<'HeadRefForcePushedEvent'>> {
  return {
    ...eventFields<EventOf<'HeadRefForcePushedEvent'>>(),
    pullRequest: field((event, _args, { world }) => ownerOf(world, event)),
    beforeCommit: field((event, _args, { world }) => findCommit(ownerOf(world, event).repository, event.before)),
    afterCommit: field((event, _args, { world }) => findCommit(ownerOf(world, event).repository, event.after)),
    ref: field((event, _args, { world }) =>
      findRef(ownerOf(world, event).repository, `refs/heads/${event.ref.replace('refs/heads/', '')}`),
    ),
  };
}
