import type { Instant } from './facts.ts';

/**
 * The whole second of an instant, as a number. GitHub writes seconds and our own receipts milliseconds, so two instants
 * can be put in order only by the second; within one second the order is not known.
 */
const toSecond = (instant: Instant): number => Math.floor(Date.parse(instant) / 1000);

/** Whether `a` is certainly before `b`: false within the same second, and false when either is not a time. */
export const isBefore = (a: Instant, b: Instant): boolean => toSecond(a) < toSecond(b);

/** Whether it is a time at all. */
export const isTime = (instant: Instant): boolean => !Number.isNaN(toSecond(instant));

/**
 * For sorting by time, oldest first; what stands in the same second keeps its order. What has no readable time may be the
 * newest and comes last.
 */
export const byTime = (a: { readonly at: Instant }, b: { readonly at: Instant }): number => {
  if (!isTime(a.at) || !isTime(b.at)) return Number(!isTime(a.at)) - Number(!isTime(b.at));
  return toSecond(a.at) - toSecond(b.at);
};

/** The day of an instant in UTC, `2026-11-21`; null when it is no time. */
export const toDay = (instant: Instant): string | null =>
  isTime(instant) ? new Date(toSecond(instant) * 1000).toISOString().slice(0, 10) : null;

/** An instant for reading: `2026-11-21 02:30:23 UTC`. */
export const toReadable = (instant: Instant): string => {
  const second = toSecond(instant);
  return Number.isNaN(second)
    ? 'an unreadable time'
    : `${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
};
