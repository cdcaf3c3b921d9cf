import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Instant, Push } from '../decision/facts.ts';
import { known } from '../decision/facts.ts';

/** A push that a delivery told of. Shas are full; `before` is null for a new branch. */
export type PushReceipt = {
  readonly deliveryId: string;
  readonly repositoryId: number;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string;
  /** Null when the delivery does not say: then it may have been. */
  readonly forced: boolean | null;
  readonly commits: readonly string[];
  readonly pusher: Account;
  /** GitHub's clock. */
  readonly at: Instant;
  readonly receivedAt: Instant;
};

const noCommit = '0'.repeat(40);

/** Keeps a push for good: commit authorship does not say who pushed, and GitHub's activity log ends. Once a delivery. */
export const recordPush = async (tx: Tx, push: PushReceipt): Promise<void> => {
  await tx.query(
    `INSERT INTO pushes (delivery_id, repository_id, ref, before_sha, after_sha, forced, commit_shas,
                         pusher_id, pusher_login, pusher_kind, pusher_name, at, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, least($12::timestamptz, $13::timestamptz), $13)
     ON CONFLICT (delivery_id) DO NOTHING`,
    [
      push.deliveryId,
      push.repositoryId,
      push.ref,
      push.before ?? noCommit,
      push.after,
      push.forced ?? true,
      push.commits,
      push.pusher.id,
      push.pusher.login,
      push.pusher.kind,
      push.pusher.name,
      push.at,
      push.receivedAt,
    ],
  );
};

/**
 * The pushes that brought any of `shas`, and those whose commits a forced push of theirs replaced: a rebase must not
 * wash out who pushed before it, nor when. Oldest first. A branch that was reset to an older commit and pushed on is
 * followed as well; `UNION` ends a circle.
 */
export const pushesOf = async (
  db: Queryable,
  repositoryId: number,
  shas: readonly string[],
): Promise<readonly Push[]> => {
  const { rows } = await db.query<{
    after_sha: string;
    id: number;
    login: string;
    kind: Account['kind'];
    name: string | null;
    at: Instant;
  }>(
    `WITH RECURSIVE brought (id, before_sha, forced, ref) AS (
       SELECT id, before_sha, forced, ref FROM pushes
       WHERE repository_id = $1 AND (after_sha = ANY($2) OR commit_shas && $2)
       UNION
       SELECT earlier.id, earlier.before_sha, earlier.forced, earlier.ref
       FROM brought JOIN pushes earlier
         ON earlier.repository_id = $1 AND earlier.after_sha = brought.before_sha AND earlier.ref = brought.ref
       WHERE brought.forced
     )
     SELECT after_sha, pusher_id AS id, pusher_login AS login, pusher_kind AS kind, pusher_name AS name, at
     FROM pushes WHERE id IN (SELECT id FROM brought) ORDER BY at, id`,
    [repositoryId, shas],
  );
  return rows.map(({ after_sha: headSha, at, ...pusher }) => ({
    headSha,
    pusher: known(pusher),
    at,
    source: 'receipt',
  }));
};
