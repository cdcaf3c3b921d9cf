import type { Account, Fact, Instant } from './facts.ts';
import type { Run, Sentence } from './finding.ts';
import { toReadable } from './instant.ts';

/** `a, b and c`, each item in runs of its own; past `cap` items, the first of them `and N more`. */
export const toList = (items: readonly Sentence[], conjunction: 'and' | 'or' = 'and', cap = 10): Sentence => {
  const shown = items.slice(0, cap);
  const rest = items.length - shown.length;
  const parts: readonly Sentence[] = rest > 0 ? [...shown, [`${rest} more`]] : shown;
  return parts.flatMap((part, index): Sentence => {
    if (index === 0) return part;
    return [index === parts.length - 1 ? ` ${rest > 0 ? 'and' : conjunction} ` : ', ', ...part];
  });
};

export const toPeople = (people: readonly Account[], conjunction: 'and' | 'or' = 'and'): Sentence =>
  toList(
    people.map((person) => [{ person }]),
    conjunction,
  );

export const toCodes = (texts: readonly string[], conjunction: 'and' | 'or' = 'and', cap = 10): Sentence =>
  toList(
    texts.map((code) => [{ code }]),
    conjunction,
    cap,
  );

/** Sentences after one another, with a space between them. */
export const toParagraph = (sentences: readonly Sentence[]): Sentence =>
  sentences
    .filter((sentence) => sentence.length > 0)
    .flatMap((sentence, i) => (i === 0 ? sentence : [' ', ...sentence]));

/** Somebody who acted, or words for somebody whom GitHub does not name. */
export const toActor = (actor: Fact<Account>, otherwise = 'somebody whom GitHub does not name'): Run =>
  actor.known ? { person: actor.value } : otherwise;

/** A time is written by us, from a parsed number: it cannot carry markup. */
export const toTime = (at: Instant): Run => toReadable(at);

/** People in the order of their logins, so that a sentence does not depend on the order of reading. */
export const byLogin = (a: Account, b: Account): number =>
  compareText(a.login.toLowerCase(), b.login.toLowerCase()) || a.id - b.id;

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
