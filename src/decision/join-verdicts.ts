import { toHighest } from './depth.ts';
import type { Finding, RefusedSignOff } from './finding.ts';
import { byTime } from './instant.ts';
import type { Verdict } from './verdict.ts';

type Judged = Extract<Verdict, { cause: 'gates' }>;

/**
 * Joins what the repository's own policy and the baseline say of one subject (F74): held if either holds, not governed
 * only if neither governs. Problems of a policy outweigh what the gates of the other say. What both say alike is said
 * once, and then in the name of the baseline: the repository could drop its own line, and nothing would change.
 */
export const joinVerdicts = (own: Verdict, baseline: Verdict): Verdict => {
  if (baseline.outcome === 'not-governed') return own;
  if (own.outcome === 'not-governed') return baseline;
  const problems = [own, baseline].flatMap((verdict) => (verdict.cause === 'policy' ? verdict.problems : []));
  const [first, ...rest] = problems;
  if (first !== undefined) return { outcome: 'held', cause: 'policy', problems: [first, ...rest] };
  if (own.cause === 'policy' || baseline.cause === 'policy') throw new Error('A policy was refused without a problem.');
  return {
    outcome: own.outcome === 'released' && baseline.outcome === 'released' ? 'released' : 'held',
    cause: 'gates',
    safetyClass: toHighest([own.safetyClass, baseline.safetyClass], own.safetyClass),
    findings: joinFindings(own.findings, baseline.findings),
    signOffs: toDistinct([...own.signOffs, ...baseline.signOffs]).sort(byTime),
    refused: joinRefused(own, baseline).sort(byTime),
    ticks: toDistinct([...own.ticks, ...baseline.ticks]),
    deviations: toDistinct([...own.deviations, ...baseline.deviations]).sort(byTime),
    openMatters: own.openMatters,
    enforcement: own.enforcement,
  };
};

/** Compares JSON by what it says; both sides are made by the same code, so the order of keys is the same. */
const toKey = (value: unknown): string => JSON.stringify(value);

const toDistinct = <T>(items: readonly T[]): T[] => [...new Map(items.map((item) => [toKey(item), item])).values()];

/** Those of the policy, each in the name of the baseline where that says the same, then what the baseline says besides. */
const joinFindings = (own: readonly Finding[], baseline: readonly Finding[]): readonly Finding[] => {
  const toContent = (finding: Finding): string => toKey({ ...finding, demandedBy: null });
  const others = new Map(baseline.map((finding) => [toContent(finding), finding]));
  const joined = own.map((finding) => {
    const key = toContent(finding);
    const same = others.get(key);
    others.delete(key);
    return same ?? finding;
  });
  return [...joined, ...others.values()];
};

/** An act may count under one of the two and not under the other: what only the baseline says of it, says so. */
const joinRefused = (own: Judged, baseline: Judged): RefusedSignOff[] => {
  const keys = new Set(own.refused.map(toKey));
  const others = baseline.refused.filter((act) => !keys.has(toKey(act)));
  return [
    ...own.refused,
    ...others.map((act): RefusedSignOff => ({ ...act, because: ['under the baseline: ', ...act.because] })),
  ];
};
