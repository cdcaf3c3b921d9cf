/** What is wrong with what a written policy says of environments: patterns that stand twice, or never count. */

import type { Problem } from './problem.ts';
import { isMapping, keysAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { matchesWildcards } from './wildcards.ts';
import { quote } from './wording.ts';

export const environmentsPath: Path = ['release', 'environments'];

/** The keys of a mapping as the file has them: an object puts those first that are whole numbers. */
export const toKeysInOrder = ({ value, problem }: Source, path: Path): readonly string[] => {
  const placed = keysAt(value, path).map((key) => ({ key, ...problem([...path, key], 'key', '', null) }));
  return placed.sort((a, b) => a.line - b.line || a.column - b.column).map(({ key }) => key);
};

/** The first pattern that fits counts, so one that is wholly in an earlier one does nothing. */
export const toEnvironmentProblems = (source: Source): Problem[] => {
  const written = valueAt(source.value, environmentsPath);
  if (isMapping(written) && Object.keys(written).length === 0) {
    const hint = 'Write a pattern and what may be deployed there, like “production: released”.';
    return [source.problem(environmentsPath, 'key', 'release.environments names no environment.', hint)];
  }
  const patterns = toKeysInOrder(source, environmentsPath);
  return patterns.flatMap((pattern, index) => {
    const before = patterns.slice(0, index).find((earlier) => covers(earlier, pattern));
    if (before === undefined) return [];
    const at = (message: string, hint: string) => [
      source.problem([...environmentsPath, pattern], 'key', message, hint),
    ];
    return before.toLowerCase() === pattern.toLowerCase()
      ? at(`${quote(pattern)} stands here twice: GitHub does not regard case.`, 'Take one out.')
      : at(
          `The environments ${quote(pattern)} are all in ${quote(before)}, which stands before it and counts.`,
          'Put it first, or take it out.',
        );
  });
};

/** Whether every name of the second pattern certainly fits the first; by far not whenever that is so. */
const covers = (wide: string, narrow: string): boolean => {
  const [one, other] = [wide.toLowerCase(), narrow.toLowerCase()];
  if (one === other || one === '**') return true;
  // A wildcard of the narrow one is taken for a character: `*` of the wide one spans it, and nothing else does.
  return !one.includes('?') && !other.includes('**') && matchesWildcards(one, other);
};
