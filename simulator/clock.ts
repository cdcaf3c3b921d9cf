/** The simulator's own time, in whole seconds as GitHub reports it. */
export type Clock = {
  mode: ClockMode;
  /** The present time, ISO 8601 in UTC without milliseconds: `2026-11-21T10:00:00Z`. */
  now(): string;
  /** Called once before every mutating action. In `stepped` mode it moves the clock at least one second on. */
  step(): string;
  /** Moves the clock forward; a clock never goes back. */
  advance(seconds: number): string;
};
export type ClockMode = 'stepped' | 'real';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `stepped` starts one day before the real time, so that a fast story of many actions never runs into the future,
 * and gives every action a second of its own: GitHub's timestamps have second granularity and sign-offs are ordered
 * by them. `real` is the machine's time, where two actions can share a second as they can on GitHub.
 */
export function createClock(mode: ClockMode, realNow: () => number = Date.now): Clock {
  let current = Math.floor((realNow() - (mode === 'stepped' ? DAY_MS : 0)) / 1000) * 1000;
  let offset = 0;
  const read = () => (mode === 'real' ? Math.floor((realNow() + offset) / 1000) * 1000 : current);
  const now = () => new Date(read()).toISOString().replace('.000Z', 'Z');
  const advance = (seconds: number) => {
    current += seconds * 1000;
    offset += seconds * 1000;
    return now();
  };
  return { mode, now, step: () => (mode === 'stepped' ? advance(1) : now()), advance };
}
