/** Which sign-offs on a record count at a gate, and whether they are enough. */

import type { Account, Comment, Instant, IssueFacts } from '../../../src/decision/facts.ts';
import type { SignedGate, SignedGateId, SignOffRule } from '../../../src/policy/policy.ts';
import type { Layer } from './layer.ts';
import { contributors, heldThen, isHeld } from './people.ts';
import { earlier, inOrder, isTicked, lastEdit, lower, recordAuthors, tickers, wasTicked } from './texts.ts';

export type SignOff = {
  readonly signer: Account;
  readonly at: Instant;
  readonly method: 'label' | 'comment';
  /** By which its first sight is known. */
  readonly key: string;
  /** Rules that it may count for. */
  readonly rules: readonly SignOffRule[];
};

/** How one gate stands on one record. */
export type Signed = {
  readonly fulfilled: boolean;
  readonly counted: readonly SignOff[];
  /** When the last sign-off that was needed was given; null while it is not fulfilled. */
  readonly at: Instant | null;
};

const unsigned: Signed = { fulfilled: false, counted: [], at: null };

/** What has been found of the gates before this one, on the same record. */
export type Before = Partial<Record<SignedGateId, Signed>>;

export const sign = (
  layer: Layer,
  record: IssueFacts,
  name: SignedGateId,
  gate: SignedGate,
  before: Before,
): Signed => {
  const banned = contributors(layer);
  const since = lastEdit(record);
  if (banned === null || since === null) return unsigned;
  const authors = recordAuthors(record);
  if (!gate.recordAuthorMaySign && authors === null) return unsigned;
  const counted = acts(layer, record, name, gate).filter(({ signer, at }) => {
    if (signer.kind !== 'person' || banned.has(signer.id)) return false;
    if (!gate.recordAuthorMaySign && authors?.has(signer.id) !== false) return false;
    if (!earlier(since, at) || !wasTicked(record, gate.checklist, at)) return false;
    if (gate.notSignersOf.some((other) => before[other]?.counted.some((one) => one.signer.id === signer.id)))
      return false;
    if (gate.after.some((other) => !isAfter(before[other], at))) return false;
    if (gate.beforeImplementation && !isInTime(layer, record, at)) return false;
    return !isRevoked(record, name, signer, at);
  });
  const at = completion(gate, counted);
  const hasLabel = gate.label === null || counted.some(({ method }) => method === 'label');
  const hasTicks = gate.checklist === null || isTicked(record.body, gate.checklist);
  const readable = record.comments.known && (gate.label === null || record.labelEvents.known);
  const canBeAsked = gate.signOffs.every(({ role }) => isHeld(layer, role));
  const fulfilled =
    canBeAsked && at !== null && hasLabel && hasTicks && readable && areTicksEntitled(layer, record, gate, banned);
  return { fulfilled, counted, at };
};

const isAfter = (other: Signed | undefined, at: Instant): boolean =>
  other !== undefined && other.at !== null && earlier(other.at, at);

/** Before any sign of work, or by leave of whoever may record deviations. */
const isInTime = (layer: Layer, record: IssueFacts, at: Instant): boolean =>
  firstSigns(layer).every((sign) => earlier(at, sign)) || isDeviation(layer, record);

const firstSigns = ({ facts: { pullRequest, pushes, commits } }: Layer): readonly Instant[] => [
  pullRequest.createdAt,
  ...(pushes.known ? pushes.value.map(({ at }) => at) : []),
  ...(commits.known ? commits.value.flatMap(({ seenAt }) => seenAt ?? []) : []),
];

const stands = ({ editedAt, firstBody, deleted }: Comment): boolean =>
  editedAt === null && firstBody === null && deleted === null;

const isDeviation = (layer: Layer, record: IssueFacts): boolean => {
  const role = layer.policy.deviationRole;
  const banned = contributors(layer);
  if (role === null || banned === null || !record.comments.known) return false;
  return record.comments.value.some(
    (comment) =>
      /^\/deviation +\S[^\n]*$/.test(comment.body.trimEnd()) &&
      stands(comment) &&
      comment.author.known &&
      comment.author.value.kind === 'person' &&
      !banned.has(comment.author.value.id) &&
      heldThen(layer, comment.author.value, role, comment.url, comment.createdAt) &&
      firstSigns(layer).some((sign) => earlier(sign, comment.createdAt)) &&
      !isRevoked(record, 'deviation', comment.author.value, comment.createdAt),
  );
};

/** When the emergency was declared on a record; null when none certainly was. The oldest that stands counts. */
export const emergencyAt = (layer: Layer, record: IssueFacts): Instant | null => {
  const role = layer.policy.emergency?.role;
  if (role === undefined || !record.comments.known) return null;
  const declared = record.comments.value.filter(
    (comment) =>
      /^\/emergency +\S[^\n]*$/.test(comment.body.trimEnd()) &&
      stands(comment) &&
      comment.author.known &&
      comment.author.value.kind === 'person' &&
      heldThen(layer, comment.author.value, role, comment.url, comment.createdAt) &&
      !isRevoked(record, 'emergency', comment.author.value, comment.createdAt),
  );
  return inOrder(declared.map(({ createdAt: at }) => ({ at })))[0]?.at ?? null;
};

/** Whether one was declared by nobody knows whom, or by somebody of whom it is not known whether they may. */
export const mayBeEmergency = (layer: Layer, record: IssueFacts): boolean => {
  const role = layer.policy.emergency?.role;
  if (role === undefined || !record.comments.known) return false;
  return record.comments.value.some(
    (comment) =>
      /^\/emergency +\S[^\n]*$/.test(comment.body.trimEnd()) &&
      stands(comment) &&
      (!comment.author.known || layer.facts.roles[`${layer.prefix}${role}`]?.known === false),
  );
};

