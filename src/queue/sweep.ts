import type { Subject } from '../decision/subject.ts';
import { enqueueNow, type Queue } from './queue.ts';
import { type RoundOptions, startRounds } from './rounds.ts';

export type SweepOptions = RoundOptions & {
  /** Names the subjects that should be looked at again. */
  readonly findStale: () => Promise<readonly Subject[]>;
};

/**
 * Bounds how late a verdict can be when a delivery was lost: enqueues what `findStale` names, now and every so often.
 * Every process may run one, since a subject that waits already is not enqueued twice. Returns how to stop it.
 */
export const startSweep = (queue: Queue, options: SweepOptions): (() => Promise<void>) =>
  startRounds(async () => {
    await enqueueNow(queue, await options.findStale());
    await forgetDeliveries(queue);
  }, options);

/** GitHub redelivers for three days, its Enterprise Server for seven; after thirty a delivery's id need not be known. */
const forgetDeliveries = (queue: Queue) =>
  queue.database.pool.query(`DELETE FROM deliveries WHERE received_at < now() - interval '30 days'`);
