import type { EmergencyPath, Policy } from '../policy/policy.ts';
import { judgeRole, type RoleBook } from './authority.ts';
import type { Contributors } from './contributors.ts';
import type { Account, Instant, IssueFacts } from './facts.ts';
import type { HeldRole, RecordedDeviation, RefusedSignOff, Sentence } from './finding.ts';
import type { Implementation } from './implementation.ts';
import { isBefore, isTime } from './instant.ts';
import {
  type Condition,
  isIndependent,
  isIntact,
  isPerson,
  type Judgement,
  judge,
  refused,
  stands,
  undetermined,
} from './judgement.ts';
import type { Reading } from './reading.ts';
import type { DeclarationAct } from './sign-off-acts.ts';
import { readDeclarationActs, readRevocations, withRevocations } from './sign-off-acts.ts';

/** What was declared on one record by `/deviation` or by `/emergency`. */
export type Declared = {
  /** The oldest that counts; null when none does for certain. */
  readonly standing: Declaration | null;
  /** Why one may count that cannot be judged; null when none may. */
  readonly doubt: Sentence | null;
  /** Those that do not count, with the reason; oldest first. */
  readonly refused: readonly RefusedSignOff[];
};

type Declaration = {
  readonly by: Account;
  readonly role: string;
  readonly held: HeldRole;
  readonly at: Instant;
  /** Untrusted. */
  readonly reason: string;
  readonly url: string;
};

/** One record, and by what a declaration on it is judged. */
export type DeclarationGround = {
  readonly issue: IssueFacts;
  readonly reading: Reading;
  readonly policy: Pick<Policy, 'deviationRole' | 'emergency'>;
  readonly roles: RoleBook;
  readonly contributors: Contributors;
  /** Null when there is no pull request to look at. */
  readonly implementation: Implementation | null;
};

/** A departure from the order: sign-offs that came late count by it (IEC 62304 6.2.4; 21 CFR 11.10(f)). */
export const toDeviation = (ground: DeclarationGround): Declared => {
  const role = ground.policy.deviationRole;
  return role === null
    ? toDeclared('deviation', ground, null, [isRefused('the policy names no role that records deviations')])
    : toDeclared('deviation', ground, role, [isIndependent, isForSomethingLate]);
};

/** An emergency, in which a reduced quorum signs before the merge (F36). Whoever makes the change may declare it. */
export const toEmergency = (ground: DeclarationGround): Declared => {
  const role = ground.policy.emergency?.role ?? null;
  return toDeclared('emergency', ground, role, role === null ? [isRefused('the policy has no emergency path')] : []);
};

const isRefused =
  (because: string): Condition<unknown> =>
  () =>
    refused(because);

const isTimed: Condition<unknown> = ({ at }) =>
  isTime(at) ? null : undetermined('when it was written cannot be read');

/** Nobody can say beforehand that they will be late. */
const isForSomethingLate: Condition<DeclarationGround> = ({ at }, { implementation }) =>
  implementation === null || (implementation.begunBy !== null && isBefore(implementation.begunBy, at))
    ? null
    : refused('implementation had not begun when it was written, so nothing was late');

/** Judges every declaration of a kind on a record, by its form, the role of its writer, and `conditions`. */
export const toDeclared = (
  kind: 'deviation' | 'emergency',
  ground: DeclarationGround,
  role: string | null,
  conditions: readonly Condition<DeclarationGround>[],
): Declared => {
  const { issue, reading } = ground;
  const revocations = readRevocations(issue, kind, reading);
  const judged = readDeclarationActs(issue, kind, reading)
    .map((act) => withRevocations(act, revocations))
    .map((act) => ({ act, ...judgeDeclaration(act, ground, role, conditions) }));
  const doubted = judged.find(({ judgement }) => judgement?.kind === 'undetermined');
  return {
    standing: judged.find(({ declaration }) => declaration !== null)?.declaration ?? null,
    doubt: doubted?.judgement?.because ?? null,
    refused: judged.flatMap(({ act, judgement }) =>
      judgement === null ? [] : [toRefused(kind, act, judgement, issue)],
    ),
  };
};

type Judged = { readonly judgement: Judgement | null; readonly declaration: Declaration | null };

const judgeDeclaration = (
  act: DeclarationAct,
  ground: DeclarationGround,
  role: string | null,
  conditions: readonly Condition<DeclarationGround>[],
): Judged => {
  if (!act.actor.known) return { judgement: judgeAnonymous(act), declaration: null };
  const signer = act.actor.value;
  const holding = role === null ? null : judgeRole(ground.roles, role, { person: signer, key: act.key, at: act.at });
  const hasRole: Condition<unknown> = () => {
    if (holding === null || holding.held === 'yes') return null;
    return holding.held === 'unknown' ? undetermined(...holding.because) : refused(...holding.because);
  };
  const judgement = judge([isPerson, isIntact, isTimed, hasRole, ...conditions, stands], { ...act, signer }, ground);
  if (judgement !== null || role === null || holding?.held !== 'yes') return { judgement, declaration: null };
  const { at, reason, url } = act;
  return { judgement, declaration: { by: signer, role, held: holding.by, at, reason, url } };
};

/** Whoever it was may have been entitled: it has to be deleted, or another one written. */
const judgeAnonymous = ({ flaw, withdrawn }: DeclarationAct): Judgement => {
  if (flaw !== null) return refused(...flaw);
  if (withdrawn !== null) return { kind: 'revoked', because: withdrawn };
  return undetermined('GitHub does not name the account that wrote it');
};

const toRefused = (
  kind: 'deviation' | 'emergency',
  { actor, at, url }: DeclarationAct,
  judgement: Judgement,
  issue: IssueFacts,
): RefusedSignOff => ({
  gate: kind === 'emergency' ? kind : null,
  record: issue.ref,
  signer: actor,
  at,
  method: 'comment',
  url,
  ...judgement,
});

/** A declared emergency on one record, and by when what is left out must be done. */
export type Emergency = { readonly declared: RecordedDeviation; readonly dueAt: Instant };

/** The records on which an emergency certainly is declared, by whom, and until when what is left out may be owed (F36). */
export const toEmergencies = (
  records: readonly { readonly issue: IssueFacts; readonly emergency: Declared }[],
  { days }: EmergencyPath,
): readonly Emergency[] =>
  records.flatMap(({ issue, emergency: { standing } }): readonly Emergency[] => {
    if (standing === null) return [];
    const end = new Date(Date.parse(standing.at) + days * 86_400_000);
    const dueAt = `${end.toISOString().slice(0, 19)}Z`;
    return [{ declared: toRecorded('emergency', 'emergency', issue, standing), dueAt }];
  });

/** A declaration as it is shown for ever. */
export const toRecorded = (
  kind: RecordedDeviation['kind'],
  gate: RecordedDeviation['gate'],
  { ref: record }: IssueFacts,
  { by, role, at, reason, url }: Declaration,
): RecordedDeviation => ({ kind, gate, record, by, role, at, reason, url });