const acts = (layer: Layer, record: IssueFacts, name: SignedGateId, gate: SignedGate): readonly SignOff[] =>
  [...labelActs(record, gate), ...commentActs(record, name)].flatMap(({ meaning, ...act }) => {
    const rules = gate.signOffs.filter(
      (rule) =>
        (meaning === null || rule.meaning === meaning) && heldThen(layer, act.signer, rule.role, act.key, act.at),
    );
    return rules.length === 0 ? [] : [{ ...act, rules }];
  });

type Act = Omit<SignOff, 'rules'> & { readonly meaning: string | null };

/** Only the last setting of a label that is still there, if it bore its name before. */
const labelActs = (record: IssueFacts, { label }: SignedGate): readonly Act[] => {
  if (label === null || !record.labelEvents.known || !record.labels.map(lower).includes(lower(label))) return [];
  const last = inOrder(record.labelEvents.value.filter((event) => lower(event.label) === lower(label))).at(-1);
  if (last?.action !== 'labeled' || !last.actor.known) return [];
  if (!last.labelNamedSince.known || !earlier(last.labelNamedSince.value, last.at)) return [];
  const { at, actor } = last;
  const key = `${record.url}#label:${last.label}@${at}:${actor.value.id}`;
  return [{ signer: actor.value, at, method: 'label', key, meaning: null }];
};

const commentActs = ({ comments }: IssueFacts, name: SignedGateId): readonly Act[] => {
  if (!comments.known) return [];
  const exact = new RegExp(`^/sign +${name} +([a-z]+)( [^\r\n]*)?[ \t\r\n]*$`);
  return comments.value.flatMap((comment): readonly Act[] => {
    const meaning = exact.exec(comment.body)?.[1];
    return meaning !== undefined && comment.author.known && stands(comment)
      ? [{ signer: comment.author.value, at: comment.createdAt, method: 'comment', key: comment.url, meaning }]
      : [];
  });
};

/** By the same person, or by nobody knows whom, at the time of the sign-off or later; deleting it changes nothing. */
export const isRevoked = ({ comments }: IssueFacts, name: string, signer: Account, at: Instant): boolean =>
  comments.known &&
  comments.value.some(({ body, firstBody, author, createdAt, editedAt }) => {
    const isTheirs = !author.known || author.value.id === signer.id;
    const now = revokes(body, name) && !earlier(editedAt ?? createdAt, at);
    const once = firstBody !== null && revokes(firstBody, name) && !earlier(createdAt, at);
    return isTheirs && (now || once);
  });

const revocable = ['safety-impact', 'approval', 'emergency', 'release', 'deviation'];

/**
 * Taking back is never refused for its form: a line that starts with it will do. One that names no gate, or is exact but
 * for the name of the gate, takes back everything.
 */
const revokes = (comment: string, name: string): boolean => {
  const misnamed = /^\/revoke +([^ ]+)$/.exec(comment)?.[1];
  if (misnamed !== undefined && !revocable.includes(misnamed)) return true;
  return comment.split('\n').some((line) => new RegExp(`^/revoke(?: +${name}(?: .*)?)?$`, 'i').test(line.trim()));
};

const areTicksEntitled = (layer: Layer, record: IssueFacts, gate: SignedGate, banned: ReadonlySet<number>): boolean => {
  if (!gate.ticksByRole || gate.checklist === null) return true;
  return tickers(record, gate.checklist).every((revision) => {
    if (revision === null || !revision.editor.known) return false;
    const person = revision.editor.value;
    const key = `${record.url}#tick@${revision.at}:${person.id}`;
    return (
      person.kind === 'person' &&
      !banned.has(person.id) &&
      gate.signOffs.some(({ role }) => heldThen(layer, person, role, key, revision.at))
    );
  });
};

type Rules = Pick<SignedGate, 'signOffs' | 'inOrder' | 'severalRolesAPerson'>;

/**
 * When the last needed sign-off was given, by the assignment of people to rules that is complete first; null when none
 * is. Tries every assignment.
 */
export const completion = (gate: Rules, counted: readonly SignOff[]): Instant | null => {
  const ends = assignments(gate, counted).map((chosen) => inOrder(chosen).at(-1)?.at ?? null);
  const times = ends.flatMap((at) => (at === null ? [] : [{ at }]));
  return inOrder(times)[0]?.at ?? null;
};

/** Every way to fulfil all rules, one after the other, each by as many different people as it asks for. */
const assignments = (gate: Rules, counted: readonly SignOff[]): readonly (readonly SignOff[])[] => {
  let ways: readonly (readonly SignOff[])[] = [[]];
  let previous: SignOffRule | null = null;
  for (const rule of gate.signOffs) {
    const size = Math.max(1, rule.quorum);
    const isLater = (way: readonly SignOff[], act: SignOff): boolean =>
      !gate.inOrder || previous === null || way.every((one) => earlier(one.at, act.at));
    ways = ways.flatMap((way) => {
      const free = counted.filter(
        (act) =>
          act.rules.includes(rule) &&
          isLater(way, act) &&
          (gate.severalRolesAPerson || !way.some((one) => one.signer.id === act.signer.id)),
      );
      return choose(free, size).map((chosen) => [...way, ...chosen]);
    });
    previous = rule;
  }
  return ways;
};

/** Every choice of so many sign-offs by different people. */
const choose = (acts: readonly SignOff[], size: number): readonly (readonly SignOff[])[] => {
  if (size === 0) return [[]];
  return acts.flatMap((act, index) => {
    const others = acts.slice(index + 1).filter(({ signer }) => signer.id !== act.signer.id);
    return choose(others, size - 1).map((rest) => [act, ...rest]);
  });
};
