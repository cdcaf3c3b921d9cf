import { expect, test } from '@jest/globals';
import type { Problem } from '../../src/policy/problem.ts';
import { parse } from './policies.ts';

type Parsed = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] };

/** `line:column message | hint`, every problem in the order of the file. */
export const toRows = (parsed: Parsed): string[] =>
  parsed.ok
    ? []
    : parsed.problems.map(
        ({ line, column, message, hint }) => `${line}:${column} ${message}${hint ? ` | ${hint}` : ''}`,
      );

export const problemsOf = (text: string): string[] => toRows(parse(text));

export type Row = readonly [name: string, text: string, ...problems: string[]];

/** One test a row: the text behind `prefix` has exactly these problems. */
export const expectRows = (rows: readonly Row[], prefix = '', toProblems = problemsOf) =>
  test.each(rows.map(([name, text, ...problems]) => ({ name, text, problems })))('$name', ({ text, problems }) => {
    expect(toProblems(prefix + text)).toEqual(problems);
  });
