import type { Subject } from '../decision/subject.ts';
import { isAskedFor, listDeployments, listRunsWaitingFor } from '../github/release/list-deployments.ts';
import { findUnheardDeployments } from '../observations/deployments.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { House } from './house.ts';

/**
 * Finds, among the newest deployments, those that wait for our answer and those that have succeeded of which no delivery
 * told. Where a job that was answered is run again, only its delivery tells so.
 * @throws GitHubFault
 */
export const findUnannouncedDeployments = async (
  house: House,
  installationId: number,
  { id, ref }: { readonly id: number; readonly ref: RepositoryRef },
): Promise<void> => {
  const client = house.github.forInstallation(installationId);
  const listed = await listDeployments(client, ref);
  const unheard = await findUnheardDeployments(house.database.pool, id, listed);
  const found: Subject[] = [];
  for (const { deploymentId, environment, commit, state } of unheard) {
    if (state === 'deployed') found.push({ kind: 'deployed', installationId, ref, deploymentId });
    if (state !== 'waiting' || !(await isAskedFor(client, ref, environment))) continue;
    for (const runId of await listRunsWaitingFor(client, ref, { commit, environment })) {
      const run = `${house.github.apiUrl}/repos/${ref.owner}/${ref.name}/actions/runs/${runId}`;
      const callbackUrl = `${run}/deployment_protection_rule`;
      found.push({ kind: 'deployment', installationId, ref, runId, environment, deploymentId, callbackUrl });
    }
  }
  await enqueueNow(house.queue, found);
  if (found.length > 0) house.logger.info({ found }, 'found deployments that no delivery has told of');
};
