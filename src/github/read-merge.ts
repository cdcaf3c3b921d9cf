import { z } from 'zod';
import { type Account, type Fact, known, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';
import { toShape } from './graphql.ts';

const merged = z.looseObject({
  merged_by: z.looseObject({ id: z.int().positive(), login: z.string(), type: z.string() }).nullish(),
});

/** Who merged a pull request; unknown when GitHub does not name them. @throws GitHubFault */
export const readMerger = (client: InstallationClient, { owner, name, number }: IssueRef): Promise<Fact<Account>> => {
  const what = `reading who merged ${owner}/${name}#${number}`;
  return attempt(what, async () => {
    const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
    const { data } = await client.octokit.request(route, { owner, repo: name, pull_number: number });
    const by = toShape(what, merged, data).merged_by ?? null;
    if (by === null) return unknown('GitHub does not name who merged it');
    const { id, login, type } = by;
    return known({ id, login, kind: type === 'User' ? ('person' as const) : ('bot' as const), name: null });
  });
};
