import { answerGate, type GateAnswer } from '../actions/deployment-gates.ts';
import {
  createDeployment,
  createDeploymentStatus,
  type DeploymentFields,
  type DeploymentStatusFields,
  stateOf,
} from '../actions/deployments.ts';
import { findEnvironment } from '../actions/environments.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Deployment } from '../state.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { renderDeployment, renderDeploymentStatus, renderPendingDeployment } from './render/deployment.ts';
import { renderRun } from './render/run.ts';

const REPO = '/repos/{owner}/{repo}';
const DEPLOYMENT = `${REPO}/deployments/{deployment_id}`;

const repositoryOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('deployments'));

function requireDeployment(context: RouteContext): Deployment {
  const found = repositoryOf(context).deployments.find((one) => one.id === idOf(context, 'deployment_id'));
  if (found === undefined) throw notFound();
  return found;
}

/** Newest first. GitHub's default for each filter is the word `none`. */
function listDeployments(context: RouteContext): Deployment[] {
  const { query } = context.request;
  const isAsked = (name: 'sha' | 'ref' | 'task' | 'environment', value: string) =>
    [null, 'none', value].includes(query.get(name));
  return repositoryOf(context)
    .deployments.filter(({ sha, ref, task }) => isAsked('sha', sha) && isAsked('ref', ref) && isAsked('task', task))
    .filter(({ environment }) => isAsked('environment', environment))
    .reverse();
}

const actionsOf = ({ world, request, params }: RouteContext) =>
  requireRepository(world, request.caller, params, toRead('actions'));

/** The deployment that a run is of: each run here comes to one job, which deploys. */
function requireDeploying(context: RouteContext): Deployment {
  const found = actionsOf(context).deployments.find((one) => one.run?.id === idOf(context, 'run_id'));
  if (found === undefined) throw notFound();
  return found;
}

/** Newest first. */
function listRuns(context: RouteContext): Readonly<Record<string, unknown>>[] {
  const { query } = context.request;
  return actionsOf(context)
    .deployments.filter(({ run }) => run !== null)
    .map((one) => renderRun(context.world, one))
    .filter(({ status, conclusion }) => [null, status, conclusion].includes(query.get('status')))
    .filter(({ event }) => [null, event].includes(query.get('event')))
    .filter(({ head_sha: sha }) => [null, sha].includes(query.get('head_sha')))
    .reverse();
}

export const deploymentRoutes = [
  route('GET', `${REPO}/deployments`, (context) =>
    paginate(context, listDeployments(context), (one) => renderDeployment(context.world, one)),
  ),
  route('POST', `${REPO}/deployments`, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const made = createDeployment(world, request.caller, repository, bodyOf<DeploymentFields>(context));
    return 'message' in made ? { status: 202, body: made } : created(renderDeployment(world, made));
  }),
  route('GET', DEPLOYMENT, (context) => ok(renderDeployment(context.world, requireDeployment(context)))),
  route('GET', `${DEPLOYMENT}/statuses`, (context) =>
    paginate(context, requireDeployment(context).statuses.toReversed(), (one) =>
      renderDeploymentStatus(context.world, one),
    ),
  ),
  route('POST', `${DEPLOYMENT}/statuses`, (context) => {
    const { world, request } = context;
    const fields = bodyOf<DeploymentStatusFields>(context);
    const status = createDeploymentStatus(world, request.caller, requireDeployment(context), fields);
    return created(renderDeploymentStatus(world, status));
  }),
  route('GET', `${DEPLOYMENT}/statuses/{status_id}`, (context) => {
    const found = requireDeployment(context).statuses.find((one) => one.id === idOf(context, 'status_id'));
    if (found === undefined) throw notFound();
    return ok(renderDeploymentStatus(context.world, found));
  }),
  route('GET', `${REPO}/actions/runs`, (context) =>
    paginate(
      context,
      listRuns(context),
      (run) => run,
      (runs, total) => ({ total_count: total, workflow_runs: runs }),
    ),
  ),
  route('GET', `${REPO}/actions/runs/{run_id}`, (context) => ok(renderRun(context.world, requireDeploying(context)))),
  route('GET', `${REPO}/actions/runs/{run_id}/pending_deployments`, (context) => {
    const deployment = requireDeploying(context);
    const environment = findEnvironment(deployment.repository, deployment.environment);
    const isPending = stateOf(deployment) === 'waiting' && environment !== null;
    return ok(isPending ? [renderPendingDeployment(context.world, environment)] : []);
  }),
  route('POST', `${REPO}/actions/runs/{run_id}/deployment_protection_rule`, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    answerGate(world, request.caller, repository, idOf(context, 'run_id'), bodyOf<GateAnswer>(context));
    return noContent();
  }),
];
