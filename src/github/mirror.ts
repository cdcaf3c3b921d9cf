import { z } from 'zod';
import type { RepositoryRef } from '../records/reference.ts';
import type { GitHubClients, RepositoryClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';

/** The repository that evidence is copied to, as its default branch stands. Opaque outside this folder. */
export type Mirror = {
  readonly client: RepositoryClient;
  readonly ref: RepositoryRef;
  readonly branch: string;
  readonly commit: string;
  readonly tree: string;
};

export type MirrorFile = { readonly path: string; readonly text: string };

const repositoryShape = z.looseObject({ private: z.boolean(), default_branch: z.string() });
const refShape = z.looseObject({ object: z.looseObject({ sha: z.string() }) });
const commitShape = z.looseObject({ sha: z.string(), tree: z.looseObject({ sha: z.string() }) });
const treeShape = z.looseObject({ sha: z.string() });

/**
 * Opens the mirror with a token for it alone, which may write its contents and nothing else. A public one is refused:
 * evidence of private repositories is in it.
 *
 * @throws GitHubFault, among others when the App may not write contents, or the repository has no commit yet.
 */
export const openMirror = async (github: GitHubClients, ref: RepositoryRef): Promise<Mirror> => {
  const what = `opening the mirror ${ref.owner}/${ref.name}`;
  const client = await github.forRepository(ref, { contents: 'write' });
  return attempt(what, async () => {
    const at = { owner: ref.owner, repo: ref.name };
    const found = await client.octokit.request('GET /repos/{owner}/{repo}', at);
    const { default_branch: branch, private: isPrivate } = toShape(what, repositoryShape, found.data);
    if (!isPrivate)
      throw new GitHubFault('refused', what, 'it is public, and evidence of private repositories would be in it');
    const tip = await client.octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ...at,
      ref: `heads/${branch}`,
    });
    const { sha } = toShape(what, refShape, tip.data).object;
    const read = await client.octokit.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      ...at,
      commit_sha: sha,
    });
    return { client, ref, branch, commit: sha, tree: toShape(what, commitShape, read.data).tree.sha };
  });
};

/** The text of a file of the mirror; null: there is none. @throws GitHubFault */
export const readMirrorFile = async ({ client, ref, commit }: Mirror, path: string): Promise<string | null> => {
  const what = `reading ${path} of the mirror ${ref.owner}/${ref.name}`;
  try {
    return await attempt(what, async () => {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
        owner: ref.owner,
        repo: ref.name,
        path,
        ref: commit,
        mediaType: { format: 'raw' },
      });
      // Text only where the answer names its character set.
      return toShape(what, z.string(), data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data);
    });
  } catch (error) {
    if (error instanceof GitHubFault && error.code === 'not-found') return null;
    throw error;
  }
};

/**
 * Writes files in one commit, all or none of them. The branch is moved on from where it was read and never forced, so what
 * somebody else has put there meanwhile stands, and the commit does not.
 *
 * @returns the mirror as it stands then.
 * @throws GitHubFault. When the answer was lost it may be written all the same: read what the mirror holds.
 */
export const writeMirrorFiles = (
  mirror: Mirror,
  { message, files }: { readonly message: string; readonly files: readonly MirrorFile[] },
): Promise<Mirror> => {
  const { client, ref, branch, commit, tree } = mirror;
  const what = `writing to the mirror ${ref.owner}/${ref.name}`;
  const at = { owner: ref.owner, repo: ref.name };
  return attempt(what, async () => {
    const grown = await client.octokit.request('POST /repos/{owner}/{repo}/git/trees', {
      ...at,
      base_tree: tree,
      tree: files.map(({ path, text }) => ({ path, mode: '100644', type: 'blob', content: text })),
    });
    const made = await client.octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...at,
      message,
      tree: toShape(what, treeShape, grown.data).sha,
      parents: [commit],
    });
    const next = toShape(what, commitShape, made.data);
    await client.octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...at,
      ref: `heads/${branch}`,
      sha: next.sha,
      force: false,
    });
    return { ...mirror, commit: next.sha, tree: next.tree.sha };
  });
};
