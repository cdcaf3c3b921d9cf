import type { PullRequestFacts } from './facts.ts';

/**
 * Whether GitHub enforces our check on the base branch (ISO 13485 7.3.9, SOC 2 CC8.1: a control that was off proves
 * nothing). `forgeable`: required, but satisfied by a check or status of our name from whoever may write one.
 */
export type Enforcement =
  | { readonly state: 'required'; readonly rulesets: readonly string[] }
  | { readonly state: 'forgeable'; readonly rulesets: readonly string[] }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly reason: string };

/**
 * One rule that takes our check alone is enough. It decides nothing about the change: a held check is red whether or
 * not somebody looks at it. It is said, and kept as evidence.
 */
export const toEnforcement = ({ enforcement }: Pick<PullRequestFacts, 'enforcement'>): Enforcement => {
  if (!enforcement.known) return { state: 'unknown', reason: enforcement.reason };
  const namesOf = (satisfiedBy: 'us' | 'anybody'): readonly string[] =>
    enforcement.value
      .filter((rule) => rule.satisfiedBy === satisfiedBy)
      .map(({ ruleset }) => ruleset?.name ?? 'a ruleset without a name');
  const [bound, open] = [namesOf('us'), namesOf('anybody')];
  if (bound.length > 0) return { state: 'required', rulesets: bound };
  return open.length > 0 ? { state: 'forgeable', rulesets: open } : { state: 'absent' };
};
