import type { Queryable, Tx } from '../database/database.ts';
import type { RepositoryRef } from '../records/reference.ts';

/** Namespace of the advisory locks on head commits. */
const headLocks = 7_465_005;

const toHead = ({ owner, name }: RepositoryRef, sha: string) => `${owner}/${name}@${sha}`.toLowerCase();

/** Until the transaction ends nobody else who takes this lock shows anything on this commit. */
export const lockHead = async (tx: Tx, repository: RepositoryRef, sha: string): Promise<void> => {
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [headLocks, toHead(repository, sha)]);
};

/** The external id of the check run that was last written on a commit; null when none was. */
export const lastShown = async (db: Queryable, repository: RepositoryRef, sha: string): Promise<string | null> => {
  const { rows } = await db.query<{ id: string }>('SELECT external_id AS id FROM shown_heads WHERE head = $1', [
    toHead(repository, sha),
  ]);
  return rows[0]?.id ?? null;
};

/** Notes the external id of the check run that is written on a commit. */
export const noteShown = async (tx: Tx, repository: RepositoryRef, sha: string, externalId: string): Promise<void> => {
  await tx.query(
    `INSERT INTO shown_heads (head, external_id, shown_at) VALUES ($1, $2, now())
     ON CONFLICT (head) DO UPDATE SET external_id = excluded.external_id, shown_at = excluded.shown_at`,
    [toHead(repository, sha), externalId],
  );
};
