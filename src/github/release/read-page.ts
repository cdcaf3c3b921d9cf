import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import { evidenceFileName } from '../../decision/release/evidence-file.ts';
import type { ReleaseFile, ReleasePage } from '../../decision/release/release-facts.ts';
import type { ArtifactsGate } from '../../policy/policy.ts';
import { matchesWildcards } from '../../policy/wildcards.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt, orUnknown } from '../faults.ts';
import { toShape } from '../graphql.ts';
import { mayWrite } from './may-write.ts';
import { orNull } from './read-tag.ts';
import { isSbomName, parseSbom } from './sbom.ts';

const file = z.looseObject({
  id: z.int(),
  name: z.string(),
  size: z.int(),
  digest: z.string().nullish(),
  state: z.string(),
});
const page = z.looseObject({
  id: z.int(),
  html_url: z.string(),
  tag_name: z.string(),
  draft: z.boolean(),
  published_at: z.string().nullish(),
  body: z.string().nullish(),
  assets: z.array(file),
});

/** A release on GitHub, with what its writing needs. */
export type FoundPage = { readonly id: number; readonly body: string; readonly page: z.infer<typeof page> };

/** A thousand releases: drafts are the newest. What is older may be there and was not read. */
const mostPages = 10;
const aPage = 100;

/** The software bill of materials of a large product takes a few megabytes. */
const mostBytes = 30_000_000;

/**
 * The release or draft that bears a tag; known null: there is none. A draft is shown only to Apps that may write; where
 * ours may not, and nothing is published, it is unknown.
 * @throws GitHubFault when the same call may succeed later.
 */
export const findPage = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  tag: string,
): Promise<Fact<FoundPage | null>> => {
  const place = { owner, repo: name };
  const published = await orNull(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...place, tag });
    return toShape(what, page, data);
  });
  if (published !== null) return known(toFound(published));
  if (!(await mayWrite(client, what, 'contents'))) return unknown('the App may not see drafts of releases');
  for (let number = 1; number <= mostPages; number += 1) {
    const listed = await attempt(what, async () => {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/releases', {
        ...place,
        per_page: aPage,
        page: number,
      });
      return toShape(what, z.array(page), data);
    });
    const named = listed.filter(({ tag_name }) => tag_name === tag);
    // It may have been published since it was asked for: then it is there, and no draft any more.
    const [only, ...others] = named.some(({ draft }) => !draft) ? named.filter(({ draft }) => !draft) : named;
    if (others.length > 0) return unknown(`there are ${named.length} drafts of this release`);
    if (only !== undefined) return known(toFound(only));
    if (listed.length < aPage) return known(null);
  }
  return unknown('there are more than 1,000 releases, and none of the newest bears this tag: make a draft of it');
};

const toFound = (found: z.infer<typeof page>): FoundPage => ({ id: found.id, body: found.body ?? '', page: found });

/** What is asked of the files. */
type AskedOfFiles = Pick<ArtifactsGate, 'sbom' | 'attested'>;

/** The release with its files: what those say that are software bills of materials, and which are attested. */
export const readPage = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  found: Fact<FoundPage | null>,
  asked: AskedOfFiles,
): Promise<Fact<ReleasePage | null>> => {
  if (!found.known || found.value === null) return found.known ? known(null) : found;
  const { html_url: url, draft, published_at: publishedAt, assets } = found.value.page;
  const files: ReleaseFile[] = [];
  // Our own file says what was decided, and is no part of what is decided on.
  for (const asset of assets.filter(({ state, name }) => state === 'uploaded' && name !== evidenceFileName)) {
    const digest = asset.digest ?? null;
    files.push({
      name: asset.name,
      digest,
      attested: await readAttested(client, what, repository, asset, asked.attested),
      sbom: asked.sbom && isSbomName(asset.name) ? await readSbom(client, what, repository, asset) : null,
    });
  }
  return known({ url, isDraft: draft, publishedAt: publishedAt ?? null, files });
};

type Asset = z.infer<typeof file>;

const readSbom = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  { id, size }: Asset,
): Promise<NonNullable<ReleaseFile['sbom']>> =>
  size > mostBytes
    ? Promise.resolve(unknown(`it is larger than ${mostBytes} bytes`))
    : orUnknown('the App may not read it', what, async () => {
        const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', {
          owner,
          repo: name,
          asset_id: id,
          headers: { accept: 'application/octet-stream' },
          // By its kind Octokit would make a value of it, and not always the same.
          request: { parseSuccessResponseBody: false },
        });
        return parseSbom(await new Response(data as unknown as ReadableStream).text());
      });

const attestations = z.looseObject({ attestations: z.array(z.unknown()) });

const readAttested = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  { name: fileName, digest }: Asset,
  patterns: readonly string[],
): Promise<Fact<boolean>> => {
  if (!patterns.some((pattern) => matchesWildcards(pattern, fileName))) return unknown('no policy asks for it');
  if (digest === null || digest === undefined) return unknown('GitHub does not say its digest');
  return orUnknown('the App may not see attestations', what, async () => {
    const answer = await orNull(what, async () => {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/attestations/{subject_digest}', {
        owner,
        repo: name,
        subject_digest: digest,
        per_page: 1,
      });
      return toShape(what, attestations, data);
    });
    return known((answer?.attestations.length ?? 0) > 0);
  });
};
