/**
 * Headings and items that no record could bear: written with marks of Markdown, they read otherwise on the page, and a
 * record is compared by what is read. Asks the reader of records itself.
 */

import { evaluateChecklist } from '../records/checklist.ts';
import { findSections, parseIssueForm } from '../records/issue-form.ts';
import { headingLists } from './asked.ts';
import { toOneLine } from './formats.ts';
import type { Problem } from './problem.ts';
import { keysAt, listAt, valueAt } from './raw-value.ts';
import type { Path, Source } from './source.ts';
import { quote } from './wording.ts';

/** Longer lists, and as many checklists, are refused elsewhere; what is beyond is not looked at. */
const most = 100;

/** Headings that stand by themselves, and answers that are compared as headings are. */
const words: readonly Path[] = [
  ['records', 'change-request', 'origin_section'],
  ['gates', 'problem-resolution', 'response_section'],
  ['gates', 'disposition', 'section'],
  ['gates', 'disposition', 'software'],
  ['gates', 'disposition', 'environment'],
  ['gates', 'dependencies', 'batch', 'section'],
  ['release', 'anomalies', 'section'],
];

export const toReadingProblems = (source: Source): Problem[] => {
  const { value } = source;
  const checklists = keysAt(value, ['checklists']).map((name) => ['checklists', name]);
  return [
    ...headingLists.flatMap((path) => toHeadingProblems(source, toEntries(source, path))),
    ...toHeadingProblems(source, words),
    ...toHeadingProblems(
      source,
      checklists.map((path) => [...path, 'heading']),
    ),
    ...checklists.flatMap((path) => toItemProblems(source, [...path, 'items'])),
  ];
};

type Text = { readonly path: Path; readonly text: string };

const toHeadingProblems = (source: Source, paths: readonly Path[]): Problem[] =>
  toUnread(toTexts(source, paths), (texts) => {
    const form = parseIssueForm(texts.map(({ text }) => `### ${text}`).join('\n\n'));
    if (form.unreadable !== null) return null;
    return texts.filter(({ text }) => findSections(form, text).length === 0);
  }).map(({ path, text }) => toProblem(source, path, text));

const toItemProblems = (source: Source, path: Path): Problem[] =>
  toUnread(toTexts(source, toEntries(source, path)), (texts) => {
    const form = parseIssueForm(`### Items\n\n${texts.map(({ text }) => `- [x] ${text}`).join('\n')}`);
    if (form.unreadable !== null) return null;
    const { missing } = evaluateChecklist(form, { heading: 'Items', items: texts.map(({ text }) => text) });
    return texts.filter(({ text }) => missing.includes(text));
  }).map(({ path, text }) => toProblem(source, path, text));

/** Those that a record would not show as they are written; one by one where they cannot be read together. */
const toUnread = (texts: readonly Text[], read: (texts: readonly Text[]) => readonly Text[] | null): readonly Text[] =>
  read(texts) ?? texts.flatMap((text) => read([text]) ?? [text]);

const toEntries = (source: Source, path: Path): readonly Path[] =>
  listAt(source.value, path).map((_, index) => [...path, index]);

const toTexts = (source: Source, paths: readonly Path[]): readonly Text[] =>
  paths.slice(0, most).flatMap((path) => toText(source, path));

/** The text under a path as one line; nothing where there is no text, which is a problem of its own. */
const toText = (source: Source, path: Path): Text[] => {
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
