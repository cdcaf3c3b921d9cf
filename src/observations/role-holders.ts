import type { Queryable } from '../database/database.ts';
import type { Account } from '../decision/facts.ts';

/** After this many seconds the holders of a role are read anew even if no event said that they changed. */
const holdersLifetime = 600;

/** What is kept of a role, and the database's clock at that moment, by which drops are dated as well. */
export type KeptHolders = { readonly accounts: readonly Account[] | null; readonly at: string };

/**
 * Who holds a role, as kept less than ten minutes ago and asked for since the organisation's last change; `accounts` is
 * null when they must be read. `key` names what was read (a team or a user), in whatever form the reader likes, with the
 * letters' case ignored.
 */
export const readHolders = async (db: Queryable, key: string): Promise<KeptHolders> => {
  const { rows } = await db.query<{ accounts: Account[] | null; at: string }>(
    `SELECT clock_timestamp()::text AS at, (SELECT accounts FROM role_holders
       WHERE key = lower($1) AND fetched_at > now() - $2 * interval '1 second'
         AND NOT EXISTS (SELECT FROM role_holders_dropped dropped
           WHERE dropped.organization = role_holders.organization AND dropped_at >= fetched_at)) AS accounts`,
    [key, holdersLifetime],
  );
  return rows[0] ?? { accounts: null, at: '-infinity' };
};

/**
 * Keeps who holds a role. `since` is `at` of the reading that found none kept: when an event drops the organisation's
 * holders after that, the answer may be older than the change, and is not read again.
 */
export const keepHolders = async (
  db: Queryable,
  key: string,
  holders: { readonly organization: string; readonly accounts: readonly Account[]; readonly since: string },
): Promise<void> => {
  await db.query(
    `INSERT INTO role_holders (key, organization, accounts, fetched_at)
     VALUES (lower($1), lower($2), $3, least($4::timestamptz, now()))
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
