import picomatch from 'picomatch';
import type { Policy } from './policy.ts';

/**
 * Whether the policy covers a base branch (without `refs/heads/`). Case counts, as it does to git. `*` and `?` stay
 * within a segment of the name, `**` alone between slashes spans segments.
 */
export const coversBranch = (policy: Pick<Policy, 'branches'>, branch: string): boolean =>
  policy.branches.some((pattern) => pattern === '**' || pattern === branch || toMatcher(pattern)(branch));

/**
 * Only the wildcards that the policy language has: everything else that could mean something to the library is escaped.
 * The flag lets `**` span every character that git allows, line separators too.
 */
const toMatcher = (pattern: string): ((branch: string) => boolean) =>
  picomatch(pattern.replaceAll(/[^\p{L}\p{N}*?/._-]/gu, '\\$&'), {
    dot: true,
    flags: 's',
    nobrace: true,
    nobracket: true,
    noextglob: true,
    nonegate: true,
    strictSlashes: true,
  });
