import { listClosingPulls } from '../actions/closing-references.ts';
import { listPullCommits } from '../pull-state.ts';
import type { Issue, PullRequest, Repository, World } from '../state.ts';
import { toLabel, toReference } from './event-lines.ts';
import { type Html, html, icon } from './html.ts';
import { actorName, avatar, type Page, time } from './layout.ts';
import { toMergeBox } from './merge-box.ts';
import { toConversation } from './timeline.ts';

/** A pull request's conversation, its checks and the merge box. */
export function pullRequestPage(world: World, pull: PullRequest): Page {
  const commits = listPullCommits(pull).length;
  const head =
    pull.headRepository === pull.repository
      ? pull.headRef
      : `${pull.headRepository?.owner.login ?? 'unknown'}:${pull.headRef}`;
  return {
    title: `${pull.title} · Pull Request #${pull.number}`,
    repository: pull.repository,
    tab: 'pulls',
    body: html`${toTitle(pull)}<div class="subtitle">${toPullState(pull)}<span>${actorName(pull.mergedBy ?? pull.author)} ${pull.merged ? 'merged' : 'wants to merge'} ${commits} ${commits === 1 ? 'commit' : 'commits'} into <span class="branch">${pull.baseRef}</span> from <span class="branch">${head}</span></span></div>
<div class="columns"><div>${toConversation(pull)}${toMergeBox(world, pull)}</div>
<aside>${toPeople('Assignees', pull)}${toLabels(pull)}<section><h2>Development</h2>${toLinks(
      'No issue is linked.',
      pull.repository,
      pull.closingIssues.map((link) => link.issue),
    )}</section></aside></div>`,
  };
}

/** An issue: its text with the history of its edits, and everything that happened to it. */
export function issuePage(world: World, issue: Issue): Page {
  const closers = listClosingPulls(world, issue);
  const count = issue.comments.length;
  return {
    title: `${issue.title} · Issue #${issue.number}`,
    repository: issue.repository,
    tab: 'issues',
    body: html`${toTitle(issue)}<div class="subtitle">${toIssueState(issue)}<span>${actorName(issue.author)} opened this issue ${time(issue.createdAt)} · ${count} ${count === 1 ? 'comment' : 'comments'}${issue.locked && html` · ${icon('lock')} locked`}</span></div>
<div class="columns"><div>${toConversation(issue)}</div>
<aside>${toPeople('Assignees', issue)}${toLabels(issue)}<section><h2>Type</h2>${issue.type?.name ?? html`<span class="muted">No type</span>`}</section>
<section><h2>Development</h2>${toLinks('No pull request is linked.', issue.repository, closers)}</section></aside></div>`,
  };
}

const toTitle = (discussed: Issue | PullRequest): Html =>
  html`<h1>${discussed.title} <span class="number">#${discussed.number}</span></h1>`;

function toPullState(pull: PullRequest): Html {
  if (pull.merged) return html`<span class="state finished">${icon('git-merge')} Merged</span>`;
  if (pull.state === 'closed') return html`<span class="state closed">${icon('git-pull-request-closed')} Closed</span>`;
  if (pull.draft) return html`<span class="state">${icon('git-pull-request-draft')} Draft</span>`;
  return html`<span class="state open">${icon('git-pull-request')} Open</span>`;
}

function toIssueState(issue: Issue): Html {
  if (issue.state === 'open') return html`<span class="state open">${icon('issue-opened')} Open</span>`;
  const symbol = issue.stateReason === 'not_planned' ? 'skip' : 'issue-closed';
  return html`<span class="state ${symbol === 'skip' ? '' : 'finished'}">${icon(symbol)} Closed</span>`;
}

const toLabels = (discussed: Issue | PullRequest): Html =>
  html`<section><h2>Labels</h2>${discussed.labels.length === 0 ? html`<span class="muted">None yet</span>` : discussed.labels.map((label) => html`${toLabel(label)} `)}</section>`;

const toPeople = (title: string, { assignees }: Issue | PullRequest): Html =>
  html`<section><h2>${title}</h2>${assignees.length === 0 ? html`<span class="muted">No one</span>` : assignees.map((one) => html`<div>${avatar(one)} ${actorName(one)}</div>`)}</section>`;

const toLinks = (none: string, within: Repository, linked: readonly (Issue | PullRequest)[]): Html =>
  linked.length === 0
    ? html`<span class="muted">${none}</span>`
    : html`<ul>${linked.map((one) => html`<li>${icon(one.kind === 'Issue' ? 'issue-opened' : 'git-pull-request', one.state === 'open' ? 'good' : 'done')} ${toReference(one, within)}</li>`)}</ul>`;
