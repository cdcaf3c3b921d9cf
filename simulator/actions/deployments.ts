import { ApiError } from '../exchange.ts';
import { isAncestor, resolveCommit } from '../git-store.ts';
import { actorOf, appOf, authorize, toWrite } from '../permissions.ts';
import { readCheckStates } from '../rules.ts';
import type { Actor, App, Caller, Deployment, DeploymentState, DeploymentStatus, Repository, World } from '../state.ts';
import { emitDeployment, emitDeploymentStatus } from '../webhooks/deployments.ts';
import { register } from '../world.ts';
import { ensureEnvironment } from './environments.ts';
import { mergeBranch } from './merges.ts';

export type DeploymentFields = {
  ref: string;
  task?: string;
  auto_merge?: boolean;
  required_contexts?: string[];
  payload?: Record<string, unknown> | string;
  environment?: string;
  description?: string | null;
  transient_environment?: boolean;
  production_environment?: boolean;
};

/** A deployment by the API, or the commit that came of merging the default branch first, as GitHub does unless told not to. */
export function createDeployment(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: DeploymentFields,
): Deployment | { message: string } {
  authorize(world, caller, repository, toWrite('write', 'deployments'));
  const merged = fields.auto_merge === false ? null : mergeDefault(world, caller, repository, fields.ref);
  if (merged !== null) return merged;
  const sha = requireCommit(repository, fields.ref);
  requireContexts(repository, fields.ref, sha, fields.required_contexts);
  const environment = fields.environment ?? 'production';
  const deployment = insertDeployment(world, repository, {
    ...fields,
    sha,
    environment,
    creator: actorOf(caller),
    viaApp: appOf(caller),
  });
  emitDeployment(world, deployment);
  return deployment;
}

export function requireCommit(repository: Repository, ref: string): string {
  const commit = resolveCommit(repository.git, ref);
  if (commit === null) throw new ApiError(422, `No ref found for: ${ref}`);
  return commit.sha;
}

/** Makes a deployment, and its environment where nobody has named it before, without asking or telling anybody. */
export function insertDeployment(
  world: World,
  repository: Repository,
  fields: DeploymentFields & { sha: string; environment: string; creator: Actor; viaApp: App | null },
): Deployment {
  const { name } = ensureEnvironment(world, repository, fields.environment);
  const now = world.clock.now();
  const deployment: Deployment = register(world, {
    kind: 'Deployment',
    repository,
    sha: fields.sha,
    ref: fields.ref,
    task: fields.task ?? 'deploy',
    payload: fields.payload ?? {},
    originalEnvironment: name,
    environment: name,
    description: fields.description ?? null,
    transient: fields.transient_environment ?? false,
    production: fields.production_environment ?? name === 'production',
    creator: fields.creator,
    viaApp: fields.viaApp,
    statuses: [],
    run: null,
    createdAt: now,
    updatedAt: now,
  });
  repository.deployments.push(deployment);
  return deployment;
}

function mergeDefault(world: World, caller: Caller, repository: Repository, ref: string): { message: string } | null {
  const { git, defaultBranch } = repository;
  const tip = git.refs.get(`refs/heads/${ref}`);
  const main = git.refs.get(`refs/heads/${defaultBranch}`);
  if (tip === undefined || main === undefined || isAncestor(git, main, tip)) return null;
  mergeBranch(world, caller, repository, { base: ref, head: defaultBranch });
  return { message: `Auto-merged ${defaultBranch} into ${ref} on deployment.` };
}

/** Unless told which, every status that the commit has must be green. */
function requireContexts(repository: Repository, ref: string, sha: string, required: string[] | undefined): void {
  const present = repository.statuses.filter((one) => one.sha === sha).map((one) => one.context);
  const contexts = required ?? [...new Set(present)];
  const isGreen = (context: string) => {
    const states = readCheckStates(repository, sha, context, null);
    return states.length > 0 && states.every((state) => state === 'passing');
  };
  if (!contexts.every(isGreen)) throw new ApiError(409, `Conflict: Commit status checks failed for ${ref}.`);
}

export type DeploymentStatusFields = {
  state: DeploymentState;
  description?: string;
  environment?: string;
  log_url?: string;
  target_url?: string;
  environment_url?: string;
  auto_inactive?: boolean;
};

export function createDeploymentStatus(
  world: World,
  caller: Caller,
  deployment: Deployment,
  fields: DeploymentStatusFields,
): DeploymentStatus {
  authorize(world, caller, deployment.repository, toWrite('write', 'deployments'));
  if ((fields.description?.length ?? 0) > 140)
    throw new ApiError(422, 'description is too long (maximum is 140 characters)');
  const status = addStatus(world, deployment, { ...fields, creator: actorOf(caller), viaApp: appOf(caller) });
  if (status.state === 'success' && fields.auto_inactive !== false) retireOlder(world, status);
  return status;
}

/** A status that follows without anybody's request. */
export function addStatus(
  world: World,
  deployment: Deployment,
  fields: DeploymentStatusFields & { creator: Actor; viaApp: App | null },
): DeploymentStatus {
  const now = world.clock.now();
  deployment.environment = fields.environment ?? deployment.environment;
  deployment.updatedAt = now;
  const status: DeploymentStatus = register(world, {
    kind: 'DeploymentStatus',
    deployment,
    state: fields.state,
    description: fields.description ?? '',
    environment: deployment.environment,
    logUrl: fields.log_url ?? fields.target_url ?? '',
    environmentUrl: fields.environment_url ?? '',
    creator: fields.creator,
    viaApp: fields.viaApp,
    createdAt: now,
    updatedAt: now,
  });
  deployment.statuses.push(status);
  emitDeploymentStatus(world, status);
  return status;
}

export const stateOf = (deployment: Deployment): DeploymentState => deployment.statuses.at(-1)?.state ?? 'pending';

/** What was deployed to the same place before is there no longer; GitHub spares production and what is transient. */
function retireOlder(world: World, { deployment, creator, viaApp }: DeploymentStatus): void {
  const { repository, environment } = deployment;
  const older = repository.deployments.filter(
    (one) =>
      one.id < deployment.id &&
      one.environment === environment &&
      !one.transient &&
      !one.production &&
      stateOf(one) === 'success',
  );
  for (const one of older) addStatus(world, one, { state: 'inactive', creator, viaApp });
}
