/** What was seen may be different in a moment, because GitHub lags behind itself: the job is done again. No fault. */
export class LookAgain extends Error {
  override readonly name = 'LookAgain';
}

/** After so many attempts what is seen is believed. */
const mostLooks = 4;

/** Whether it is too early to believe what was seen. */
export const isEarly = (attempt: number): boolean => attempt < mostLooks;
