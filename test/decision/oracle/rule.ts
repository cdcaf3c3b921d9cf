/**
 * When may a pull request be released? A second statement of it, written from docs/gates and docs/records.md and not
 * from the code, plain and slow, to be compared with `decide`. It uses types of `src/` and the parser of the authority
 * file, and nothing else.
 */

import type { IssueFacts, PullRequestFacts, Review } from '../../../src/decision/facts.ts';
import type { Gates, Policy, PullRequestGateId, SignedGate } from '../../../src/policy/policy.ts';
import type { Layer } from './layer.ts';
import { contributors, heldThen } from './people.ts';
import { areDependenciesRecorded, areProblemsResolved, depth, isForSoftware, type Linked, linked } from './records.ts';
import { type Before, completion, emergencyAt, mayBeEmergency, type Signed, type SignOff, sign } from './signatures.ts';
import { earlier, isAnswered, lower } from './texts.ts';

export type Ruling = {
  readonly outcome: 'not-governed' | 'held' | 'released';
  /** The sign-offs on records that count, one line each, in the order of the alphabet. */
  readonly signOffs: readonly string[];
};

export type Case = {
  readonly facts: PullRequestFacts;
  readonly policy: Policy | null;
  readonly baseline: Policy | null;
};

export const rule = ({ facts, policy, baseline }: Case): Ruling => {
  const rulings = [
    policy === null ? ungoverned : ruleUnder({ facts, policy, prefix: '' }),
    baseline === null || !covers(baseline.repositories, facts.repository.name)
      ? ungoverned
      : ruleUnder({ facts, policy: baseline, prefix: 'baseline/' }),
  ].filter(({ outcome }) => outcome !== 'not-governed');
  if (rulings.length === 0) return ungoverned;
  if (rulings.includes(unsigned)) return unsigned;
  return {
    outcome: rulings.every(({ outcome }) => outcome === 'released') ? 'released' : 'held',
    signOffs: [...new Set(rulings.flatMap(({ signOffs }) => signOffs))].sort(),
  };
};

/** A policy that asks for no signature cannot be applied, and nothing else is looked at. */
const unsigned: Ruling = { outcome: 'held', signOffs: [] };
const ungoverned: Ruling = { outcome: 'not-governed', signOffs: [] };

const covers = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern === '**'
      ? true
      : pattern.endsWith('/*')
        ? /^[^/]+\/[^/]+$/.test(name) && name.startsWith(pattern.slice(0, -1))
        : pattern === name,
  );

const ruleUnder = (layer: Layer): Ruling => {
  const { facts, policy } = layer;
  if (!covers(policy.branches, facts.pullRequest.baseBranch)) return ungoverned;
  const { safetyClass, sure } = depth(layer);
  const gates = policy.gates[safetyClass];
  if (!gates.safetyImpact.required && !gates.approval.required) return unsigned;
  const issues = linked(layer);
  const good: Record<PullRequestGateId, boolean> = {
    'linked-change': isLinked(issues, facts),
    'problem-resolution': areProblemsResolved(layer, issues, gates),
    disposition: issues.requests.every((request) => isForSoftware(request, gates)),
    depth: sure,
    'record-complete': issues.requests.every((request) => isComplete(request, gates)),
    dependencies: areDependenciesRecorded(layer, issues, gates),
    'safety-impact': issues.requests.every((request) => isAnalysed(request, gates)),
    approval: true,
    review: isReviewed(layer, gates),
    checks: areChecksGood(layer, gates),
    emergency: true,
  };
  const lines: string[] = [];
  const excused = new Set<PullRequestGateId>();
  const isEmergency = signRecords(layer, issues, gates, good, lines);
  if (isEmergency) for (const gate of policy.emergency?.owes ?? []) excused.add(gate);
  for (const gate of ['linked-change', 'depth', 'emergency'] as const) excused.delete(gate);
  const isReleased = Object.entries(good).every(([gate, isGood]) => isGood || excused.has(gate as PullRequestGateId));
  return { outcome: isReleased ? 'released' : 'held', signOffs: lines.sort() };
};

/** Judges the signatures on every record; true when all of them are under a signed emergency. */
const signRecords = (
  layer: Layer,
  { requests }: Linked,
  gates: Gates,
  good: Record<PullRequestGateId, boolean>,
  lines: string[],
): boolean => {
  let emergencies = 0;
  let declared = 0;
  // Of gates that wait for one another nothing can be said.
  if (gates.safetyImpact.required && gates.approval.required) {
    const [first, second] = [gates.safetyImpact.config, gates.approval.config];
    if (looksAt(first, 'approval') && looksAt(second, 'safety-impact')) good['safety-impact'] = false;
  }
  for (const record of requests) {
    const before: Before = {};
    for (const [name, gate] of inTurn(gates)) {
      if (!gate.required) continue;
      const signed = sign(layer, record, name, gate.config, before);
      before[name] = signed;
      if (!signed.fulfilled) good[name] = false;
      lines.push(...signed.counted.map((one) => toLine(name, record, one)));
    }
    const since = emergencyAt(layer, record);
    if (since === null && mayBeEmergency(layer, record)) good.emergency = false;
    if (since === null || layer.policy.emergency === null) continue;
    declared += 1;
    const signed = signEmergency(layer, record, layer.policy.emergency.signOffs, since);
    lines.push(...signed.counted.map((one) => toLine('emergency', record, one)));
    if (signed.fulfilled) emergencies += 1;
  }
  // What is declared on one of them is signed for on each of them, or taken back.
  if (declared > 0 && emergencies < requests.length) good.emergency = false;
  return requests.length > 0 && emergencies === requests.length;
};

