import type { MergeGroup, ReleaseSubject, Subject } from '../decision/subject.ts';
import { checkName } from '../github/check-run.ts';
import { readRepositories } from '../github/read-lists.ts';
import { type OpenWork, readOpenWork, repositoriesAQuery } from '../github/read-open-work.ts';
import { findUnknownHeads } from '../observations/pull-requests.ts';
import { readKnownRelease, standingTagsOf } from '../observations/releases.ts';
import {
  keepInstallations,
  keepRepositories,
  putRepositoriesBack,
  takeRepositories,
} from '../observations/repositories-seen.ts';
import { lastShown } from '../observations/shown-check-runs.ts';
import { readLastWatch, readWatch } from '../observations/watches.ts';
import { matchesWildcards } from '../policy/wildcards.ts';
import { enqueueNow } from '../queue/queue.ts';
import { parseReleaseAnswers } from '../records/release-answers.ts';
import { findUnannouncedDeployments } from './find-deployments.ts';
import type { House } from './house.ts';
import { findUnannouncedTags } from './scan-tags.ts';

/** Ten queries a round, so that ten thousand repositories take less than an hour. */
const mostRepositories = 10 * repositoriesAQuery;

/** Lists again where the App is installed. One installation that cannot be listed keeps no other from it. */
export const listInstalledRepositories = async ({ github, database, logger }: House): Promise<void> => {
  const installations = await github.readInstallations();
  await keepInstallations(database.pool, installations);
  for (const id of installations) {
    try {
      const repositories = await readRepositories(github.forInstallation(id));
      await keepRepositories(
        database.pool,
        id,
        repositories.map(({ nodeId }) => nodeId),
      );
    } catch (error) {
      logger.warn({ err: error, installation: id }, 'the repositories of an installation could not be listed');
    }
  }
};

/**
 * Looks through repositories that were not looked through for `seconds`, for open pull requests and merge groups that no
 * delivery told of, and for heads that moved without one: each is evaluated.
 */
export const findUnannounced = async (house: House, seconds: number): Promise<void> => {
  const taken = await takeRepositories(house.database.pool, { seconds, most: mostRepositories });
  const byInstallation = Map.groupBy(taken, ({ installationId }) => installationId);
  for (const [installationId, repositories] of byInstallation) {
    const nodeIds = repositories.map(({ nodeId }) => nodeId);
    try {
      while (nodeIds.length > 0) {
        await lookThrough(house, installationId, nodeIds.slice(0, repositoriesAQuery));
        nodeIds.splice(0, repositoriesAQuery);
      }
    } catch (error) {
      await putRepositoriesBack(house.database.pool, nodeIds);
      house.logger.warn({ err: error, installation: installationId }, 'repositories could not be looked through');
    }
  }
};

const lookThrough = async (house: House, installationId: number, nodeIds: readonly string[]): Promise<void> => {
  const read = await readOpenWork(house.github.forInstallation(installationId), nodeIds);
  const found: Subject[] = [];
  for (const work of read) {
    found.push(...(await findUnknownHeads(house.database.pool, installationId, work.ref, work.pullRequests)));
    found.push(...(await findUnjudgedGroups(house, installationId, work)));
    found.push(...(await findUnknownReleases(house, installationId, work)));
  }
  await enqueueNow(house.queue, found);
  if (found.length > 0) house.logger.info({ found }, 'found what no delivery has told of');
  for (const work of read) await lookAtReleases(house, installationId, work);
};

/**
 * Looks where a policy makes releases, or did when it was last read: in a quiet repository nothing else has the policies
 * read anew. A repository that cannot be read keeps no other from being looked through; its own turn comes again.
 */
const lookAtReleases = async (house: House, installationId: number, work: OpenWork): Promise<void> => {
  const patterns = (await readLastWatch(house.database.pool, work.ref))?.tags ?? [];
  if (patterns.length === 0) return;
  try {
    if (await hasChangedTags(house, work, patterns)) await findUnannouncedTags(house, installationId, work.ref);
    await findUnannouncedDeployments(house, installationId, work);
  } catch (error) {
    house.logger.warn({ err: error, repository: work.ref }, 'the releases of a repository could not be looked through');
  }
};

/** Whether tags came, moved or went. */
const hasChangedTags = async (
  { database }: House,
  { id, tags, hasAllTags }: OpenWork,
  patterns: readonly string[],
): Promise<boolean> => {
  const standing = await standingTagsOf(database.pool, id);
  const present = new Set(tags.map(({ tag }) => tag));
  const isMeant = (tag: string): boolean => patterns.some((pattern) => matchesWildcards(pattern, tag));
  return (
    tags.some(({ tag, commitSha }) => isMeant(tag) && standing.get(tag) !== commitSha) ||
    (hasAllTags && [...standing.keys()].some((tag) => !present.has(tag)))
  );
};

/**
 * Releases that an issue names and that were never heard of; whether it is a release record is seen when it is read. Where
 * it is not known what the policies look at, any may be one.
 */
const findUnknownReleases = async (
  { database }: House,
  installationId: number,
  { ref, tags, issues }: OpenWork,
): Promise<readonly ReleaseSubject[]> => {
  const watch = await readWatch(database.pool, ref);
  const named = new Set(issues.flatMap((body) => parseReleaseAnswers(body).tag ?? []));
  const found: ReleaseSubject[] = [];
  for (const tag of named) {
    const subject: ReleaseSubject = { kind: 'release', installationId, ref, tag };
    const isMeant = watch === null || watch.tags.some((pattern) => matchesWildcards(pattern, tag));
    if (!isMeant || tags.some((one) => one.tag === tag)) continue;
    if ((await readKnownRelease(database.pool, subject)) === null) found.push(subject);
  }
  return found;
};

/** What a queue tries out, and nothing was ever shown on. */
const findUnjudgedGroups = async (
  { database }: House,
  installationId: number,
  { ref, mergeGroups }: OpenWork,
): Promise<readonly MergeGroup[]> => {
  const unjudged: MergeGroup[] = [];
  for (const group of mergeGroups) {
    if ((await lastShown(database.pool, ref, group.headSha, checkName)) !== null) continue;
    unjudged.push({ kind: 'merge_group', installationId, ref, ...group });
  }
  return unjudged;
};
