import { coversBranch } from '../policy/covers-branch.ts';
import type { Policy } from '../policy/policy.ts';
import { toRoleBook } from './authority.ts';
import { toChangeRequests } from './change-requests.ts';
import { toContributors } from './contributors.ts';
import { toDepth } from './depth.ts';
import { toEnforcement } from './enforcement.ts';
import type { PullRequestFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { approval } from './gates/approval.ts';
import { checks } from './gates/checks.ts';
import { dependencies } from './gates/dependencies.ts';
import { depth } from './gates/depth.ts';
import { disposition } from './gates/disposition.ts';
import { emergency } from './gates/emergency.ts';
import type { About, Gate, GateContext } from './gates/gate.ts';
import { linkedChange } from './gates/linked-change.ts';
import { problemResolution } from './gates/problem-resolution.ts';
import { recordComplete } from './gates/record-complete.ts';
import { review } from './gates/review.ts';
import { safetyImpact } from './gates/safety-impact.ts';
import { toCounted, toDeviations, toUncounted } from './history.ts';
import { toImplementation } from './implementation.ts';
import { joinVerdicts } from './join-verdicts.ts';
import { type Layer, openLayer, toDemand, toLayers, toPolicyHold } from './layer.ts';
import { toOwed, toRespite } from './owed.ts';
import type { Policies } from './policy-outcome.ts';
import { type Reading, toReading } from './reading.ts';
import { toReviewing } from './reviews.ts';
import { toActor } from './sentence.ts';
import { toSignedGates, toSignedRecord } from './signings.ts';
import { toTicks } from './ticks.ts';
import type { Verdict } from './verdict.ts';

/** The gates of a pull request, in the order in which a change passes them. */
export const gates: readonly Gate[] = [
  linkedChange,
  problemResolution,
  disposition,
  depth,
  recordComplete,
  dependencies,
  safetyImpact,
  approval,
  review,
  checks,
  emergency,
];

/**
 * Decides whether a pull request is released. Pure: the same facts and policies give the same verdict, whenever and in
 * whatever order of reading; `observedAt` is not looked at. Whatever is unknown holds. Closed and merged pull requests
 * are judged like open ones, so that their verdict can be replayed. Whoever decides on much that reads alike may share
 * a `reading`.
 *
 * The repository's policy and the organisation's baseline are each judged by themselves, and both must release: nothing
 * that a repository writes can release what the baseline holds (F74).
 */
export const decide = (facts: PullRequestFacts, policies: Policies, reading: Reading = toReading()): Verdict => {
  const [own, baseline] = toLayers(facts, policies);
  return joinVerdicts(decideUnder(own, facts, reading), decideUnder(baseline, facts, reading));
};

const decideUnder = (layer: Layer, facts: PullRequestFacts, reading: Reading): Verdict => {
  const opened = openLayer(layer, facts.repository.name);
  if (opened.verdict !== null) return opened.verdict;
  const { policy } = opened;
  if (!coversBranch(policy, facts.pullRequest.baseBranch)) {
    return { outcome: 'not-governed', reason: 'branch-not-covered' };
  }
  const context = toContext(facts, policy, layer, reading);
  const { safetyImpact, approval } = context.gates;
  if (!safetyImpact.required && !approval.required) {
    return toPolicyHold(
      layer,
      `The ${layer.by} switches off every gate that takes a signature`,
      'Require `approval` or `safety-impact`.',
    );
  }
  return evaluateGates(context, layer);
};

const evaluateGates = (context: GateContext, layer: Layer): Verdict => {
  const evaluated = gates.flatMap((gate) => {
    const outcome = gate.evaluate(context);
    return outcome === null ? [] : [{ outcome, line: context.policy.lines[gate.id] }];
  });
  const respite = toRespite(
    context,
    evaluated.map(({ outcome }) => outcome),
  );
  const findings = evaluated.map(
    ({ outcome, line }): Finding => ({
      ...(respite === null ? outcome : toOwed(outcome, respite)),
      demandedBy: toDemand(layer, line),
    }),
  );
  const isHeld =
    findings.some(({ status }) => status === 'failed' || status === 'unknown') ||
    !findings.some(({ status }) => status === 'passed');
  const { records, facts } = context;
  return {
    outcome: isHeld ? 'held' : 'released',
    cause: 'gates',
    safetyClass: context.safetyClass,
    findings,
    signOffs: toCounted(context),
    refused: toUncounted(context),
    ticks: records.flatMap(({ signings }) => signings.flatMap(toTicks)),
    deviations: toDeviations(context, findings),
    openMatters: facts.openMatters.known ? facts.openMatters.value : [],
    enforcement: toEnforcement(facts),
  };
};

/** Works out once what several gates look at. */
const toContext = (facts: PullRequestFacts, policy: Policy, { by }: Layer, reading: Reading): GateContext => {
  const depth = toDepth(facts.files, policy);
  const changeRequests = toChangeRequests(facts, policy);
  const contributors = toContributors(facts, policy.unattributedEmails);
  const implementation = toImplementation(facts);
  const prefix = by === 'baseline' ? 'baseline/' : '';
  const roles = toRoleBook(facts, policy, prefix);
  const { safetyClass } = depth;
  const gates = policy.gates[safetyClass];
  const asked = toSignedGates(gates, policy);
  const linked = changeRequests.known ? changeRequests.value.linked : [];
  const records = linked.map((issue) =>
    toSignedRecord({ issue, reading, policy, roles, contributors, implementation }, asked),
  );
  const reviewing =
    gates.review?.required === true ? toReviewing(facts, gates.review.config, roles, contributors) : null;
  const common = {
    facts,
    about: toAbout(facts),
    policy,
    rolePrefix: prefix,
    depth,
    safetyClass,
    gates,
    changeRequests,
    contributors,
  } as const;
  return { ...common, reading, roles, records, reviewing };
};

const toAbout = ({ pullRequest: { url, author, createdAt } }: PullRequestFacts): About => ({
  noun: 'pull request',
  record: 'change request',
  url,
  author: toActor(author, 'The author of the pull request'),
  openedAt: createdAt,
});
