import type { GateId } from '../policy/policy.ts';
import { toEmergencies } from './declarations.ts';
import type { Instant } from './facts.ts';
import type { Outcome } from './finding.ts';
import type { GateContext } from './gates/gate.ts';
import { byTime } from './instant.ts';

/** What a signed emergency puts off, and until when. */
type Respite = { readonly gates: readonly GateId[]; readonly dueAt: Instant };

/**
 * What is put off for a pull request, when an emergency is declared and signed on every change request that it links
 * (F36); null when there is none. Of several declarations the one that is due first counts.
 */
export const toRespite = (
  { policy: { emergency }, records }: Pick<GateContext, 'policy' | 'records'>,
  outcomes: readonly Outcome[],
): Respite | null => {
  const isSigned = outcomes.some(({ gate, status }) => gate === 'emergency' && status === 'passed');
  if (!isSigned || emergency === null) return null;
  const [first] = toEmergencies(records, emergency)
    .map(({ dueAt }) => ({ at: dueAt }))
    .sort(byTime);
  return first === undefined ? null : { gates: emergency.owes, dueAt: first.at };
};

/** There is no change without a change request, and none whose depth nobody knows. */
const neverOwed: readonly GateId[] = ['linked-change', 'depth', 'emergency'];

/** What is missing at a gate that an emergency puts off is owed: it does not hold now, and must be done by then (F36). */
export const toOwed = (outcome: Outcome, { gates, dueAt }: Respite): Outcome =>
  (outcome.status === 'failed' || outcome.status === 'unknown') &&
  gates.includes(outcome.gate) &&
  !neverOwed.includes(outcome.gate)
    ? { gate: outcome.gate, status: 'owed', missing: outcome.missing, dueAt }
    : outcome;
