/**
 * Headings of a written policy that would be read for two things. Sections are found by their headings; some of them are
 * answered for several gates, others must stand alone.
 */

import { releaseFields } from '../records/definitions/release-record.ts';
import { toComparable } from '../records/plain-text.ts';
import { asksOfReleases, isSkipped } from './asked.ts';
import { toReleaseChecklistUses, toRequestChecklistUses } from './name-problems.ts';
import type { Preset } from './presets.ts';
import type { Problem } from './problem.ts';
import { listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';

/** What a heading is for: `alone` may not be read for anything else. */
type Use = 'section' | 'question' | 'dependencies' | 'special' | 'alone';
type Heading = {
  readonly text: unknown;
  readonly path: Path;
  readonly use: Use;
  /** The use in words. */
  readonly of: string;
};

export const toHeadingProblems = (source: Source, preset: Preset): Problem[] => [
  ...toSharedProblems(source, toChangeRequestHeadings(source.value, preset)),
  ...toSharedProblems(source, toProblemReportHeadings(source.value, preset)),
  ...toSharedProblems(source, toReleaseRecordHeadings(source.value, preset)),
];

/** An answer may serve a second reader, who looks for dependencies, the origin or the disposition; no third one. */
const clashes: ReadonlySet<string> = new Set(['section+question', 'special+special', 'dependencies+special']);

const mayShare = (one: Heading, other: Heading): boolean => {
  const isClash = clashes.has(`${one.use}+${other.use}`) || clashes.has(`${other.use}+${one.use}`);
  return one.use !== 'alone' && other.use !== 'alone' && !isClash;
};

const toSharedProblems = (source: Source, headings: readonly Heading[]): Problem[] => {
  const seen = new Map<string, Heading[]>();
  return headings.flatMap((heading) => {
    if (typeof heading.text !== 'string') return [];
    const key = toComparable(heading.text);
    const before = seen.get(key) ?? [];
    seen.set(key, [...before, heading]);
    const other = before.find((other) => !mayShare(other, heading));
    if (other === undefined) return [];
    const at = valueAt(source.value, heading.path) === undefined ? other : heading;
    const message = `The heading ${quote(String(at.text))} is that of ${other.of} and of ${heading.of}.`;
    return [source.problem(at.path, 'value', message, 'Each of the two needs a heading of its own.')];
  });
};

const toChangeRequestHeadings = (value: unknown, preset: Preset): Heading[] => [
  ...toList(value, 'record-complete', 'sections', preset.recordComplete.sections, 'section', 'a section'),
  ...toList(value, 'safety-impact', 'questions', preset.analysis.questions, 'question', 'a question'),
  ...toList(value, 'dependencies', 'sections', preset.dependencies.sections, 'dependencies', 'what dependencies ask'),
  toOne(value, ['records', 'change-request', 'origin_section'], preset.changeRequest.originSection, 'the origin'),
  ...(isSkipped(value, 'disposition')
    ? []
    : [toOne(value, ['gates', 'disposition', 'section'], preset.disposition.section, 'the disposition')]),
  toOne(value, ['gates', 'dependencies', 'batch', 'section'], null, 'the period of a batch'),
  ...toChecklistHeadings(value, preset, toRequestChecklistUses(value, preset)),
];

const toChecklistHeadings = (value: unknown, preset: Preset, uses: readonly { readonly name: string }[]): Heading[] =>
  [...new Set(uses.map(({ name }) => name))].map((name): Heading => {
    const path = ['checklists', name, 'heading'];
    const text = valueAt(value, path) ?? valueAt(preset.checklists, [name, 'heading']);
    return { text, path, use: 'alone', of: `the checklist ${quote(name)}` };
  });

/** What is read from fixed headings may be demanded as sections, too. */
const toReleaseRecordHeadings = (value: unknown, preset: Preset): Heading[] => {
  if (!asksOfReleases(value)) return [];
  const sections = listAt(value, ['release', 'record', 'sections']);
  const texts: readonly unknown[] = sections.length > 0 ? sections : preset.release.sections;
  return [
    ...texts.map(
      (text, index): Heading => ({
        text,
        path: ['release', 'record', 'sections', index],
        use: 'section',
        of: 'a section',
      }),
    ),
    ...Object.values(releaseFields).map(
      (text): Heading => ({ text, path: ['release'], use: 'special', of: 'a field of every release record' }),
    ),
    toOne(value, ['release', 'anomalies', 'section'], preset.release.anomaliesSection, 'the residual anomalies'),
    ...toChecklistHeadings(value, preset, toReleaseChecklistUses(value, preset)),
  ];
};

const toProblemReportHeadings = (value: unknown, preset: Preset): Heading[] => {
  const { sections, responseSection } = preset.problemResolution;
  if (isSkipped(value, 'problem-resolution')) return [];
  return [
    ...toList(value, 'problem-resolution', 'sections', sections, 'section', 'a section'),
    {
      ...toOne(value, ['gates', 'problem-resolution', 'response_section'], responseSection, 'the response'),
      use: 'alone',
    },
  ];
};

const toList = (
  value: unknown,
  gate: string,
  key: string,
  preset: readonly string[],
  use: Use,
  of: string,
): Heading[] => {
  const path = ['gates', gate, key];
  const texts = valueAt(value, path) === undefined ? preset : listAt(value, path);
  return (isSkipped(value, gate) ? [] : texts).map((text, index) => ({ text, path: [...path, index], use, of }));
};

const toOne = (value: unknown, path: Path, preset: string | null, of: string): Heading => ({
  text: valueAt(value, path) ?? preset,
  path,
  use: 'special',
  of,
});
