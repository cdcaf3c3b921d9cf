import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Fact, Instant } from '../decision/facts.ts';
import { toAccountFact, toStoredAccount } from './storable.ts';

/** What a delivery tells of a comment on an issue. */
export type ObservedComment = {
  readonly action: 'created' | 'edited' | 'deleted';
  /** GitHub's number of the comment. */
  readonly commentId: number;
  /** GraphQL node id of the issue. */
  readonly nodeId: string;
  readonly url: string;
  /** Null when the delivery names nobody. */
  readonly author: Account | null;
  /** Who created, edited or deleted it. */
  readonly actor: Account;
  readonly createdAt: Instant;
  /** GitHub's time of the comment's last change; of its deletion there is none but `receivedAt`. */
  readonly updatedAt: Instant;
  readonly body: string;
  /** Of an edit: the text before; null when the delivery does not say. */
  readonly from: string | null;
  /** Whether the text before or after looks like a command: others are kept only of comments that once gave one. */
  readonly isCommand: boolean;
  readonly receivedAt: Instant;
};

/** What was kept of a comment: what it said at first and at last, and who took it away. */
export type KeptComment = {
  readonly url: string;
  readonly author: Fact<Account>;
  readonly createdAt: Instant;
  readonly editedAt: Instant | null;
  readonly firstBody: string;
  readonly lastBody: string;
  readonly deleted: { readonly at: Instant; readonly by: Fact<Account> } | null;
  readonly receivedAt: Instant;
};

/**
 * Notes what a delivery tells of a comment, in whatever order deliveries come: the first text is that of the earliest act,
 * the last text that of the latest. What a comment said before it was deleted, GitHub does not tell again (F28).
 */
export const recordComment = async (tx: Tx, comment: ObservedComment): Promise<void> => {
  const { action, commentId, nodeId, url, author, actor, createdAt, body, from, isCommand, receivedAt } = comment;
  const [first, last] = toOrder(comment);
  const deletion = action === 'deleted' ? [receivedAt, toStoredAccount(actor)] : [null, null];
  await tx.query(
    `INSERT INTO comments_seen AS kept (comment_id, issue_node_id, url, author, created_at, first_body, first_at,
       last_body, last_at, edited_at, deleted_at, deleted_by, received_at)
     SELECT $1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12::jsonb, $13
     WHERE $14 OR EXISTS (SELECT FROM comments_seen WHERE comment_id = $1)
     ON CONFLICT (comment_id) DO UPDATE SET
       first_body = CASE WHEN excluded.first_at < kept.first_at THEN excluded.first_body ELSE kept.first_body END,
       first_at = least(excluded.first_at, kept.first_at),
       last_body = CASE WHEN excluded.last_at >= kept.last_at THEN excluded.last_body ELSE kept.last_body END,
       issue_node_id = CASE WHEN excluded.last_at >= kept.last_at THEN excluded.issue_node_id ELSE kept.issue_node_id END,
       url = CASE WHEN excluded.last_at >= kept.last_at THEN excluded.url ELSE kept.url END,
       last_at = greatest(excluded.last_at, kept.last_at),
       edited_at = greatest(excluded.edited_at, kept.edited_at),
       deleted_at = coalesce(kept.deleted_at, excluded.deleted_at),
       deleted_by = coalesce(kept.deleted_by, excluded.deleted_by),
       received_at = greatest(excluded.received_at, kept.received_at)`,
    [
      commentId,
      nodeId,
      url,
      toStoredAccount(author),
      createdAt,
      from ?? body,
      first,
      body,
      last,
      action === 'edited' ? comment.updatedAt : null,
      ...deletion,
      receivedAt,
      isCommand,
    ],
  );
};

/** Where its first and its last text stand among those of other deliveries. */
const toOrder = ({ action, createdAt, updatedAt }: ObservedComment): readonly [string, string] => {
  switch (action) {
    case 'created':
      return ['-infinity', createdAt];
    case 'edited':
      return [updatedAt, updatedAt];
    case 'deleted':
      return ['infinity', 'infinity'];
  }
};

type Row = Omit<KeptComment, 'author' | 'deleted'> & {
  readonly author: Account | null;
  readonly deletedAt: Instant | null;
  readonly deletedBy: Account | null;
};

/** What was kept of the comments on an issue, those that stand and those that were deleted; oldest first. */
export const commentsOf = async (db: Queryable, nodeId: string): Promise<readonly KeptComment[]> => {
  const { rows } = await db.query<Row>(
    `SELECT url, author, created_at AS "createdAt", edited_at AS "editedAt", first_body AS "firstBody",
       last_body AS "lastBody", deleted_at AS "deletedAt", deleted_by AS "deletedBy", received_at AS "receivedAt"
     FROM comments_seen WHERE issue_node_id = $1 ORDER BY created_at, comment_id`,
    [nodeId],
  );
  return rows.map(({ author, deletedAt, deletedBy, ...rest }) => ({
    ...rest,
    author: toAccountFact(author, 'the delivery of the comment named no account'),
    deleted:
      deletedAt === null
        ? null
        : { at: deletedAt, by: toAccountFact(deletedBy, 'the delivery of the deletion named no account') },
  }));
};
