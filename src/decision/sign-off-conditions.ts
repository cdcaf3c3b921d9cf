import type { SignedGate } from '../policy/policy.ts';
import type { Contributors } from './contributors.ts';
import type { Account, Fact, IssueFacts } from './facts.ts';
import type { RefusedSignOff, Sentence } from './finding.ts';
import type { Implementation } from './implementation.ts';
import { isBefore } from './instant.ts';
import type { Reading } from './reading.ts';
import { type Since, wasComplete } from './record-content.ts';
import { toActor, toTime } from './sentence.ts';
import type { Act, SignedGateId } from './sign-off-acts.ts';

/** One record under one gate: what an act on it is judged by, before its content is looked at. */
export type Ground = {
  readonly gate: SignedGateId;
  readonly config: SignedGate;
  readonly issue: IssueFacts;
  readonly reading: Reading;
  readonly role: Fact<readonly Account[]>;
  readonly contributors: Contributors;
  /** Null when there is none yet, or when the gate does not ask for an order. */
  readonly implementation: Implementation | null;
};

/** Since when the record has said what it says, as far back as any sign-off that may count. */
export type Content = {
  /** Its last material edit. */
  readonly text: Fact<Since>;
};

/** Why an act does not count. */
export type Judgement = Pick<RefusedSignOff, 'kind' | 'because'>;
type Signed = Act & { readonly signer: Account };
type Condition<On = Ground> = (act: Signed, on: On) => Judgement | null;

const refused = (...because: Sentence): Judgement => ({ kind: 'refused', because });
const undetermined = (...because: Sentence): Judgement => ({ kind: 'undetermined', because });

const isPerson: Condition = ({ signer }) =>
  signer.kind === 'person' ? null : refused({ person: signer }, ' is not a person');

const isIntact: Condition = ({ flaw }) => (flaw === null ? null : refused(...flaw));

const hasMeaning: Condition = ({ meaning }, { config }) =>
  meaning === config.signOffs[0].meaning
    ? null
    : refused('it means ', { code: meaning }, ', and the gate asks for ', { code: config.signOffs[0].meaning });

const holdsRole: Condition = ({ signer }, { role, config }) => {
  if (!role.known) return undetermined('who holds the role ', { code: config.signOffs[0].role }, ' is not known');
  return role.value.some(({ id }) => id === signer.id)
    ? null
    : refused({ person: signer }, ' does not hold the role ', { code: config.signOffs[0].role });
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

const coversText: Condition<Content> = ({ at }, { text }) => {
  if (!text.known) return undetermined('when the record was last edited is not known');
  if (isBefore(text.value.at, at)) return null;
  const { at: edited, editor } = text.value;
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

const coversChecklist: Condition = ({ at }, { issue, config, reading }) => {
  if (config.checklist === null) return null;
  const heading = { code: config.checklist.heading };
  const complete = wasComplete(issue, config.checklist, reading, at);
  if (!complete.known) return undetermined('whether the checklist ', heading, ' was complete then is not known');
  return complete.value ? null : refused('the checklist ', heading, ' was not complete when it was signed');
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

const actConditions: readonly Condition[] = [
  isPerson,
  isIntact,
  hasMeaning,
  holdsRole,
  isIndependent,
  isNotRecordAuthor,
  stands,
  isInTime,
];
const contentConditions: readonly Condition<Ground & Content>[] = [coversText, coversChecklist];

/** Judges an act by who did it, how and when; null when nothing speaks against it. */
export const judgeAct = (act: Act, ground: Ground): Judgement | null => {
  if (!act.actor.known) return refused('GitHub does not name the account that did it');
  return toGravest(actConditions, { ...act, signer: act.actor.value }, ground);
};

/** Judges by its content what `judgeAct` leaves standing. */
export const judgeCover = (act: Act, on: Ground & Content): Judgement | null =>
  act.actor.known ? toGravest(contentConditions, { ...act, signer: act.actor.value }, on) : null;

/** The first condition that an act fails for certain, or else the first in doubt. */
const toGravest = <On>(conditions: readonly Condition<On>[], act: Signed, on: On): Judgement | null => {
  const judgements = conditions.flatMap((condition) => condition(act, on) ?? []);
  return judgements.find(isCertain) ?? judgements[0] ?? null;
};

export const isCertain = ({ kind }: Judgement): boolean => kind !== 'undetermined';
