import { renderDeployment, renderDeploymentStatus } from '../rest/render/deployment.ts';
import { repositoryUrl } from '../rest/render/issue.ts';
import { renderPull } from '../rest/render/pull-request.ts';
import type { DeployingRun, Deployment, DeploymentStatus, ProtectionRule, World } from '../state.ts';
import { emit } from './emit.ts';

/** The world has no workflows to tell of, though a run of one may deploy. */
const NO_WORKFLOW = { workflow: null, workflow_run: null };

export function emitDeployment(world: World, deployment: Deployment): void {
  const { creator: sender, repository } = deployment;
  const payload = { deployment: renderDeployment(world, deployment), ...NO_WORKFLOW };
  emit(world, { event: 'deployment', action: 'created', sender, repository, payload });
}

export function emitDeploymentStatus(world: World, status: DeploymentStatus): void {
  const { deployment, creator: sender } = status;
  const payload = {
    deployment_status: renderDeploymentStatus(world, status),
    deployment: renderDeployment(world, deployment),
    ...NO_WORKFLOW,
  };
  const { repository } = deployment;
  emit(world, { event: 'deployment_status', action: 'created', sender, repository, payload });
}

/** Asks an App whether a deployment may go on. */
export function emitGateRequest(
  world: World,
  deployment: Deployment,
  run: DeployingRun,
  { app }: ProtectionRule,
): void {
  const { repository, creator: sender, sha } = deployment;
  const pulls = [...repository.issues.values()].filter(
    (one) => one.kind === 'PullRequest' && one.state === 'open' && one.headSha === sha,
  );
  const payload = {
    environment: deployment.environment,
    event: run.event,
    deployment_callback_url: `${repositoryUrl(world, repository)}/actions/runs/${run.id}/deployment_protection_rule`,
    deployment: renderDeployment(world, deployment),
    pull_requests: pulls.map((one) => (one.kind === 'PullRequest' ? renderPull(world, one) : null)),
  };
  emit(world, { event: 'deployment_protection_rule', action: 'requested', sender, repository, payload, onlyApp: app });
}
