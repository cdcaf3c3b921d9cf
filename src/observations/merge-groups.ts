import type { Queryable } from '../database/database.ts';
import { type MergeGroup, toSubjectKey } from '../decision/subject.ts';
import type { IssueRef } from '../records/reference.ts';

/** After so many days GitHub has long given a group up. */
const daysTried = 1;

/** What announced a group may be delivered again for so long, with some to spare. */
const daysRedelivered = 10;

/** Keeps which pull requests a group holds, and forgets the groups of long ago. */
export const noteMergeGroup = async (
  db: Queryable,
  group: MergeGroup,
  pullRequests: readonly number[],
): Promise<void> => {
  const { installationId, ref, headSha, baseSha, baseBranch } = group;
  await db.query("DELETE FROM merge_groups WHERE seen_at < now() - $1 * interval '1 day'", [daysTried]);
  await db.query(
    `INSERT INTO merge_groups (subject_key, installation_id, owner, name, head_sha, base_sha, base_branch, pull_requests)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (subject_key) DO NOTHING`,
    [toSubjectKey(group), installationId, ref.owner, ref.name, headSha, baseSha, baseBranch, pullRequests],
  );
};

/** The pull requests that a group holds; null when that was never learned. */
export const pullRequestsOfGroup = async (db: Queryable, group: MergeGroup): Promise<readonly number[] | null> => {
  const { rows } = await db.query<{ numbers: number[] }>(
    'SELECT pull_requests AS numbers FROM merge_groups WHERE subject_key = $1',
    [toSubjectKey(group)],
  );
  return rows[0]?.numbers ?? null;
};

/** Keeps that a queue gave a group up without merging it, whether or not the group was judged by then. */
export const recordDissolved = async (db: Queryable, group: MergeGroup): Promise<void> => {
  await db.query("DELETE FROM dissolved_groups WHERE seen_at < now() - $1 * interval '1 day'", [daysRedelivered]);
  await db.query('INSERT INTO dissolved_groups (subject_key) VALUES ($1) ON CONFLICT DO NOTHING', [
    toSubjectKey(group),
  ]);
  await forgetMergeGroup(db, group);
};

/** Whether a queue gave this group up: what tells of it may come before what announces it. */
export const isDissolved = async (db: Queryable, group: MergeGroup): Promise<boolean> => {
  const { rowCount } = await db.query('SELECT FROM dissolved_groups WHERE subject_key = $1', [toSubjectKey(group)]);
  return rowCount === 1;
};

/** Forgets a group that has been merged. */
export const forgetMergeGroup = async (db: Queryable, group: MergeGroup): Promise<void> => {
  await db.query('DELETE FROM merge_groups WHERE subject_key = $1', [toSubjectKey(group)]);
};

type Row = {
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
  readonly headSha: string;
  readonly baseSha: string;
  readonly baseBranch: string;
};

/**
 * The groups that are being tried out and hold a pull request, or another one on the same head: what changes its verdict
 * changes theirs.
 */
export const groupsWith = async (db: Queryable, { owner, name, number }: IssueRef): Promise<readonly MergeGroup[]> => {
  const { rows } = await db.query<Row>(
    `SELECT installation_id AS "installationId", owner, name, head_sha AS "headSha", base_sha AS "baseSha",
       base_branch AS "baseBranch" FROM merge_groups
     WHERE lower(owner) = lower($1) AND lower(name) = lower($2) 
       AND pull_requests && ARRAY(
         SELECT $3 UNION
         SELECT other.number FROM pull_requests one JOIN pull_requests other
           ON lower(other.owner) = lower(one.owner) AND lower(other.name) = lower(one.name)
             AND other.head_sha = one.head_sha
         WHERE lower(one.owner) = lower($1) AND lower(one.name) = lower($2) AND one.number = $3)
       AND seen_at > now() - $4 * interval '1 day' ORDER BY seen_at, subject_key`,
    [owner, name, number, daysTried],
  );
  return rows.map(({ owner, name, ...rest }): MergeGroup => ({ kind: 'merge_group', ref: { owner, name }, ...rest }));
};
