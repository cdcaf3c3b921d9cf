import { type Tx, transaction } from '../database/database.ts';
import { type Acceptance, acceptDeliveries, type NamedDelivery } from './accept-delivery.ts';
import type { Queue } from './queue.ts';

/** A delivery, and what else is to be recorded of it in the same transaction when it is new. */
export type Arrival = NamedDelivery & { readonly record: (tx: Tx) => Promise<void> };

export type Inbox = {
  /** Resolves when the delivery, its jobs and its record are durable; rejects when none of them is. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
};

type Waiting = Arrival & { readonly resolve: (answer: Acceptance) => void; readonly reject: (fault: unknown) => void };

const mostAtOnce = 100;
const mostBytes = 8_000_000;

/**
 * Accepts deliveries, those that come while a transaction is under way together in the next one. One that comes alone
 * waits for nothing; of a burst each still is answered only when it is durable, but a hundred share one commit, which
 * takes the burst about ten times faster than one transaction each. docs/performance.md
 */
export const openInbox = (queue: Queue): Inbox => {
  const waiting: Waiting[] = [];
  let busy = false;

  const work = async () => {
    busy = true;
    while (waiting.length > 0) await settle(queue, takeBatch(waiting));
    busy = false;
  };
  return {
    accept: (arrival) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...arrival, resolve, reject });
        if (!busy) void work();
      }),
  };
};

const takeBatch = (waiting: Waiting[]): readonly Waiting[] => {
  let bytes = 0;
  const count = waiting.findIndex(({ delivery }, index) => {
    bytes += delivery.payload.length;
    return index === mostAtOnce || (index > 0 && bytes > mostBytes);
  });
  return waiting.splice(0, count === -1 ? waiting.length : count);
};

/** Never rejects: each arrival is told. A batch that fails is tried one by one, so that one bad record spoils no other. */
const settle = async (queue: Queue, batch: readonly Waiting[]): Promise<void> => {
  try {
    const answers = await transaction(queue.database, async (tx) => {
      const answers = await acceptDeliveries(queue, tx, batch);
      for (const [index, arrival] of batch.entries()) {
        if (answers[index] === 'accepted') await arrival.record(tx);
      }
      return answers;
    });
    for (const [index, arrival] of batch.entries()) arrival.resolve(answers[index] ?? 'duplicate');
  } catch (fault) {
    if (batch.length === 1) batch[0]?.reject(fault);
    else for (const arrival of batch) await settle(queue, [arrival]);
  }
};
