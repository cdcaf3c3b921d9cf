import type { CheckRun, CheckSuite, CommitStatus, PullRequest, World } from '../../state.ts';
import { fullNameOf, restUrl } from '../../world.ts';
import { renderUser } from './account.ts';
import { renderApp } from './app.ts';
import { renderSimpleCommit } from './commit.ts';
import { repositoryUrl } from './issue.ts';
import { renderRepository } from './repository.ts';

type Json = Record<string, unknown>;

/** Status and conclusion of a suite follow from its runs: the worst conclusion once all are completed. */
export function concludeSuite(suite: CheckSuite): { status: string; conclusion: string | null } {
  const runs = latestRuns(suite);
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) {
    return { status: runs.every((run) => run.status === 'queued') ? 'queued' : 'in_progress', conclusion: null };
  }
  const order = ['failure', 'timed_out', 'cancelled', 'action_required', 'stale', 'success', 'neutral', 'skipped'];
  const worst = order.find((one) => runs.some((run) => run.conclusion === one));
  return { status: 'completed', conclusion: worst ?? 'neutral' };
}

/** The newest run of each name in a suite: the only ones that count. */
export function latestRuns(suite: CheckSuite): CheckRun[] {
  return [...new Map(suite.runs.map((run) => [run.name, run])).values()];
}

/** The open pull requests that a commit is the head of, as check runs and suites name them. */
export function openPullsOf(suite: CheckSuite): PullRequest[] {
  return [...suite.repository.issues.values()].filter(
    (one) =>
      one.kind === 'PullRequest' &&
      one.state === 'open' &&
      one.headSha === suite.headSha &&
      one.headRepository === one.repository,
  ) as PullRequest[];
}

function renderPullMinimal(world: World, pull: PullRequest): Json {
  const { repository } = pull;
  const repo = { id: repository.id, name: repository.name, url: repositoryUrl(world, repository) };
  return {
    id: pull.id,
    number: pull.number,
    url: `${repositoryUrl(world, repository)}/pulls/${pull.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  };
}

/** GitHub's `check-run`. */
export function renderCheckRun(world: World, run: CheckRun): Json {
  const { suite } = run;
  const url = `${repositoryUrl(world, suite.repository)}/check-runs/${run.id}`;
  const page = checkRunPageUrl(world, run);
  return {
    id: run.id,
    name: run.name,
    node_id: run.nodeId,
    head_sha: suite.headSha,
    external_id: run.externalId,
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.output.title,
      summary: run.output.summary,
      text: run.output.text,
      annotations_count: run.output.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: suite.id },
    app: renderApp(world, suite.app),
    pull_requests: openPullsOf(suite).map((pull) => renderPullMinimal(world, pull)),
  };
}

export const checkRunPageUrl = (world: World, run: CheckRun): string =>
  `${world.url}/${fullNameOf(run.suite.repository)}/runs/${run.id}`;

/** GitHub's `check-suite`. */
export function renderCheckSuite(world: World, suite: CheckSuite): Json {
  const url = `${repositoryUrl(world, suite.repository)}/check-suites/${suite.id}`;
  const commit = suite.repository.git.commits.get(suite.headSha);
  return {
    id: suite.id,
    node_id: suite.nodeId,
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...concludeSuite(suite),
    url,
    before: suite.before,
    after: suite.headSha,
    pull_requests: openPullsOf(suite).map((pull) => renderPullMinimal(world, pull)),
    app: renderApp(world, suite.app),
    repository: renderRepository(world, suite.repository),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    rerequestable: true,
    runs_rerequestable: true,
    head_commit: commit === undefined ? null : renderSimpleCommit(commit),
    latest_check_runs_count: latestRuns(suite).length,
    check_runs_url: `${url}/check-runs`,
  };
}

/** GitHub's `status`. */
export function renderStatus(world: World, status: CommitStatus): Json {
  return {
    url: `${repositoryUrl(world, status.repository)}/statuses/${status.sha}`,
    avatar_url: restUrl(world, `/avatars/u/${status.creator.id}`),
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.updatedAt,
    creator: renderUser(world, status.creator),
  };
}
