import type { Requirement, SignedGate } from '../../policy/policy.ts';
import type { PullRequestFacts } from '../facts.ts';
import type { Finding, Sentence } from '../finding.ts';
import { toRoleHolders } from '../role-holders.ts';
import { toActor, toList, toParagraph, toTime } from '../sentence.ts';
import type { SignedGateId } from '../sign-off-acts.ts';
import type { JudgedSignOffs, Signing } from '../sign-offs.ts';
import type { GateContext, Lack } from './gate.ts';
import { toFinding, toPolicyUrl, toUnlinkedFinding } from './gate.ts';
import { toMissingSignOff } from './missing-sign-off.ts';
import { toMissingTicks } from './missing-ticks.ts';

/** One record under the gate, with what was judged of its sign-offs. */
type Judged = { readonly signing: Signing; readonly signOffs: JudgedSignOffs; readonly facts: PullRequestFacts };

/**
 * Evaluates a gate that asks, as its configuration says, for a label, a completed checklist and a quorum of sign-offs on
 * every linked change request.
 */
export const evaluateSignedGate = (
  context: GateContext,
  gate: SignedGateId,
  requirement: Requirement<SignedGate>,
): Finding => {
  if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
  const judged = context.signings
    .filter(({ signing }) => signing.gate === gate)
    .map((entry) => ({ ...entry, facts: context.facts }));
  if (judged.length === 0) return toUnlinkedFinding(context, gate);
  const causes = [
    ...lacksOfRole(requirement.config, context.facts),
    ...context.contributors.unknown.map((missing): Lack => ({ status: 'unknown', missing })),
    ...judged.flatMap((entry) => [...lacksOfReading(entry), ...toMissingTicks(entry.signing)]),
  ];
  const lacks = judged.flatMap((entry) => [...lacksOfLabel(entry), ...lacksOfQuorum(entry)]);
  // A sign-off that is in doubt for a cause that is named already asks for nothing more than the cause does.
  const isNamed = causes.some(({ status }) => status === 'unknown');
  const others = isNamed ? lacks.filter(({ status }) => status === 'failed') : lacks;
  return toFinding(gate, [...causes, ...others], {
    gate,
    status: 'passed',
    because: toParagraph(
      judged.map(({ signing: { issue, config }, signOffs: { counted } }) => [
        { issue: issue.ref },
        ' signed by ',
        ...toList(counted.map(({ signer, at }) => [{ person: signer }, ' at ', toTime(at)])),
        ' as ',
        { code: config.signOff.role },
        ', meaning ',
        { code: config.signOff.meaning },
        '.',
      ]),
    ),
  });
};

const lacksOfRole = ({ signOff: { role } }: SignedGate, facts: PullRequestFacts): readonly Lack[] => {
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
const lacksOfReading = ({ signing: { issue, content, config }, facts }: Judged): readonly Lack[] => {
  const unreadable: { what: string; reason: string; how: Sentence }[] = [];
  const rerun: Sentence = [
    'Press ',
    { code: 'Re-run' },
    ' on the check; if that does not help, write a new change request.',
  ];
  if (!content.known) {
    const how: Sentence = ['Edit the record once and save it, then sign again.'];
    unreadable.push({ what: 'When it was last edited', reason: content.reason, how });
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

const lacksOfLabel = ({ signing, signOffs, facts }: Judged): readonly Lack[] => {
  const { issue, config, gate } = signing;
  const { label } = signOffs;
  if (label === null || label.state === 'counts' || config.label === null) return [];
  const name = { code: config.label };
  const subject: Sentence = ['The label ', name, ' on ', { issue: issue.ref }];
  const signs: Sentence = [
    ', which signs for ',
    { code: gate },
    ' with the meaning ',
    { code: config.signOff.meaning },
    '.',
  ];
  switch (label.state) {
    case 'absent':
      return [
        toMissingSignOff('failed', [...subject, ' is missing.'], ['Set the label ', name, ...signs], signing, facts),
      ];
    case 'refused':
      return [
        toMissingSignOff(
          'failed',
          [
            ...subject,
            ' was set by ',
            toActor(label.by),
            ' at ',
            toTime(label.act.at),
            ' and does not count: ',
            ...label.because,
            '.',
          ],
          ['Take the label off and set it again', ...signs],
          signing,
          facts,
        ),
      ];
    case 'unknown':
      return [
        toMissingSignOff(
          'unknown',
          [...subject, ' cannot be judged: ', ...label.because, '.'],
          ['Take the label off and set it again', ...signs],
          signing,
          facts,
        ),
      ];
  }
};

const lacksOfQuorum = ({ signing, signOffs, facts }: Judged): readonly Lack[] => {
  const { issue, config, gate } = signing;
  // What was not read may hold the very sign-offs that lack; that it was not read is a finding already.
  if (!issue.comments.known) return [];
  const { quorum, role, meaning } = config.signOff;
  const needed = Math.max(1, quorum);
  const counted = new Set(signOffs.counted.map(({ signer }) => signer.id));
  const undetermined = signOffs.undetermined.flatMap(({ signer }) => (signer.known ? [signer.value.id] : []));
  const possible = new Set([...counted, ...undetermined]);
  // Whoever sets the missing label signs by it: what the label's own finding asks for is not asked for twice.
  const byLabel = signOffs.label === null || signOffs.label.state === 'counts' ? 0 : 1;
  if (possible.size + byLabel >= needed)
    return toDoubtfulQuorum(signing, signOffs, counted.size < needed && byLabel === 0);
  const what: Sentence = [
    { issue: issue.ref },
    ` has ${counted.size} of the ${needed} sign-offs that it needs for `,
    { code: gate },
    ', each by another person holding the role ',
    { code: role },
    ', with the meaning ',
    { code: meaning },
    '.',
  ];
  const history = signOffs.refused
    .filter(({ method }) => method === 'comment' || byLabel === 0)
    .slice(-2)
    .map(
      ({ signer, at, because }): Sentence => [
        'What ',
        toActor(signer),
        ' signed at ',
        toTime(at),
        ' does not count: ',
        ...because,
        '.',
      ],
    );
  const how: Sentence = ['Comment ', { code: `/sign ${gate} ${meaning}` }, ' on the issue, on a line of its own.'];
  return [toMissingSignOff('failed', toParagraph([what, ...history]), how, signing, facts, counted)];
};

/** Enough people signed, and something unknown keeps them from counting; each such thing is named on its own as well. */
const toDoubtfulQuorum = (
  { issue, gate }: Signing,
  { undetermined }: JudgedSignOffs,
  short: boolean,
): readonly Lack[] => {
  if (!short) return [];
  const reasons = undetermined
    .slice(-2)
    .map(({ signer, because }): Sentence => ['By ', toActor(signer), ': ', ...because, '.']);
  return [
    {
      status: 'unknown',
      missing: {
        what: toParagraph([
          [{ issue: issue.ref }, ' bears sign-offs for ', { code: gate }, ' that cannot be judged.'],
          ...reasons,
        ]),
        who: ['Whoever can make known what is not known'],
        how: ['See to what else this gate names; if nothing does, sign again.'],
        link: issue.url,
      },
    },
  ];
};
