import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RepositoryRef } from '../records/reference.ts';
import { type CheckName, type ExistingCheckRun, findCheckRun } from './check-run.ts';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';

/** What a check run shows. `neutral` and `skipped` would satisfy a required check, so there is no way to write them. */
export type CheckRunOutput = {
  readonly conclusion: 'success' | 'failure' | 'action_required';
  readonly title: string;
  /** Markdown, at most 65,535 characters; so is `text`. */
  readonly summary: string;
  readonly text?: string;
  /** Where `Details` leads. */
  readonly detailsUrl?: string;
};

/** Of which of our checks a run is, and on which commit it stands. */
export type CheckPlace = { readonly headSha: string; readonly name: CheckName };

export type WrittenCheckRun = { readonly id: number; readonly url: string };

/** Of the whole output: two runs with the same digest show the same. */
export const toExternalId = ({ conclusion, title, summary, text, detailsUrl }: CheckRunOutput): string => {
  const shown = JSON.stringify([conclusion, title, summary, text ?? null, detailsUrl ?? null]);
  return `sha256:${createHash('sha256').update(shown).digest('hex')}`;
};

/** Whether a check run shows just this. */
export const isShown = (run: ExistingCheckRun | null, output: CheckRunOutput): run is ExistingCheckRun =>
  run?.externalId === toExternalId(output) && run.conclusion === output.conclusion;

/**
 * Puts one completed check run on a commit: renews the one that stands there, or creates it. Nothing is written when
 * the same output stands there already. A write whose answer was lost is looked for before it is repeated.
 *
 * @param existing what `readPullRequest` found on this commit.
 * @param turn asked before each write: throws when it is no longer ours to write, and its signal says until when it is.
 * @throws GitHubFault, and what `turn` throws
 */
export const writeCheckRun = async (
  client: InstallationClient,
  repository: RepositoryRef,
  place: CheckPlace,
  existing: ExistingCheckRun | null,
  output: CheckRunOutput,
  turn: () => Promise<AbortSignal>,
): Promise<'unchanged' | WrittenCheckRun> => {
  if (isShown(existing, output)) return 'unchanged';
  try {
    return await put(client, repository, place, existing, output, await turn());
  } catch (error) {
    if (!(error instanceof GitHubFault) || !mayHaveBeenWritten(error, existing)) throw error;
    const standing = await findCheckRun(client, repository, place.headSha, place.name);
    return isShown(standing, output)
      ? { id: standing.id, url: standing.url }
      : await put(client, repository, place, standing, output, await turn());
  }
};

/** The answer may have been lost after the write; or the run that we meant to renew has vanished. */
const mayHaveBeenWritten = ({ code }: GitHubFault, existing: ExistingCheckRun | null): boolean =>
  code === 'timeout' ||
  code === 'unavailable' ||
  code === 'invalid-answer' ||
  (code === 'not-found' && existing !== null);

const written = z.looseObject({ id: z.int(), html_url: z.string().nullable(), url: z.string() });

const put = (
  client: InstallationClient,
  { owner, name: repo }: RepositoryRef,
  { headSha, name }: CheckPlace,
  existing: ExistingCheckRun | null,
  output: CheckRunOutput,
  signal: AbortSignal,
): Promise<WrittenCheckRun> => {
  const { conclusion, title, summary, text, detailsUrl } = output;
  const what = `writing the check run on ${owner}/${repo}@${headSha.slice(0, 7)}`;
  const body = {
    owner,
    repo,
    name,
    status: 'completed' as const,
    conclusion,
    external_id: toExternalId(output),
    output: { title, summary, ...(text === undefined ? {} : { text }) },
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    // Not blindly: `writeCheckRun` looks first.
    request: { retries: 0, signal },
  };
  return attempt(what, async () => {
    const { data } =
      existing === null
        ? await client.octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...body, head_sha: headSha })
        : await client.octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
            ...body,
            check_run_id: existing.id,
          });
    const { id, html_url, url } = toShape(what, written, data);
    return { id, url: html_url ?? url };
  });
};
