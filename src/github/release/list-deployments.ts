import { z } from 'zod';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';
import { ask, toShape } from '../graphql.ts';
import { sha } from '../shapes.ts';

/** A deployment as a list shows it. */
export type ListedDeployment = {
  readonly deploymentId: number;
  readonly environment: string;
  readonly commit: string;
  /** `over`: it failed, was given up, or is under way. */
  readonly state: 'waiting' | 'deployed' | 'over';
};

/** The newest deployments of a repository. Variables: owner, name. */
export const deploymentsQuery = (): string => `
query deployments($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    deployments(first: 30, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { databaseId environment commitOid state }
    }
  }
}`;

const listed = z.object({
  databaseId: z.int().nullable(),
  environment: z.string().nullable(),
  commitOid: sha,
  state: z.string().nullable(),
});
const answer = z.object({
  repository: z.object({ deployments: z.object({ nodes: z.array(listed.nullable()).nullable() }) }).nullable(),
});

const states: Readonly<Record<string, ListedDeployment['state']>> = {
  WAITING: 'waiting',
  ACTIVE: 'deployed',
  SUCCESS: 'deployed',
  // Another took its place.
  INACTIVE: 'deployed',
};

/** The 30 newest; none where the App may not see them. @throws GitHubFault */
export const listDeployments = async (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
): Promise<readonly ListedDeployment[]> => {
  const what = `listing the deployments of ${owner}/${name}`;
  const { data } = await ask(client, what, answer, deploymentsQuery, { owner, name });
  const nodes = data.repository?.deployments.nodes ?? [];
  return nodes.flatMap((node) =>
    node === null || node.databaseId === null || node.environment === null
      ? []
      : [
          {
            deploymentId: node.databaseId,
            environment: node.environment,
            commit: node.commitOid,
            state: states[node.state ?? ''] ?? 'over',
          },
        ],
  );
};

const waitingRuns = z.looseObject({ workflow_runs: z.array(z.looseObject({ id: z.int() })) });
const pending = z.array(z.looseObject({ environment: z.looseObject({ name: z.string() }) }));
const rules = z.looseObject({
  custom_deployment_protection_rules: z
    .array(z.looseObject({ enabled: z.boolean(), app: z.looseObject({ id: z.int() }) }))
    .default([]),
});

/**
 * The runs with which a deployment may be waiting: a deployment does not name its own. Needs `actions: read`; one request,
 * and one more for each run of its commit that waits.
 * @throws GitHubFault
 */
export const listRunsWaitingFor = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  { commit, environment }: Pick<ListedDeployment, 'commit' | 'environment'>,
): Promise<readonly number[]> => {
  const what = `listing the runs that wait in ${owner}/${name}`;
  const place = { owner, repo: name };
  return attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/actions/runs', {
      ...place,
      head_sha: commit,
      status: 'waiting',
      per_page: 100,
    });
    const waiting: number[] = [];
    for (const { id } of toShape(what, waitingRuns, data).workflow_runs) {
      const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments';
      const found = toShape(what, pending, (await client.octokit.request(route, { ...place, run_id: id })).data);
      if (found.some((one) => one.environment.name === environment)) waiting.push(id);
    }
    return waiting;
  });
};

/** Whether the App is asked before anything is deployed to an environment. Needs `actions: read`. @throws GitHubFault */
export const isAskedFor = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  environment: string,
): Promise<boolean> => {
  const what = `reading who protects an environment of ${owner}/${name}`;
  return attempt(what, async () => {
    const { data } = await client.octokit.request(
      'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
      { owner, repo: name, environment_name: environment },
    );
    const all = toShape(what, rules, data).custom_deployment_protection_rules;
    return all.some(({ enabled, app }) => enabled && app.id === client.appId);
  });
};
