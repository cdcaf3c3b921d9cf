import { transaction } from '../database/database.ts';
import { toGoverningPolicies } from '../decision/closers.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import { coversTag } from '../decision/release/covers-tag.ts';
import type { ReleaseSubject } from '../decision/subject.ts';
import { readGoverning } from '../github/read-governing.ts';
import { listTags } from '../github/release/list-tags.ts';
import { readClock } from '../observations/pull-requests.ts';
import { noteSeenTag, standingTagsOf, takeFirstScan, wasScanned } from '../observations/releases.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { House } from './house.ts';
import { rememberPolicies, toMemory } from './remember.ts';

/** Tags that a policy takes for releases, with the commits that they are on. */
const listReleaseTags = async (
  house: House,
  installationId: number,
  repository: PullRequestFacts['repository'],
  policies: Policies,
) => {
  const governing = toGoverningPolicies(policies, repository.name);
  if (!governing.some(({ policy }) => policy.release !== null)) return null;
  const tags = await listTags(house.github.forInstallation(installationId), repository);
  return tags.filter(({ tag }) => governing.some(({ policy }) => coversTag(policy, tag)));
};

/**
 * Looks through the tags of a repository when that was never done: what is there already was released before anything was
 * looked at, and is history. Done when the policy comes, so that the first tag after it is none.
 */
export const scanTags = async (
  house: House,
  installationId: number,
  repository: PullRequestFacts['repository'],
  policies: Policies,
): Promise<void> => {
  const { pool } = house.database;
  if (await wasScanned(pool, repository.id)) return;
  const tags = await listReleaseTags(house, installationId, repository, policies);
  if (tags === null) return;
  await transaction(house.database, async (tx) => {
    if (!(await takeFirstScan(tx, repository.id))) return;
    for (const { tag, commitSha } of tags) {
      await noteSeenTag(tx, repository.id, tag, 1, { commitSha, outcome: 'history', matterKey: null });
    }
  });
};

/** Finds tags that came, moved or went without a delivery: GitHub announces none of a push of more than three. */
export const findUnannouncedTags = async (house: House, installationId: number, ref: RepositoryRef): Promise<void> => {
  const client = house.github.forInstallation(installationId);
  const askedAt = await readClock(house.database.pool);
  const { governing, policies } = await readGoverning(client, ref, toMemory(house.database));
  const { repository } = governing;
  await rememberPolicies(house.database, { ...governing, policies }, askedAt);
  await scanTags(house, installationId, repository, policies);
  const tags = await listReleaseTags(house, installationId, repository, policies);
  if (tags === null) return;
  const standing = await standingTagsOf(house.database.pool, repository.id);
  const present = new Map(tags.map(({ tag, commitSha }) => [tag, commitSha]));
  const changed = [...new Set([...standing.keys(), ...present.keys()])].filter(
    (tag) => standing.get(tag) !== present.get(tag),
  );
  await enqueueNow(
    house.queue,
    changed.map(
      (tag): ReleaseSubject => ({
        kind: 'release',
        installationId,
        ref: { owner: repository.owner, name: repository.name },
        tag,
      }),
    ),
  );
};
