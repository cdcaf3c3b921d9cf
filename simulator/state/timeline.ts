import type { Actor, App } from './accounts.ts';
import type { Issue, IssueType, Label, PullRequest, Review, ReviewState } from './discussions.ts';
import type { Identified } from './identified.ts';
import type { MergeQueue, RemovalReason } from './merge-queues.ts';
import type { Repository } from './repositories.ts';

type TimelineBase = Identified & { actor: Actor | null; viaApp: App | null; createdAt: string };
/** Events as GraphQL names them. Commits, comments and reviews of the timeline are kept where they belong. */
export type TimelineEvent = TimelineBase &
  (
    | { kind: 'LabeledEvent' | 'UnlabeledEvent'; label: Label }
    | { kind: 'ClosedEvent'; stateReason: Issue['stateReason']; closer: PullRequest | { commitSha: string } | null }
    | { kind: 'ReopenedEvent'; stateReason: Issue['stateReason'] }
    | { kind: 'RenamedTitleEvent'; previousTitle: string; currentTitle: string }
    | { kind: 'LockedEvent'; lockReason: string | null }
    | { kind: 'UnlockedEvent' }
    | { kind: 'AssignedEvent' | 'UnassignedEvent'; assignee: Actor }
    | { kind: 'TransferredEvent'; fromRepository: Repository }
    | { kind: 'IssueTypeAddedEvent' | 'IssueTypeRemovedEvent'; issueType: IssueType }
    | { kind: 'IssueTypeChangedEvent'; issueType: IssueType; previousIssueType: IssueType }
    | { kind: 'ConnectedEvent' | 'DisconnectedEvent'; source: Issue | PullRequest; subject: Issue | PullRequest }
    | { kind: 'CrossReferencedEvent'; source: Issue | PullRequest; willCloseTarget: boolean }
    | { kind: 'HeadRefForcePushedEvent' | 'BaseRefForcePushedEvent'; ref: string; before: string; after: string }
    | { kind: 'HeadRefDeletedEvent' | 'HeadRefRestoredEvent'; headRefName: string }
    | { kind: 'BaseRefChangedEvent'; previousRefName: string; currentRefName: string }
    | { kind: 'ConvertToDraftEvent' }
    | { kind: 'ReadyForReviewEvent' }
    | { kind: 'MergedEvent'; commitSha: string; mergeRefName: string }
    | { kind: 'AddedToMergeQueueEvent'; queue: MergeQueue; enqueuer: Actor }
    | {
        kind: 'RemovedFromMergeQueueEvent';
        queue: MergeQueue;
        enqueuer: Actor;
        reason: RemovalReason;
        /** The commit that the queue had made for it. */
        beforeSha: string | null;
      }
    | { kind: 'CommentDeletedEvent'; commentAuthor: Actor | null }
    | { kind: 'ReviewDismissedEvent'; review: Review; previousState: ReviewState; message: string | null }
  );
