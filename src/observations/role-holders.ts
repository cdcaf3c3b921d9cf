import type { Queryable, Tx } from '../database/database.ts';
import type { Account } from '../decision/facts.ts';

/** How long holders are believed without asking again, should the event that drops them be lost. */
const believedForMinutes = 10;

/** What is remembered under `key` (`team:ORGANISATION/SLUG` or `user:LOGIN`); null when nothing is, or it is too old. */
export const readHolders = async (db: Queryable, key: string): Promise<readonly Account[] | null> => {
  const { rows } = await db.query<{ accounts: Account[] }>(
    `SELECT accounts FROM role_holders WHERE key = $1 AND fetched_at > now() - make_interval(mins => $2)`,
    [key, believedForMinutes],
  );
  return rows[0]?.accounts ?? null;
};

/**
 * Remembers what GitHub answered. `askedAt` is the time before it was asked: an answer that was under way while an
 * event said that members changed may be old, and is not kept.
 */
export const keepHolders = async (
  db: Queryable,
  key: string,
  accounts: readonly Account[],
  askedAt: Date,
): Promise<void> => {
  await db.query(
    `INSERT INTO role_holders (key, organization, accounts, fetched_at)
     SELECT $1, $2, $3, $4
     WHERE NOT EXISTS (SELECT FROM role_changes WHERE organization = $2 AND changed_at >= $4)
     ON CONFLICT (key) DO UPDATE SET accounts = excluded.accounts, fetched_at = excluded.fetched_at`,
    [key, toOrganization(key), JSON.stringify(accounts), askedAt],
  );
};

/** Forgets the holders of an organisation's teams (lower case); an event said that they changed. */
export const dropHolders = async (tx: Tx, organization: string): Promise<void> => {
  await tx.query(
    `INSERT INTO role_changes (organization, changed_at) VALUES ($1, clock_timestamp())
     ON CONFLICT (organization) DO UPDATE SET changed_at = excluded.changed_at`,
    [organization],
  );
  await tx.query(`DELETE FROM role_holders WHERE organization = $1`, [organization]);
};

/** Users are of no organisation; their numbers and names do not change with a team. */
const toOrganization = (key: string): string => (key.startsWith('team:') ? (key.slice(5).split('/')[0] ?? '') : '');
