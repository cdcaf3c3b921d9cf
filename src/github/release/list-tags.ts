import { z } from 'zod';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';

const listed = z.array(z.looseObject({ name: z.string(), commit: z.looseObject({ sha: z.string() }) }));

/** Every tag of a repository with the commit that it is on, annotated ones resolved; one request for a hundred. @throws GitHubFault */
export const listTags = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
): Promise<readonly { readonly tag: string; readonly commitSha: string }[]> => {
  const what = `listing the tags of ${owner}/${name}`;
  return attempt(what, async () => {
    const all = await client.octokit.paginate('GET /repos/{owner}/{repo}/tags', { owner, repo: name, per_page: 100 });
    return toShape(what, listed, all).map((one) => ({ tag: one.name, commitSha: one.commit.sha }));
  });
};
