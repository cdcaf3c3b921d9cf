import {
  type CheckRunFields,
  createCheckRun,
  createStatus,
  findCheckRun,
  rerequestCheckRun,
  rerequestCheckSuite,
  type StatusFields,
  updateCheckRun,
} from '../actions/checks.ts';
import { notFound } from '../exchange.ts';
import { resolveCommit } from '../git-store.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { CheckRun, CheckSuite, Repository } from '../state.ts';
import { bodyOf, created, idOf, ok, paginate } from './answers.ts';
import { latestRuns, renderCheckRun, renderCheckSuite, renderStatus } from './render/check.ts';
import { repositoryUrl } from './render/issue.ts';
import { renderRepository } from './render/repository.ts';

const REPO = '/repos/{owner}/{repo}';

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('checks'));

const runOf = (context: RouteContext) => findCheckRun(repositoryOf(context), idOf(context, 'check_run_id'));

function suiteOf(context: RouteContext): CheckSuite {
  const suite = repositoryOf(context).checkSuites.find((one) => one.id === idOf(context, 'check_suite_id'));
  if (suite === undefined) throw notFound();
  return suite;
}

function suitesAtRef(context: RouteContext): CheckSuite[] {
  const repository = repositoryOf(context);
  const commit = resolveCommit(repository.git, context.params['ref'] ?? '');
  if (commit === null) throw notFound();
  const app = context.request.query.get('app_id');
  return repository.checkSuites.filter(
    (one) => one.headSha === commit.sha && (app === null || String(one.app.id) === app),
  );
}

/** Newest first; the latest of each name in a suite unless `filter=all`. */
function listRuns(context: RouteContext, suites: CheckSuite[]) {
  const { query } = context.request;
  const name = query.get('check_name');
  const status = query.get('status');
  const runs: CheckRun[] = suites
    .flatMap((suite) => (query.get('filter') === 'all' ? suite.runs : latestRuns(suite)))
    .filter((run) => (name === null || run.name === name) && (status === null || run.status === status))
    .sort((a, b) => b.id - a.id);
  const wrap = (page: unknown[], total: number) => ({ total_count: total, check_runs: page });
  return paginate(context, runs, (run) => renderCheckRun(context.world, run), wrap);
}

const statusesAt = (repository: Repository, ref: string) => {
  const commit = resolveCommit(repository.git, ref);
  if (commit === null) throw notFound();
  const statuses = repository.statuses.filter((one) => one.sha === commit.sha).reverse();
  return { sha: commit.sha, statuses };
};

function combinedStatus(context: RouteContext) {
  const { world, request, params } = context;
  const repository = requireRepository(world, request.caller, params, toRead('statuses'));
  const { sha, statuses } = statusesAt(repository, params['ref'] ?? '');
  const latest = statuses.filter(
    (one, index) => statuses.findIndex((other) => other.context === one.context) === index,
  );
  const failing = latest.some((one) => one.state === 'failure' || one.state === 'error');
  const passing = latest.length > 0 && latest.every((one) => one.state === 'success');
  const url = repositoryUrl(world, repository);
  return paginate(
    context,
    latest,
    (one) => renderStatus(world, one),
    (page, total) => ({
      state: failing ? 'failure' : passing ? 'success' : 'pending',
      sha,
      total_count: total,
      statuses: page,
      repository: renderRepository(world, repository),
      commit_url: `${url}/commits/${sha}`,
      url: `${url}/commits/${sha}/status`,
    }),
  );
}

export const checkRoutes = [
  route('POST', `${REPO}/check-runs`, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const fields = bodyOf<CheckRunFields & { name: string; head_sha: string }>(context);
    return created(renderCheckRun(world, createCheckRun(world, request.caller, repository, fields)));
  }),
  route('GET', `${REPO}/check-runs/{check_run_id}`, (context) => ok(renderCheckRun(context.world, runOf(context)))),
  route('PATCH', `${REPO}/check-runs/{check_run_id}`, (context) => {
    const run = runOf(context);
    updateCheckRun(context.world, context.request.caller, run, bodyOf<CheckRunFields>(context));
    return ok(renderCheckRun(context.world, run));
  }),
  route('POST', `${REPO}/check-runs/{check_run_id}/rerequest`, (context) => {
    rerequestCheckRun(context.world, context.request.caller, runOf(context));
    return created({});
  }),
  route('GET', `${REPO}/commits/{ref}/check-runs`, (context) => listRuns(context, suitesAtRef(context))),
  route('GET', `${REPO}/commits/{ref}/check-suites`, (context) =>
    paginate(
      context,
      suitesAtRef(context),
      (suite) => renderCheckSuite(context.world, suite),
      (page, total) => ({ total_count: total, check_suites: page }),
    ),
  ),
  route('GET', `${REPO}/check-suites/{check_suite_id}`, (context) =>
    ok(renderCheckSuite(context.world, suiteOf(context))),
  ),
  route('GET', `${REPO}/check-suites/{check_suite_id}/check-runs`, (context) => listRuns(context, [suiteOf(context)])),
  route('POST', `${REPO}/check-suites/{check_suite_id}/rerequest`, (context) => {
    rerequestCheckSuite(context.world, context.request.caller, suiteOf(context));
    return created({});
  }),
  route('POST', `${REPO}/statuses/{sha}`, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    return created(
      renderStatus(
        world,
        createStatus(world, request.caller, repository, params['sha'] ?? '', bodyOf<StatusFields>(context)),
      ),
    );
  }),
  route('GET', `${REPO}/commits/{ref}/statuses`, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params, toRead('statuses'));
    return paginate(context, statusesAt(repository, params['ref'] ?? '').statuses, (one) => renderStatus(world, one));
  }),
  route('GET', `${REPO}/commits/{ref}/status`, combinedStatus),
];
