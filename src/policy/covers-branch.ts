import type { Policy } from './policy.ts';
import { matchesWildcards } from './wildcards.ts';

/** Whether the policy covers a base branch (without `refs/heads/`). Case counts, as it does to git. */
export const coversBranch = (policy: Pick<Policy, 'branches'>, branch: string): boolean =>
  policy.branches.some((pattern) => matchesWildcards(pattern, branch));
