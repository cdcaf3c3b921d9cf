import type { Subject } from '../decision/subject.ts';
import { enqueueNow, type Queue } from './queue.ts';

export type SweepOptions = {
  /** Seconds between two sweeps. */
  readonly every: number;
  /** Names the subjects that should be looked at again. */
  readonly findStale: () => Promise<readonly Subject[]>;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Bounds how late a verdict can be when a delivery was lost: enqueues what `findStale` names, now and every so often.
 * Every process may run one, since a subject that waits already is not enqueued twice. Returns how to stop it.
 */
export const startSweep = (queue: Queue, options: SweepOptions): (() => Promise<void>) => {
  let running = Promise.resolve();
  const sweep = async () => {
    try {
      await enqueueNow(queue, await options.findStale());
      await forgetDeliveries(queue);
    } catch (error) {
      options.onFault(error);
    }
  };
  const tick = () => {
    // One at a time: a sweep that takes longer than the interval delays the next.
    running = running.then(sweep);
  };
  tick();
  const timer = setInterval(tick, options.every * 1_000);
  return async () => {
    clearInterval(timer);
    await running;
  };
};

/** GitHub redelivers for three days, its Enterprise Server for seven; after thirty a delivery's id need not be known. */
const forgetDeliveries = (queue: Queue) =>
  queue.database.pool.query(`DELETE FROM deliveries WHERE received_at < now() - interval '30 days'`);
