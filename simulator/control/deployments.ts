import { z } from 'zod';
import { deployByRun } from '../actions/deployment-gates.ts';
import { stateOf } from '../actions/deployments.ts';
import type { Deployment } from '../state.ts';
import { type Handler, parse } from './parse.ts';
import { actAs, repositoryName, repositoryNamed } from './places.ts';

const deploy: Handler = (world, body) => {
  const shape = z.strictObject({
    user: z.string(),
    repository: repositoryName,
    environment: z.string().min(1),
    ref: z.string(),
    event: z.string().default('workflow_dispatch'),
  });
  const { user, repository, ...fields } = parse(shape, body);
  return toSummary(deployByRun(world, actAs(world, user), repositoryNamed(world, repository), fields));
};

/** Oldest first. */
const list: Handler = (world, query) => {
  const { repository } = parse(z.strictObject({ repository: repositoryName }), query);
  return repositoryNamed(world, repository).deployments.map(toSummary);
};

const toSummary = (deployment: Deployment) => ({
  id: deployment.id,
  run_id: deployment.run?.id ?? null,
  environment: deployment.environment,
  ref: deployment.ref,
  sha: deployment.sha,
  state: stateOf(deployment),
  states: deployment.statuses.map((one) => one.state),
  gates: (deployment.run?.gates ?? []).map(({ rule, ...gate }) => ({ app: rule.app.slug, ...gate })),
});

/** A workflow that deploys, which the world has none of, and what became of it. */
export const deploymentHandlers: Record<string, Handler> = {
  'POST /deployments': deploy,
  'GET /deployments': list,
};
