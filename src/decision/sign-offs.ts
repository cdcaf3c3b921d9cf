import { isSameName } from './change-requests.ts';
import type { Account, Fact, IssueFacts } from './facts.ts';
import type { RefusedSignOff, Sentence, SignOff } from './finding.ts';
import { byTime } from './instant.ts';
import { isCertain, type Judgement, judge, refused } from './judgement.ts';
import type { Assignment } from './quorum.ts';
import { toTextStart } from './record-content.ts';
import type { Act } from './sign-off-acts.ts';
import { readCommentActs, readLabelActs, readRevocations, withRevocations } from './sign-off-acts.ts';
import {
  actConditions,
  type Content,
  contentConditions,
  type Ground,
  isLate,
  type OtherGate,
} from './sign-off-conditions.ts';
import { type JudgedAct, tally, toCounted, toFits, toUncounted } from './tally.ts';

/** One record under one gate, with everything on it that looks like a sign-off, judged. */
export type Signing = Ground & Content & { readonly signOffs: JudgedSignOffs };

type JudgedSignOffs = {
  /** Oldest first; once for each role in which it counts. */
  readonly counted: readonly SignOff[];
  /** Acts that certainly do not count, oldest first. */
  readonly refused: readonly RefusedSignOff[];
  /** Acts that would count if what is unknown came out well; they do not count either. */
  readonly undetermined: readonly RefusedSignOff[];
  readonly label: LabelState;
  /** Who fills which rule. */
  readonly assignment: Assignment;
  /** The same, if what is unknown came out well. */
  readonly possible: Assignment;
  /** What the other gates on the record must know of this one. */
  readonly forOthers: OtherGate;
};

/** How the gate's label stands: its setting counts, or not and why; `null` when the gate asks for no label. */
type LabelState =
  | null
  | { readonly state: 'counts' }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly by: Fact<Account>; readonly act: Act; readonly because: Sentence }
  | { readonly state: 'unknown'; readonly because: Sentence };

/** Judges every act on the record that looks like a sign-off for the gate (21 CFR 11.50, 11.70, 11.100). */
export const toSigning = (given: Ground): Signing => {
  const ground = { ...given, implementation: given.config.beforeImplementation ? given.implementation : null };
  const acts = readActs(ground).map((act) => judgeAct(act, ground));
  const isLeft = ({ judgement }: JudgedAct): boolean => judgement === null || !isCertain(judgement);
  // Reading a long history takes its time: only as far back as the first act that may count.
  const content = toContent(ground, acts.find(isLeft)?.act ?? null);
  const judged = acts.map((entry) => (isLeft(entry) ? judgeCover(entry, { ...ground, ...content }) : entry));
  return { ...ground, ...content, signOffs: toJudgedSignOffs(ground, judged) };
};

/** Oldest first. */
const readActs = ({ gate, config, issue, reading }: Ground): readonly Act[] => {
  const revocations = readRevocations(issue, gate, reading);
  const labels = config.label === null ? [] : readLabelActs(issue, config.label);
  return [...labels, ...readCommentActs(issue, gate, reading)]
    .map((act) => withRevocations(act, revocations))
    .sort(byTime);
};

const judgeAct = (act: Act, ground: Ground): JudgedAct => {
  if (!act.actor.known) return { act, fits: [], judgement: refused('GitHub does not name the account that did it') };
  const signer = act.actor.value;
  const { fits } = toFits(act, signer, ground.config, ground.roles);
  return { act, fits, judgement: judge(actConditions, { ...act, signer }, ground) };
};

/** Judges by its content what `judgeAct` leaves standing. */
const judgeCover = (entry: JudgedAct, on: Ground & Content): JudgedAct => {
  const { act, judgement } = entry;
  const cover = act.actor.known ? judge(contentConditions, { ...act, signer: act.actor.value }, on) : null;
  return cover !== null && (judgement === null || isCertain(cover)) ? { ...entry, judgement: cover } : entry;
};

const toContent = ({ issue, reading }: Ground, first: Act | null): Content => ({
  text: toTextStart(issue, reading, first?.at ?? null),
});

const toJudgedSignOffs = (ground: Ground, judged: readonly JudgedAct[]): JudgedSignOffs => {
  const { gate, config, issue, reading, deviation } = ground;
  const tallied = tally(config, judged);
  const { acts, assignment, possible } = tallied;
  const place = { gate, record: issue.ref };
  const toCover = (act: Act) => ({
    covers: reading.toDigest(issue.body),
    deviation: isLate(act, ground) ? (deviation.standing?.url ?? null) : null,
  });
  return {
    counted: toCounted(tallied, config, place, toCover),
    refused: toUncounted(tallied, place, true),
    undetermined: toUncounted(tallied, place, false),
    label: toLabelState(ground, acts),
    assignment,
    possible,
    forOthers: {
      ...toSigners(acts),
      completeAt: assignment.completeAt,
      mayBeComplete: possible.completeAt !== null,
    },
  };
};

const toSigners = (acts: readonly JudgedAct[]): Pick<OtherGate, 'signers' | 'doubtful' | 'isAnybodys'> => {
  const idsOf = (isMeant: (judgement: Judgement | null) => boolean): ReadonlySet<number> =>
    new Set(acts.flatMap(({ act, judgement }) => (act.actor.known && isMeant(judgement) ? [act.actor.value.id] : [])));
  return {
    signers: idsOf((judgement) => judgement === null),
    doubtful: idsOf((judgement) => judgement !== null && !isCertain(judgement)),
    isAnybodys: acts.some(({ act: { actor, flaw, withdrawn } }) => !actor.known && flaw === null && withdrawn === null),
  };
};

/** The label counts through the last time that it was set, and only while it is on the record. */
const toLabelState = ({ config: { label }, issue }: Ground, acts: readonly JudgedAct[]): LabelState => {
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
