import type { Queryable } from '../database/database.ts';
import type { JudgedMergeFact } from '../decision/release/release-facts.ts';
import type { IssueRef } from '../records/reference.ts';

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

/** By what a released verdict covered a merge. */
export type MergeCover = {
  readonly headSha: string;
  readonly statementDigest: string;
  readonly changeRequests: readonly IssueRef[];
};

/** Notes what came of a merge; false, and nothing noted, when it was judged before. `cover`: of one that was covered. */
export const noteMergeOutcome = async (
  db: Queryable,
  repositoryId: number,
  pullRequest: number,
  outcome: MergeOutcome,
  cover: MergeCover | null = null,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `INSERT INTO merges (repository_id, pull_request, outcome, head_sha, statement_digest, change_requests)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (repository_id, pull_request) DO UPDATE SET outcome = excluded.outcome, head_sha = excluded.head_sha,
       statement_digest = excluded.statement_digest, change_requests = excluded.change_requests
     WHERE merges.outcome IS NULL`,
    [
      repositoryId,
      pullRequest,
      outcome,
      cover?.headSha ?? null,
      cover?.statementDigest ?? null,
      cover === null ? null : JSON.stringify(cover.changeRequests),
    ],
  );
  return rowCount === 1;
};

type JudgedRow = {
  readonly number: number;
  readonly outcome: MergeOutcome;
  readonly headSha: string | null;
  readonly statementDigest: string | null;
  readonly changeRequests: readonly IssueRef[] | null;
  readonly isSettled: boolean;
};

/** What came of merges, by pull request; those that were not judged are left out. */
export const judgedMergesOf = async (
  db: Queryable,
  repositoryId: number,
  pullRequests: readonly number[],
): Promise<ReadonlyMap<number, JudgedMergeFact>> => {
  const { rows } = await db.query<JudgedRow>(
    `SELECT merges.pull_request AS number, merges.outcome, head_sha AS "headSha", statement_digest AS "statementDigest",
       change_requests AS "changeRequests", coalesce(closed_at IS NOT NULL, false) AS "isSettled"
     FROM merges LEFT JOIN matters ON matters.key = 'merge:' || merges.repository_id || '#' || merges.pull_request
     WHERE merges.repository_id = $1 AND merges.pull_request = ANY($2) AND merges.outcome IS NOT NULL`,
    [repositoryId, pullRequests],
  );
  return new Map(rows.flatMap((row) => toJudged(row) ?? []));
};

/** A cover of which not everything was kept is none. */
const toJudged = (row: JudgedRow): readonly [readonly [number, JudgedMergeFact]] | null => {
  const { number, outcome, headSha, statementDigest, changeRequests, isSettled } = row;
  if (outcome === 'not-governed') return [[number, { outcome }]];
  if (outcome === 'deviation') return [[number, { outcome: isSettled ? 'settled' : 'deviation' }]];
  if (headSha === null || statementDigest === null || changeRequests === null) return null;
  return [[number, { outcome, headSha, statementDigest, changeRequests }]];
};
