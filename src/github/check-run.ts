import { z } from 'zod';
import type { RepositoryRef } from '../records/reference.ts';
import type { CheckRunAnswer, HeadCommitAnswer } from './answers.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';
import { toShape } from './graphql.ts';

/** The check that a ruleset on branches requires. */
export const checkName = 'holdpoint/change-control';

/** The check that a ruleset on tags requires of the commit. */
export const releaseCheckName = 'holdpoint/release';

export type CheckName = typeof checkName | typeof releaseCheckName;

/** The check run that stands on a commit now. */
export type ExistingCheckRun = {
  readonly id: number;
  readonly url: string;
  /** Digest of the output that it shows; see `writeCheckRun`. */
  readonly externalId: string | null;
  /** Lower case, as REST writes it; null while it is not completed (somebody asked to run it again). */
  readonly conclusion: string | null;
  readonly title: string | null;
};

/** GraphQL's `databaseId` is a 32-bit number, which GitHub's check runs have outgrown; the address holds it whole. */
export const toCheckRunId = ({ databaseId, url }: Pick<CheckRunAnswer, 'databaseId' | 'url'>): number | null => {
  const inUrl = /\/runs\/(\d+)/.exec(url)?.[1];
  return databaseId ?? (inUrl === undefined ? null : Number(inUrl));
};

/** Our check run on the head commit: the newest one; `unreadable` when GitHub showed one without its number. */
export const toExistingCheckRun = (head: HeadCommitAnswer): ExistingCheckRun | null | 'unreadable' => {
  if (!head.checkSuites?.nodes) return 'unreadable';
  const suites = head.checkSuites.nodes;
  const runs = suites.flatMap((suite) => suite?.checkRuns?.nodes ?? [null]);
  let newest: ExistingCheckRun | null = null;
  for (const run of runs) {
    const id = run === null ? null : toCheckRunId(run);
    if (run === null || id === null) return 'unreadable';
    if (newest === null || id > newest.id) {
      const { url, externalId, title } = run;
      newest = { id, url, externalId, title, conclusion: run.conclusion?.toLowerCase() ?? null };
    }
  }
  return newest;
};

const foundRuns = z.looseObject({
  check_runs: z.array(
    z.looseObject({
      id: z.int(),
      html_url: z.string().nullable(),
      url: z.string(),
      external_id: z.string().nullable(),
      conclusion: z.string().nullable(),
      output: z.looseObject({ title: z.string().nullable() }),
    }),
  ),
});

/** Looks for our check run on a commit by REST, where GraphQL did not show it or a write may have got through. */
export const findCheckRun = (
  client: InstallationClient,
  { owner, name: repo }: RepositoryRef,
  sha: string,
  name: CheckName = checkName,
): Promise<ExistingCheckRun | null> => {
  const what = `looking for the check run on ${owner}/${repo}@${sha.slice(0, 7)}`;
  return attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      owner,
      repo,
      ref: sha,
      check_name: name,
      app_id: client.appId,
      filter: 'latest',
      per_page: 100,
    });
    const runs = toShape(what, foundRuns, data).check_runs;
    const newest = runs.sort((a, b) => b.id - a.id)[0];
    return newest === undefined
      ? null
      : {
          id: newest.id,
          url: newest.html_url ?? newest.url,
          externalId: newest.external_id,
          conclusion: newest.conclusion,
          title: newest.output.title,
        };
  });
};
