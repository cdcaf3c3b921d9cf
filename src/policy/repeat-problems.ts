/** What stands twice in the lists of a written policy. */

import { toComparable } from '../records/plain-text.ts';
import type { Problem } from './problem.ts';
import { keysAt, listAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, toPathText } from './wording.ts';

/** Entries are compared as GitHub does, without regard to case; a team without organisation is the owner's. */
export const toRepeatProblems = (source: Source, owner: string): Problem[] => {
  const { value } = source;
  const toWhole = (team: string) => toComparable(team.includes('/') ? team : `${owner}/${team}`);
  return [
    ...toRepeats(source, ['branches'], (text) => text),
    ...keysAt(value, ['roles']).flatMap((role) => [
      ...toRepeats(source, ['roles', role, 'teams'], toWhole),
      ...toRepeats(source, ['roles', role, 'users']),
    ]),
    ...keysAt(value, ['checklists']).flatMap((checklist) => toRepeats(source, ['checklists', checklist, 'items'])),
    ...toRepeats(source, ['records', 'change-request', 'repositories']),
    ...toRepeats(source, ['gates', 'record-complete', 'sections']),
    ...toRepeats(source, ['contributors', 'unattributed_emails']),
    ...toLabelRepeats(source, keysAt(value, ['labels'])),
  ];
};

const toRepeats = (source: Source, path: Path, toKey: (text: string) => string = toComparable): Problem[] => {
  const seen = new Set<string>();
  return listAt(source.value, path).flatMap((entry, index) => {
    if (typeof entry !== 'string') return [];
    if (!isRepeated(seen, toKey(entry))) return [];
    const message = `${quote(entry)} stands twice in ${toPathText(path)}.`;
    return [source.problem([...path, index], 'value', message, 'Take one out.')];
  });
};

const toLabelRepeats = (source: Source, labels: readonly string[]): Problem[] => {
  const seen = new Set<string>();
  return labels
    .filter((label) => isRepeated(seen, label.toLowerCase()))
    .map((label) => {
      const message = `The label ${quote(label)} stands here twice: GitHub does not regard case.`;
      return source.problem(['labels', label], 'key', message, 'Take one out.');
    });
};

const isRepeated = (seen: Set<string>, key: string): boolean => {
  const repeated = seen.has(key);
  seen.add(key);
  return repeated;
};
