import type { Enforcement } from '../enforcement.ts';
import type { ReleaseFacts } from './release-facts.ts';

/**
 * Whether GitHub itself stops a tag while its release is held (ISO 13485 7.3.9, SOC 2 CC8.1): its commit must carry our
 * check, or nobody may create such tags but who bypasses the rule. It decides nothing about the release: it is said, and
 * kept as evidence.
 */
export const toTagEnforcement = ({ enforcement }: Pick<ReleaseFacts, 'enforcement'>): Enforcement => {
  if (!enforcement.known) return { state: 'unknown', reason: enforcement.reason };
  const namesOf = (...asks: readonly string[]): readonly string[] => [
    ...new Set(enforcement.value.filter((rule) => asks.includes(rule.asks)).map(({ ruleset }) => ruleset.name)),
  ];
  const [bound, open] = [namesOf('check', 'creation'), namesOf('forgeable-check')];
  if (bound.length > 0) return { state: 'required', rulesets: bound };
  return open.length > 0 ? { state: 'forgeable', rulesets: open } : { state: 'absent' };
};
