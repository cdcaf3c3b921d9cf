/** One step of a random variation, and what many steps are made of. */

import * as fc from 'fast-check';
import type { Account, Fact, IssueFacts } from '../../src/decision/facts.ts';
import { dana, type Given, type Mutable, notKnown, olaf, quade, quinn, rita, robot, sam, sol } from './case.ts';

/** One step: words for the report of a failure, and what it does. One that finds nothing to change changes nothing. */
export type Step = { readonly words: string; readonly change: (given: Given) => void };

export const step = <T>(
  name: string,
  values: fc.Arbitrary<T>,
  change: (given: Given, value: T) => void,
): fc.Arbitrary<Step> =>
  values.map((value) => ({
    words: `${name} ${JSON.stringify(value)}`,
    // The parts of one step must not be shared with another, which may change them.
    change: (given) => change(given, structuredClone(value)),
  }));

const impostor: Account = { ...quinn, id: 9021 };
export const people = fc.constantFrom(dana, rita, sam, sol, quinn, quade, olaf, robot, impostor, {
  ...sam,
  login: 'sam-was',
});
export const maybe = fc.oneof(
  { weight: 9, arbitrary: people.map((value): Fact<Account> => ({ known: true, value })) },
  { weight: 1, arbitrary: fc.constant<Fact<Account>>(notKnown) },
);

/** Seconds that meet, fractions of them, offsets, and a text that is no time. */
export const times = fc.constantFrom(
  '2026-11-02T08:00:00Z',
  '2026-11-02T10:00:00Z',
  '2026-11-02T10:30:00Z',
  '2026-11-02T11:00:00.900Z',
  '2026-11-02T11:30:00Z',
  '2026-11-02T12:00:00Z',
  '2026-11-02T13:00:00+01:00',
  '2026-11-02T12:00:01Z',
  '2026-11-02T23:00:00-02:00',
  '2026-11-03T08:59:59.999Z',
  '2026-11-03T09:00:00Z',
  '2026-11-03T09:10:00Z',
  '2026-11-03T09:30:00Z',
);
export const anyTime = fc.oneof({ weight: 40, arbitrary: times }, { weight: 1, arbitrary: fc.constant('yesterday') });

export const issuesOf = ({ facts, issue }: Given): Mutable<IssueFacts>[] => {
  const linked = facts.links.known
    ? facts.links.value.flatMap((link) => (link.issue.known ? [link.issue.value] : []))
    : [];
  return linked.length > 0 ? linked : [issue];
};
export const issueAt = (given: Given, pick: number): Mutable<IssueFacts> => {
  const issues = issuesOf(given);
  return issues[pick % issues.length] ?? given.issue;
};
export const add = <T>(fact: Mutable<Fact<readonly T[]>>, item: Mutable<T>): void => {
  if (fact.known) fact.value.push(item);
};
