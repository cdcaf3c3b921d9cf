import type { DeploymentSubject } from '../../decision/subject.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt, GitHubFault } from '../faults.ts';

/** An answer, or without `state` a word meanwhile. */
export type DeploymentAnswer = { readonly state: 'approved' | 'rejected' | null; readonly comment: string };

/**
 * Says something to a run that waits, by the App's own route and never by an address that somebody sent. `over`: why
 * GitHub takes it no more, because it was answered, ended or is too old; null: it was taken. Never repeated by itself. Needs `deployments: write`.
 * @throws GitHubFault of any other kind.
 */
export const answerDeployment = async (
  client: InstallationClient,
  { ref, runId, environment }: DeploymentSubject,
  { state, comment }: DeploymentAnswer,
): Promise<{ readonly over: string | null }> => {
  const what = `answering the run ${runId} of ${ref.owner}/${ref.name}`;
  const place = { owner: ref.owner, repo: ref.name, run_id: runId, environment_name: environment, comment };
  try {
    await attempt(what, () =>
      client.octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
        ...place,
        ...(state === null ? {} : { state }),
        request: { retries: 0 },
      }),
    );
    return { over: null };
  } catch (error) {
    if (error instanceof GitHubFault && error.code === 'refused') return { over: error.message };
    throw error;
  }
};
