import { issueTimelineOf, pullRequestTimelineOf, type TimelineItem } from '../graphql/objects/timeline.ts';
import type { Actor, BodyEdit, Issue, IssueComment, Label, PullRequest, Review } from '../state.ts';
import { type Html, html, icon, trusted } from './html.ts';
import { actorName, avatar, pathOf, time } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** A conversation: the opening text, then everything that happened, oldest first. */
export function toConversation(discussed: Issue | PullRequest): Html {
  const items = discussed.kind === 'Issue' ? issueTimelineOf(discussed) : pullRequestTimelineOf(discussed);
  return html`${toTextBox(discussed, 'opened')}${items.map(toItem)}`;
}

type Text = { author: Actor | null; body: string; edits: BodyEdit[]; createdAt: string };

function toTextBox(text: Text, verb: string, anchor = ''): Html {
  return html`<article class="box" id="${anchor}"><header>${avatar(text.author)} ${actorName(text.author)} ${verb} ${time(text.createdAt)}
${text.edits.length > 0 && html`<span class="end">· edited</span>`}</header>
<div class="content markdown">${text.body.trim() === '' ? html`<em class="muted">No description provided.</em>` : trusted(renderMarkdown(text.body))}</div>
${text.edits.length > 0 && html`<div class="content">${toHistory(text.edits)}</div>`}</article>`;
}

/** Every revision, newest first, with its whole text: who changed what was signed must be easy to see. */
const toHistory = (
  edits: readonly BodyEdit[],
): Html => html`<details class="revisions"><summary>Edit history: ${edits.length} revisions</summary>
${[...edits]
  .reverse()
  .map(
    (edit) =>
      html`<p>${actorName(edit.editor)} ${time(edit.editedAt)}${
        edit.deletedAt !== null && html` · deleted by ${actorName(edit.deletedBy)} ${time(edit.deletedAt)}`
      }</p>${edit.diff !== null && html`<pre>${edit.diff}</pre>`}`,
  )}</details>`;

const event = (symbol: string, tone: string, ...parts: (Html | string)[]): Html =>
  html`<div class="event"><span class="dot ${tone}">${icon(symbol)}</span> ${parts}</div>`;

function toItem(item: TimelineItem): Html {
  switch (item.kind) {
    case 'IssueComment':
      return toComment(item);
    case 'PullRequestReview':
      return toReview(item);
    case 'PullRequestCommit': {
      const { sha, message, author } = item.commit.commit;
      return event(
        'git-commit',
        'muted',
        html`<strong>${message.split('\n')[0]}</strong> by ${author.name} <code>${sha.slice(0, 7)}</code>`,
      );
    }
    default: {
      const [symbol, tone, words] = describe(item);
      return event(
        symbol,
        tone,
        avatar(item.actor),
        html` ${actorName(item.actor)} `,
        words,
        html` ${time(item.createdAt)}`,
      );
    }
  }
}

const toComment = (comment: IssueComment): Html => toTextBox(comment, 'commented', `issuecomment-${comment.id}`);

const REVIEW_WORDS: Record<Review['state'], [string, string, string]> = {
  APPROVED: ['check', 'good', 'approved these changes'],
  CHANGES_REQUESTED: ['file-diff', 'bad', 'requested changes'],
  COMMENTED: ['eye', 'muted', 'reviewed'],
  DISMISSED: ['x', 'muted', 'left a review that was dismissed'],
  PENDING: ['eye', 'muted', 'has a pending review'],
};

function toReview(review: Review): Html {
  const [symbol, tone, words] = REVIEW_WORDS[review.state];
  const at = review.submittedAt ?? review.createdAt;
  const head = event(symbol, tone, avatar(review.author), html` ${actorName(review.author)} ${words} ${time(at)}`);
  return review.body.trim() === '' ? head : html`${head}${toTextBox(review, 'wrote')}`;
}

type Happening = Exclude<TimelineItem, { kind: 'IssueComment' | 'PullRequestReview' | 'PullRequestCommit' }>;

