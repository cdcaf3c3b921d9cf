import type { Requirement, SignedGate } from '../../policy/policy.ts';
import type { PullRequestFacts } from '../facts.ts';
import type { Outcome, Sentence } from '../finding.ts';
import { toRoleHolders } from '../role-holders.ts';
import { toActor, toList, toParagraph, toTime } from '../sentence.ts';
import type { SignedGateId } from '../sign-off-acts.ts';
import type { Signing } from '../sign-offs.ts';
import type { GateContext, Lack } from './gate.ts';
import { toFinding, toPolicyUrl, toUnlinkedFinding } from './gate.ts';
import { toMissingLabel, toMissingSignOffs } from './missing-sign-off.ts';
import { toMissingTicks } from './missing-ticks.ts';

/**
 * Evaluates a gate that asks, as its configuration says, for a label, a completed checklist and a quorum of sign-offs on
 * every linked change request.
 */
export const evaluateSignedGate = (
  context: GateContext,
  gate: SignedGateId,
  requirement: Requirement<SignedGate>,
): Outcome => {
  if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
  const { facts, contributors } = context;
  const signings = context.signings.filter((signing) => signing.gate === gate);
  if (signings.length === 0) return toUnlinkedFinding(context, gate);
  const causes = [
    ...lacksOfRole(requirement.config, facts),
    ...contributors.unknown.map((missing): Lack => ({ status: 'unknown', missing })),
    ...signings.flatMap((signing) => [...lacksOfReading(signing, facts), ...toMissingTicks(signing)]),
  ];
  const lacks = signings.flatMap((signing) => [
    ...toMissingLabel(signing, facts),
    ...toMissingSignOffs(signing, facts),
  ]);
  // A sign-off that is in doubt for a cause that is named already asks for nothing more than the cause does.
  const isNamed = causes.some(({ status }) => status === 'unknown');
  const others = isNamed ? lacks.filter(({ status }) => status === 'failed') : lacks;
  return toFinding(gate, [...causes, ...others], {
    gate,
    status: 'passed',
    because: toParagraph(
      signings.map(({ issue, config, signOffs: { counted } }) => [
        { issue: issue.ref },
        ' signed by ',
        ...toList(counted.map(({ signer, at }) => [{ person: signer }, ' at ', toTime(at)])),
        ' as ',
        { code: config.signOffs[0].role },
        ', meaning ',
        { code: config.signOffs[0].meaning },
        '.',
      ]),
    ),
  });
};

const lacksOfRole = ({ signOffs: [{ role }] }: SignedGate, facts: PullRequestFacts): readonly Lack[] => {
  const holders = toRoleHolders(facts.roles, role);
  const link = toPolicyUrl(facts);
  const who: Sentence = ['Whoever maintains the policy or the teams that it names'];
  if (!holders.known) {
    const what: Sentence = ['Who holds the role ', { code: role }, ' is not known: ', { code: holders.reason }, '.'];
    const how: Sentence = ['Check that the teams named for the role exist and that Holdpoint may read them.'];
    return [{ status: 'unknown', missing: { what, who, how, link } }];
  }
  if (holders.value.some(({ kind }) => kind === 'person')) return [];
  const what: Sentence = ['Nobody holds the role ', { code: role }, ', so nobody can sign.'];
  const how: Sentence = ['Name users or a team that has members under ', { code: `roles: ${role}` }, ' in the policy.'];
  return [{ status: 'failed', missing: { what, who, how, link } }];
};

/** What could not be read of the record and may hold a sign-off, its withdrawal or a later edit. */
const lacksOfReading = ({ issue, text, config }: Signing, facts: PullRequestFacts): readonly Lack[] => {
  const unreadable: { what: string; reason: string; how: Sentence }[] = [];
  const rerun: Sentence = [
    'Press ',
    { code: 'Re-run' },
    ' on the check; if that does not help, write a new change request.',
  ];
  if (!text.known) {
    const how: Sentence = ['Edit the record once and save it, then sign again.'];
    unreadable.push({ what: 'When it was last edited', reason: text.reason, how });
  }
  if (!issue.comments.known) {
    unreadable.push({ what: 'Whether a comment signs or revokes', reason: issue.comments.reason, how: rerun });
  }
  if (config.label !== null && !issue.labelEvents.known) {
    unreadable.push({ what: 'Who set its labels', reason: issue.labelEvents.reason, how: rerun });
  }
  if (!config.recordAuthorMaySign && !issue.author.known) {
    const how: Sentence = ['Write the change request anew from an account that exists.'];
    unreadable.push({ what: 'Who wrote it, and so may not sign it', reason: issue.author.reason, how });
  }
  return unreadable.map(({ what, reason, how }) => ({
    status: 'unknown',
    missing: {
      what: [{ issue: issue.ref }, ': ', what, ' is not known: ', { code: reason }, '.'],
      who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
      how,
      link: issue.url,
    },
  }));
};
