import { ApiError, validationFailed } from '../exchange.ts';
import { resolveCommit } from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { renderRelease } from '../rest/render/release.ts';
import type { Caller, Release, Repository, World } from '../state.ts';
import { emit } from '../webhooks/emit.ts';
import { register } from '../world.ts';
import { createRef } from './git.ts';

export type ReleaseFields = {
  tag_name?: string;
  target_commitish?: string;
  name?: string;
  body?: string;
  draft?: boolean;
  prerelease?: boolean;
};

function emitRelease(
  world: World,
  caller: Caller,
  release: Release,
  action: string,
  extra: Record<string, unknown> = {},
): void {
  const payload = { release: renderRelease(world, release), ...extra };
  emit(world, { event: 'release', action, sender: actorOf(caller), repository: release.repository, payload });
}

/** Publishing a release whose tag does not exist creates the tag; a ruleset on tags can refuse that with 422. */
function ensureTag(world: World, caller: Caller, release: Release): void {
  const ref = `refs/tags/${release.tagName}`;
  const { git } = release.repository;
  if (git.refs.has(ref)) return;
  const commit = resolveCommit(git, release.targetCommitish);
  if (commit === null) throw validationFailed('Release', 'target_commitish', 'invalid');
  createRef(world, caller, release.repository, ref, commit.sha);
}

export function createRelease(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: ReleaseFields & { tag_name: string },
): Release {
  authorize(world, caller, repository, toWrite('write', 'contents'));
  if (repository.releases.some((one) => one.tagName === fields.tag_name && !one.draft)) {
    throw validationFailed('Release', 'tag_name', 'already_exists');
  }
  const release: Release = register(world, {
    kind: 'Release',
    repository,
    tagName: fields.tag_name,
    targetCommitish: fields.target_commitish ?? repository.defaultBranch,
    name: fields.name ?? null,
    body: fields.body ?? null,
    draft: true,
    prerelease: fields.prerelease ?? false,
    author: actorOf(caller),
    createdAt: world.clock.now(),
    publishedAt: null,
  });
  if (fields.draft !== true) ensureTag(world, caller, release);
  repository.releases.push(release);
  emitRelease(world, caller, release, 'created');
  if (fields.draft !== true) publish(world, caller, release);
  return release;
}

function publish(world: World, caller: Caller, release: Release): void {
  ensureTag(world, caller, release);
  Object.assign(release, { draft: false, publishedAt: world.clock.now() });
  emitRelease(world, caller, release, 'published');
  emitRelease(world, caller, release, 'released');
}

/** Edits, publishes a draft, or retracts to one. */
export function updateRelease(world: World, caller: Caller, release: Release, fields: ReleaseFields): void {
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  const before = release.body;
  if (fields.tag_name !== undefined) release.tagName = fields.tag_name;
  if (fields.target_commitish !== undefined) release.targetCommitish = fields.target_commitish;
  if (fields.name !== undefined) release.name = fields.name;
  if (fields.body !== undefined) release.body = fields.body;
  if (fields.prerelease !== undefined) release.prerelease = fields.prerelease;
  if (fields.draft === false && release.draft) {
    publish(world, caller, release);
    return;
  }
  if (fields.draft === true && !release.draft) {
    Object.assign(release, { draft: true, publishedAt: null });
    emitRelease(world, caller, release, 'unpublished');
    return;
  }
  emitRelease(world, caller, release, 'edited', {
    changes: fields.body === undefined ? {} : { body: { from: before ?? '' } },
  });
}

export function deleteRelease(world: World, caller: Caller, release: Release): void {
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  if (!release.repository.releases.includes(release)) throw new ApiError(404, 'Not Found');
  release.repository.releases = release.repository.releases.filter((one) => one !== release);
  emitRelease(world, caller, release, 'deleted');
}
