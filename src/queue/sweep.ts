import type { Subject } from '../decision/subject.ts';
import { enqueueNow, type Queue } from './queue.ts';
import { type RoundOptions, startRounds } from './rounds.ts';

export type SweepOptions = RoundOptions & {
  /** Names the subjects that should be looked at again. */
  readonly findStale: () => Promise<readonly Subject[]>;
  /** Days after which a delivery is forgotten, with its payload. */
  readonly keepDays: number;
};

/**
 * Bounds how late a verdict can be when a delivery was lost: enqueues what `findStale` names, now and every so often.
 * Every process may run one, since a subject that waits already is not enqueued twice. Returns how to stop it.
 */
export const startSweep = (queue: Queue, options: SweepOptions): (() => Promise<void>) =>
  startRounds(async () => {
    await enqueueNow(queue, await options.findStale());
    await forgetDeliveries(queue, options.keepDays);
  }, options);

/** Once GitHub cannot redeliver it any more, a delivery's id need not be known; evidence is never forgotten. */
const forgetDeliveries = (queue: Queue, days: number) =>
  queue.database.pool.query('DELETE FROM deliveries WHERE received_at < now() - make_interval(days => $1)', [days]);
