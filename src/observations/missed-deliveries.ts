import type { Queryable, Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';

/** How far GitHub's list of delivery attempts, newest first, was read. */
export type DeliveryWalk = {
  /** What GitHub attempted before was looked at; null: nothing yet. */
  readonly walkedTo: Instant | null;
  /** Where the walk that is under way goes on, and the newest attempt that it saw; null: it is to begin. */
  readonly cursor: string | null;
  readonly newest: Instant | null;
};

/** The walk, which nobody else can move on until the transaction ends; null: somebody else does at this moment. */
export const takeWalk = async (tx: Tx): Promise<DeliveryWalk | null> => {
  const { rows } = await tx.query<DeliveryWalk>(
    'SELECT walked_to AS "walkedTo", cursor, newest FROM delivery_walk FOR UPDATE SKIP LOCKED',
  );
  return rows[0] ?? null;
};

export const keepWalk = async (tx: Tx, { walkedTo, cursor, newest }: DeliveryWalk): Promise<void> => {
  await tx.query('UPDATE delivery_walk SET walked_to = $1, cursor = $2, newest = $3', [walkedTo, cursor, newest]);
};

type Missed = { readonly id: string; readonly guid: string; readonly event: string; readonly deliveredAt: Instant };

/** Notes failed attempts to deliver what we do not have; of several attempts the newest. */
export const noteMissed = async (tx: Tx, attempts: readonly Missed[]): Promise<void> => {
  for (const { id, guid, event, deliveredAt } of attempts) {
    await tx.query(
      `INSERT INTO missed_deliveries (guid, attempt_id, event, first_failed_at, last_failed_at)
       SELECT $1, $2, $3, $4, $4 WHERE NOT EXISTS (SELECT FROM deliveries WHERE id = $1)
       ON CONFLICT (guid) DO UPDATE SET
         attempt_id = CASE WHEN missed_deliveries.last_failed_at < excluded.last_failed_at
           THEN excluded.attempt_id ELSE missed_deliveries.attempt_id END,
         first_failed_at = least(missed_deliveries.first_failed_at, excluded.first_failed_at),
         last_failed_at = greatest(missed_deliveries.last_failed_at, excluded.last_failed_at)`,
      [guid, id, event, deliveredAt],
    );
  }
};

/** A delivery to ask for, and the how-manieth time it is. */
export type ClaimedDelivery = {
  readonly guid: string;
  readonly attemptId: string;
  readonly event: string;
  readonly asked: number;
};

/** In the place of a count: what GitHub no longer can deliver. */
const neverAgain = 1_000_000;

/** The longest pause is 2^6 minutes. */
const mostDoublings = 6;
/** When a delivery was last asked for; several replicas that start together each have a first round. */
const askedAt = "ask_after - power(2, least(asked - 1, $5)) * interval '1 minute'";
const before = 'CASE WHEN $4 THEN 0 ELSE asked END';
/** Longer than GitHub's list of failures goes back from the last one that we can have asked for. */
const daysRemembered = 30;

/**
 * Claims missed deliveries to be asked for now, the oldest first: none that has come meanwhile or is `days` old, none more
 * than `times` times, and each after twice the pause of the time before, an hour at most. Claimed is counted as asked,
 * since whoever claims may die before. `isFirst`: we were away, and what was asked before was asked in vain; it is counted
 * anew, lest what a service missed while it kept dying be asked for an hour after it is well, or never.
 */
export const claimMissed = async (
  db: Queryable,
  {
    most,
    times,
    days,
    isFirst,
  }: { readonly most: number; readonly times: number; readonly days: number; readonly isFirst: boolean },
): Promise<readonly ClaimedDelivery[]> => {
  await db.query(
    `DELETE FROM missed_deliveries
     WHERE first_failed_at < now() - $1 * interval '1 day' OR guid IN (SELECT id FROM deliveries)`,
    [daysRemembered],
  );
  const { rows } = await db.query<ClaimedDelivery>(
    `UPDATE missed_deliveries SET asked = ${before} + 1,
       ask_after = now() + power(2, least(${before}, $5)) * interval '1 minute'
     WHERE guid IN (
       SELECT guid FROM missed_deliveries
       WHERE (ask_after <= now() OR ($4 AND ${askedAt} < now() - interval '20 seconds'))
         AND asked < $2 AND first_failed_at > now() - $3 * interval '1 day'
       ORDER BY first_failed_at, guid LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING guid, attempt_id AS "attemptId", event, asked`,
    [most, isFirst ? neverAgain : times, days, isFirst, mostDoublings],
  );
  return rows;
};

/** Gives up what GitHub no longer can deliver. */
export const giveMissedUp = async (db: Queryable, guid: string): Promise<void> => {
  await db.query('UPDATE missed_deliveries SET asked = $2 WHERE guid = $1', [guid, neverAgain]);
};