/** A gate that looks at the other comes after it. */
const inTurn = ({ safetyImpact, approval }: Gates) => {
  const both = [['safety-impact', safetyImpact] as const, ['approval', approval] as const];
  return safetyImpact.required && looksAt(safetyImpact.config, 'approval') ? both.toReversed() : both;
};

const looksAt = ({ after, notSignersOf }: SignedGate, other: 'safety-impact' | 'approval'): boolean =>
  [...after, ...notSignersOf].includes(other);

const signEmergency = (layer: Layer, record: IssueFacts, signOffs: SignedGate['signOffs'], since: string): Signed => {
  const gate: SignedGate = {
    label: null,
    checklist: null,
    signOffs,
    inOrder: false,
    severalRolesAPerson: false,
    notSignersOf: [],
    after: [],
    beforeImplementation: false,
    recordAuthorMaySign: false,
    ticksByRole: false,
  };
  const comments = record.comments.known
    ? {
        known: true as const,
        value: record.comments.value.filter((one) => isNotEarlySign(one.body, since, one.createdAt)),
      }
    : record.comments;
  return sign(layer, { ...record, comments }, 'emergency', gate, {});
};

/** A signature from before the declaration is none. */
const isNotEarlySign = (body: string, since: string, at: string): boolean =>
  !body.startsWith('/sign emergency') || earlier(since, at);

const toLine = (name: string, { ref }: IssueFacts, { signer, at, method }: SignOff): string =>
  `${name} ${ref.name}#${ref.number} ${signer.id} ${at} ${method}`;

const isLinked = ({ requests, whole }: Linked, { pullRequest }: PullRequestFacts): boolean =>
  whole && requests.length > 0 && requests.every(({ state }) => state === 'open' || pullRequest.state === 'merged');

const isComplete = ({ body }: IssueFacts, { recordComplete }: Gates): boolean => {
  if (!recordComplete.required) return true;
  const { sections } = recordComplete.config;
  return sections.length > 0 && sections.every((heading) => isAnswered(body, heading));
};

const isAnalysed = ({ body, copies }: IssueFacts, { safetyImpact }: Gates): boolean => {
  if (!safetyImpact.required) return true;
  const { questions, copiedText } = safetyImpact.config;
  if (!questions.every((heading) => isAnswered(body, heading))) return false;
  if (copiedText === 'show' || questions.length === 0) return true;
  const asked = questions.map((heading) => lower(heading).trim());
  return copies.known && !copies.value.some(({ heading }) => asked.includes(lower(heading).trim()));
};

const areChecksGood = ({ facts }: Layer, { checks }: Gates): boolean => {
  if (checks === null || !checks.required) return true;
  const { known } = facts.checks;
  const runs = known ? facts.checks.value : [];
  return (
    known &&
    checks.config.required.length > 0 &&
    checks.config.required.every(({ name, app }) => {
      const own = runs.filter((run) => run.name === name && run.app?.slug === app);
      return own.length > 0 && own.every(({ state }) => state === 'success');
    })
  );
};

/** The newest word of each person on the head commit; one that asks for changes holds. */
const isReviewed = (layer: Layer, { review }: Gates): boolean => {
  const { facts } = layer;
  if (review === null || !review.required) return true;
  const banned = contributors(layer);
  if (!facts.reviews.known || banned === null) return false;
  const { signOffs, inOrder, severalRolesAPerson } = review.config;
  const words = facts.reviews.value.filter(({ state }) => state !== 'commented');
  const newest = words.filter(
    (one) =>
      one.author.known &&
      !words.some(
        (other) =>
          other.author.known &&
          one.author.known &&
          other.author.value.id === one.author.value.id &&
          earlier(one.submittedAt, other.submittedAt),
      ),
  );
  const anonymous = words.filter(({ author }) => !author.known);
  if (anonymous.some(({ state }) => state === 'changes-requested')) return false;
  /** By nobody knows whom, or by the same person and not approving. */
  const mayTakeBack = (one: Review): boolean =>
    anonymous.some((other) => !earlier(other.submittedAt, one.submittedAt)) ||
    newest.some(
      (other) =>
        other.state !== 'approved' &&
        one.author.known &&
        other.author.known &&
        one.author.value.id === other.author.value.id,
    );
  const entitled = newest.flatMap((one) => {
    if (!one.author.known) return [];
    const signer = one.author.value;
    const rules = signOffs.filter(({ role }) => heldThen(layer, signer, role, one.url, one.submittedAt));
    return signer.kind === 'person' && !banned.has(signer.id) && rules.length > 0 ? [{ one, signer, rules }] : [];
  });
  if (entitled.some(({ one }) => one.state === 'changes-requested')) return false;
  const counted = entitled.filter(
    ({ one }) =>
      one.state === 'approved' &&
      !mayTakeBack(one) &&
      (one.editedAt === null || one.editedAt === one.submittedAt) &&
      one.commitSha.known &&
      one.commitSha.value === facts.pullRequest.headSha,
  );
  const acts = counted.map(({ one, signer, rules }) => ({
    signer,
    rules,
    at: one.submittedAt,
    key: one.url,
    method: 'comment' as const,
  }));
  return completion({ signOffs, inOrder, severalRolesAPerson }, acts) !== null;
};
