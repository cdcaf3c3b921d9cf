/** Records of a written policy that could not be recognised, or not be told from one another. */

import { toComparable } from '../records/plain-text.ts';
import { isSkipped } from './asked.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';

const change: Path = ['records', 'change-request'];
const report: Path = ['records', 'problem-report'];

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
    ...toSharedType(source),
  ];
};

const toNameless = (source: Source, path: Path, preset: string, noun: string, hint: string): Problem[] => {
  const label = valueAt(source.value, [...path, 'label']) ?? preset;
  const type = valueAt(source.value, [...path, 'issue_type']) ?? 'none';
  if (label !== 'none' || type !== 'none') return [];
  const message = `A ${noun} cannot be recognised: it has neither a label nor an issue type.`;
  return [source.problem([...path, 'label'], 'value', message, hint)];
};

const toSharedType = (source: Source): Problem[] => {
  const [one, other] = [change, report].map((path) => valueAt(source.value, [...path, 'issue_type']));
  if (typeof one !== 'string' || typeof other !== 'string' || one === 'none') return [];
  if (toComparable(one) !== toComparable(other)) return [];
  const message = `The issue type ${quote(other)} is that of change requests and of problem reports.`;
  return [source.problem([...report, 'issue_type'], 'value', message, 'Give each a type of its own.')];
};
