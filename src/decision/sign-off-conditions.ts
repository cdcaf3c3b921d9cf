import type { SignedGate } from '../policy/policy.ts';
import type { RoleBook } from './authority.ts';
import type { Contributors } from './contributors.ts';
import type { Declared } from './declarations.ts';
import type { Fact, Instant, IssueFacts } from './facts.ts';
import type { Sentence } from './finding.ts';
import type { Implementation } from './implementation.ts';
import { isBefore } from './instant.ts';
import {
  type Condition,
  isIndependent,
  isIntact,
  isPerson,
  type Judgement,
  refused,
  stands,
  undetermined,
  unentitled,
} from './judgement.ts';
import type { Reading } from './reading.ts';
import { toAuthorship } from './record-authors.ts';
import { type Since, wasComplete } from './record-content.ts';
import { toActor, toTime } from './sentence.ts';
import type { Act, SignedGateId } from './sign-off-acts.ts';
import { toFits } from './tally.ts';

/** One record under one gate: what an act on it is judged by, before its content is looked at. */
export type Ground = {
  readonly gate: SignedGateId;
  readonly config: SignedGate;
  readonly issue: IssueFacts;
  readonly reading: Reading;
  readonly roles: RoleBook;
  readonly contributors: Contributors;
  /** Null when there is none yet, or when the gate does not ask for an order. */
  readonly implementation: Implementation | null;
  /** What was declared on the record: a deviation, by which a late sign-off counts. */
  readonly deviation: Declared;
  /** The emergency that sign-offs must follow; null: they follow none. */
  readonly emergency: Declared | null;
  /** The other gates that were judged on the record; one that the policy does not ask for is not among them. */
  readonly others: ReadonlyMap<SignedGateId, OtherGate>;
};

/** What one gate must know of another on the same record. */
export type OtherGate = {
  readonly signers: ReadonlySet<number>;
  /** Those whose sign-off there is in doubt. */
  readonly doubtful: ReadonlySet<number>;
  /** Whether something there was signed by nobody knows whom, and stands. */
  readonly isAnybodys: boolean;
  /** When its sign-offs were all fulfilled; null while they are not. */
  readonly completeAt: Instant | null;
  /** Whether they would be, if what is unknown came out well. */
  readonly mayBeComplete: boolean;
};

/** Since when the record has said what it says, as far back as any sign-off that may count. */
export type Content = {
  /** Its last material edit. */
  readonly text: Fact<Since>;
};

const isNotRecordAuthor: Condition<Ground> = ({ signer }, { issue, config, reading }) => {
  if (config.recordAuthorMaySign) return null;
  const { wrote, because } = toAuthorship(issue, reading, signer.id);
  if (wrote === 'no') return null;
  if (wrote === 'unknown') return undetermined(...because);
  return unentitled({ person: signer }, ' ', ...because, ', and its author may not sign it at this gate');
};

const isNotSignerOfOthers: Condition<Ground> = ({ signer }, { config, others }) => {
  const judgements = config.notSignersOf.flatMap((gate): readonly Judgement[] => {
    const other = others.get(gate);
    if (other === undefined) return [];
    const name = { code: gate };
    if (other.signers.has(signer.id)) {
      return [unentitled({ person: signer }, ' signed for ', name, ' on this record, and may not sign here as well')];
    }
    if (!other.doubtful.has(signer.id) && !other.isAnybodys) return [];
    return [undetermined('whether ', { person: signer }, ' signed for ', name, ' as well is not known')];
  });
  return judgements.find(({ kind }) => kind === 'refused') ?? judgements[0] ?? null;
};

const followsOthers: Condition<Ground> = ({ at }, { config, others }) => {
  for (const gate of config.after) {
    const other = others.get(gate);
    if (other !== undefined && other.completeAt !== null && isBefore(other.completeAt, at)) continue;
    const name = { code: gate };
    if (other?.completeAt === null && other.mayBeComplete) {
      return undetermined('when ', name, ' was signed in full is not known');
    }
    const since: Sentence =
      other === undefined || other.completeAt === null ? [] : [', which it was at ', toTime(other.completeAt)];
    return refused('it was signed before ', name, ' was signed in full', ...since);
  }
  return null;
};

const followsEmergency: Condition<Ground> = ({ at }, { emergency }) => {
  if (emergency === null) return null;
  const { standing, doubt } = emergency;
  if (standing === null) {
    return doubt === null
      ? refused('no emergency is declared here')
      : undetermined('whether an emergency is declared is not known');
  }
  return isBefore(standing.at, at)
    ? null
    : refused('it was signed before the emergency was declared at ', toTime(standing.at));
};

export const coversText: Condition<Content> = ({ at }, { text }) => {
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

const coversChecklist: Condition<Ground> = ({ at }, { issue, config, reading }) => {
  if (config.checklist === null) return null;
  const heading = { code: config.checklist.heading };
  const complete = wasComplete(issue, config.checklist, reading, at);
  if (!complete.known) return undetermined('whether the checklist ', heading, ' was complete then is not known');
  return complete.value ? null : refused('the checklist ', heading, ' was not complete when it was signed');
};

/** Whether something was signed only after implementation had begun, or may have been. */
export const isLate = ({ at }: Pick<Act, 'at'>, { implementation }: Pick<Ground, 'implementation'>): boolean =>
  implementation !== null && !isBefore(at, implementation.at);

const isInTime: Condition<Ground> = (act, { implementation, deviation }) => {
  if (implementation === null || !isLate(act, { implementation }) || deviation.standing !== null) return null;
  if (deviation.doubt !== null)
    return undetermined('whether a deviation is recorded for it is not known: ', ...deviation.doubt);
  return refused(
    'it was not signed before implementation began: ',
    ...implementation.sign,
    ' at ',
    toTime(implementation.at),
  );
};

/** By who did it, how and when. */
export const actConditions: readonly Condition<Ground>[] = [
  isPerson,
  isIntact,
  (act, { config, roles }) => toFits(act, act.signer, config, roles).judgement,
  isIndependent,
  isNotRecordAuthor,
  isNotSignerOfOthers,
  stands,
  followsEmergency,
  followsOthers,
  isInTime,
];

/** By what the record said. */
export const contentConditions: readonly Condition<Ground & Content>[] = [coversText, coversChecklist];
