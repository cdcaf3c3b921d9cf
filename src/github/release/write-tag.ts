import { z } from 'zod';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt, GitHubFault } from '../faults.ts';
import { toShape } from '../graphql.ts';

/** A tag object that we make. */
export type NewTag = {
  /** Without `refs/tags/`. */
  readonly tag: string;
  readonly commitSha: string;
  readonly message: string;
};

const made = z.looseObject({ sha: z.string() });

/**
 * Makes an annotated tag. `refused`: GitHub takes it from us as little as from anybody, for the reason given, or it is
 * there already. Needs `contents: write`.
 * @throws GitHubFault when the same call may succeed later.
 */
export const writeTag = async (
  client: InstallationClient,
  { owner, name }: RepositoryRef,
  { tag, commitSha, message }: NewTag,
): Promise<{ readonly outcome: 'made' } | { readonly outcome: 'refused'; readonly reason: string }> => {
  const what = `tagging ${owner}/${name}`;
  const place = { owner, repo: name };
  try {
    await attempt(what, async () => {
      const { data } = await client.octokit.request('POST /repos/{owner}/{repo}/git/tags', {
        ...place,
        tag,
        message,
        object: commitSha,
        type: 'commit',
      });
      const { sha } = toShape(what, made, data);
      await client.octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...place, ref: `refs/tags/${tag}`, sha });
    });
    return { outcome: 'made' };
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    return { outcome: 'refused', reason: error.message };
  }
};
