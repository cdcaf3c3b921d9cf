/** What stands twice in the lists of a written policy. */

import { toComparable } from '../records/plain-text.ts';
import { headingLists } from './asked.ts';
import type { Problem } from './problem.ts';
import { keysAt, listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote, toPathText } from './wording.ts';
import { signedGateIds } from './written-gates.ts';

/** Lists of words that are compared as headings are. */
const lists: readonly Path[] = [
  ['records', 'change-request', 'repositories'],
  ['records', 'problem-report', 'repositories'],
  ...headingLists,
  ...signedGateIds.flatMap((gate) => ['not_signers_of', 'after'].map((key) => ['gates', gate, key])),
  ['emergency', 'owes'],
  ['release', 'artifacts', 'signed'],
];

/** Entries are compared as GitHub does, without regard to case; a team without organisation is the owner's. */
export const toRepeatProblems = (source: Source, owner: string): Problem[] => {
  const { value } = source;
  const toWhole = (team: string) => toComparable(team.includes('/') ? team : `${owner}/${team}`);
  return [
    ...toRepeats(source, ['branches'], (text) => text),
    ...toRepeats(source, ['release', 'tags'], (text) => text),
    ...toRepeats(source, ['release', 'artifacts', 'attested'], (text) => text),
    ...toEntryRepeats(source, ['release', 'verification', 'required'], ['name', 'app']),
    ...toRepeats(source, ['repositories']),
    ...toRepeats(source, ['gates', 'dependencies', 'manifests'], (text) => text),
    ...toEntryRepeats(source, ['paths'], ['pattern']),
    ...toEntryRepeats(source, ['gates', 'checks', 'required'], ['name', 'app']),
    ...keysAt(value, ['roles']).flatMap((role) => [
      ...toRepeats(source, ['roles', role, 'teams'], toWhole),
      ...toRepeats(source, ['roles', role, 'users']),
    ]),
    ...keysAt(value, ['checklists']).flatMap((checklist) => toRepeats(source, ['checklists', checklist, 'items'])),
    ...lists.flatMap((path) => toRepeats(source, path)),
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

/** Entries of a list of mappings that say the same under some of their keys. */
const toEntryRepeats = (source: Source, path: Path, keys: readonly string[]): Problem[] => {
  const seen = new Set<string>();
  return listAt(source.value, path).flatMap((_, index) => {
    const words = keys.map((key) => valueAt(source.value, [...path, index, key]));
    if (typeof words[0] !== 'string') return [];
    if (!isRepeated(seen, JSON.stringify(words))) return [];
    const message = `${quote(words[0])} stands twice in ${toPathText(path)}.`;
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
