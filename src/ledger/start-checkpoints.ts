import type { Ledger } from './ledger.ts';

export type CheckpointOptions = {
  /** Seconds between two rounds. */
  readonly every: number;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Writes checkpoints of what grew, now and every so often. Every process may do so, since a chain that did not grow gets
 * none. Returns how to stop it.
 */
export const startCheckpoints = (
  ledger: Pick<Ledger, 'writeCheckpoints'>,
  { every, onFault }: CheckpointOptions,
): (() => Promise<void>) => {
  let running: Promise<unknown> = Promise.resolve();
  const tick = () => {
    running = running.then(() => ledger.writeCheckpoints()).catch(onFault);
  };
  tick();
  const timer = setInterval(tick, every * 1_000);
  return async () => {
    clearInterval(timer);
    await running;
  };
};
