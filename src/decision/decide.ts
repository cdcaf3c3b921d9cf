import { coversBranch } from '../policy/covers-branch.ts';
import type { Policy } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import { toChangeRequests } from './change-requests.ts';
import { toContributors } from './contributors.ts';
import type { PullRequestFacts } from './facts.ts';
import { approval } from './gates/approval.ts';
import type { Gate, GateContext } from './gates/gate.ts';
import { linkedChange } from './gates/linked-change.ts';
import { recordComplete } from './gates/record-complete.ts';
import { safetyImpact } from './gates/safety-impact.ts';
import { toImplementation } from './implementation.ts';
import { byTime } from './instant.ts';
import { judgeUnplacedCommands, toSignedGates } from './judge-commands.ts';
import type { PolicyOutcome } from './policy-outcome.ts';
import { type Reading, toReading } from './reading.ts';
import { toRoleHolders } from './role-holders.ts';
import { toSigning } from './sign-offs.ts';
import type { Verdict } from './verdict.ts';

/** The gates of a pull request, in the order in which a change passes them. */
export const gates: readonly Gate[] = [linkedChange, recordComplete, safetyImpact, approval];

/**
 * Decides whether a pull request is released. Pure: the same facts and policy give the same verdict, whenever and in
 * whatever order of reading; `observedAt` is not looked at. Whatever is unknown holds. Closed and merged pull requests
 * are judged like open ones, so that their verdict can be replayed. Whoever decides on much that reads alike may share
 * a `reading`.
 */
export const decide = (facts: PullRequestFacts, policy: PolicyOutcome, reading: Reading = toReading()): Verdict => {
  if (!facts.policyFile.known) return toPolicyHold(facts, `The policy could not be read: ${facts.policyFile.reason}`);
  if (policy === 'absent') {
    return facts.policyFile.value === null
      ? { outcome: 'not-governed', reason: 'no-policy' }
      : toPolicyHold(facts, 'The policy file was read and not parsed');
  }
  if ('known' in policy) return toPolicyHold(facts, `The policy could not be read: ${policy.reason}`);
  if (!policy.ok) return { outcome: 'held', cause: 'policy', problems: policy.problems };
  if (!coversBranch(policy.policy, facts.pullRequest.baseBranch)) {
    return { outcome: 'not-governed', reason: 'branch-not-covered' };
  }
  const { safetyImpact, approval } = policy.policy.gates;
  if (!safetyImpact.required && !approval.required) {
    return toPolicyHold(
      facts,
      'The policy switches off every gate that takes a signature',
      'Require `approval` or `safety-impact`.',
    );
  }
  return evaluateGates(toContext(facts, policy.policy, reading));
};

const evaluateGates = (context: GateContext): Verdict => {
  const findings = gates.map((gate) => gate.evaluate(context));
  const isHeld =
    findings.some(({ status }) => status === 'failed' || status === 'unknown') ||
    !findings.some(({ status }) => status === 'passed');
  const { policy, changeRequests, signings, reading } = context;
  const records = changeRequests.known ? changeRequests.value.linked : [];
  return {
    outcome: isHeld ? 'held' : 'released',
    cause: 'gates',
    findings,
    signOffs: signings.flatMap(({ signOffs }) => signOffs.counted).sort(byTime),
    refused: [
      ...signings.flatMap(({ signOffs }) => [...signOffs.refused, ...signOffs.undetermined]),
      ...records.flatMap((issue) => judgeUnplacedCommands(issue, policy, reading)),
    ].sort(byTime),
  };
};

/** Works out once what several gates look at. */
const toContext = (facts: PullRequestFacts, policy: Policy, reading: Reading): GateContext => {
  const changeRequests = toChangeRequests(facts, policy);
  const contributors = toContributors(facts, policy.unattributedEmails);
  const implementation = toImplementation(facts);
  const records = changeRequests.known ? changeRequests.value.linked : [];
  const signings = toSignedGates(policy).flatMap(({ gate, config }) =>
    records.map((issue) => {
      const role = toRoleHolders(facts.roles, config.signOff.role);
      return toSigning({ gate, config, issue, reading, role, contributors, implementation });
    }),
  );
  return { facts, policy, changeRequests, contributors, reading, signings };
};

/** Without a readable policy nothing can be told apart: held, with the one problem that there is. */
const toPolicyHold = (facts: PullRequestFacts, message: string, hint: string | null = null): Verdict => {
  const file =
    facts.policyFile.known && facts.policyFile.value !== null ? facts.policyFile.value.path : '.github/holdpoint.yml';
  const problem: Problem = { file, line: 1, column: 1, message, hint };
  return { outcome: 'held', cause: 'policy', problems: [problem] };
};
