/** Looking into plain data that may have any shape. */

import type { Path } from './source.ts';

/** The value under a path, undefined where there is none. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (parent, step) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, step)
        ? (parent as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The keys of the mapping under a path; none where there is no mapping. */
export const keysAt = (value: unknown, path: Path): string[] => {
  const parent = valueAt(value, path);
  return isMapping(parent) ? Object.keys(parent) : [];
};

/** The entries of the list under a path; none where there is no list. */
export const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const list: unknown = valueAt(value, path);
  return Array.isArray(list) ? list : [];
};
