import { isSameName } from './change-requests.ts';
import type { Account, Fact, IssueFacts } from './facts.ts';
import type { RefusedSignOff, Sentence, SignOff } from './finding.ts';
import { byTime } from './instant.ts';
import { toTextStart } from './record-content.ts';
import type { Act } from './sign-off-acts.ts';
import { readCommentActs, readLabelActs, readRevocations, withRevocations } from './sign-off-acts.ts';
import { type Content, type Ground, isCertain, type Judgement, judgeAct, judgeCover } from './sign-off-conditions.ts';

/** One record under one gate, with everything on it that looks like a sign-off, judged. */
export type Signing = Ground & Content & { readonly signOffs: JudgedSignOffs };

type JudgedSignOffs = {
  /** Oldest first. */
  readonly counted: readonly SignOff[];
  /** Acts that certainly do not count, oldest first. */
  readonly refused: readonly RefusedSignOff[];
  /** Acts that would count if what is unknown came out well; they do not count either. */
  readonly undetermined: readonly RefusedSignOff[];
  readonly label: LabelState;
};

/** How the gate's label stands: its setting counts, or not and why; `null` when the gate asks for no label. */
type LabelState =
  | null
  | { readonly state: 'counts' }
  | { readonly state: 'absent' }
  | { readonly state: 'refused'; readonly by: Fact<Account>; readonly act: Act; readonly because: Sentence }
  | { readonly state: 'unknown'; readonly because: Sentence };

/** An act, and why it does not count; null when it does. */
type JudgedAct = { readonly act: Act; readonly judgement: Judgement | null };

/** Judges every act on the record that looks like a sign-off for the gate (21 CFR 11.50, 11.70, 11.100). */
export const toSigning = (given: Ground): Signing => {
  const ground = { ...given, implementation: given.config.beforeImplementation ? given.implementation : null };
  const acts = readActs(ground).map((act) => ({ act, judgement: judgeAct(act, ground) }));
  const isLeft = ({ judgement }: JudgedAct): boolean => judgement === null || !isCertain(judgement);
  // Reading a long history takes its time: only as far back as the first act that may count.
  const content = toContent(ground, acts.find(isLeft)?.act ?? null);
  const judged = acts.map((entry) => {
    const cover = isLeft(entry) ? judgeCover(entry.act, { ...ground, ...content }) : null;
    return cover !== null && (entry.judgement === null || isCertain(cover)) ? { ...entry, judgement: cover } : entry;
  });
  return { ...ground, ...content, signOffs: toJudgedSignOffs(ground, judged) };
};

/** Oldest first. */
const readActs = ({ gate, config, issue, reading }: Ground): readonly Act[] => {
  const revocations = readRevocations(issue, gate, reading);
  const labels = config.label === null ? [] : readLabelActs(issue, config.label, config.signOffs[0].meaning);
  return [...labels, ...readCommentActs(issue, gate, reading)]
    .map((act) => withRevocations(act, revocations))
    .sort(byTime);
};

const toContent = ({ issue, reading }: Ground, first: Act | null): Content => ({
  text: toTextStart(issue, reading, first?.at ?? null),
});

const toJudgedSignOffs = (ground: Ground, acts: readonly JudgedAct[]): JudgedSignOffs => ({
  counted: acts.flatMap(({ act, judgement }) => (judgement === null ? toSignOff(act, ground) : [])),
  refused: acts.flatMap(({ act, judgement }) =>
    judgement === null || judgement.kind === 'undetermined' ? [] : [toRefused(act, judgement, ground)],
  ),
  undetermined: acts.flatMap(({ act, judgement }) =>
    judgement?.kind === 'undetermined' ? [toRefused(act, judgement, ground)] : [],
  ),
  label: toLabelState(ground, acts),
});

const toSignOff = (act: Act, { gate, config, issue, reading }: Ground): readonly SignOff[] => {
  if (!act.actor.known) return [];
  const { at, method, url, note } = act;
  const { role, meaning } = config.signOffs[0];
  const signer = act.actor.value;
  return [
    {
      gate,
      record: issue.ref,
      signer,
      role,
      held: { by: 'present' },
      meaning,
      at,
      method,
      url,
      covers: reading.toDigest(issue.body),
      note,
      deviation: null,
    },
  ];
};

const toRefused = (
  { actor, at, method, url }: Act,
  { kind, because }: Judgement,
  { gate, issue }: Ground,
): RefusedSignOff => ({ gate, record: issue.ref, signer: actor, at, method, url, kind, because });

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
