import type { Queryable } from '../database/database.ts';

/** What came of a merge: a released verdict covered it, none did, or nothing governed it. */
export type MergeOutcome = 'covered' | 'deviation' | 'not-governed';

/** What is known of a merge; `outcome` null: it was not judged yet. */
export type KnownMerge = { readonly foundOnBranch: boolean; readonly outcome: MergeOutcome | null };

/** Null when nothing was noted of it. */
export const readMerge = async (
  db: Queryable,
  repositoryId: number,
  pullRequest: number,
): Promise<KnownMerge | null> => {
  const { rows } = await db.query<KnownMerge>(
    'SELECT found_on_branch AS "foundOnBranch", outcome FROM merges WHERE repository_id = $1 AND pull_request = $2',
    [repositoryId, pullRequest],
  );
  return rows[0] ?? null;
};

/** Notes that a push brought these merges to a covered branch; returns those that are still to be judged. */
export const noteFoundMerges = async (
  db: Queryable,
  repositoryId: number,
  pullRequests: readonly number[],
): Promise<readonly number[]> => {
  const { rows } = await db.query<{ number: number }>(
    `INSERT INTO merges (repository_id, pull_request, found_on_branch)
     SELECT DISTINCT $1::bigint, number, true FROM unnest($2::integer[]) AS found (number)
     ON CONFLICT (repository_id, pull_request) DO UPDATE SET found_on_branch = true
     WHERE merges.outcome IS NULL RETURNING pull_request AS number`,
    [repositoryId, pullRequests],
  );
  return rows.map(({ number }) => number).sort((a, b) => a - b);
};

/** Notes what came of a merge; false, and nothing noted, when it was judged before. */
export const noteMergeOutcome = async (
  db: Queryable,
  repositoryId: number,
  pullRequest: number,
  outcome: MergeOutcome,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `INSERT INTO merges (repository_id, pull_request, outcome) VALUES ($1, $2, $3)
     ON CONFLICT (repository_id, pull_request) DO UPDATE SET outcome = excluded.outcome WHERE merges.outcome IS NULL`,
    [repositoryId, pullRequest, outcome],
  );
  return rowCount === 1;
};
