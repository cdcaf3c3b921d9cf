/**
 * Headings and items that no record could bear: written with marks of Markdown, they read otherwise on the page, and a
 * record is compared by what is read. Asks the reader of records itself.
 */

import { evaluateChecklist } from '../records/checklist.ts';
import { findSections, parseIssueForm } from '../records/issue-form.ts';
import { toOneLine } from './formats.ts';
import type { Problem } from './problem.ts';
import { keysAt, listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';

/** Longer lists are refused by the schema; what is beyond is not looked at. */
const most = 200;

export const toReadingProblems = (source: Source): Problem[] => {
  const { value } = source;
  const checklists = keysAt(value, ['checklists']).map((name) => ['checklists', name]);
  const sections = ['gates', 'record-complete', 'sections'];
  return [
    ...toHeadingProblems(source, [
      ...listAt(value, sections).map((_, index) => [...sections, index]),
      ...checklists.map((path) => [...path, 'heading']),
    ]),
    ...checklists.flatMap((path) => toItemProblems(source, [...path, 'items'])),
  ];
};

const toHeadingProblems = (source: Source, paths: readonly Path[]): Problem[] => {
  const headings = paths.slice(0, most).flatMap((path) => toText(source, path));
  const form = parseIssueForm(headings.map(({ text }) => `### ${text}`).join('\n\n'));
  if (form.unreadable !== null) return [];
  return headings
    .filter(({ text }) => findSections(form, text).length === 0)
    .map(({ path, text }) => toProblem(source, path, text));
};

const toItemProblems = (source: Source, path: Path): Problem[] => {
  const items = listAt(source.value, path)
    .slice(0, most)
    .flatMap((_, index) => toText(source, [...path, index]));
  const form = parseIssueForm(`### Items\n\n${items.map(({ text }) => `- [x] ${text}`).join('\n')}`);
  if (form.unreadable !== null) return [];
  const { missing } = evaluateChecklist(form, { heading: 'Items', items: items.map(({ text }) => text) });
  return items.filter(({ text }) => missing.includes(text)).map(({ path, text }) => toProblem(source, path, text));
};

/** The text under a path as one line; nothing where there is no text, which is a problem of its own. */
const toText = (source: Source, path: Path): { readonly path: Path; readonly text: string }[] => {
  const value = valueAt(source.value, path);
  const text = typeof value === 'string' ? toOneLine(value) : '';
  return text === '' ? [] : [{ path, text }];
};

const toProblem = (source: Source, path: Path, text: string): Problem =>
  source.problem(
    path,
    'value',
    `${quote(text)} has marks of Markdown: in a record it reads otherwise.`,
    'Write it as it reads on the page, without marks like * _ ` ~ # < & \\ [ ].',
  );
