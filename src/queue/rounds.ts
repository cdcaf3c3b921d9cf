export type RoundOptions = {
  /** Seconds from the start of one round to that of the next. */
  readonly every: number;
  /** Told of what a round threw; the next one comes all the same. */
  readonly onFault: (fault: unknown) => void;
};

/**
 * Does something now and every so often, one round at a time: one that takes longer than the interval delays the next.
 * `isFirst` tells the round at the start. Returns how to stop, which waits for the round that runs.
 */
export const startRounds = (
  round: (isFirst: boolean) => Promise<void>,
  { every, onFault }: RoundOptions,
): (() => Promise<void>) => {
  let running = Promise.resolve();
  const tick = (isFirst: boolean) => {
    running = running.then(() => round(isFirst)).catch(onFault);
  };
  tick(true);
  const timer = setInterval(tick, every * 1_000, false);
  return async () => {
    clearInterval(timer);
    await running;
  };
};
