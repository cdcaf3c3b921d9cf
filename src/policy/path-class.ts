import type { PathRule, Policy } from './policy.ts';
import { matchesWildcards } from './wildcards.ts';

/**
 * The rules that map a path, from the repository's root, in the order of the policy; the highest class of all of them
 * counts. None: no rule maps the path. Supports IEC 62304 4.3.
 */
export const toPathRules = (policy: Pick<Policy, 'paths'>, path: string): readonly PathRule[] =>
  (policy.paths ?? []).filter(({ pattern }) => matchesWildcards(pattern, path));

/** Whether a path, from the repository's root, matches one of the patterns. Case counts, as it does to git. */
export const matchesAny = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => matchesWildcards(pattern, path));
