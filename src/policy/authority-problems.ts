/** What is wrong between the entries of an authority file: those that could never take effect, or say a thing twice. */

import type { Problem } from './problem.ts';
import type { Source } from './source.ts';
import { quote, suggest } from './wording.ts';
import { toEnd, type WrittenEntry } from './written-authority.ts';

/** @param roles the roles that the policies define; null when they are not known. */
export const toAuthorityProblems = (
  entries: readonly WrittenEntry[],
  source: Source,
  roles: readonly string[] | null,
): Problem[] => [
  ...entries.flatMap((entry, index) => [
    ...toRoleProblems(entry, index, source, roles),
    ...toDateProblems(entry, index, source),
    ...toDelegationProblems(entry, index, source, entries),
  ]),
  ...toRepeats(entries, source),
];

const toRoleProblems = (
  { role }: WrittenEntry,
  index: number,
  source: Source,
  roles: readonly string[] | null,
): Problem[] => {
  if (roles === null || roles.includes(role)) return [];
  const alike = roles.filter((other) => other.startsWith('baseline/') === role.startsWith('baseline/'));
  const message = `No policy defines the role ${quote(role)}.`;
  return [
    source.problem(['authority', index, 'role'], 'value', message, suggest(role, alike.length > 0 ? alike : roles)),
  ];
};

const toDateProblems = (entry: WrittenEntry, index: number, source: Source): Problem[] => {
  const { from } = entry;
  if (from === undefined) return [];
  return (['until', 'trained_until'] as const)
    .filter((key) => (entry[key] ?? from) < from)
    .map((key) => {
      const message = `${key} is ${entry[key]}, before from, ${from}: the entry covers no day.`;
      return source.problem(['authority', index, key], 'value', message, 'Correct one of the two dates.');
    });
};

/** One level: who delegates has authority themselves, on some of the days, and not by delegation. */
const toDelegationProblems = (
  entry: WrittenEntry,
  index: number,
  source: Source,
  entries: readonly WrittenEntry[],
): Problem[] => {
  const { delegated_by: by, role, person } = entry;
  if (by === undefined) return [];
  const at = (message: string, hint: string) => [
    source.problem(['authority', index, 'delegated_by'], 'value', message, hint),
  ];
  if (role.startsWith('baseline/')) {
    const hint = 'Add the person to the role in the baseline; a repository cannot loosen it.';
    return at('A role of the baseline cannot be delegated by a repository.', hint);
  }
  if (isSame(by, person)) return at(`${quote(person)} delegates to themselves.`, 'Name who delegated the role.');
  const direct = entries.filter(
    (other) => other.delegated_by === undefined && other.role === role && isSame(other.person, by),
  );
  if (direct.some((other) => meet(entry, other))) return [];
  const hint = `Add an entry of ${quote(by)} for that role that covers the time, and was not delegated itself.`;
  const when = direct.length === 0 ? '' : ' at that time';
  return at(`${quote(by)} has no authority of their own in the role ${quote(role)}${when}.`, hint);
};

const isSame = (login: string, other: string): boolean => login.toLowerCase() === other.toLowerCase();

/** Whether two periods have a day in common. */
const meet = (one: WrittenEntry, other: WrittenEntry): boolean => !isOver(one, other) && !isOver(other, one);

const isOver = (entry: WrittenEntry, { from }: WrittenEntry): boolean => {
  const end = toEnd(entry);
  return end !== null && from !== undefined && end < from;
};

const toRepeats = (entries: readonly WrittenEntry[], source: Source): Problem[] => {
  const seen = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const { person, id, role, from, until, trained_until: trained, delegated_by: by } = entry;
    const key = JSON.stringify([person.toLowerCase(), id, role, from, until, trained, by?.toLowerCase()]);
    const before = seen.get(key);
    seen.set(key, before ?? index);
    if (before === undefined) return [];
    const hint = `It stands in line ${source.lineOf(['authority', before])} already: take one out.`;
    return [source.problem(['authority', index], 'value', 'This entry stands here twice.', hint)];
  });
};
