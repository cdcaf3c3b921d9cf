/** What stands twice in the lists of a written policy. */

import { toOneLine } from './formats.ts';
import type { Problem } from './problem.ts';
import { keysAt, listAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, toPathText } from './wording.ts';

/** Entries are compared as GitHub does, without regard to case; a team without organisation is the owner's. */
export const toRepeatProblems = (source: Source, owner: string): Problem[] => {
  const { value } = source;
  const team = (text: string) => (text.includes('/') ? text : `${owner}/${text}`);
  return [
    ...toRepeats(source, ['branches'], (text) => text, false),
    ...keysAt(value, ['roles']).flatMap((role) => [
      ...toRepeats(source, ['roles', role, 'teams'], team),
      ...toRepeats(source, ['roles', role, 'users']),
    ]),
    ...keysAt(value, ['checklists']).flatMap((checklist) => toRepeats(source, ['checklists', checklist, 'items'])),
    ...toRepeats(source, ['records', 'change-request', 'repositories']),
    ...toRepeats(source, ['gates', 'record-complete', 'sections']),
    ...toRepeats(source, ['contributors', 'unattributed_emails']),
    ...toLabelRepeats(source, keysAt(value, ['labels'])),
  ];
};

const toRepeats = (
  source: Source,
  path: Path,
  toWhole: (text: string) => string = toOneLine,
  ignoreCase = true,
): Problem[] => {
  const seen = new Set<string>();
  return listAt(source.value, path).flatMap((entry, index) => {
    if (typeof entry !== 'string') return [];
    const key = ignoreCase ? toWhole(entry).toLowerCase() : toWhole(entry);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      source.problem(
        [...path, index],
        'value',
        `${quote(entry)} stands twice in ${toPathText(path)}.`,
        'Take one out.',
      ),
    ];
  });
};

const toLabelRepeats = (source: Source, labels: readonly string[]): Problem[] =>
  labels
    .filter((label, index) => labels.slice(0, index).some((other) => other.toLowerCase() === label.toLowerCase()))
    .map((label) =>
      source.problem(
        ['labels', label],
        'key',
        `The label ${quote(label)} stands here twice: GitHub does not regard case.`,
        'Take one out.',
      ),
    );
