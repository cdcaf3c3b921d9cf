import { ApiError } from '../exchange.ts';
import { type GitTag, writeTag } from '../git-store.ts';
import { actorOf } from '../permissions.ts';
import { signedAs } from '../signatures.ts';
import type { Caller, Repository, World } from '../state.ts';
import { pushRefs, signatureOf } from './git.ts';

export type TagPush = {
  tag: string;
  sha: string;
  message?: string | undefined;
  force: boolean;
  verification?: { verified: boolean; reason: string } | undefined;
};

/**
 * Pushes an annotated tag, as `git tag -s` and `git push` do; answers the sha of the tag object. A refused push leaves
 * no object behind. @throws ApiError 422 for rules, and for a tag that is there when it is not forced.
 */
export function pushTag(world: World, caller: Caller, repository: Repository, push: TagPush): string {
  const { git } = repository;
  const ref = `refs/tags/${push.tag}`;
  if (git.refs.has(ref) && !push.force) throw new ApiError(422, 'Reference already exists');
  const type = (['commit', 'tag', 'tree', 'blob'] as const).find((one) => git[`${one}s`].has(push.sha));
  if (type === undefined) throw new ApiError(422, 'Object does not exist');
  const { sha } = writeTag(git, toTag(world, caller, push, type), push.verification && signedAs(push.verification));
  try {
    pushRefs(world, caller, repository, [{ ref, after: sha, force: push.force }]);
  } catch (error) {
    git.tags.delete(sha);
    throw error;
  }
  return sha;
}

const toTag = (world: World, caller: Caller, push: TagPush, type: GitTag['object']['type']) => ({
  tag: push.tag,
  message: push.message ?? push.tag,
  tagger: signatureOf(world, actorOf(caller)),
  object: { type, sha: push.sha },
});
