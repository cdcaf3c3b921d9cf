import { listPullCommits, listPullFiles, mergeability } from '../../pull-state.ts';
import type { PullRequest, Repository, Review, World } from '../../state.ts';
import { renderActor, renderUser } from './account.ts';
import { pageUrl, renderAssociation, renderLabel, repositoryUrl } from './issue.ts';
import { renderRepository } from './repository.ts';

type Json = Record<string, unknown>;

function renderSide(world: World, repository: Repository | null, fallback: Repository, ref: string, sha: string): Json {
  const { owner } = repository ?? fallback;
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: renderUser(world, owner),
    repo: repository === null ? null : renderRepository(world, repository),
  };
}

function renderLinks(url: string, issueUrl: string, page: string, statuses: string): Json {
  const links = {
    self: url,
    html: page,
    issue: issueUrl,
    comments: `${issueUrl}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${url.replace(/\/\d+$/, '')}/comments{/number}`,
    commits: `${url}/commits`,
    statuses,
  };
  return Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }]));
}

/** GitHub's `pull-request-simple`, as lists have it. */
export function renderPullSimple(world: World, pull: PullRequest): Json {
  const { repository } = pull;
  const url = `${repositoryUrl(world, repository)}/pulls/${pull.number}`;
  const issueUrl = `${repositoryUrl(world, repository)}/issues/${pull.number}`;
  const page = pageUrl(world, pull);
  const statuses = `${repositoryUrl(world, repository)}/statuses/${pull.headSha}`;
  return {
    url,
    id: pull.id,
    node_id: pull.nodeId,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    active_lock_reason: pull.lockReason,
    title: pull.title,
    user: renderActor(world, pull.author),
    body: pull.body === '' ? null : pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: renderActor(world, pull.assignees[0] ?? null),
    assignees: pull.assignees.map((one) => renderActor(world, one)),
    requested_reviewers: [],
    requested_teams: [],
    labels: pull.labels.map((label) => renderLabel(world, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${url.replace(/\/\d+$/, '')}/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: renderSide(world, pull.headRepository, repository, pull.headRef, pull.headSha),
    base: renderSide(world, repository, repository, pull.baseRef, pull.baseSha),
    _links: renderLinks(url, issueUrl, page, statuses),
    author_association: renderAssociation(world, repository, pull.author),
    auto_merge: null,
  };
}

/** GitHub's `pull-request`. */
export function renderPull(world: World, pull: PullRequest): Json {
  const files = listPullFiles(pull);
  const { mergeable, state } = mergeability(world, pull);
  return {
    ...renderPullSimple(world, pull),
    merged: pull.merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: renderActor(world, pull.mergedBy),
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: listPullCommits(pull).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** GitHub's `pull-request-review`. */
export function renderReview(world: World, review: Review): Json {
  const pull = review.pullRequest;
  const page = `${pageUrl(world, pull)}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: renderActor(world, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    author_association: renderAssociation(world, pull.repository, review.author),
    _links: { html: { href: page }, pull_request: { href: url } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
  };
}
