import type { Queryable } from '../database/database.ts';
import type { Witness } from '../decision/facts.ts';

/**
 * Keeps who held a role when an act of theirs was seen. The first sight of each act under each role stands for ever:
 * whoever joins or leaves a team later held the role then or did not (F25).
 */
export const noteWitnesses = async (
  db: Queryable,
  repositoryId: number,
  witnesses: readonly Witness[],
): Promise<void> => {
  if (witnesses.length === 0) return;
  await db.query(
    `INSERT INTO witnesses (repository_id, act, role, held, at)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::boolean[], $5::timestamptz[]) ON CONFLICT DO NOTHING`,
    [
      repositoryId,
      witnesses.map(({ act }) => act),
      witnesses.map(({ role }) => role),
      witnesses.map(({ held }) => held),
      witnesses.map(({ at }) => at),
    ],
  );
};

/** What was kept of these acts, under every role of the repository's policies; earliest first. */
export const witnessedOf = async (
  db: Queryable,
  repositoryId: number,
  acts: readonly string[],
): Promise<readonly Witness[]> => {
  const { rows } = await db.query<Witness>(
    `SELECT act, role, held, at FROM witnesses WHERE repository_id = $1 AND act = ANY($2) ORDER BY at, act, role`,
    [repositoryId, acts],
  );
  return rows;
};
