import { ApiError, notFound } from '../exchange.ts';
import { authorize, coversRepository, hasPermission, toWrite } from '../permissions.ts';
import type { App, Caller, Environment, ProtectionRule, Repository, World } from '../state.ts';
import { register } from '../world.ts';
import { failWaiting } from './deployment-gates.ts';

export function deleteEnvironment(world: World, caller: Caller, environment: Environment): void {
  const { repository } = environment;
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  for (const rule of environment.rules) failWaiting(world, rule);
  repository.environments = repository.environments.filter((one) => one !== environment);
}

/** The Apps that could protect a repository's environments: installed, subscribed, and with what they need to answer. */
export const listGateApps = (world: World, repository: Repository): App[] =>
  world.apps.filter(
    (app) =>
      app.events.includes('deployment_protection_rule') &&
      hasPermission(app.permissions, 'deployments', 'write') &&
      hasPermission(app.permissions, 'actions', 'read') &&
      world.installations.some((one) => one.app === app && coversRepository(one, repository)),
  );

/** Lets deployments to an environment wait for an App. @throws ApiError 422 for one that could not answer. */
export function enableRule(
  world: World,
  caller: Caller,
  environment: Environment,
  integrationId: number | undefined,
): ProtectionRule {
  const { repository } = environment;
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  const app = listGateApps(world, repository).find((one) => one.id === integrationId);
  if (app === undefined) throw new ApiError(422, 'The integration cannot be enabled for this environment.');
  if (environment.rules.some((one) => one.app === app))
    throw new ApiError(422, 'The integration is already enabled for this environment.');
  const rule: ProtectionRule = register(world, { kind: 'DeploymentProtectionRule', environment, app });
  environment.rules.push(rule);
  return rule;
}

/** What waits for the App fails. */
export function disableRule(world: World, caller: Caller, rule: ProtectionRule): void {
  const { environment } = rule;
  authorize(world, caller, environment.repository, toWrite('admin', 'administration'));
  environment.rules = environment.rules.filter((one) => one !== rule);
  failWaiting(world, rule);
}

export function requireRule(environment: Environment, id: number): ProtectionRule {
  const rule = environment.rules.find((one) => one.id === id);
  if (rule === undefined) throw notFound();
  return rule;
}
