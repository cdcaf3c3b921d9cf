import type { Queryable, Tx } from '../database/database.ts';
import { toStorable } from './storable.ts';

/**
 * Notes what is said on a record, in the transaction in which it is said; false when that was said last. Whoever asks at the
 * same time waits for the first; when saying it fails, the note goes with the transaction.
 */
export const noteRemark = async (tx: Tx, issueNodeId: string, key: string): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `INSERT INTO record_remarks AS said (issue_node_id, key) VALUES ($1, $2)
     ON CONFLICT (issue_node_id) DO UPDATE SET key = excluded.key WHERE said.key <> excluded.key`,
    [issueNodeId, toStorable(key)],
  );
  return rowCount === 1;
};

/** Forgets what was said on records: it no longer holds, and would have to be said anew. */
export const forgetRemarks = async (db: Queryable, issueNodeIds: readonly string[]): Promise<void> => {
  await db.query('DELETE FROM record_remarks WHERE issue_node_id = ANY($1)', [issueNodeIds]);
};
