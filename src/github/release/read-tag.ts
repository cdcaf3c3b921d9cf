import { z } from 'zod';
import { type Fact, known, unknown } from '../../decision/facts.ts';
import type { TaggedObject } from '../../decision/release/release-facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { attempt, GitHubFault } from '../faults.ts';
import { toShape } from '../graphql.ts';

const pointer = z.looseObject({ object: z.looseObject({ type: z.string(), sha: z.string() }) });
const tagObject = pointer.extend({
  verification: z.looseObject({ verified: z.boolean(), reason: z.string() }).nullish(),
});

/**
 * What a tag points to: the commit, and of a tag object what GitHub says of its signature. Known null: there is no such
 * tag. One request, and one more for a tag object.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readTag = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  tag: string,
): Promise<Fact<TaggedObject | null>> => {
  const place = { owner, repo: name };
  const found = await orNull(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ...place,
      ref: `tags/${tag}`,
    });
    return toShape(what, pointer, data).object;
  });
  if (found === null) return known(null);
  if (found.type === 'commit') return known({ commitSha: found.sha, signature: null });
  if (found.type !== 'tag') return unknown(`the tag points to a ${found.type}`);
  const { object, verification } = await attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', {
      ...place,
      tag_sha: found.sha,
    });
    return toShape(what, tagObject, data);
  });
  if (object.type !== 'commit') return unknown(`the tag points to another ${object.type}`);
  const signature = {
    isVerified: verification?.verified === true,
    reason: verification?.reason ?? 'GitHub does not say',
  };
  return known({ commitSha: object.sha, signature });
};

/** The commit that a tag points to, and requests as above. @throws GitHubFault when the same call may succeed later. */
export const readTaggedCommit = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  tag: string,
): Promise<Fact<string | null>> => {
  const tagged = await readTag(client, what, repository, tag);
  return tagged.known ? known(tagged.value?.commitSha ?? null) : tagged;
};

/** Null where GitHub knows no such thing. @throws GitHubFault of any other kind. */
export const orNull = async <T>(what: string, call: () => Promise<T>): Promise<T | null> => {
  try {
    return await attempt(what, call);
  } catch (error) {
    if (error instanceof GitHubFault && error.code === 'not-found') return null;
    throw error;
  }
};
