import { issueTimelineOf, pullRequestTimelineOf, type TimelineItem } from '../graphql/objects/timeline.ts';
import type { Actor, BodyEdit, Issue, IssueComment, PullRequest, Repository, Review } from '../state.ts';
import { describeEvent } from './event-lines.ts';
import { type Html, html, icon, trusted } from './html.ts';
import { actorName, avatar, time } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** A conversation: the opening text, then everything that happened, oldest first. */
export function toConversation(discussed: Issue | PullRequest): Html {
  const items = discussed.kind === 'Issue' ? issueTimelineOf(discussed) : pullRequestTimelineOf(discussed);
  return html`${toTextBox(discussed, 'opened')}${items.map((item) => toItem(item, discussed.repository))}`;
}

type Text = { author: Actor | null; body: string; edits: BodyEdit[]; createdAt: string };

function toTextBox(text: Text, verb: string, anchor = ''): Html {
  return html`<article class="box" id="${anchor}"><header>${avatar(text.author)} ${actorName(text.author)} ${verb} ${time(text.createdAt)}
${text.edits.length > 0 && html`<span class="end">edited</span>`}</header>
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

function toItem(item: TimelineItem, within: Repository): Html {
  if (item.kind === 'IssueComment') return toComment(item);
  if (item.kind === 'PullRequestReview') return toReview(item);
  if (item.kind === 'PullRequestCommit') {
    const { sha, message, author } = item.commit.commit;
    const headline = html`<strong>${message.split('\n')[0]}</strong> by ${author.name} <code>${sha.slice(0, 7)}</code>`;
    return event('git-commit', 'muted', headline);
  }
  const [symbol, tone, words] = describeEvent(item, within);
  return event(
    symbol,
    tone,
    avatar(item.actor),
    html` ${actorName(item.actor)} `,
    words,
    html` ${time(item.createdAt)}`,
  );
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
