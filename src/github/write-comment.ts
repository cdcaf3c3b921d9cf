import type { IssueRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';

/**
 * Comments on an issue or a pull request; the address of the comment comes back. Never repeated by itself: a comment
 * whose answer was lost may stand there already.
 * @throws GitHubFault
 */
export const writeComment = (client: InstallationClient, ref: IssueRef, body: string): Promise<string> =>
  attempt(`commenting on ${ref.owner}/${ref.name}#${ref.number}`, async () => {
    const { data } = await client.octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      owner: ref.owner,
      repo: ref.name,
      issue_number: ref.number,
      body,
      request: { retries: 0 },
    });
    return data.html_url;
  });
