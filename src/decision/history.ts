/** What a verdict shows of everything that was signed and declared: nothing is dropped. */

import { toEmergencies, toRecorded } from './declarations.ts';
import type { Finding, RecordedDeviation, RefusedSignOff, SignOff } from './finding.ts';
import type { GateContext } from './gates/gate.ts';
import { byTime } from './instant.ts';
import { judgeUnplacedCommands, toTaking } from './judge-commands.ts';

/** The sign-offs that count, on records and in reviews, oldest first. */
export const toCounted = (context: GateContext): readonly SignOff[] =>
  toJudged(context)
    .flatMap(({ counted }) => counted)
    .sort(byTime);

/** Sign-offs, declarations and commands that do not count, with the reason, oldest first. */
export const toUncounted = (context: GateContext): readonly RefusedSignOff[] => {
  const { records, reading, safetyClass } = context;
  const policy = { ...context.policy, safetyClass };
  return [
    ...toJudged(context).flatMap(({ refused, undetermined }) => [...refused, ...undetermined]),
    ...records.flatMap(({ issue, deviation, emergency }) => [
      ...deviation.refused,
      ...emergency.refused,
      ...judgeUnplacedCommands(issue, toTaking(policy), reading),
    ]),
  ].sort(byTime);
};

const toJudged = ({ records, reviewing }: GateContext) => [
  ...records.flatMap(({ signings }) => signings.map(({ signOffs }) => signOffs)),
  ...(reviewing === null ? [] : [reviewing]),
];

/** The declarations by which something counts or is owed that would hold without them, oldest first. */
export const toDeviations = (
  { policy, records }: GateContext,
  findings: readonly Finding[],
): readonly RecordedDeviation[] => {
  const late = records.flatMap(({ issue, deviation: { standing }, signings }) =>
    signings
      .filter(({ signOffs }) => signOffs.counted.some((signOff) => signOff.deviation !== null))
      .flatMap(({ gate }) => (standing === null ? [] : [toRecorded('late-approval', gate, issue, standing)])),
  );
  const isSigned = findings.some(({ gate, status }) => gate === 'emergency' && status === 'passed');
  const emergencies = isSigned && policy.emergency !== null ? toEmergencies(records, policy.emergency) : [];
  return [...late, ...emergencies.map(({ declared }) => declared)].sort(byTime);
};
