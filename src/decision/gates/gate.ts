import type { Gates, Policy, SafetyClass } from '../../policy/policy.ts';
import type { RoleBook } from '../authority.ts';
import type { ChangeRequests } from '../change-requests.ts';
import type { Contributors } from '../contributors.ts';
import type { Depth } from '../depth.ts';
import type { Fact, PullRequestFacts } from '../facts.ts';
import type { GateId, Missing, Outcome } from '../finding.ts';
import type { Reading } from '../reading.ts';
import type { Reviewing } from '../reviews.ts';
import { toActor } from '../sentence.ts';
import type { SignedRecord } from '../signings.ts';

/** What every gate looks at: the facts, the policy, and what was worked out of them once for all gates. */
export type GateContext = {
  readonly facts: PullRequestFacts;
  readonly policy: Policy;
  /** Of the facts' roles, those of this policy: `` or `baseline/`, before each name. */
  readonly rolePrefix: '' | 'baseline/';
  /** How deep the change is analysed, and why. */
  readonly depth: Depth;
  /** Of that, the highest class of what the change touches. */
  readonly safetyClass: SafetyClass;
  /** What the policy asks for at that class. */
  readonly gates: Gates;
  readonly changeRequests: Fact<ChangeRequests>;
  readonly contributors: Contributors;
  readonly reading: Reading;
  /** Who held which role of this policy when. */
  readonly roles: RoleBook;
  /** Every linked change request, with what was declared and signed on it. */
  readonly records: readonly SignedRecord[];
  /** The reviews of the pull request, judged; null when the policy does not ask for any. */
  readonly reviewing: Reviewing | null;
};

/** One hold point of a pull request. */
export type Gate = {
  readonly id: GateId;
  readonly title: string;
  /** Clauses that the gate supports; numbers only. A page in `docs/gates/` says how. */
  readonly clauses: readonly string[];
  /** Null: the policy does not ask for this gate, and nothing is said of it. */
  readonly evaluate: (context: GateContext) => Outcome | null;
};

/** Something missing, and whether it certainly is or only may be. */
export type Lack = { readonly status: 'failed' | 'unknown'; readonly missing: Missing };

/** Passed when nothing lacks; one certain lack makes the finding a failure. */
export const toFinding = (
  gate: GateId,
  lacks: readonly Lack[],
  passed: Extract<Outcome, { status: 'passed' }>,
): Outcome => {
  const [first, ...others] = lacks;
  if (first === undefined) return passed;
  const status = lacks.some((lack) => lack.status === 'failed') ? 'failed' : 'unknown';
  return { gate, status, missing: [first.missing, ...others.map(({ missing }) => missing)] };
};

/** The finding of a gate that looks at change requests, while there is none to look at. */
export const toUnlinkedFinding = ({ facts, changeRequests }: GateContext, gate: GateId): Outcome => ({
  gate,
  status: changeRequests.known && changeRequests.value.unreadable.length === 0 ? 'failed' : 'unknown',
  missing: [
    {
      what: ['This needs a linked change request first.'],
      who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
      how: ['First link a change request, as the first row says.'],
      link: facts.pullRequest.url,
    },
  ],
});

/** A gate that is required and asks for nothing holds: an empty rule was not meant. `what` of which it names no `part`. */
export const toEmptyRuleLack = ({ facts, rolePrefix }: GateContext, what: string, part: string): Lack => ({
  status: 'failed',
  missing: {
    what: [`The policy requires ${what} and names no ${part}.`],
    who: ['Whoever maintains the policy'],
    how: ['Name at least one in the policy, or switch the gate off with a reason.'],
    link: toPolicyUrl(facts, rolePrefix),
  },
});

/** Where the policy stands that a layer is judged by, or the baseline, for whoever must change it. */
export const toPolicyUrl = (
  { repository, policyFile, baselineFile }: PullRequestFacts,
  rolePrefix: GateContext['rolePrefix'] = '',
): string => {
  const baseline = baselineFile.known ? baselineFile.value : null;
  if (rolePrefix !== '' && baseline !== null) return `${baseline.repository.url}/blob/HEAD/${encodeURI(baseline.path)}`;
  return policyFile.known && policyFile.value !== null
    ? `${repository.url}/blob/${encodeURIComponent(repository.defaultBranch)}/${encodeURI(policyFile.value.path)}`
    : repository.url;
};
