import type { Queryable, Tx } from '../database/database.ts';
import type { Enforcement } from '../decision/enforcement.ts';
import type { Instant } from '../decision/facts.ts';
import type { ControlStretch } from '../decision/release/release-facts.ts';

/** What was seen a moment ago is not written again. */
const minutes = 10;

/**
 * Notes whether GitHub enforces a check of ours, as it was seen at a time; lengthens the stretch in which it was so, unless
 * nobody looked for a day.
 */
export const noteControl = async (
  tx: Tx,
  repositoryId: number,
  place: string,
  enforcement: Enforcement,
  at: Instant,
): Promise<void> => {
  const rulesets = 'rulesets' in enforcement ? [...enforcement.rulesets].sort() : [];
  const { rows } = await tx.query<{ from: Instant; isSame: boolean; isFresh: boolean }>(
    `SELECT seen_from AS "from", state = $3 AND rulesets = $4 AND seen_until > $5::timestamptz - interval '1 day' AS "isSame",
       seen_until > $5::timestamptz - $6 * interval '1 minute' AS "isFresh"
     FROM controls_seen WHERE repository_id = $1 AND place = $2 ORDER BY seen_from DESC LIMIT 1`,
    [repositoryId, place, enforcement.state, rulesets, at, minutes],
  );
  const [last] = rows;
  if (last?.isSame === true) {
    if (last.isFresh) return;
    await tx.query(
      `UPDATE controls_seen SET seen_until = greatest(seen_until, $4)
       WHERE repository_id = $1 AND place = $2 AND seen_from = $3`,
      [repositoryId, place, last.from, at],
    );
    return;
  }
  await tx.query(
    `INSERT INTO controls_seen (repository_id, place, state, rulesets, seen_from, seen_until)
     VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING`,
    [repositoryId, place, enforcement.state, rulesets, at],
  );
};

/** What was seen of the controls of a repository since a time, or ever; in the order of time. */
export const controlsSince = async (
  db: Queryable,
  repositoryId: number,
  since: Instant | null,
): Promise<readonly ControlStretch[]> => {
  const { rows } = await db.query<ControlStretch>(
    `SELECT place, state, rulesets, seen_from AS "from", seen_until AS until FROM controls_seen
     WHERE repository_id = $1 AND ($2::timestamptz IS NULL OR seen_until >= $2) ORDER BY seen_from, place`,
    [repositoryId, since],
  );
  return rows;
};
