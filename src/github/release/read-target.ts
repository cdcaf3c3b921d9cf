import { z } from 'zod';
import { type Check, known, unknown } from '../../decision/facts.ts';
import type { ReleaseFacts, ReleaseTarget } from '../../decision/release/release-facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt, GitHubFault } from '../faults.ts';
import { toShape } from '../graphql.ts';

const listed = z.looseObject({
  total_count: z.int(),
  check_runs: z.array(
    z.looseObject({
      id: z.int(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      completed_at: z.string().nullable(),
      html_url: z.string().nullable(),
      app: z.looseObject({ id: z.int(), slug: z.string().optional() }).nullable(),
    }),
  ),
});
type Run = z.infer<typeof listed>['check_runs'][number];

const mostPages = 20;
const aPage = 100;

/**
 * The commit that is to be released, with what every App reports on it; known null: there is no such commit. One request
 * for a hundred checks.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readTarget = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  sha: string,
): Promise<ReleaseFacts['target']> => {
  try {
    return known({ sha, checks: await readChecks(client, what, { owner, name }, sha) });
  } catch (error) {
    // GitHub refuses a commit that it does not have with 422.
    if (error instanceof GitHubFault && (error.code === 'not-found' || error.code === 'refused')) return known(null);
    throw error;
  }
};

const readChecks = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  sha: string,
): Promise<ReleaseTarget['checks']> =>
  attempt(what, async () => {
    const runs = new Map<number, Run>();
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        owner,
        repo: name,
        ref: sha,
        filter: 'latest',
        per_page: aPage,
        page,
      });
      const answer = toShape(what, listed, data);
      for (const run of answer.check_runs) runs.set(run.id, run);
      if (runs.size >= answer.total_count) return known(toNewest([...runs.values()], client.appId));
      if (answer.check_runs.length === 0) break;
    }
    return unknown(`GitHub shows no more than ${runs.size} checks of the commit`);
  });

const toNewest = (runs: readonly Run[], ownAppId: number): readonly Check[] => {
  const newest = new Map<string, Run>();
  for (const run of runs) {
    const key = `${run.app?.id ?? ''} ${run.name}`;
    if (run.app?.id !== ownAppId && run.id > (newest.get(key)?.id ?? -1)) newest.set(key, run);
  }
  return [...newest.values()].sort((a, b) => a.id - b.id).map(toCheck);
};

const toCheck = ({ name, status, conclusion, completed_at, html_url, app }: Run): Check => ({
  name,
  app: app === null || app.slug === undefined ? null : { id: app.id, slug: app.slug },
  state: toState(status, conclusion),
  completedAt: completed_at,
  url: html_url ?? '',
});

const toState = (status: string, conclusion: string | null): Check['state'] => {
  if (status !== 'completed') return 'pending';
  return conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped' ? conclusion : 'failure';
};
