import { z } from 'zod';
import type { DeployingRun } from '../../decision/release/deployment-facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { sha } from '../event-shapes.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';

const workflowRun = z.looseObject({ id: z.int(), head_sha: sha, event: z.string(), status: z.string().nullable() });

/** A run as it is now. */
type RunReading = Omit<DeployingRun, 'deploymentId'> & { readonly commit: string; readonly isWaiting: boolean };

/**
 * What a run of a workflow works on, as GitHub itself says: a delivery could be about another one. Needs `actions: read`.
 * @throws GitHubFault `not-found` when there is no such run for us.
 */
export const readRun = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  runId: number,
): Promise<RunReading> => {
  const what = `reading the run ${runId} of ${owner}/${name}`;
  return attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      owner,
      repo: name,
      run_id: runId,
    });
    const { id, head_sha: commit, event, status } = toShape(what, workflowRun, data);
    return { id, event, commit, isWaiting: status === 'waiting' };
  });
};
