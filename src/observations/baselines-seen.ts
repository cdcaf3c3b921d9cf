import type { Queryable } from '../database/database.ts';

/** Notes that an organisation has a baseline. */
export const noteBaseline = async (db: Queryable, owner: string): Promise<void> => {
  await db.query('INSERT INTO baselines_seen (owner) VALUES (lower($1)) ON CONFLICT DO NOTHING', [owner]);
};

/** Notes that an organisation has none any more. */
export const forgetBaseline = async (db: Queryable, owner: string): Promise<void> => {
  await db.query('DELETE FROM baselines_seen WHERE owner = lower($1)', [owner]);
};

/**
 * Whether the organisation had a baseline when that was last known. Where it had, one that is out of sight is not known
 * to be gone (F74).
 */
export const baselineSeen = async (db: Queryable, owner: string): Promise<boolean> => {
  const { rowCount } = await db.query('SELECT FROM baselines_seen WHERE owner = lower($1)', [owner]);
  return rowCount === 1;
};
