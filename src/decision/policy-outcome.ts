import { type ParsedPolicy, parsePolicy } from '../policy/parse-policy.ts';
import type { Fact, PullRequestFacts } from './facts.ts';

/** What became of a policy file: parsed, refused with problems, `absent` on the default branch, or not readable. */
export type PolicyOutcome = ParsedPolicy | 'absent' | Extract<Fact<never>, { known: false }>;

/** The repository's own policy and the organisation's baseline: a subject is released only if both release it. */
export type Policies = { readonly own: PolicyOutcome; readonly baseline: PolicyOutcome };

type Facts = Pick<PullRequestFacts, 'policyFile' | 'baselineFile' | 'repository'>;

/**
 * Parses the policies that the facts carry. Names without an organisation belong to the owner of the repository that the
 * file stands in; the problems of the baseline name that repository before its path.
 */
export const toPolicies = ({ policyFile, baselineFile, repository: { owner } }: Facts): Policies => ({
  own: toOutcome(policyFile, ({ text, path }) => parsePolicy(text, { path, owner, kind: 'policy' })),
  baseline: toOutcome(baselineFile, ({ text, path, repository: { owner, name } }) =>
    parsePolicy(text, { path: `${owner}/${name}/${path}`, owner, kind: 'baseline' }),
  ),
});

const toOutcome = <T>(file: Fact<T | null>, parse: (file: T) => ParsedPolicy): PolicyOutcome => {
  if (!file.known) return file;
  return file.value === null ? 'absent' : parse(file.value);
};
