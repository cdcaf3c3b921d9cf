import { ApiError, notFound } from '../exchange.ts';
import { actorOf, appOf, authorize, toWrite } from '../permissions.ts';
import type { Caller, DeployingRun, Deployment, DeploymentState, ProtectionRule, Repository, World } from '../state.ts';
import { emitDeployment, emitGateRequest } from '../webhooks/deployments.ts';
import { addStatus, insertDeployment, requireCommit } from './deployments.ts';
import { ensureEnvironment } from './environments.ts';

const LIMITS = { reports: 10, comment: 1024, days: 30 };

/** A run of a workflow comes to a job that deploys: at once, or when every App that protects the environment lets it. */
export function deployByRun(
  world: World,
  caller: Caller,
  repository: Repository,
  { environment: name, ref, event }: { environment: string; ref: string; event: string },
): Deployment {
  authorize(world, caller, repository, toWrite('write', 'actions'));
  const sha = requireCommit(repository, ref);
  const { rules } = ensureEnvironment(world, repository, name);
  const creator = actorOf(caller);
  const deployment = insertDeployment(world, repository, { ref, sha, environment: name, creator, viaApp: null });
  const run: DeployingRun = {
    id: takeId(world),
    event,
    gates: rules.map((rule) => ({ rule, state: 'waiting', comment: null, reports: [] })),
  };
  deployment.run = run;
  emitDeployment(world, deployment);
  if (run.gates.length === 0) goOn(world, deployment);
  else follow(world, deployment, 'waiting');
  for (const { rule } of run.gates) emitGateRequest(world, deployment, run, rule);
  return deployment;
}

function takeId(world: World): number {
  world.nextId += 1;
  return world.nextId - 1;
}

const follow = (world: World, deployment: Deployment, state: DeploymentState) =>
  addStatus(world, deployment, { state, creator: deployment.creator, viaApp: null });

function goOn(world: World, deployment: Deployment): void {
  follow(world, deployment, 'in_progress');
  follow(world, deployment, 'success');
}

export type GateAnswer = { environment_name: string; state?: 'approved' | 'rejected'; comment?: string };

/**
 * What an App says to a deployment that waits for it: a comment, or its answer, once. One that says no ends it; the last
 * that says yes lets it go on. @throws ApiError 422 when nothing waits for this App, and beyond the limits of comments.
 */
export function answerGate(
  world: World,
  caller: Caller,
  repository: Repository,
  runId: number,
  { environment_name: environment, state, comment }: GateAnswer,
): void {
  authorize(world, caller, repository, toWrite('write', 'deployments'));
  const app = appOf(caller);
  if (app === null) throw new ApiError(403, 'You must authenticate via a GitHub App.');
  const deployments = repository.deployments.filter((one) => one.run?.id === runId);
  if (deployments.length === 0) throw notFound();
  if ((comment?.length ?? 0) > LIMITS.comment)
    throw new ApiError(422, `comment is too long (maximum is ${LIMITS.comment} characters)`);
  const deployment = deployments.find((one) => one.originalEnvironment.toLowerCase() === environment.toLowerCase());
  const gate = deployment?.run?.gates.find((one) => one.rule.app === app && one.state === 'waiting');
  if (deployment === undefined || gate === undefined || !isWaiting(deployment))
    throw new ApiError(422, `No deployment to ${environment} waits for this integration.`);
  if (state === undefined) {
    if (gate.reports.length >= LIMITS.reports)
      throw new ApiError(422, `No more than ${LIMITS.reports} status reports are allowed.`);
    gate.reports.push(comment ?? '');
    return;
  }
  Object.assign(gate, { state, comment: comment ?? null });
  if (state === 'rejected') follow(world, deployment, 'failure');
  else if (deployment.run?.gates.every((one) => one.state === 'approved') === true) goOn(world, deployment);
}

const isWaiting = ({ statuses }: Deployment): boolean => statuses.at(-1)?.state === 'waiting';

/** A rule that is taken away lets nothing through that waits for it: as with GitHub's own rules, that fails. */
export function failWaiting(world: World, rule: ProtectionRule): void {
  for (const deployment of rule.environment.repository.deployments) {
    const isMeant = deployment.run?.gates.some((gate) => gate.rule === rule && gate.state === 'waiting') === true;
    if (isMeant && isWaiting(deployment)) follow(world, deployment, 'failure');
  }
}

/** What has waited too long fails. Called after each act, as time passes by acts alone. */
export function expireDeployments(world: World): void {
  const oldest = Date.parse(world.clock.now()) - LIMITS.days * 24 * 60 * 60 * 1000;
  for (const repository of world.repositories.values()) {
    for (const deployment of repository.deployments) {
      if (isWaiting(deployment) && Date.parse(deployment.createdAt) < oldest) follow(world, deployment, 'failure');
    }
  }
}
