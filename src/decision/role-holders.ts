import type { Account, Fact, PullRequestFacts } from './facts.ts';
import { unknown } from './facts.ts';

/** Who holds a role of the policy; unknown when it was not read. */
export const toRoleHolders = (roles: PullRequestFacts['roles'], role: string): Fact<readonly Account[]> =>
  (Object.hasOwn(roles, role) ? roles[role] : undefined) ?? unknown('the role was not read');
