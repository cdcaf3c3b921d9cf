import type { Queryable } from '../database/database.ts';
import type { Account } from '../decision/facts.ts';

/** After this many seconds the holders of a role are read anew even if no event said that they changed. */
const holdersLifetime = 600;

/**
 * Who holds a role, as kept less than ten minutes ago; null when they must be read. `key` names what was read (a team
 * or a user), in whatever form the reader likes, with the letters' case ignored.
 */
export const readHolders = async (db: Queryable, key: string): Promise<readonly Account[] | null> => {
  const { rows } = await db.query<{ accounts: Account[] }>(
    `SELECT accounts FROM role_holders WHERE key = lower($1) AND fetched_at > now() - $2 * interval '1 second'`,
    [key, holdersLifetime],
  );
  return rows[0]?.accounts ?? null;
};

/**
 * Keeps who holds a role. `since` is our clock before they were asked for: when an event has dropped the
 * organisation's holders after that, the answer may be older than the change, and is not kept.
 */
export const keepHolders = async (
  db: Queryable,
  key: string,
  holders: { readonly organization: string; readonly accounts: readonly Account[]; readonly since: Date },
): Promise<void> => {
  await db.query(
    `INSERT INTO role_holders (key, organization, accounts, fetched_at)
     SELECT lower($1), lower($2), $3, least($4, now())
     WHERE NOT EXISTS (SELECT FROM role_holders_dropped WHERE organization = lower($2) AND dropped_at >= $4)
     ON CONFLICT (key) DO UPDATE SET accounts = excluded.accounts, fetched_at = excluded.fetched_at`,
    [key, holders.organization, JSON.stringify(holders.accounts), holders.since],
  );
};

/** Forgets the holders of every role of an organisation, since one of its teams or members changed. */
export const dropHolders = async (db: Queryable, organization: string): Promise<void> => {
  await db.query(
    `WITH noted AS (
       INSERT INTO role_holders_dropped (organization, dropped_at) VALUES (lower($1), clock_timestamp())
       ON CONFLICT (organization) DO UPDATE SET dropped_at = excluded.dropped_at
     )
     DELETE FROM role_holders WHERE organization = lower($1)`,
    [organization],
  );
};
