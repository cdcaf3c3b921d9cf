import type { Queryable } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import type { Watch } from '../decision/watch.ts';
import type { RepositoryRef } from '../records/reference.ts';

/** After this many seconds the policies are read anew even if no push said that they changed. */
const watchLifetime = 3_600;

const toKey = ({ owner, name }: RepositoryRef): string => `${owner}/${name}`.toLowerCase();

/** What the policies in force look at in a repository; null when that is not known, or no longer: everything may count. */
export const readWatch = async (db: Queryable, repository: RepositoryRef): Promise<Watch | null> => {
  const { rows } = await db.query<Watch>(
    `SELECT branches, checks, tags FROM watches WHERE repository = $1 AND read_at > now() - $2 * interval '1 second'
       AND NOT EXISTS (SELECT FROM watches_dropped WHERE scope IN (repository, owner) AND dropped_at >= read_at)`,
    [toKey(repository), watchLifetime],
  );
  return rows[0] ?? null;
};

/** What they looked at when they were last read, however long ago; null when they never were. */
export const readLastWatch = async (db: Queryable, repository: RepositoryRef): Promise<Watch | null> => {
  const { rows } = await db.query<Watch>('SELECT branches, checks, tags FROM watches WHERE repository = $1', [
    toKey(repository),
  ]);
  return rows[0] ?? null;
};

/** Keeps what policies look at that were asked for `since` (`readClock`), unless a later reading was kept before. */
export const keepWatch = async (
  db: Queryable,
  repository: RepositoryRef,
  { branches, checks, tags }: Watch,
  since: Instant,
): Promise<void> => {
  await db.query(
    `INSERT INTO watches AS kept (repository, owner, branches, checks, tags, read_at) VALUES ($1, lower($2), $3, $4, $5, $6)
     ON CONFLICT (repository) DO UPDATE SET
       branches = excluded.branches, checks = excluded.checks, tags = excluded.tags, read_at = excluded.read_at
     WHERE kept.read_at <= excluded.read_at`,
    [toKey(repository), repository.owner, branches, checks, tags, since],
  );
};

/**
 * Forgets what is kept, since a policy or a baseline may have changed. `scope`: `owner/name`, or `owner` for all its
 * repositories; what was read before is not kept after.
 */
export const dropWatches = async (db: Queryable, scope: string): Promise<void> => {
  await db.query(
    `INSERT INTO watches_dropped (scope, dropped_at) VALUES (lower($1), clock_timestamp())
     ON CONFLICT (scope) DO UPDATE SET dropped_at = excluded.dropped_at`,
    [scope],
  );
};
