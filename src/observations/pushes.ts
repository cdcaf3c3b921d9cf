import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Instant, Push } from '../decision/facts.ts';
import { known, unknown } from '../decision/facts.ts';

/** A push as a delivery tells of it. GitHub does not tell again who pushed, nor what a forced push replaced. */
export type ObservedPush = {
  /** `X-GitHub-Delivery`; a redelivery records nothing twice. */
  readonly deliveryId: string;
  /** Repository that the pull request lives in. */
  readonly repositoryId: number;
  /** `refs/heads/…` */
  readonly ref: string;
  /** Null when the branch was new. */
  readonly before: string | null;
  readonly after: string;
  /** Null when the delivery does not say. */
  readonly forced: boolean | null;
  readonly commits: readonly string[];
  /** Null when the delivery names nobody. */
  readonly pusher: Account | null;
  /** GitHub's time of the push. */
  readonly at: Instant;
  readonly receivedAt: Instant;
};

/** Keeps a push for good. Its time is the earlier of GitHub's and our receipt: each is a time by which it had happened. */
export const recordPush = async (tx: Tx, push: ObservedPush): Promise<void> => {
  await tx.query(
    `INSERT INTO pushes (delivery_id, repository_id, ref, before_sha, after_sha, forced, commit_shas,
       pusher_id, pusher_login, pusher_kind, pusher_name, at, received_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, least($12::timestamptz, $13::timestamptz), $13)
     ON CONFLICT (delivery_id) DO NOTHING`,
    [
      push.deliveryId,
      push.repositoryId,
      push.ref,
      push.before,
      push.after,
      push.forced,
      push.commits,
      push.pusher?.id ?? null,
      push.pusher?.login ?? null,
      push.pusher?.kind ?? null,
      push.pusher?.name ?? null,
      push.at,
      push.receivedAt,
    ],
  );
};

type PushRow = {
  readonly headSha: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly id: number | null;
  readonly login: string | null;
  readonly kind: Account['kind'] | null;
  readonly name: string | null;
};

/**
 * The recorded pushes that brought one of `commits`, and, back through forced pushes, those that brought what was
 * replaced: a rebase must not wash out who contributed, nor when the work began. Oldest first. A push counts when one
 * of its commits or the commit it ended at is among them. From a forced push (or one that may have been) the search goes
 * back to the pushes on the same branch that brought the commit which it replaced.
 */
export const pushesOf = async (
  db: Queryable,
  repositoryId: number,
  commits: readonly string[],
): Promise<readonly Push[]> => {
  const { rows } = await db.query<PushRow>(
    `WITH RECURSIVE relevant AS (
       SELECT * FROM pushes WHERE repository_id = $1 AND (after_sha = ANY($2) OR commit_shas && $2)
       UNION
       SELECT earlier.* FROM relevant later
       JOIN pushes earlier ON earlier.repository_id = $1 AND earlier.ref = later.ref
         AND (earlier.after_sha = later.before_sha OR earlier.commit_shas @> ARRAY[later.before_sha])
       WHERE later.forced IS NOT FALSE AND later.before_sha IS NOT NULL
     )
     SELECT after_sha AS "headSha", at, received_at AS "receivedAt", pusher_id AS id, pusher_login AS login, pusher_kind AS kind, pusher_name AS name
     FROM relevant ORDER BY at, relevant.id`,
    [repositoryId, commits],
  );
  return rows.map(({ headSha, at, receivedAt, ...pusher }) => ({
    headSha,
    at,
    receivedAt,
    source: 'receipt',
    pusher: toPusher(pusher),
  }));
};

const toPusher = ({ id, login, kind, name }: Omit<PushRow, 'headSha' | 'at' | 'receivedAt'>): Push['pusher'] =>
  id === null || login === null || kind === null
    ? unknown('the delivery of the push did not say who pushed')
    : known({ id, login, kind, name });
