import type { Database } from '../database/database.ts';
import { toDatabaseFault } from '../database/fault.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import type { Watch } from '../decision/watch.ts';
import type { Watched } from '../github/events.ts';
import { headSharers } from '../observations/pull-requests.ts';
import { releasesOn } from '../observations/releases.ts';
import { readWatch } from '../observations/watches.ts';
import { coversBranch } from '../policy/covers-branch.ts';
import { matchesWildcards } from '../policy/wildcards.ts';

/**
 * The subjects of what changes a verdict only where a policy looks at it: pushes to branches that it covers, checks
 * that it asks for, tags that are releases, and deployments where there are such. Most are none of these and cost no job; where the policies are not known, all are. Our
 * own check runs never are. docs/decisions/what-is-watched.md
 *
 * @throws DatabaseFault
 */
export const toWatchedSubjects = async (
  database: Pick<Database, 'pool'>,
  appId: number,
  watched: readonly Watched[],
): Promise<readonly Subject[]> => {
  const subjects: Subject[] = [];
  try {
    for (const one of watched) subjects.push(...(await toSubjectsOf(database, appId, one)));
  } catch (error) {
    throw toDatabaseFault(error);
  }
  return subjects;
};

const toSubjectsOf = async (
  { pool }: Pick<Database, 'pool'>,
  appId: number,
  watched: Watched,
): Promise<readonly Subject[]> => {
  if (watched.kind === 'check' && watched.appId === appId) return [];
  const watch = await readWatch(pool, watched.kind === 'check' ? watched.repository : watched.subject.ref);
  if (!isWatched(watch, watched)) return [];
  if (watched.kind !== 'check') return [watched.subject];
  // GitHub lists no pull request whose head lives in a fork; those we know by their head.
  const sharers = await headSharers(pool, watched.repository, watched.headSha);
  const releases = await releasesOn(pool, watched.repository, watched.headSha);
  const all = [...watched.pullRequests, ...[...sharers, ...releases].map(({ subject }) => subject)];
  return [...new Map(all.map((subject) => [toSubjectKey(subject), subject])).values()];
};

const isWatched = (watch: Watch | null, watched: Watched): boolean => {
  if (watch === null) return true;
  switch (watched.kind) {
    case 'branch':
      return coversBranch(watch, watched.subject.branch);
    case 'tag':
      return watch.tags.some((pattern) => matchesWildcards(pattern, watched.subject.tag));
    case 'deployed':
      return watch.tags.length > 0;
    case 'check':
      return watch.checks.includes(watched.name);
  }
};
