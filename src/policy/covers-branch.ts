import picomatch from 'picomatch';
import type { Policy } from './policy.ts';

/**
 * Whether the policy covers a base branch (without `refs/heads/`). Case counts, as it does to git. `*` and `?` stay
 * within a segment of the name, `**` alone between slashes spans segments.
 */
export const coversBranch = (policy: Pick<Policy, 'branches'>, branch: string): boolean =>
  policy.branches.some((pattern) => pattern === '**' || pattern === branch || toMatcher(pattern)(branch));

/** Only the wildcards that the policy language has; the flag lets `**` span every character that git allows. */
const toMatcher = (pattern: string): ((branch: string) => boolean) =>
  picomatch(pattern, {
    dot: true,
    flags: 's',
    nobrace: true,
    nobracket: true,
    noextglob: true,
    nonegate: true,
    strictSlashes: true,
  });
