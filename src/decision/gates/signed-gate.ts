import type { Requirement, SignedGate } from '../../policy/policy.ts';
import type { Outcome, Sentence, SignOff } from '../finding.ts';
import { findUnknownEdit } from '../record-authors.ts';
import { toList, toParagraph, toTime } from '../sentence.ts';
import type { SignedGateId } from '../sign-off-acts.ts';
import type { Signing } from '../sign-offs.ts';
import type { About, GateContext, Lack, SigningContext } from './gate.ts';
import { toFinding, toUnlinkedFinding } from './gate.ts';
import { lacksOfRoles } from './missing-role.ts';
import { toMissingLabel, toMissingSignOffs } from './missing-sign-off.ts';
import { toMissingTicks } from './missing-ticks.ts';

/** What a gate asks for besides what every signed gate does, and what it says of that when it passes. */
export type Besides = { readonly lacks: readonly Lack[]; readonly because: readonly Sentence[] };

/**
 * Evaluates a gate that asks, as its configuration says, for a label, a completed checklist and sign-offs by all of its
 * rules on every linked change request.
 */
export const evaluateSignedGate = (
  context: GateContext,
  gate: SignedGateId,
  requirement: Requirement<SignedGate>,
  besides: Besides = { lacks: [], because: [] },
): Outcome => {
  if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
  const signings = toSigningsOf(context, gate);
  if (signings.length === 0) return toUnlinkedFinding(context, gate);
  return toFinding(gate, [...besides.lacks, ...toSigningLacks(context, signings)], {
    gate,
    status: 'passed',
    because: toParagraph([...signings.map(toSignedWords), ...besides.because]),
  });
};

/** The gate on each linked change request. */
export const toSigningsOf = ({ records }: GateContext, gate: SignedGateId): readonly Signing[] =>
  records.flatMap(({ signings }) => signings.filter((signing) => signing.gate === gate));

/** What lacks to the signatures of one gate on the records. */
export const toSigningLacks = (context: SigningContext, signings: readonly Signing[]): readonly Lack[] => {
  const { about, contributors } = context;
  const roles = signings.flatMap(({ config }) => config.signOffs.map(({ role }) => role));
  const causes = [
    ...lacksOfRoles(context, roles),
    ...contributors.unknown.map((missing): Lack => ({ status: 'unknown', missing })),
    ...signings.flatMap((signing) => [...lacksOfReading(signing, about), ...toMissingTicks(signing, context)]),
  ];
  const lacks = signings.flatMap((signing) => [
    ...toMissingLabel(signing, context),
    ...toMissingSignOffs(signing, context),
  ]);
  // A sign-off that is in doubt for a cause that is named already asks for nothing more than the cause does.
  const isNamed = causes.some(({ status }) => status === 'unknown');
  return [...causes, ...(isNamed ? lacks.filter(({ status }) => status === 'failed') : lacks)];
};

/** Who signed a record, as what: `#7 signed by @quinn at … as quality, meaning approval.` */
export const toSignedWords = ({ issue, config, signOffs: { counted } }: Signing): Sentence => {
  const groups = config.signOffs.flatMap(({ role, meaning }): readonly Sentence[] => {
    const own = counted.filter((signOff) => signOff.role === role && signOff.meaning === meaning);
    if (own.length === 0) return [];
    return [['by ', ...toList(own.map(toSigner)), ' as ', { code: role }, ', meaning ', { code: meaning }]];
  });
  // Two rules may ask for the same role and meaning.
  const distinct = [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()];
  return [{ issue: issue.ref }, ' signed ', ...toList(distinct), '.'];
};

const toSigner = ({ signer, at, deviation }: SignOff): Sentence => [
  { person: signer },
  ' at ',
  toTime(at),
  ...(deviation === null ? [] : [', late, by a ', { link: deviation, text: 'deviation' }]),
];

/** What could not be read of the record and may hold a sign-off, its withdrawal or a later edit. */
const lacksOfReading = ({ issue, text, config, reading }: Signing, about: About): readonly Lack[] => {
  const unreadable: { what: Sentence; reason: string; how: Sentence }[] = [];
  const rerun: Sentence = [
    'Press ',
    { code: 'Re-run' },
    ` on the check; if that does not help, write a new ${about.record}.`,
  ];
  if (!text.known) {
    const how: Sentence = ['Edit the record once and save it, then sign again.'];
    unreadable.push({ what: ['When it was last edited'], reason: text.reason, how });
  }
  if (!issue.comments.known) {
    unreadable.push({ what: ['Whether a comment signs or revokes'], reason: issue.comments.reason, how: rerun });
  }
  if (config.label !== null && !issue.labelEvents.known) {
    unreadable.push({ what: ['Who set its labels'], reason: issue.labelEvents.reason, how: rerun });
  }
  const how: Sentence = [`Write the ${about.record} anew from an account that exists.`];
  if (!config.recordAuthorMaySign && !issue.author.known) {
    unreadable.push({ what: ['Who wrote it, and so may not sign it'], reason: issue.author.reason, how });
  }
  const edit = config.recordAuthorMaySign ? null : findUnknownEdit(issue, reading);
  if (edit !== null && !edit.editor.known) {
    const what: Sentence = ['Who edited it at ', toTime(edit.at), ', and so may not sign it'];
    unreadable.push({ what, reason: edit.editor.reason, how });
  }
  return unreadable.map(({ what, reason, how }) => ({
    status: 'unknown',
    missing: {
      what: [{ issue: issue.ref }, ': ', ...what, ' is not known: ', { code: reason }, '.'],
      who: [about.author],
      how,
      link: issue.url,
    },
  }));
};
