import type { Queryable } from '../database/database.ts';
import type { Account } from '../decision/facts.ts';

/** After this many seconds a team's members are read anew even if no event said that they changed. */
const lifetime = 600;

/**
 * Who is behind a key (`team:ORGANISATION/SLUG` or `user:LOGIN`; the case of letters does not matter), as kept less than
 * ten minutes ago; null when it must be read.
 */
export const readHolders = async (db: Queryable, key: string): Promise<readonly Account[] | null> => {
  const { rows } = await db.query<{ accounts: Account[] }>(
    `SELECT accounts FROM role_holders WHERE key = lower($1) AND fetched_at > now() - $2 * interval '1 second'`,
    [key, lifetime],
  );
  return rows[0]?.accounts ?? null;
};

/**
 * Keeps who is behind a key. `askedAt` is our clock before GitHub was asked: when the organisation's holders have been
 * dropped since, the answer may be from before the change, and is not kept.
 */
export const keepHolders = async (
  db: Queryable,
  key: string,
  accounts: readonly Account[],
  askedAt: Date,
): Promise<void> => {
  await db.query(
    `INSERT INTO role_holders (key, organization, accounts, fetched_at)
     SELECT lower($1), $2, $3, $4
     WHERE NOT EXISTS (SELECT FROM role_holders_dropped WHERE organization = $2 AND dropped_at >= $4)
     ON CONFLICT (key) DO UPDATE SET accounts = excluded.accounts, fetched_at = excluded.fetched_at`,
    [key, toOrganization(key), JSON.stringify(accounts), askedAt],
  );
};

/** Empty for a user, whom no event of an organisation concerns. */
const toOrganization = (key: string): string => /^team:([^/]+)\//.exec(key.toLowerCase())?.[1] ?? '';

/** Forgets the members of every team of an organisation, since one of its teams or members changed. */
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
