import { type Account, type Contributor, type Fact, known, unknown } from '../decision/facts.ts';
import type { AccountAnswer, GitActorAnswer } from './shapes.ts';

/**
 * An actor of GraphQL. GitHub answers null for one whose account was deleted. Whoever is not plainly a person (an App,
 * an organisation) is a machine: machines cannot sign. A placeholder of an import (a mannequin) may be anybody, so its
 * number is not asked for and it stays unknown.
 */
export const toAccount = (answer: AccountAnswer | null): Fact<Account> => {
  if (answer === null) return unknown('the account no longer exists');
  const { databaseId, login, name, __typename } = answer;
  if (databaseId === null || databaseId === undefined) return unknown('GitHub does not say which account it is');
  const kind = __typename === 'User' && !login.endsWith('[bot]') ? 'person' : 'bot';
  return known({ id: databaseId, login, kind, name: name || null });
};

/** Somebody as git names them; git's names are free text. */
export const toContributor = (answer: GitActorAnswer | null): Contributor => ({
  name: answer?.name ?? '',
  email: answer?.email ?? '',
  account: answer?.user ? toAccount(answer.user) : toBot(answer?.email ?? ''),
});

/** The address that GitHub gives an App's bot: `49699333+dependabot[bot]@users.noreply.github.com`. */
const botAddress = /^(?<id>[1-9]\d{0,14})\+(?<login>[a-z\d-]{1,39}\[bot\])@users\.noreply\.[a-z\d.-]+$/i;

/**
 * The schema has no place for a bot among those who commit, so GitHub may name nobody for its address. Whoever writes it
 * into a commit of their own hides no more than by any other name: who pushed is excluded all the same.
 */
const toBot = (email: string): Fact<Account> => {
  const { id, login } = botAddress.exec(email.trim())?.groups ?? {};
  if (id === undefined || login === undefined) return unknown('no GitHub account has this e-mail address');
  return known({ id: Number(id), login, kind: 'bot', name: null });
};
