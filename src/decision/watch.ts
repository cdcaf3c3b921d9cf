import { coversBranch } from '../policy/covers-branch.ts';
import { coversRepository } from '../policy/covers-repository.ts';
import type { Gates, Policy } from '../policy/policy.ts';
import type { Policies, PolicyOutcome } from './policy-outcome.ts';

/**
 * What the policies in force look at in a repository: pushes to `branches` (patterns), `checks` of others by name, `tags`.
 * Whatever else is pushed or checked there changes no verdict, and costs none.
 *
 * A push to a branch that is looked at has to come from a pull request. A pattern that covers every branch, which is what
 * a policy says that names none, means the targets of pull requests: that work is pushed to a branch of its own is no
 * departure from anything. There only the default branch is looked at; docs/merges.md.
 */
export type Watch = {
  readonly branches: readonly string[];
  readonly checks: readonly string[];
  /** Patterns of the tags that are releases. */
  readonly tags: readonly string[];
};

/** Null when one of the policies is not known or was refused: then everything may count. */
export const toWatch = (
  { own, baseline }: Policies,
  { name, defaultBranch }: { readonly name: string; readonly defaultBranch: string },
): Watch | null => {
  const policy = toPolicy(own);
  const over = toPolicy(baseline);
  if (policy === 'unknown' || over === 'unknown') return null;
  const isCovered = over !== 'absent' && coversRepository(over, name);
  const governing = [...(policy === 'absent' ? [] : [policy]), ...(isCovered ? [over] : [])];
  return {
    branches: [...new Set(governing.flatMap((policy) => toBranches(policy, defaultBranch)))],
    checks: [...new Set(governing.flatMap(toAllCheckNames))],
    tags: [...new Set(governing.flatMap(({ release }) => release?.tags ?? []))],
  };
};

const toBranches = (policy: Policy, defaultBranch: string): readonly string[] => [
  ...(defaultBranch !== '' && coversBranch(policy, defaultBranch) ? [defaultBranch] : []),
  ...policy.branches.filter((pattern) => pattern !== defaultBranch && !/^[*?/]+$/.test(pattern)),
];

const toPolicy = (outcome: PolicyOutcome): Policy | 'absent' | 'unknown' => {
  if (outcome === 'absent') return 'absent';
  return 'ok' in outcome && outcome.ok ? outcome.policy : 'unknown';
};

const toAllCheckNames = ({ gates, release }: Policy): readonly string[] => [
  ...Object.values(gates).flatMap(toCheckNames),
  ...(release?.verification?.required === true ? release.verification.config.required.map(({ name }) => name) : []),
];

const toCheckNames = ({ checks }: Gates): readonly string[] =>
  checks?.required === true ? checks.config.required.map(({ name }) => name) : [];
