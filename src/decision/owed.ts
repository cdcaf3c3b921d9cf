import type { GateId } from '../policy/policy.ts';
import type { Instant } from './facts.ts';
import type { Outcome } from './finding.ts';

/** What a signed emergency puts off, and until when. */
export type Respite = { readonly gates: readonly GateId[]; readonly dueAt: Instant };

/** There is no change without a change request, and none whose depth nobody knows. */
const neverOwed: readonly GateId[] = ['linked-change', 'depth', 'emergency'];

/** What is missing at a gate that an emergency puts off is owed: it does not hold now, and must be done by then (F36). */
export const toOwed = (outcome: Outcome, { gates, dueAt }: Respite): Outcome =>
  (outcome.status === 'failed' || outcome.status === 'unknown') &&
  gates.includes(outcome.gate) &&
  !neverOwed.includes(outcome.gate)
    ? { gate: outcome.gate, status: 'owed', missing: outcome.missing, dueAt }
    : outcome;
