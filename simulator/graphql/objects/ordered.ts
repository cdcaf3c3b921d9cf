import { type Arguments, isGiven } from '../field.ts';

/** A list as `orderBy` wants it, by what each of its fields means; as it is without one. What is equal keeps its order. */
export function ordered<T>(
  items: T[],
  { orderBy }: Arguments,
  keys: Record<string, (item: T) => string | number>,
): T[] {
  if (!isGiven(orderBy)) return items;
  const { field, direction } = orderBy as { field: string; direction: 'ASC' | 'DESC' };
  const keyOf = keys[field];
  if (keyOf === undefined) return items;
  const sign = direction === 'DESC' ? -1 : 1;
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
  return items.toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)));
}
