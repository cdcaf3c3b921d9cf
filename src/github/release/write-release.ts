import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';

/** Puts a published release back to a draft; its tag stays. Needs `contents: write`. @throws GitHubFault */
export const retractRelease = (client: InstallationClient, { owner, name }: RepositoryRef, id: number): Promise<void> =>
  attempt(`putting a release of ${owner}/${name} back to a draft`, async () => {
    await client.octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', {
      owner,
      repo: name,
      release_id: id,
      draft: true,
    });
  });
