import { grantedRole } from '../../permissions.ts';
import type { Actor, App, Issue, IssueComment, IssueType, Label, PullRequest, Repository, World } from '../../state.ts';
import { fullNameOf, restUrl } from '../../world.ts';
import { renderActor } from './account.ts';
import { renderApp } from './app.ts';

type Json = Record<string, unknown>;

export const repositoryUrl = (world: World, repository: Repository): string =>
  restUrl(world, `/repos/${fullNameOf(repository)}`);

/** The address of the page a person sees. */
export const pageUrl = (world: World, subject: Issue | PullRequest): string =>
  `${world.url}/${fullNameOf(subject.repository)}/${subject.kind === 'Issue' ? 'issues' : 'pull'}/${subject.number}`;

/** What somebody is to a repository, as GitHub shows it beside what they write. */
export function renderAssociation(world: World, repository: Repository, author: Actor | null): string {
  if (author?.kind !== 'User') return 'NONE';
  if (repository.owner === author) return 'OWNER';
  if (repository.owner.kind === 'Organization' && repository.owner.members.has(author.id)) return 'MEMBER';
  return grantedRole(world, author, repository) === null ? 'NONE' : 'COLLABORATOR';
}

export const renderLabel = (world: World, label: Label): Json => ({
  id: label.id,
  node_id: label.nodeId,
  url: `${repositoryUrl(world, label.repository)}/labels/${encodeURIComponent(label.name)}`,
  name: label.name,
  color: label.color,
  default: label.isDefault,
  description: label.description,
});

export const renderIssueType = (type: IssueType): Json => ({
  id: type.id,
  node_id: type.nodeId,
  name: type.name,
  description: type.description,
  color: type.color,
  is_enabled: type.isEnabled,
  created_at: type.createdAt,
  updated_at: type.updatedAt,
});

function renderReactions(url: string): Json {
  const none = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  return { url: `${url}/reactions`, total_count: 0, ...none };
}

/** GitHub's `issue`; a pull request is one too. */
export function renderIssue(world: World, issue: Issue | PullRequest): Json {
  const url = `${repositoryUrl(world, issue.repository)}/issues/${issue.number}`;
  return {
    id: issue.id,
    node_id: issue.nodeId,
    url,
    repository_url: repositoryUrl(world, issue.repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: pageUrl(world, issue),
    number: issue.number,
    title: issue.title,
    user: renderActor(world, issue.author),
    labels: issue.labels.map((label) => renderLabel(world, label)),
    state: issue.state,
    state_reason: issue.kind === 'Issue' ? issue.stateReason : null,
    locked: issue.locked,
    active_lock_reason: issue.lockReason,
    assignee: renderActor(world, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((one) => renderActor(world, one)),
    milestone: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: renderActor(world, issue.closedBy),
    author_association: renderAssociation(world, issue.repository, issue.author),
    body: issue.body === '' ? null : issue.body,
    reactions: renderReactions(url),
    performed_via_github_app: renderVia(world, issue.viaApp),
    ...(issue.kind === 'Issue'
      ? { type: issue.type === null ? null : renderIssueType(issue.type) }
      : renderPullLinks(world, issue)),
  };
}

function renderPullLinks(world: World, pull: PullRequest): Json {
  const page = pageUrl(world, pull);
  const url = `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`;
  const links = { url, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch`, merged_at: pull.mergedAt };
  return { draft: pull.draft, pull_request: links };
}

/** The App through which something was done, or null. */
const renderVia = (world: World, app: App | null): Json | null => (app === null ? null : renderApp(world, app));

/** GitHub's `issue-comment`. */
export function renderComment(world: World, comment: IssueComment): Json {
  const { issue } = comment;
  const url = `${repositoryUrl(world, issue.repository)}/issues/comments/${comment.id}`;
  return {
    id: comment.id,
    node_id: comment.nodeId,
    url,
    html_url: `${pageUrl(world, issue)}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, issue.repository)}/issues/${issue.number}`,
    user: renderActor(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: renderAssociation(world, issue.repository, comment.author),
    body: comment.body,
    reactions: renderReactions(url),
    performed_via_github_app: renderVia(world, comment.viaApp),
  };
}
