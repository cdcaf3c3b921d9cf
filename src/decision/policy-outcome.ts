import { type ParsedPolicy, parsePolicy } from '../policy/parse-policy.ts';
import type { Fact, PolicyFile, PullRequestFacts } from './facts.ts';

/** What became of a policy file: parsed, refused with problems, `absent` on the default branch, or not readable. */
export type PolicyOutcome = ParsedPolicy | 'absent' | Extract<Fact<never>, { known: false }>;

/** The repository's own policy and the organisation's baseline: a subject is released only if both release it. */
export type Policies = { readonly own: PolicyOutcome; readonly baseline: PolicyOutcome };

type Facts = Pick<PullRequestFacts, 'policyFile' | 'baselineFile' | 'repository'>;

/** Parses the policies that the facts carry. Names without an organisation belong to the repository's owner. */
export const toPolicies = ({ policyFile, baselineFile, repository: { owner } }: Facts): Policies => ({
  own: toOutcome(policyFile, owner),
  baseline: toOutcome(baselineFile, owner),
});

const toOutcome = (file: Fact<PolicyFile | null>, owner: string): PolicyOutcome => {
  if (!file.known) return file;
  if (file.value === null) return 'absent';
  return parsePolicy(file.value.text, { path: file.value.path, owner });
};
