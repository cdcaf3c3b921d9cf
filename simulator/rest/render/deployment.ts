import type { App, Deployment, DeploymentStatus, Environment, ProtectionRule, World } from '../../state.ts';
import { fullNameOf, restUrl } from '../../world.ts';
import { renderUser } from './account.ts';
import { renderApp } from './app.ts';
import { repositoryUrl } from './issue.ts';

type Json = Record<string, unknown>;

const renderVia = (world: World, app: App | null): Json | null => (app === null ? null : renderApp(world, app));

const deploymentUrl = (world: World, deployment: Deployment): string =>
  `${repositoryUrl(world, deployment.repository)}/deployments/${deployment.id}`;

/** GitHub's `deployment`. */
export function renderDeployment(world: World, deployment: Deployment): Json {
  const url = deploymentUrl(world, deployment);
  return {
    url,
    id: deployment.id,
    node_id: deployment.nodeId,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.originalEnvironment,
    environment: deployment.environment,
    description: deployment.description,
    creator: renderUser(world, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: repositoryUrl(world, deployment.repository),
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: renderVia(world, deployment.viaApp),
  };
}

/** GitHub's `deployment-status`. */
export function renderDeploymentStatus(world: World, status: DeploymentStatus): Json {
  const url = deploymentUrl(world, status.deployment);
  return {
    url: `${url}/statuses/${status.id}`,
    id: status.id,
    node_id: status.nodeId,
    state: status.state,
    creator: renderUser(world, status.creator),
    description: status.description,
    environment: status.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.updatedAt,
    deployment_url: url,
    repository_url: repositoryUrl(world, status.deployment.repository),
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: renderVia(world, status.viaApp),
  };
}

/** GitHub's `environment`. Custom rules are told by a list of their own. */
export function renderEnvironment(world: World, environment: Environment): Json {
  const { repository, name } = environment;
  return {
    id: environment.id,
    node_id: environment.nodeId,
    name,
    url: `${repositoryUrl(world, repository)}/environments/${encodeURIComponent(name)}`,
    html_url: `${world.url}/${fullNameOf(repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}

/** GitHub's `pending-deployment`. No person is asked here, and nothing waits for a time. */
export function renderPendingDeployment(world: World, environment: Environment): Json {
  const { id, node_id, name, url, html_url } = renderEnvironment(world, environment);
  return {
    environment: { id, node_id, name, url, html_url },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: false,
    reviewers: [],
  };
}

/** GitHub's `custom-deployment-rule-app`. */
export const renderGateApp = (world: World, app: App): Json => ({
  id: app.id,
  slug: app.slug,
  integration_url: restUrl(world, `/apps/${app.slug}`),
  node_id: app.nodeId,
});

/** GitHub's `deployment-protection-rule`. */
export const renderProtectionRule = (world: World, rule: ProtectionRule): Json => ({
  id: rule.id,
  node_id: rule.nodeId,
  enabled: true,
  app: renderGateApp(world, rule.app),
});
