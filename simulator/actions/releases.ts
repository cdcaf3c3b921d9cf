import { ApiError, validationFailed } from '../exchange.ts';
import { resolveCommit } from '../git-store.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { renderRelease } from '../rest/render/release.ts';
import type { Caller, Release, Repository, World } from '../state.ts';
import { emit } from '../webhooks/emit.ts';
import { register } from '../world.ts';
import { createRef, VIOLATIONS } from './git.ts';

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
function ensureTag(
  world: World,
  caller: Caller,
  release: Pick<Release, 'repository' | 'tagName' | 'targetCommitish'>,
): void {
  const ref = `refs/tags/${release.tagName}`;
  const { git } = release.repository;
  if (git.refs.has(ref)) return;
  const commit = resolveCommit(git, release.targetCommitish);
  if (commit === null) throw validationFailed('Release', 'target_commitish', 'invalid');
  try {
    createRef(world, caller, release.repository, ref, commit.sha);
  } catch (error) {
    throw error instanceof ApiError && error.message.startsWith(VIOLATIONS) ? toRefusal(error) : error;
  }
}

/** Of a release, GitHub says what the rules say in its list of errors. */
const toRefusal = ({ message }: ApiError): ApiError =>
  new ApiError(422, 'Validation Failed', [
    { resource: 'Release', code: 'custom', field: 'pre_receive', message: `pre_receive ${message}` },
    { resource: 'Release', code: 'custom', message: 'Published releases must have a valid tag' },
  ]);

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
  requireUnspent(repository, fields.tag_name);
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
    immutable: false,
    assets: [],
  });
  if (fields.draft !== true) ensureTag(world, caller, release);
  repository.releases.push(release);
  emitRelease(world, caller, release, 'created');
  if (fields.draft !== true) publish(world, caller, release);
  return release;
}

/** The tag is there already. */
function publish(world: World, caller: Caller, release: Release): void {
  const { repository, tagName } = release;
  Object.assign(release, {
    draft: false,
    publishedAt: world.clock.now(),
    immutable: repository.immutableReleases,
  });
  if (release.immutable) repository.spentTags.add(tagName);
  emitRelease(world, caller, release, 'published');
  emitRelease(world, caller, release, 'released');
}

function requireUnspent(repository: Repository, tagName: string): void {
  if (repository.spentTags.has(tagName))
    throw validationFailed('Release', 'tag_name', 'custom', 'tag_name was used by an immutable release');
}

/** Edits, publishes a draft, or retracts to one. A refused publication changes nothing. */
export function updateRelease(world: World, caller: Caller, release: Release, fields: ReleaseFields): void {
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  const before = { body: release.body, tagName: release.tagName };
  const tagName = fields.tag_name ?? release.tagName;
  const targetCommitish = fields.target_commitish ?? release.targetCommitish;
  const publishes = fields.draft === false && release.draft;
  if (release.immutable) requireSamePlace(release, tagName, fields);
  else if (publishes || tagName !== release.tagName) requireUnspent(release.repository, tagName);
  if (publishes) ensureTag(world, caller, { repository: release.repository, tagName, targetCommitish });
  Object.assign(release, { tagName, targetCommitish });
  if (fields.name !== undefined) release.name = fields.name;
  if (fields.body !== undefined) release.body = fields.body;
  if (fields.prerelease !== undefined) release.prerelease = fields.prerelease;
  if (publishes) {
    publish(world, caller, release);
    return;
  }
  if (fields.draft === true && !release.draft) {
    Object.assign(release, { draft: true, publishedAt: null });
    emitRelease(world, caller, release, 'unpublished');
    return;
  }
  emitRelease(world, caller, release, 'edited', {
    changes: {
      ...(fields.body === undefined ? {} : { body: { from: before.body ?? '' } }),
      ...(tagName === before.tagName ? {} : { tag_name: { from: before.tagName } }),
    },
  });
}

/** The words of an immutable release may be edited, but it stays published where it is. */
function requireSamePlace(release: Release, tagName: string, fields: ReleaseFields): void {
  if (tagName !== release.tagName) throw new ApiError(422, 'Cannot change the tag of an immutable release.');
  if (fields.draft === true) throw new ApiError(422, 'Cannot convert an immutable release to a draft.');
}

/** What is published from now on is immutable, or is not; what was published stays as it is. */
export function setImmutableReleases(world: World, caller: Caller, repository: Repository, enabled: boolean): void {
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  repository.immutableReleases = enabled;
}

export function deleteRelease(world: World, caller: Caller, release: Release): void {
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  if (!release.repository.releases.includes(release)) throw new ApiError(404, 'Not Found');
  release.repository.releases = release.repository.releases.filter((one) => one !== release);
  emitRelease(world, caller, release, 'deleted');
}