/** Icon, tone and the words between who and when. */
function describe(item: Happening): [symbol: string, tone: string, words: Html | string] {
  switch (item.kind) {
    case 'LabeledEvent':
      return ['tag', 'muted', html`added ${toLabel(item.label)}`];
    case 'UnlabeledEvent':
      return ['tag', 'muted', html`removed ${toLabel(item.label)}`];
    case 'ClosedEvent':
      return ['issue-closed', 'done', html`closed this${item.stateReason === 'not_planned' && ' as not planned'}`];
    case 'ReopenedEvent':
      return ['issue-reopened', 'good', 'reopened this'];
    case 'RenamedTitleEvent':
      return [
        'pencil',
        'muted',
        html`changed the title <del>${item.previousTitle}</del> <strong>${item.currentTitle}</strong>`,
      ];
    case 'LockedEvent':
      return ['lock', 'muted', 'locked this conversation'];
    case 'UnlockedEvent':
      return ['unlock', 'muted', 'unlocked this conversation'];
    case 'AssignedEvent':
      return ['person', 'muted', html`assigned ${actorName(item.assignee)}`];
    case 'UnassignedEvent':
      return ['person', 'muted', html`unassigned ${actorName(item.assignee)}`];
    case 'TransferredEvent':
      return ['arrow-right', 'muted', html`transferred this issue from <strong>${item.fromRepository.name}</strong>`];
    case 'IssueTypeAddedEvent':
      return ['issue-opened', 'muted', html`set the type <strong>${item.issueType.name}</strong>`];
    case 'IssueTypeRemovedEvent':
      return ['issue-opened', 'muted', html`took off the type <strong>${item.issueType.name}</strong>`];
    case 'IssueTypeChangedEvent':
      return [
        'issue-opened',
        'muted',
        html`changed the type from ${item.previousIssueType.name} to <strong>${item.issueType.name}</strong>`,
      ];
    case 'ConnectedEvent':
      return ['link', 'muted', html`linked ${toReference(item.subject)} to ${toReference(item.source)}`];
    case 'DisconnectedEvent':
      return ['link', 'muted', html`unlinked ${toReference(item.subject)} from ${toReference(item.source)}`];
    case 'CrossReferencedEvent':
      return [
        'cross-reference',
        'muted',
        html`${item.willCloseTarget ? 'linked a pull request that will close this:' : 'mentioned this in'} ${toReference(item.source)}`,
      ];
    default:
      return describePullRequestEvent(item);
  }
}

type PullRequestHappening = Extract<
  Happening,
  {
    kind:
      | 'HeadRefForcePushedEvent'
      | 'BaseRefForcePushedEvent'
      | 'HeadRefDeletedEvent'
      | 'HeadRefRestoredEvent'
      | 'BaseRefChangedEvent'
      | 'ConvertToDraftEvent'
      | 'ReadyForReviewEvent'
      | 'MergedEvent'
      | 'ReviewDismissedEvent';
  }
>;

function describePullRequestEvent(item: PullRequestHappening): [string, string, Html | string] {
  switch (item.kind) {
    case 'HeadRefForcePushedEvent':
    case 'BaseRefForcePushedEvent':
      return [
        'repo-push',
        'muted',
        html`force-pushed from <code>${item.before.slice(0, 7)}</code> to <code>${item.after.slice(0, 7)}</code>`,
      ];
    case 'HeadRefDeletedEvent':
      return ['git-branch', 'muted', html`deleted the branch <span class="branch">${item.headRefName}</span>`];
    case 'HeadRefRestoredEvent':
      return ['git-branch', 'muted', html`restored the branch <span class="branch">${item.headRefName}</span>`];
    case 'BaseRefChangedEvent':
      return [
        'git-branch',
        'muted',
        html`changed the base branch from <span class="branch">${item.previousRefName}</span> to <span class="branch">${item.currentRefName}</span>`,
      ];
    case 'ConvertToDraftEvent':
      return ['git-pull-request-draft', 'muted', 'marked this pull request as a draft'];
    case 'ReadyForReviewEvent':
      return ['eye', 'muted', 'marked this pull request as ready for review'];
    case 'MergedEvent':
      return [
        'git-merge',
        'done',
        html`merged commit <code>${item.commitSha.slice(0, 7)}</code> into <span class="branch">${item.mergeRefName}</span>`,
      ];
    case 'ReviewDismissedEvent':
      return ['x', 'muted', html`dismissed a review${item.message !== null && html`: ${item.message}`}`];
  }
}

/** A label with its colour as a dot: the colour is anybody's choice, so the text stays readable on its own ground. */
export const toLabel = (label: Label): Html =>
  html`<span class="label"><svg width="10" height="10"><circle cx="5" cy="5" r="5" fill="#${label.color}"/></svg>${label.name}</span>`;

export const toReference = (discussed: Issue | PullRequest): Html =>
  html`<a href="${pathOf(discussed.repository)}/${discussed.kind === 'Issue' ? 'issues' : 'pull'}/${discussed.number}">${discussed.title} <span class="muted">#${discussed.number}</span></a>`;
