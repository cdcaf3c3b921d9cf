import { z } from 'zod';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';
import { toShape } from './graphql.ts';

/** Numbers of a repository's open pull requests. @throws GitHubFault */
export const readOpenPullRequests = (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
): Promise<readonly number[]> => {
  const what = `listing the open pull requests of ${owner}/${name}`;
  return attempt(what, async () => {
    const parameters = { owner, repo: name, state: 'open', per_page: 100 } as const;
    const all = await client.octokit.paginate('GET /repos/{owner}/{repo}/pulls', parameters);
    return toShape(what, z.array(z.looseObject({ number: z.int() })), all).map((one) => one.number);
  });
};

const repositories = z.array(
  z.looseObject({
    node_id: z.string(),
    name: z.string(),
    owner: z.looseObject({ login: z.string() }),
    archived: z.boolean(),
    disabled: z.boolean().optional(),
  }),
);

/** A repository with GitHub's id of it, which stays when it is renamed. */
export type ListedRepository = RepositoryRef & { readonly nodeId: string };

/** The repositories that the installation may see and that can be written to. @throws GitHubFault */
export const readRepositories = (client: InstallationClient): Promise<readonly ListedRepository[]> => {
  const what = `listing the repositories of installation ${client.installationId}`;
  return attempt(what, async () => {
    const all = await client.octokit.paginate('GET /installation/repositories', { per_page: 100 });
    return toShape(what, repositories, all)
      .filter((one) => !one.archived && one.disabled !== true)
      .map((one) => ({ owner: one.owner.login, name: one.name, nodeId: one.node_id }));
  });
};
