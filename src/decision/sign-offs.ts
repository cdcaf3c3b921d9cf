import type { SignedGate } from '../policy/policy.ts';
import { isSameName } from './change-requests.ts';
import type { Contributors } from './contributors.ts';
import type { Account, Fact, IssueFacts } from './facts.ts';
import type { RefusedSignOff, Sentence, SignOff } from './finding.ts';
import type { Implementation } from './implementation.ts';
import { byTime, isBefore } from './instant.ts';
import type { Reading } from './reading.ts';
import type { PresentContent, Since } from './record-content.ts';
import { toChecklistStart, toPresentContent } from './record-content.ts';
import { toActor, toTime } from './sentence.ts';
import type { Act, SignedGateId } from './sign-off-acts.ts';
import { readCommentActs, readLabelActs, readRevocations, withRevocations } from './sign-off-acts.ts';

/** One record under one gate: everything that its sign-offs are judged by. */
export type Signing = {
  readonly gate: SignedGateId;
  readonly config: SignedGate;
  readonly issue: IssueFacts;
  readonly reading: Reading;
  readonly role: Fact<readonly Account[]>;
  readonly contributors: Contributors;
  /** Null when there is none yet, or when the gate does not ask for an order. */
  readonly implementation: Implementation | null;
  readonly content: Fact<PresentContent>;
  /** Since when the checklist has been complete, null when it is not; known null too when the gate asks for none. */
  readonly checklist: Fact<Since | null>;
};

export type JudgedSignOffs = {
  /** Oldest first. */
  readonly counted: readonly SignOff[];
  /** Acts that certainly do not count, oldest first. */
  readonly refused: readonly RefusedSignOff[];
  /** Acts that would count if what is unknown came out well; they do not count either. */
  readonly undetermined: readonly RefusedSignOff[];
  readonly label: LabelState;
};

/** How the gate's label stands: its setting counts, or not and why; `null` when the gate asks for no label. */
export type LabelState =
  | null
  | { readonly state: 'counts' }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly by: Fact<Account>; readonly act: Act; readonly because: Sentence }
  | { readonly state: 'unknown'; readonly because: Sentence };

export const toSigning = (
  parts: Pick<Signing, 'gate' | 'config' | 'issue' | 'reading' | 'role' | 'contributors' | 'implementation'>,
): Signing => ({
  ...parts,
  implementation: parts.config.beforeImplementation ? parts.implementation : null,
  content: toPresentContent(parts.issue, parts.reading),
  checklist:
    parts.config.checklist === null
      ? { known: true, value: null }
      : toChecklistStart(parts.issue, parts.config.checklist, parts.reading),
});

/** Judges every act on the record that looks like a sign-off for the gate (21 CFR 11.50, 11.70, 11.100). */
export const judgeSignOffs = (signing: Signing): JudgedSignOffs => {
  const { gate, config, issue, reading } = signing;
  const revocations = readRevocations(issue, gate, reading);
  const acts = [
    ...(config.label === null ? [] : readLabelActs(issue, config.label, config.signOff.meaning)),
    ...readCommentActs(issue, gate, reading),
  ]
    .map((act) => withRevocations(act, revocations))
    .sort(byTime)
    .map((act) => ({ act, judgement: judge(act, signing) }));
  return {
    counted: acts.flatMap(({ act, judgement }) => (judgement === null ? toSignOff(act, signing) : [])),
    refused: acts.flatMap(({ act, judgement }) =>
      judgement === null || judgement.kind === 'undetermined'
        ? []
        : [toRefused(act, judgement.kind, judgement.because, signing)],
    ),
    undetermined: acts.flatMap(({ act, judgement }) =>
      judgement?.kind === 'undetermined'
        ? [toRefused(act, 'refused', ['it cannot be judged: ', ...judgement.because], signing)]
        : [],
    ),
    label: toLabelState(signing, acts),
  };
};

/** Why an act does not count. `undetermined`: only something unknown keeps it from counting. */
type Judgement = { readonly kind: RefusedSignOff['kind'] | 'undetermined'; readonly because: Sentence };
type Condition = (act: Act & { readonly signer: Account }, signing: Signing) => Judgement | null;

const refused = (...because: Sentence): Judgement => ({ kind: 'refused', because });
const undetermined = (...because: Sentence): Judgement => ({ kind: 'undetermined', because });

/** Null when the act counts; otherwise the first condition that it fails for certain, or else the first in doubt. */
const judge = (act: Act, signing: Signing): Judgement | null => {
  if (!act.actor.known) return refused('GitHub does not name the account that did it');
  const signed = { ...act, signer: act.actor.value };
  const judgements = conditions.flatMap((condition) => condition(signed, signing) ?? []);
  return judgements.find(({ kind }) => kind !== 'undetermined') ?? judgements[0] ?? null;
};

const isPerson: Condition = ({ signer }) =>
  signer.kind === 'person' ? null : refused({ person: signer }, ' is not a person');

