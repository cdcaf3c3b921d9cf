import { coversRepository } from '../policy/covers-repository.ts';
import type { Policy } from '../policy/policy.ts';
import type { Account, Fact, PullRequestFacts } from './facts.ts';
import type { Policies, PolicyOutcome } from './policy-outcome.ts';
import { toRoleHolders } from './role-holders.ts';

/** A policy that governs, with where its roles stand among the facts. */
export type GoverningPolicy = { readonly policy: Policy; readonly prefix: '' | 'baseline/' };

/** The policies that were parsed and govern a repository of this name. */
export const toGoverningPolicies = (
  { own, baseline }: Policies,
  repositoryName: string,
): readonly GoverningPolicy[] => {
  const ours = toPolicy(own);
  const over = toPolicy(baseline);
  return [
    ...(ours === null ? [] : [{ policy: ours, prefix: '' as const }]),
    ...(over === null || !coversRepository(over, repositoryName)
      ? []
      : [{ policy: over, prefix: 'baseline/' as const }]),
  ];
};

const toPolicy = (outcome: PolicyOutcome): Policy | null =>
  outcome !== 'absent' && 'ok' in outcome && outcome.ok ? outcome.policy : null;

/** Who may close a matter: the role that a policy names, and who holds it now. */
export type Closer = {
  readonly role: string;
  readonly of: 'policy' | 'baseline';
  readonly holders: Fact<readonly Account[]>;
};

/** Who must close a deviation: for each policy that governs and names a role for it, somebody who holds that role. */
export const toClosers = (governing: readonly GoverningPolicy[], roles: PullRequestFacts['roles']): readonly Closer[] =>
  governing.flatMap(({ policy: { deviationRole: role }, prefix }): readonly Closer[] =>
    role === null
      ? []
      : [{ role, of: prefix === '' ? 'policy' : 'baseline', holders: toRoleHolders(roles, `${prefix}${role}`) }],
  );
