import { z } from 'zod';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt } from '../faults.ts';
import { toShape } from '../graphql.ts';
import type { FoundPage } from './read-page.ts';

/** A file for a draft, and what the draft's notes are to say. */
export type Attachment = { readonly name: string; readonly bytes: Buffer; readonly notes: string };

const addressed = z.looseObject({ upload_url: z.string() });

/**
 * Puts a file into a draft in the place of one of the same name, and then writes the draft's notes. Done again after a lost
 * answer it ends the same. Needs `contents: write`.
 * @throws GitHubFault
 */
export const attachToDraft = (
  client: InstallationClient,
  { owner, name: repo }: RepositoryRef,
  { id, page }: FoundPage,
  { name, bytes, notes }: Attachment,
): Promise<void> =>
  attempt(`attaching evidence to a draft of ${owner}/${repo}`, async () => {
    const { octokit } = client;
    for (const old of page.assets.filter((asset) => asset.name === name)) {
      await octokit.request('DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}', {
        owner,
        repo,
        asset_id: old.id,
      });
    }
    const { upload_url: template } = toShape('attaching evidence', addressed, page);
    await octokit.request({
      method: 'POST',
      url: template,
      headers: { 'content-type': 'application/x-ndjson', 'content-length': bytes.length },
      data: bytes,
      name,
      request: { retries: 0 },
    });
    await octokit.request('PATCH /repos/{owner}/{repo}/releases/{release_id}', {
      owner,
      repo,
      release_id: id,
      body: notes,
    });
  });
