import type { Queryable, Tx } from '../database/database.ts';
import { lockSpaces } from '../database/lock-spaces.ts';
import type { RepositoryRef } from '../records/reference.ts';

const toRepositoryKey = ({ owner, name }: RepositoryRef): string => `${owner}/${name}`.toLowerCase();

/**
 * Makes everybody who shows a verdict on this commit wait for one another until the transaction ends: a check run
 * belongs to a commit, which several pull requests may share.
 */
export const lockHead = async (tx: Tx, repository: RepositoryRef, headSha: string): Promise<void> => {
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [
    lockSpaces.heads,
    `${toRepositoryKey(repository)}@${headSha}`,
  ]);
};

/** Digest of what was last put on a commit; null when nothing was. */
export const lastShown = async (
  db: Queryable,
  repository: RepositoryRef,
  headSha: string,
  checkName: string,
): Promise<string | null> => {
  const { rows } = await db.query<{ externalId: string }>(
    `SELECT external_id AS "externalId" FROM shown_check_runs
     WHERE repository = $1 AND head_sha = $2 AND check_name = $3`,
    [toRepositoryKey(repository), headSha, checkName],
  );
  return rows[0]?.externalId ?? null;
};

/** Notes what stands on a commit, or that it is uncertain. */
export const noteShown = async (
  db: Queryable,
  repository: RepositoryRef,
  headSha: string,
  checkName: string,
  externalId: string,
): Promise<void> => {
  await db.query(
    `INSERT INTO shown_check_runs (repository, head_sha, check_name, external_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (repository, head_sha, check_name) DO UPDATE SET external_id = excluded.external_id`,
    [toRepositoryKey(repository), headSha, checkName, externalId],
  );
};
