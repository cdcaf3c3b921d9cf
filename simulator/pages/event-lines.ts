import type { Issue, Label, PullRequest, Repository, TimelineEvent } from '../state.ts';
import { type Html, html } from './html.ts';
import { actorName, pathOf } from './layout.ts';

/** Icon, tone, and the words between who and when. */
export type EventLine = [symbol: string, tone: string, words: Html | string];
type Lines = {
  [K in TimelineEvent['kind']]: (event: TimelineEvent & { kind: K }, within: Repository) => EventLine;
};

const forcePushed = ({ before, after }: { before: string; after: string }): EventLine => [
  'repo-push',
  'muted',
  html`force-pushed from <code>${before.slice(0, 7)}</code> to <code>${after.slice(0, 7)}</code>`,
];
const branch = (name: string): Html => html`<span class="branch">${name}</span>`;

const LINES: Lines = {
  LabeledEvent: ({ label }) => ['tag', 'muted', html`added ${toLabel(label)}`],
  UnlabeledEvent: ({ label }) => ['tag', 'muted', html`removed ${toLabel(label)}`],
  ClosedEvent: ({ stateReason }) => [
    'issue-closed',
    'done',
    stateReason === 'not_planned' ? 'closed this as not planned' : 'closed this',
  ],
  ReopenedEvent: () => ['issue-reopened', 'good', 'reopened this'],
  RenamedTitleEvent: ({ previousTitle, currentTitle }) => [
    'pencil',
    'muted',
    html`changed the title <del>${previousTitle}</del> <strong>${currentTitle}</strong>`,
  ],
  LockedEvent: () => ['lock', 'muted', 'locked this conversation'],
  UnlockedEvent: () => ['unlock', 'muted', 'unlocked this conversation'],
  AssignedEvent: ({ assignee }) => ['person', 'muted', html`assigned ${actorName(assignee)}`],
  UnassignedEvent: ({ assignee }) => ['person', 'muted', html`unassigned ${actorName(assignee)}`],
  TransferredEvent: ({ fromRepository }) => [
    'arrow-right',
    'muted',
    html`transferred this issue from <strong>${fromRepository.name}</strong>`,
  ],
  IssueTypeAddedEvent: ({ issueType }) => [
    'issue-opened',
    'muted',
    html`set the type <strong>${issueType.name}</strong>`,
  ],
  IssueTypeRemovedEvent: ({ issueType }) => ['issue-opened', 'muted', html`took off the type ${issueType.name}`],
  IssueTypeChangedEvent: ({ issueType, previousIssueType }) => [
    'issue-opened',
    'muted',
    html`changed the type from ${previousIssueType.name} to <strong>${issueType.name}</strong>`,
  ],
  ConnectedEvent: ({ subject }, within) => ['link', 'muted', html`linked ${toReference(subject, within)}`],
  DisconnectedEvent: ({ subject }, within) => ['link', 'muted', html`unlinked ${toReference(subject, within)}`],
  CrossReferencedEvent: ({ source, willCloseTarget }, within) => [
    'cross-reference',
    'muted',
    html`${willCloseTarget ? 'linked a pull request that will close this:' : 'mentioned this in'} ${toReference(source, within)}`,
  ],
  HeadRefForcePushedEvent: forcePushed,
  BaseRefForcePushedEvent: forcePushed,
  HeadRefDeletedEvent: ({ headRefName }) => ['git-branch', 'muted', html`deleted the branch ${branch(headRefName)}`],
  HeadRefRestoredEvent: ({ headRefName }) => ['git-branch', 'muted', html`restored the branch ${branch(headRefName)}`],
  BaseRefChangedEvent: ({ previousRefName, currentRefName }) => [
    'git-branch',
    'muted',
    html`changed the base branch from ${branch(previousRefName)} to ${branch(currentRefName)}`,
  ],
  ConvertToDraftEvent: () => ['git-pull-request-draft', 'muted', 'marked this pull request as a draft'],
  ReadyForReviewEvent: () => ['eye', 'muted', 'marked this pull request as ready for review'],
  MergedEvent: ({ commitSha, mergeRefName }) => [
    'git-merge',
    'done',
    html`merged commit <code>${commitSha.slice(0, 7)}</code> into ${branch(mergeRefName)}`,
  ],
  AddedToMergeQueueEvent: () => ['git-merge-queue', 'muted', 'added this pull request to the merge queue'],
  RemovedFromMergeQueueEvent: ({ reason }) =>
    reason === 'MERGE'
      ? ['git-merge-queue', 'muted', 'took this pull request off the merge queue to merge it']
      : [
          'git-merge-queue',
          'muted',
          html`removed this pull request from the merge queue: ${reason.toLowerCase().replaceAll('_', ' ')}`,
        ],
  CommentDeletedEvent: ({ commentAuthor }) => ['x', 'muted', html`deleted a comment from ${actorName(commentAuthor)}`],
  ReviewDismissedEvent: ({ message }) => [
    'x',
    'muted',
    html`dismissed a review${message !== null && html`: ${message}`}`,
  ],
};

/** What an event says on a page of the repository `within`. */
export const describeEvent = (event: TimelineEvent, within: Repository): EventLine =>
  (LINES[event.kind] as (event: TimelineEvent, within: Repository) => EventLine)(event, within);

/** A label with its colour as a dot: the colour is anybody's choice, so the text stays readable on its own ground. */
export const toLabel = (label: Label): Html =>
  html`<span class="label"><svg width="10" height="10"><circle cx="5" cy="5" r="5" fill="#${label.color}"/></svg>${label.name}</span>`;

/** A link with the title and number; the repository's name too when it is not the one that the page is about. */
export function toReference(discussed: Issue | PullRequest, within: Repository): Html {
  const { repository, kind, number, title } = discussed;
  const place = repository === within ? '' : `${repository.owner.login}/${repository.name}`;
  return html`<a href="${pathOf(repository)}/${kind === 'Issue' ? 'issues' : 'pull'}/${number}">${title} <span class="muted">${place}#${number}</span></a>`;
}
