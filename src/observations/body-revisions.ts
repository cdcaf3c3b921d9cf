import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Fact, Instant } from '../decision/facts.ts';
import { toAccountFact, toStoredAccount } from './storable.ts';

/** The text of an issue as a delivery tells of it, from its opening or from an edit on. */
export type ObservedRevision = {
  /** `X-GitHub-Delivery`; a redelivery records nothing twice. */
  readonly deliveryId: string;
  /** GraphQL node id of the issue. */
  readonly nodeId: string;
  /** GitHub's time of the edit, or of the opening. */
  readonly at: Instant;
  /** Null when the delivery names nobody. */
  readonly editor: Account | null;
  readonly body: string;
  /** The text until then; null when the issue was opened, or when the delivery does not say. */
  readonly from: string | null;
  readonly receivedAt: Instant;
};

/** What was kept of it. */
export type KeptRevision = Pick<ObservedRevision, 'at' | 'body' | 'from'> & { readonly editor: Fact<Account> };

/** Keeps a text for good: its author and whoever may write to the repository can delete it from GitHub's history (F71). */
export const recordRevision = async (tx: Tx, revision: ObservedRevision): Promise<void> => {
  const { deliveryId, nodeId, at, editor, body, from, receivedAt } = revision;
  await tx.query(
    `INSERT INTO body_revisions (delivery_id, issue_node_id, at, editor, body, body_before, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (delivery_id) DO NOTHING`,
    [deliveryId, nodeId, at, toStoredAccount(editor), body, from, receivedAt],
  );
};

type Row = Omit<KeptRevision, 'editor'> & { readonly editor: Account | null };

/** Every text of an issue that deliveries told of, oldest first; those of one second as they were received. */
export const revisionsOf = async (db: Queryable, nodeId: string): Promise<readonly KeptRevision[]> => {
  const { rows } = await db.query<Row>(
    `SELECT at, editor, body, body_before AS "from" FROM body_revisions WHERE issue_node_id = $1
     ORDER BY at, received_at, delivery_id`,
    [nodeId],
  );
  return rows.map(({ editor, ...rest }) => ({
    ...rest,
    editor: toAccountFact(editor, 'the delivery of the edit named no account'),
  }));
};
