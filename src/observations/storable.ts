import { type Account, type Fact, known, unknown } from '../decision/facts.ts';

/** A text as PostgreSQL takes it: without NUL and without half a character, which names in git may hold. */
export const toStorable = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** An account as a column of the type `account` takes it; null when nobody is named. */
export const toStoredAccount = (account: Account | null): string | null => {
  if (account === null) return null;
  const { id, login, kind, name } = account;
  return JSON.stringify({ id, login: toStorable(login), kind, name: name === null ? null : toStorable(name) });
};

/** What such a column holds; unknown with `reason` when it names nobody. */
export const toAccountFact = (stored: Account | null, reason: string): Fact<Account> =>
  stored === null ? unknown(reason) : known(toAccount(stored));

/** The fields in one order, whatever order PostgreSQL keeps them in. */
export const toAccount = ({ id, login, kind, name }: Account): Account => ({ id, login, kind, name });
