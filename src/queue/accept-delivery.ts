import type { Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import { enqueueJobs, evaluations, type Job, type Queue } from './queue.ts';

/** A webhook delivery whose signature was verified. */
export type Delivery = {
  /** `X-GitHub-Delivery`, the same for a redelivery. */
  readonly id: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly receivedAt: Instant;
  /** JSON text as it came. */
  readonly payload: string;
};

/** `duplicate`: it was accepted before, and nothing was done. */
export type Acceptance = 'accepted' | 'duplicate';

/** A delivery with the subjects that it names. */
export type NamedDelivery = { readonly delivery: Delivery; readonly subjects: readonly Subject[] };

/**
 * Records the delivery and enqueues its subjects, in the caller's one transaction (F50: nothing is acknowledged before
 * it is durable).
 *
 * A redelivery of something never processed gets through: the row and its jobs are committed together or not at all, so
 * a row proves that its jobs exist or existed. A job ends by completing, is retried in practice for ever, and only an
 * operator can make it fail finally; for that case a redelivery enqueues again whatever of its subjects has failed.
 */
export const acceptDelivery = async (
  queue: Queue,
  tx: Tx,
  delivery: Delivery,
  subjects: readonly Subject[],
): Promise<Acceptance> => {
  const [acceptance] = await acceptDeliveries(queue, tx, [{ delivery, subjects }]);
  return acceptance ?? 'duplicate';
};

/** `acceptDelivery` for several at once, at about the price of one; the answers come in the order of the deliveries. */
export const acceptDeliveries = async (
  queue: Queue,
  tx: Tx,
  deliveries: readonly NamedDelivery[],
): Promise<readonly Acceptance[]> => {
  const unclaimed = await insert(tx, deliveries);
  const seenBefore = deliveries.filter(({ delivery }) => !unclaimed.has(delivery.id));
  const failed = seenBefore.length === 0 ? new Set<string>() : await findFailed(tx, seenBefore);
  const wanted: Job[] = [];
  const answers = deliveries.map(({ delivery, subjects }): Acceptance => {
    // The first of a batch that bears an id claims it; another one is its repetition.
    const due = unclaimed.delete(delivery.id)
      ? subjects
      : subjects.filter((subject) => failed.has(toSubjectKey(subject)));
    wanted.push(...due.map((subject) => ({ subject, delivery: delivery.id })));
    return due === subjects || due.length > 0 ? 'accepted' : 'duplicate';
  });
  await enqueueJobs(queue, tx, wanted);
  return answers;
};

/** Returns the ids that were not there before. A transaction that is inserting one of them at this moment is awaited. */
const insert = async (tx: Tx, deliveries: readonly NamedDelivery[]): Promise<Set<string>> => {
  const rows = deliveries.map(({ delivery, subjects }) => [
    delivery.id,
    delivery.event,
    delivery.action,
    delivery.installationId,
    delivery.receivedAt,
    delivery.payload,
    subjects.map(toSubjectKey),
  ]);
  const places = rows.map(
    (row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`).join(', ')})`,
  );
  const { rows: inserted } = await tx.query<{ id: string }>(
    `INSERT INTO deliveries (id, event, action, installation_id, received_at, payload, subject_keys)
     VALUES ${places.join(', ')} ON CONFLICT (id) DO NOTHING RETURNING id`,
    rows.flat(),
  );
  return new Set(inserted.map(({ id }) => id));
};

const findFailed = async (tx: Tx, deliveries: readonly NamedDelivery[]): Promise<ReadonlySet<string>> => {
  const keys = deliveries.flatMap(({ subjects }) => subjects.map(toSubjectKey));
  const { rows } = await tx.query<{ key: string }>(
    `SELECT singleton_key AS key FROM pgboss.job WHERE name = $1 AND singleton_key = ANY($2) AND state = 'failed'`,
    [evaluations, keys],
  );
  return new Set(rows.map(({ key }) => key));
};
