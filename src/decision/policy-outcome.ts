import { type ParsedPolicy, parsePolicy } from '../policy/parse-policy.ts';
import type { Fact, PullRequestFacts } from './facts.ts';

/** What became of the policy file: parsed, refused with problems, `absent` on the default branch, or not readable. */
export type PolicyOutcome = ParsedPolicy | 'absent' | Extract<Fact<never>, { known: false }>;

/** Parses the policy that the facts carry. Names without an organisation belong to the repository's owner. */
export const toPolicyOutcome = ({
  policyFile,
  repository,
}: Pick<PullRequestFacts, 'policyFile' | 'repository'>): PolicyOutcome => {
  if (!policyFile.known) return policyFile;
  if (policyFile.value === null) return 'absent';
  return parsePolicy(policyFile.value.text, { path: policyFile.value.path, owner: repository.owner });
};
