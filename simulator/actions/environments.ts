import { notImplemented } from '../exchange.ts';
import { authorize, toWrite } from '../permissions.ts';
import type { Caller, Environment, Repository, World } from '../state.ts';
import { register } from '../world.ts';

export type EnvironmentFields = {
  wait_timer?: number;
  reviewers?: unknown[] | null;
  prevent_self_review?: boolean;
  deployment_branch_policy?: unknown;
};

/** Names of environments do not tell capitals apart. */
export const findEnvironment = (repository: Repository, name: string): Environment | null =>
  repository.environments.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? null;

/** The environment, made when a deployment names it first. */
export function ensureEnvironment(world: World, repository: Repository, name: string): Environment {
  const found = findEnvironment(repository, name);
  if (found !== null) return found;
  const now = world.clock.now();
  const environment: Environment = register(world, {
    kind: 'Environment',
    repository,
    name,
    rules: [],
    createdAt: now,
    updatedAt: now,
  });
  repository.environments.push(environment);
  return environment;
}

/** Makes an environment. Protection that would be shown and not enforced is refused with 501. */
export function putEnvironment(
  world: World,
  caller: Caller,
  repository: Repository,
  name: string,
  fields: EnvironmentFields,
): Environment {
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  const asked = [
    ...((fields.wait_timer ?? 0) > 0 ? ['wait_timer'] : []),
    ...((fields.reviewers ?? []).length > 0 ? ['reviewers'] : []),
    ...(fields.deployment_branch_policy ? ['deployment_branch_policy'] : []),
  ];
  if (asked.length > 0) throw notImplemented(`"${asked.join('", "')}" of an environment`);
  const environment = ensureEnvironment(world, repository, name);
  environment.updatedAt = world.clock.now();
  return environment;
}
