import { withoutHidden } from './plain-text.ts';
import { toWords } from './words.ts';

/**
 * Whether an answer says that the question does not apply: `no`, it answers it; `bare`, it says so and gives no reason,
 * or too little of one; `reasoned`, it says so and why. Words are English; docs/records.md has the rule.
 */
export type NotApplicable = 'no' | 'bare' | 'reasoned';

const toSet = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words that say that something is not, or not yet. */
export const denials = toSet(
  'no non none not nil nope na nothing inapplicable irrelevant doesnt isnt arent tbd tba todo',
);

/** Words that give no reason, however many of them stand together. */
export const idle = toSet(
  `
  a all an and any anything applicable applies apply are as at be because been being case change changed changes did do
  does due effect effects expected for found from given had has have here i identified impact in is it its known need
  needed needs new now of on one or our relevant require required requires response same see since so such that the
  there these this those to was we were will with yet`.trim(),
);

/** Fewer words than this after the statement are no rationale; of them, so many must say something of their own. */
const fewWords = 3;
const fewOwnWords = 2;

/** Where a statement ends: at punctuation, a dash between spaces, the end of a line, or a word that brings a reason. */
const clauseEnd = /[^\p{L}\p{M}\p{N} '’-]| -+ |\b(?:because|since|as|for|due)\b/u;

/** `n/a`, `N.A.` and the like are one word. */
const abbreviated = /(?<![\p{L}\p{N}])n\s?[/.\\]\s?a(?![\p{L}\p{N}])/gu;

/**
 * Judges an answer, as a reader reads it. An answer denies when it opens with a word of denial, or with a statement that
 * is made of such words and idle ones alone. It is bare when what is left gives fewer than two words of its own: neither
 * idle, nor a denial, nor a word of the question that stands above it; and when fewer than three words follow a statement.
 *
 * @param question the heading under which it stands
 */
export const toNotApplicable = (answer: string, question = ''): NotApplicable => {
  const text = toLine(answer);
  const clauses = text.replace(abbreviated, ' na ').split(clauseEnd).map(toWords);
  const [opening = [], ...others] = clauses.filter((words) => words.length > 0);
  if (opening.length === 0) return text.trim() === '' ? 'no' : 'bare';
  const isStatement = opening.some((word) => denials.has(word)) && opening.every((word) => isIdle(word));
  if (!isStatement && !denials.has(opening[0] ?? '')) return 'no';
  const rest = isStatement ? others.flat() : [...opening, ...others.flat()];
  const asked = new Set(toWords(question));
  const own = new Set(rest.filter((word) => !isIdle(word) && !asked.has(word)));
  if (own.size < fewOwnWords || (isStatement && rest.length < fewWords)) return 'bare';
  return isStatement ? 'reasoned' : 'no';
};

/** One line without what cannot be seen; where a line ended stands a semicolon. */
const toLine = (answer: string): string => {
  const dashed = answer.normalize('NFKC').replace(/[\u2010-\u2015]/g, ' - ');
  const line = dashed
    .trim()
    .replace(/[\n\r]+/g, '; ')
    .replace(/\p{White_Space}/gu, ' ');
  return withoutHidden(line).toLowerCase();
};

const isIdle = (word: string): boolean => denials.has(word) || idle.has(word);
