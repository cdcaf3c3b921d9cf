/** Records of a written policy that could not be recognised, or not be told from one another. */

import { toComparable } from '../records/plain-text.ts';
import { asksOfReleases, isSkipped } from './asked.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';

const change: Path = ['records', 'change-request'];
const report: Path = ['records', 'problem-report'];
const release: Path = ['records', 'release-record'];

export const toRecordProblems = (source: Source, preset: Preset): Problem[] => {
  const { value } = source;
  const give = 'Give it one of the two';
  return [
    ...toNameless(source, change, preset.changeRequest.label, 'change request', `${give}.`),
    ...(isSkipped(value, 'problem-resolution')
      ? []
      : toNameless(
          source,
          report,
          preset.problemReport.label,
          'problem report',
          `${give}, or skip gates.problem-resolution.`,
        )),
    ...(asksOfReleases(value)
      ? toNameless(source, release, preset.releaseRecord.label, 'release record', `${give}.`)
      : []),
    ...toSharedTypes(source),
  ];
};

const toNameless = (source: Source, path: Path, preset: string, noun: string, hint: string): Problem[] => {
  const label = valueAt(source.value, [...path, 'label']) ?? preset;
  const type = valueAt(source.value, [...path, 'issue_type']) ?? 'none';
  if (label !== 'none' || type !== 'none') return [];
  const message = `A ${noun} cannot be recognised: it has neither a label nor an issue type.`;
  return [source.problem([...path, 'label'], 'value', message, hint)];
};

const nouns = [
  [change, 'change requests'],
  [report, 'problem reports'],
  [release, 'release records'],
] as const;

const toSharedTypes = (source: Source): Problem[] =>
  nouns.flatMap(([path, noun], index) => {
    const type = valueAt(source.value, [...path, 'issue_type']);
    if (typeof type !== 'string' || type === 'none') return [];
    const before = nouns.slice(0, index).find(([other]) => {
      const earlier = valueAt(source.value, [...other, 'issue_type']);
      return typeof earlier === 'string' && toComparable(earlier) === toComparable(type);
    });
    if (before === undefined) return [];
    const message = `The issue type ${quote(type)} is that of ${before[1]} and of ${noun}.`;
    return [source.problem([...path, 'issue_type'], 'value', message, 'Give each a type of its own.')];
  });
