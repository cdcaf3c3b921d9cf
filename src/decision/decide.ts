import { coversBranch } from '../policy/covers-branch.ts';
import type { Policy } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { toChangeRequests } from './change-requests.ts';
import { toContributors } from './contributors.ts';
import type { Fact, PolicyFile, PullRequestFacts } from './facts.ts';
import type { Demand, Finding, GateId } from './finding.ts';
import { approval } from './gates/approval.ts';
import type { Gate, GateContext } from './gates/gate.ts';
import { linkedChange } from './gates/linked-change.ts';
import { recordComplete } from './gates/record-complete.ts';
import { safetyImpact } from './gates/safety-impact.ts';
import { toImplementation } from './implementation.ts';
import { byTime } from './instant.ts';
import { judgeUnplacedCommands, toSignedGates } from './judge-commands.ts';
import type { Policies, PolicyOutcome } from './policy-outcome.ts';
import { type Reading, toReading } from './reading.ts';
import { toRoleHolders } from './role-holders.ts';
import { toSigning } from './sign-offs.ts';
import type { Verdict } from './verdict.ts';

/** The gates of a pull request, in the order in which a change passes them. */
export const gates: readonly Gate[] = [linkedChange, recordComplete, safetyImpact, approval];

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
  const own = decideUnder(toLayer(facts, policies.own, 'policy'), facts, reading);
  const baseline = decideUnder(toLayer(facts, policies.baseline, 'baseline'), facts, reading);
  return join(own, baseline);
};

/** One of the two policies, with where it stands. */
type Layer = {
  readonly by: Demand['by'];
  readonly file: Fact<PolicyFile | null>;
  readonly outcome: PolicyOutcome;
  readonly repository: string | null;
};

const toLayer = (facts: PullRequestFacts, outcome: PolicyOutcome, by: Demand['by']): Layer => {
  if (by === 'policy') return { by, file: facts.policyFile, outcome, repository: null };
  const file = facts.baselineFile;
  const home = file.known && file.value !== null ? file.value.repository : null;
  return { by, file, outcome, repository: home === null ? null : `${home.owner}/${home.name}` };
};

const decideUnder = (layer: Layer, facts: PullRequestFacts, reading: Reading): Verdict => {
  const { file, outcome, by } = layer;
  if (!file.known) return toPolicyHold(layer, `The ${by} could not be read: ${file.reason}`);
  if (outcome === 'absent') {
    return file.value === null
      ? { outcome: 'not-governed', reason: 'no-policy' }
      : toPolicyHold(layer, `The ${by} file was read and not parsed`);
  }
  if ('known' in outcome) return toPolicyHold(layer, `The ${by} could not be read: ${outcome.reason}`);
  if (!outcome.ok) return { outcome: 'held', cause: 'policy', problems: outcome.problems };
  const { policy } = outcome;
  if (!coversBranch(policy, facts.pullRequest.baseBranch)) {
    return { outcome: 'not-governed', reason: 'branch-not-covered' };
  }
  const { safetyImpact, approval } = policy.gates[policy.safetyClass];
  if (!safetyImpact.required && !approval.required) {
    return toPolicyHold(
      layer,
      'The policy switches off every gate that takes a signature',
      'Require `approval` or `safety-impact`.',
    );
  }
  return evaluateGates(toContext(facts, policy, layer, reading), layer);
};

/** Held if either holds; not governed only if neither governs. */
const join = (own: Verdict, baseline: Verdict): Verdict => {
  if (baseline.outcome === 'not-governed') return own;
  if (own.outcome === 'not-governed') return baseline;
  if (own.cause === 'policy' || baseline.cause === 'policy') {
    const problems = [own, baseline].flatMap((verdict) => (verdict.cause === 'policy' ? verdict.problems : []));
    const [first, ...rest] = problems;
    if (first === undefined) throw new Error('A policy was refused without a problem.');
    return { outcome: 'held', cause: 'policy', problems: [first, ...rest] };
  }
  return {
    ...own,
    outcome: own.outcome === 'released' && baseline.outcome === 'released' ? 'released' : 'held',
    findings: [...own.findings, ...baseline.findings],
    signOffs: [...own.signOffs, ...baseline.signOffs].sort(byTime),
    refused: [...own.refused, ...baseline.refused].sort(byTime),
  };
};

const evaluateGates = (context: GateContext, layer: Layer): Verdict => {
  const findings = gates.flatMap((gate): readonly Finding[] => {
    const outcome = gate.evaluate(context);
    return outcome === null ? [] : [{ ...outcome, demandedBy: toDemand(layer, context.policy, gate.id) }];
  });
  const isHeld =
    findings.some(({ status }) => status === 'failed' || status === 'unknown') ||
    !findings.some(({ status }) => status === 'passed');
  const { policy, changeRequests, signings, reading, facts } = context;
  const records = changeRequests.known ? changeRequests.value.linked : [];
  return {
    outcome: isHeld ? 'held' : 'released',
    cause: 'gates',
    safetyClass: context.safetyClass,
    findings,
    signOffs: signings.flatMap(({ signOffs }) => signOffs.counted).sort(byTime),
    refused: [
      ...signings.flatMap(({ signOffs }) => [...signOffs.refused, ...signOffs.undetermined]),
      ...records.flatMap((issue) => judgeUnplacedCommands(issue, policy, reading)),
    ].sort(byTime),
    ticks: [],
    deviations: [],
    openMatters: facts.openMatters.known ? facts.openMatters.value : [],
  };
};

const toDemand = ({ by, file, repository }: Layer, policy: Policy, gate: GateId): Demand => ({
  by,
  repository,
  path: file.known && file.value !== null ? file.value.path : '',
  line: policy.lines[gate],
});

/** Works out once what several gates look at. */
const toContext = (facts: PullRequestFacts, policy: Policy, { by }: Layer, reading: Reading): GateContext => {
  const changeRequests = toChangeRequests(facts, policy);
  const contributors = toContributors(facts, policy.unattributedEmails);
  const implementation = toImplementation(facts);
  const records = changeRequests.known ? changeRequests.value.linked : [];
  const rolePrefix = by === 'baseline' ? 'baseline/' : '';
  const { safetyClass } = policy;
  const gates = policy.gates[safetyClass];
  const signings = toSignedGates(gates).flatMap(({ gate, config }) =>
    records.map((issue) => {
      const role = toRoleHolders(facts.roles, `${rolePrefix}${config.signOffs[0].role}`);
      return toSigning({ gate, config, issue, reading, role, contributors, implementation });
    }),
  );
  return { facts, policy, rolePrefix, safetyClass, gates, changeRequests, contributors, reading, signings };
};

/** Without a readable policy nothing can be told apart: held, with the one problem that there is. */
const toPolicyHold = ({ file, by }: Layer, message: string, hint: string | null = null): Verdict => {
  const path = by === 'policy' ? '.github/holdpoint.yml' : 'holdpoint-baseline.yml';
  const problem: Problem = {
    file: file.known && file.value !== null ? file.value.path : path,
    line: 1,
    column: 1,
    message,
    hint,
  };
  return { outcome: 'held', cause: 'policy', problems: [problem] };
};
