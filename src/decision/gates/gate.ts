import type { Gates, Policy, PullRequestGateId, SafetyClass } from '../../policy/policy.ts';
import type { RoleBook } from '../authority.ts';
import type { ChangeRequests } from '../change-requests.ts';
import type { Contributors } from '../contributors.ts';
import type { Depth } from '../depth.ts';
import type { Fact, Instant, PullRequestFacts } from '../facts.ts';
import type { GateId, Missing, Outcome, Run } from '../finding.ts';
import type { GoverningFacts } from '../layer.ts';
import type { Reading } from '../reading.ts';
import type { Reviewing } from '../reviews.ts';
import type { SignedRecord } from '../signings.ts';

/** What is to be released, for whoever must supply something. */
export type About = {
  readonly noun: 'pull request' | 'release';
  /** What is signed for it. */
  readonly record: 'change request' | 'release record';
  readonly url: string;
  /** Whoever is to put right what nobody else is named for. */
  readonly author: Run;
  /** Whatever is still to be done for it comes later. */
  readonly openedAt: Instant;
};

/** What a gate that takes signatures looks at, whatever is signed for. */
export type SigningContext = {
  readonly facts: GoverningFacts;
  readonly about: About;
  readonly policy: Policy;
  /** Of the facts' roles, those of this policy: `` or `baseline/`, before each name. */
  readonly rolePrefix: '' | 'baseline/';
  readonly contributors: Contributors;
  /** Who held which role of this policy when. */
  readonly roles: RoleBook;
};

/** What every gate of a pull request looks at: the facts, the policy, and what was worked out of them once for all gates. */
export type GateContext = SigningContext & {
  readonly facts: PullRequestFacts;
  /** How deep the change is analysed, and why. */
  readonly depth: Depth;
  /** Of that, the highest class of what the change touches. */
  readonly safetyClass: SafetyClass;
  /** What the policy asks for at that class. */
  readonly gates: Gates;
  readonly changeRequests: Fact<ChangeRequests>;
  readonly reading: Reading;
  /** Every linked change request, with what was declared and signed on it. */
  readonly records: readonly SignedRecord[];
  /** The reviews of the pull request, judged; null when the policy does not ask for any. */
  readonly reviewing: Reviewing | null;
};

/** One hold point: of a pull request, or of what else is judged on a context of its own. */
export type Gate<Id extends GateId = PullRequestGateId, Context = GateContext> = {
  readonly id: Id;
  readonly title: string;
  /** Clauses that the gate supports; numbers only. A page in `docs/gates/` says how. */
  readonly clauses: readonly string[];
  /** Null: the policy does not ask for this gate, and nothing is said of it. */
  readonly evaluate: (context: Context) => Outcome | null;
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
export const toUnlinkedFinding = ({ about, changeRequests }: GateContext, gate: GateId): Outcome => ({
  gate,
  status: changeRequests.known && changeRequests.value.unreadable.length === 0 ? 'failed' : 'unknown',
  missing: [
    {
      what: ['This needs a linked change request first.'],
      who: [about.author],
      how: ['First link a change request, as the first row says.'],
      link: about.url,
    },
  ],
});

/** A gate that is required and asks for nothing holds: an empty rule was not meant. `what` of which it names no `part`. */
export const toEmptyRuleLack = (
  { facts, rolePrefix }: Pick<SigningContext, 'facts' | 'rolePrefix'>,
  what: string,
  part: string,
): Lack => ({
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
  { repository, policyFile, baselineFile }: GoverningFacts,
  rolePrefix: SigningContext['rolePrefix'] = '',
): string => {
  const baseline = baselineFile.known ? baselineFile.value : null;
  if (rolePrefix !== '' && baseline !== null) return `${baseline.repository.url}/blob/HEAD/${encodeURI(baseline.path)}`;
  return policyFile.known && policyFile.value !== null
    ? `${repository.url}/blob/${encodeURIComponent(repository.defaultBranch)}/${encodeURI(policyFile.value.path)}`
    : repository.url;
};
