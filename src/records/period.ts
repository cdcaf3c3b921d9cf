/** A span of whole days in UTC, `2026-11-01`, both of them in it. */
export type Period = { readonly from: string; readonly until: string };

const date = /(?<![\d-])\d{4}-\d{2}-\d{2}(?![\d-])/g;

const isReal = (text: string): boolean => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/**
 * The period that a section names: exactly two dates of the calendar, the second no earlier than the first, with any
 * words around them. Null when it names none, since one that can be read in two ways was not agreed.
 */
export const parsePeriod = (text: string): Period | null => {
  const [from, until, ...more] = text.normalize('NFKC').match(date) ?? [];
  if (from === undefined || until === undefined || more.length > 0) return null;
  return isReal(from) && isReal(until) && from <= until ? { from, until } : null;
};
