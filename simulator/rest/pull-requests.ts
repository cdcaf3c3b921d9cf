import { type MergeOptions, mergePullRequest, updateBranch } from '../actions/merges.ts';
import { createPullRequest, type PullChanges, type PullFields, updatePullRequest } from '../actions/pull-requests.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { listPullCommits, listPullFiles } from '../pull-state.ts';
import { type RouteContext, route } from '../router.ts';
import type { PullRequest } from '../state.ts';
import { bodyOf, created, noContent, ok, paginate, requirePull } from './answers.ts';
import { renderCommit, renderFileChange } from './render/commit.ts';
import { repositoryUrl } from './render/issue.ts';
import { renderPull, renderPullSimple } from './render/pull-request.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const PULL = `${PULLS}/{pull_number}`;
/** GitHub lists no more commits and files of a pull request than these. */
const MAX_COMMITS = 250;
const MAX_FILES = 3000;

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('pull_requests'));

function listPulls(context: RouteContext) {
  const repository = repositoryOf(context);
  const { query } = context.request;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const pulls = [...repository.issues.values()]
    .filter((one): one is PullRequest => one.kind === 'PullRequest')
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.baseRef === base)
    .filter((pull) => head === null || `${pull.headRepository?.owner.login}:${pull.headRef}` === head);
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  pulls.sort((a, b) => a[key].localeCompare(b[key]) || a.number - b.number);
  if ((query.get('direction') ?? 'desc') === 'desc') pulls.reverse();
  return paginate(context, pulls, (pull) => renderPullSimple(context.world, pull));
}

function listFiles(context: RouteContext) {
  const repository = repositoryOf(context);
  const pull = requirePull(context, repository);
  const files = listPullFiles(pull).slice(0, MAX_FILES);
  return paginate(context, files, (file) => renderFileChange(context.world, repository, pull.headSha, file));
}

export const pullRequestRoutes = [
  route('GET', PULLS, listPulls),
  route('POST', PULLS, (context) => {
    const { world, request } = context;
    const repository = requireRepository(world, request.caller, context.params);
    return created(
      renderPull(world, createPullRequest(world, request.caller, repository, bodyOf<PullFields>(context))),
    );
  }),
  route('GET', PULL, (context) => ok(renderPull(context.world, requirePull(context, repositoryOf(context))))),
  route('PATCH', PULL, (context) => {
    const { world, request } = context;
    const pull = requirePull(context, repositoryOf(context));
    updatePullRequest(world, request.caller, pull, bodyOf<PullChanges>(context));
    return ok(renderPull(world, pull));
  }),
  route('GET', `${PULL}/commits`, (context) => {
    const repository = repositoryOf(context);
    const commits = listPullCommits(requirePull(context, repository)).slice(0, MAX_COMMITS);
    return paginate(context, commits, (commit) => renderCommit(context.world, repository, commit));
  }),
  route('GET', `${PULL}/files`, listFiles),
  route('GET', `${PULL}/merge`, (context) => {
    if (!requirePull(context, repositoryOf(context)).merged) throw notFound();
    return noContent();
  }),
  route('PUT', `${PULL}/merge`, (context) => {
    const { world, request } = context;
    const pull = requirePull(context, repositoryOf(context));
    const sha = mergePullRequest(world, request.caller, pull, bodyOf<MergeOptions>(context));
    return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
  }),
  route('PUT', `${PULL}/update-branch`, (context) => {
    const { world, request } = context;
    const pull = requirePull(context, repositoryOf(context));
    updateBranch(world, request.caller, pull, bodyOf<{ expected_head_sha?: string }>(context).expected_head_sha);
    return {
      status: 202,
      body: {
        message: 'Updating pull request branch.',
        url: `${repositoryUrl(world, pull.repository)}/pulls/${pull.number}`,
      },
    };
  }),
];
