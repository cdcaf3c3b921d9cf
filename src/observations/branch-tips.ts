import type { Queryable } from '../database/database.ts';

/** The commit up to which a branch was looked at; null when it never was. */
export const readTip = async (db: Queryable, repositoryId: number, branch: string): Promise<string | null> => {
  const { rows } = await db.query<{ sha: string }>(
    'SELECT sha FROM branch_tips WHERE repository_id = $1 AND branch = $2',
    [repositoryId, branch],
  );
  return rows[0]?.sha ?? null;
};

/**
 * Moves on from the commit up to which a branch was looked at (null: it never was). False, and nothing moved, when
 * somebody else has moved it in the meantime: what lies between was looked at by them.
 */
export const moveTip = async (
  db: Queryable,
  repositoryId: number,
  branch: string,
  { from, to }: { readonly from: string | null; readonly to: string },
): Promise<boolean> => {
  const { rowCount } =
    from === null
      ? await db.query(
          'INSERT INTO branch_tips (repository_id, branch, sha) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [repositoryId, branch, to],
        )
      : await db.query('UPDATE branch_tips SET sha = $3 WHERE repository_id = $1 AND branch = $2 AND sha = $4', [
          repositoryId,
          branch,
          to,
          from,
        ]);
  return rowCount === 1;
};
