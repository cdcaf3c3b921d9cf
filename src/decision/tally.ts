import type { SignedGate } from '../policy/policy.ts';
import { judgeRole, type RoleBook } from './authority.ts';
import type { Account, Instant } from './facts.ts';
import type { HeldRole, RefusedSignOff, Sentence, SignOff } from './finding.ts';
import { isBefore } from './instant.ts';
import { isCertain, type Judgement, refused, undetermined, unentitled } from './judgement.ts';
import { type Assignment, assign, type Offer, type Opening } from './quorum.ts';
import { toCodes } from './sentence.ts';
import type { Act } from './sign-off-acts.ts';

/** Who must sign, and how the rules go together. */
export type Rules = Pick<SignedGate, 'signOffs' | 'inOrder' | 'severalRolesAPerson'>;

/** A rule that an act may count for, by its index: for certain, or (`held` null) if what is unknown came out well. */
export type Fit = { readonly rule: number; readonly held: HeldRole | null };

/** An act, the rules that it fits, and why it does not count; null when it does. */
export type JudgedAct = {
  readonly act: Act;
  readonly fits: readonly Fit[];
  readonly judgement: Judgement | null;
};

/** The acts, and who fills which rule by them. */
export type Tally = {
  readonly acts: readonly JudgedAct[];
  readonly assignment: Assignment;
  /** The same, if what is unknown came out well. */
  readonly possible: Assignment;
};

/** The rules whose meaning an act carries and whose role its signer held; and why there is none, or none for certain. */
export const toFits = (
  act: Act,
  signer: Account,
  { signOffs }: Pick<Rules, 'signOffs'>,
  roles: RoleBook,
): { readonly fits: readonly Fit[]; readonly judgement: Judgement | null } => {
  const meant = [...signOffs.entries()].filter(([, rule]) => act.meaning === null || act.meaning === rule.meaning);
  if (meant.length === 0) return { fits: [], judgement: refused(...toMeanings(act, signOffs)) };
  const judged = meant.map(
    ([rule, { role }]) => [rule, judgeRole(roles, role, { person: signer, key: act.key, at: act.at })] as const,
  );
  const fits = judged.flatMap(([rule, holding]): readonly Fit[] =>
    holding.held === 'no' ? [] : [{ rule, held: holding.held === 'yes' ? holding.by : null }],
  );
  if (fits.some(({ held }) => held !== null)) return { fits, judgement: null };
  const reasons = (held: 'no' | 'unknown'): readonly Sentence[] =>
    judged.flatMap(([, holding]) => (holding.held === held ? [holding.because] : []));
  const [doubt] = reasons('unknown');
  return { fits, judgement: doubt === undefined ? unentitled(...toDistinct(reasons('no'))) : undetermined(...doubt) };
};

const toMeanings = ({ meaning }: Act, signOffs: Rules['signOffs']): Sentence => [
  'it means ',
  { code: meaning ?? '' },
  ', and the gate asks for ',
  ...toCodes([...new Set(signOffs.map((rule) => rule.meaning))], 'or'),
];

/** Two rules may ask for one role. */
const toDistinct = (sentences: readonly Sentence[]): Sentence =>
  [...new Map(sentences.map((sentence) => [JSON.stringify(sentence), sentence])).values()].flatMap((sentence, index) =>
    index === 0 ? sentence : ['; ', ...sentence],
  );

/** Assigns those who acted to the rules; what came before its turn does not count (F22, F31). */
export const tally = (rules: Rules, acts: readonly JudgedAct[]): Tally => {
  const { signOffs, inOrder, severalRolesAPerson } = rules;
  const demands = { quorums: signOffs.map(({ quorum }) => quorum), inOrder, severalRolesAPerson };
  const counting = acts.filter(({ judgement }) => judgement === null);
  const assignment = assign(demands, counting.map(withCertainFits).flatMap(toOffers));
  const possible = acts.filter(({ judgement }) => judgement === null || !isCertain(judgement));
  return {
    acts: acts.map((entry) =>
      entry.judgement === null ? judgeTurn(withCertainFits(entry), assignment, rules) : entry,
    ),
    assignment,
    possible: assign(demands, possible.flatMap(toOffers)),
  };
};

const withCertainFits = (entry: JudgedAct): JudgedAct => ({
  ...entry,
  fits: entry.fits.filter(({ held }) => held !== null),
});

const toOffers = ({ act: { actor, at }, fits }: JudgedAct): readonly Offer[] =>
  actor.known ? fits.map(({ rule }) => ({ rule, person: actor.value.id, at })) : [];

const judgeTurn = (entry: JudgedAct, { opens }: Assignment, { signOffs }: Rules): JudgedAct => {
  const { act, fits } = entry;
  const open = fits.filter(({ rule }) => isOpen(opens[rule] ?? 'never', act.at));
  if (open.length > 0) return { ...entry, fits: open };
  const first = Math.min(...fits.map(({ rule }) => rule));
  const [role, before] = [signOffs[first]?.role ?? '', signOffs[first - 1]?.role ?? ''];
  const judgement = refused(
    'it was signed as ',
    { code: role },
    ' before ',
    { code: before },
    ' had signed in full, and the roles sign in that order',
  );
  return { ...entry, judgement };
};

const isOpen = (opens: Opening, at: Instant): boolean =>
  opens === 'always' || (opens !== 'never' && isBefore(opens.after, at));

type Place = Pick<SignOff, 'gate' | 'record'>;

/** The acts that count, once for each role: those that their signer fills, or else the first that they could fill. */
export const toCounted = (
  { acts, assignment: { filled } }: Tally,
  { signOffs }: Pick<Rules, 'signOffs'>,
  place: Place,
  toCover: (act: Act) => Pick<SignOff, 'covers' | 'deviation'>,
): readonly SignOff[] =>
  acts.flatMap(({ act, fits, judgement }): readonly SignOff[] => {
    const { actor, at, method, url, note } = act;
    if (judgement !== null || !actor.known) return [];
    const signer = actor.value;
    const filling = fits.filter(({ rule }) => filled[rule]?.some(({ person }) => person === signer.id));
    return (filling.length > 0 ? filling : fits.slice(0, 1)).flatMap(({ rule, held }): readonly SignOff[] => {
      const asked = signOffs[rule];
      if (asked === undefined || held === null) return [];
      const { role, meaning } = asked;
      return [{ ...place, signer, role, held, meaning, at, method, url, ...toCover(act), note }];
    });
  });

/** The acts that do not count, for certain or in doubt. */
export const toUncounted = ({ acts }: Tally, place: Place, certain: boolean): readonly RefusedSignOff[] =>
  acts.flatMap(({ act: { actor, at, method, url }, judgement }) =>
    judgement !== null && isCertain(judgement) === certain
      ? [{ ...place, signer: actor, at, method, url, ...judgement }]
      : [],
  );
