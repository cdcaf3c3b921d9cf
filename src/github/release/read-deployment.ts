import { z } from 'zod';
import type { Account, Instant } from '../../decision/facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { account, sha, toAccount } from '../event-shapes.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';

const deployment = z.looseObject({ sha, environment: z.string(), creator: account.nullable() });
const statuses = z.array(
  z.looseObject({ state: z.string(), created_at: z.string(), environment: z.string().optional() }),
);

/** A deployment that has succeeded. */
export type Deployed = {
  readonly commit: string;
  readonly environment: string;
  /** Who set it off; null: GitHub names nobody. */
  readonly creator: Account | null;
  readonly at: Instant;
};

/**
 * A deployment with the first of its states that says that it succeeded; null: none does. Two requests, and one more for
 * each hundred states.
 * @throws GitHubFault `not-found` when there is no such deployment for us.
 */
export const readDeployed = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  deploymentId: number,
): Promise<Deployed | null> => {
  const what = `reading the deployment ${deploymentId} of ${owner}/${name}`;
  const place = { owner, repo: name, deployment_id: deploymentId };
  return attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}', place);
    const found = toShape(what, deployment, data);
    const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const all = toShape(what, statuses, await client.octokit.paginate(route, { ...place, per_page: 100 }));
    // Newest first.
    const success = all.findLast(({ state }) => state === 'success');
    if (success === undefined) return null;
    return {
      commit: found.sha,
      environment: success.environment ?? found.environment,
      creator: found.creator === null ? null : toAccount(found.creator),
      at: success.created_at,
    };
  });
};
