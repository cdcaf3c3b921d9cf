import type { Instant } from './facts.ts';
import { byTime, isBefore, isTime } from './instant.ts';

/** What a list of rules asks for. */
export type Demands = {
  /** How many different people each of the rules needs; less than one is taken for one. */
  readonly quorums: readonly number[];
  /** Whether each rule takes only what is later than the time at which the one before it was filled. */
  readonly inOrder: boolean;
  /** Whether one person may count for several rules. */
  readonly severalRolesAPerson: boolean;
};

/** Something that somebody did and that may count for a rule, by its index. */
export type Offer = { readonly rule: number; readonly person: number; readonly at: Instant };

/** Who fills what. */
export type Assignment = {
  /** For each rule, offers of different people, no more than it needs. */
  readonly filled: readonly (readonly Offer[])[];
  /** From when on each rule takes offers. */
  readonly opens: readonly Opening[];
  /** When the last rule was filled; null while one is not. */
  readonly completeAt: Instant | null;
};

/** `after`: offers later than that; `never`: not before the rule before it is filled. */
export type Opening = 'always' | 'never' | { readonly after: Instant };

/**
 * Assigns people to rules so that as many rules as possible are filled, and those as early as possible (NIST SP 800-53
 * AC-5). Rules that take their turn in order are filled from the first on.
 */
export const assign = (given: Demands, offers: readonly Offer[]): Assignment => {
  const demands = { ...given, quorums: given.quorums.map((quorum) => Math.max(1, quorum)) };
  const timed = offers.filter(({ at }) => isTime(at)).sort(byTime);
  return demands.inOrder ? assignInOrder(demands, timed) : assignAtOnce(demands, timed);
};

/** For one rule, the first offer of each person that it may take; oldest first. */
type Choice = readonly Offer[];

const toChoice = (offers: readonly Offer[], rule: number, { after }: { readonly after: Instant | null }): Choice => {
  const first = new Map<number, Offer>();
  for (const offer of offers) {
    if (offer.rule !== rule || first.has(offer.person) || (after !== null && !isBefore(after, offer.at))) continue;
    first.set(offer.person, offer);
  }
  return [...first.values()];
};

const until = (choice: Choice, end: Instant): Choice => choice.filter(({ at }) => !isBefore(end, at));

const assignAtOnce = (demands: Demands, offers: readonly Offer[]): Assignment => {
  const choices = demands.quorums.map((_, rule) => toChoice(offers, rule, { after: null }));
  const opens = demands.quorums.map((): Opening => 'always');
  for (const { at } of offers) {
    const filled = fill(
      demands,
      choices.map((choice) => until(choice, at)),
    );
    if (areFilled(demands, filled)) return { filled, opens, completeAt: at };
  }
  return { filled: fillMost(demands, choices), opens, completeAt: null };
};

/** As many rules as possible are filled, and of the others as many places as are left. */
const fillMost = (demands: Demands, choices: readonly Choice[]): readonly Choice[] => {
  const rules = [...choices.keys()].filter((rule) => (choices[rule] ?? []).length >= (demands.quorums[rule] ?? 1));
  const groups = Array.from({ length: 2 ** rules.length }, (_, bits) =>
    rules.filter((_, index) => Math.floor(bits / 2 ** index) % 2 === 1),
  ).sort((a, b) => b.length - a.length);
  const most = groups.find((group) => areFilled(demands, fill(demands, choices, group), group)) ?? [];
  return fill(demands, choices, [...most, ...[...choices.keys()].filter((rule) => !most.includes(rule))]);
};

const areFilled = ({ quorums }: Demands, filled: readonly Choice[], rules = [...quorums.keys()]): boolean =>
  rules.every((rule) => (filled[rule] ?? []).length >= (quorums[rule] ?? 1));

/**
 * Fills the rules one after the other: whoever is taken already gives way where another can stand in for them (augmenting
 * paths of a bipartite matching). A rule once filled stays so.
 */
const fill = (demands: Demands, choices: readonly Choice[], rules = [...choices.keys()]): readonly Choice[] => {
  const { quorums, severalRolesAPerson } = demands;
  if (severalRolesAPerson) return choices.map((choice, rule) => choice.slice(0, quorums[rule]));
  const ruleOf = new Map<number, number>();
  const findOne = (rule: number, asked: Set<number>): boolean =>
    (choices[rule] ?? []).some(({ person }) => {
      const other = ruleOf.get(person);
      if (other === rule || asked.has(person)) return false;
      asked.add(person);
      if (other !== undefined && !findOne(other, asked)) return false;
      ruleOf.set(person, rule);
      return true;
    });
  for (const rule of rules) {
    for (let place = 0; place < (quorums[rule] ?? 1); place += 1) if (!findOne(rule, new Set())) break;
  }
  return choices.map((choice, rule) => choice.filter(({ person }) => ruleOf.get(person) === rule));
};

/** Rules that were filled one after the other, and when each of them was. */
type Sequence = { readonly choices: readonly Choice[]; readonly ends: readonly Instant[] };

const assignInOrder = (demands: Demands, offers: readonly Offer[]): Assignment => {
  const { quorums } = demands;
  const sequence = toLongest(demands, offers);
  const { ends } = sequence;
  const next = quorums.length > ends.length ? [toChoice(offers, ends.length, { after: ends.at(-1) ?? null })] : [];
  const rest = quorums.slice(ends.length + 1).map((): Choice => []);
  const opens = quorums.map((_, rule): Opening => {
    const after = ends[rule - 1];
    if (rule === 0) return 'always';
    return after === undefined ? 'never' : { after };
  });
  const filled = fill(demands, [...sequence.choices, ...next, ...rest]);
  return { filled, opens, completeAt: ends.length === quorums.length ? (ends.at(-1) ?? null) : null };
};

const toLongest = (demands: Demands, offers: readonly Offer[]): Sequence => {
  for (let length = demands.quorums.length; length > 0; length -= 1) {
    const sequence = fillInOrder(demands, offers, length, { choices: [], ends: [] });
    if (sequence !== null) return sequence;
  }
  return { choices: [], ends: [] };
};

/**
 * The earliest way to fill the rules up to `length`, after those that are filled already. Waiting for another person can
 * be worth while: who signed first for this rule may be needed for a later one.
 */
const fillInOrder = (
  demands: Demands,
  offers: readonly Offer[],
  length: number,
  { choices, ends }: Sequence,
): Sequence | null => {
  const rule = ends.length;
  if (rule === length) return { choices, ends };
  const choice = toChoice(offers, rule, { after: ends.at(-1) ?? null });
  let best: Sequence | null = null;
  for (const { at } of choice.slice((demands.quorums[rule] ?? 1) - 1)) {
    if (!mayFollow(demands, offers, length, rule + 1, at)) break;
    const taken = [...choices, until(choice, at)];
    if (!areFilled(demands, fill(demands, taken), [...taken.keys()])) continue;
    const found = fillInOrder(demands, offers, length, { choices: taken, ends: [...ends, at] });
    const [end, earliest] = [found?.ends.at(-1), best?.ends.at(-1)];
    if (end !== undefined && (earliest === undefined || isBefore(end, earliest))) best = found;
  }
  return best;
};

/** Whether the rules from this one on could be filled after a time if everybody could count for several. */
const mayFollow = (
  demands: Demands,
  offers: readonly Offer[],
  length: number,
  rule: number,
  after: Instant,
): boolean => {
  if (rule === length) return true;
  const last = toChoice(offers, rule, { after })[(demands.quorums[rule] ?? 1) - 1];
  return last !== undefined && mayFollow(demands, offers, length, rule + 1, last.at);
};