const isIntact: Condition = ({ flaw }) => (flaw === null ? null : refused(...flaw));

const hasMeaning: Condition = ({ meaning }, { config }) =>
  meaning === config.signOff.meaning
    ? null
    : refused('it means ', { code: meaning }, ', and the gate asks for ', { code: config.signOff.meaning });

const holdsRole: Condition = ({ signer }, { role, config }) => {
  if (!role.known) return undetermined('who holds the role ', { code: config.signOff.role }, ' is not known');
  return role.value.some(({ id }) => id === signer.id)
    ? null
    : refused({ person: signer }, ' does not hold the role ', { code: config.signOff.role });
};

const isIndependent: Condition = ({ signer }, { contributors }) => {
  const did = contributors.excluded.get(signer.id);
  if (did !== undefined) return refused({ person: signer }, ' ', ...did, ' and so is not independent of it');
  return contributors.unknown.length > 0 ? undetermined('not everybody who had a part in it is known') : null;
};

const isNotRecordAuthor: Condition = ({ signer }, { issue, config }) => {
  if (config.recordAuthorMaySign) return null;
  if (!issue.author.known) return undetermined('who wrote the record is not known');
  return issue.author.value.id === signer.id
    ? refused({ person: signer }, ' wrote the record, and its author may not sign it at this gate')
    : null;
};

const stands: Condition = ({ withdrawn, doubt }) => {
  if (withdrawn !== null) return { kind: 'revoked', because: withdrawn };
  return doubt === null ? null : undetermined(...doubt);
};

const coversContent: Condition = ({ at }, { content }) => {
  if (!content.known) return undetermined('when the record was last edited is not known');
  if (isBefore(content.value.at, at)) return null;
  const { at: edited, editor } = content.value;
  return {
    kind: 'lapsed',
    because: [
      'the record was edited by ',
      toActor(editor),
      ' at ',
      toTime(edited),
      ', and no longer says what was signed',
    ],
  };
};

const coversChecklist: Condition = ({ at }, { checklist, config }) => {
  if (config.checklist === null) return null;
  const heading = { code: config.checklist.heading };
  if (!checklist.known) return undetermined('when the checklist ', heading, ' was completed is not known');
  if (checklist.value === null) return refused('the checklist ', heading, ' is not complete');
  return isBefore(checklist.value.at, at)
    ? null
    : refused(
        'the checklist ',
        heading,
        ' was completed only at ',
        toTime(checklist.value.at),
        ', not before it was signed',
      );
};

const isInTime: Condition = ({ at }, { implementation }) =>
  implementation === null || isBefore(at, implementation.at)
    ? null
    : refused(
        'it was not signed before implementation began: ',
        ...implementation.sign,
        ' at ',
        toTime(implementation.at),
      );

const conditions: readonly Condition[] = [
  isPerson,
  isIntact,
  hasMeaning,
  holdsRole,
  isIndependent,
  isNotRecordAuthor,
  stands,
  coversContent,
  coversChecklist,
  isInTime,
];

const toSignOff = (act: Act, { gate, config, issue, content }: Signing): readonly SignOff[] => {
  if (!act.actor.known || !content.known) return [];
  const { at, method, url, note } = act;
  const { role, meaning } = config.signOff;
  const signer = act.actor.value;
  return [
    {
      gate,
      record: issue.ref,
      signer,
      role,
      meaning,
      at,
      method,
      url,
      covers: content.value.digest,
      note,
    },
  ];
};

const toRefused = (
  { actor, at, method, url }: Act,
  kind: RefusedSignOff['kind'],
  because: Sentence,
  { gate, issue }: Signing,
): RefusedSignOff => ({ gate, record: issue.ref, signer: actor, at, method, url, kind, because });

/** The label counts through the last time that it was set, and only while it is on the record. */
const toLabelState = (
  { config: { label }, issue }: Signing,
  acts: readonly { readonly act: Act; readonly judgement: Judgement | null }[],
): LabelState => {
  if (label === null) return null;
  if (!issue.labels.some((name) => isSameName(name, label))) return { state: 'absent' };
  if (!issue.labelEvents.known) return { state: 'unknown', because: [{ code: issue.labelEvents.reason }] };
  const last = acts.findLast(({ act }) => act.method === 'label');
  if (last === undefined || (last.judgement?.kind === 'revoked' && lastEventRemoves(issue, label))) {
    return { state: 'unknown', because: ['the label is on the record, and its history does not say who set it'] };
  }
  const { act, judgement } = last;
  if (judgement === null) return { state: 'counts' };
  if (judgement.kind === 'undetermined') return { state: 'unknown', because: judgement.because };
  return { state: 'refused', by: act.actor, act, because: judgement.because };
};

const lastEventRemoves = (issue: IssueFacts, label: string): boolean =>
  issue.labelEvents.known &&
  issue.labelEvents.value
    .filter((event) => isSameName(event.label, label))
    .sort(byTime)
    .at(-1)?.action === 'unlabeled';
