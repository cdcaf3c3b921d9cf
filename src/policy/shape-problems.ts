/** What is wrong with the shape of a file, in words: from zod's issues to problems with their places. */

import type { z } from 'zod';
import { formats, isFormatName } from './formats.ts';
import type { Problem } from './problem.ts';
import { valueAt } from './raw-value.ts';
import { knownKeys, meaningOf } from './schema-at.ts';
import type { Kind, Path, Source } from './source.ts';
import { quote, suggest, toPathText } from './wording.ts';

type Issue = z.core.$ZodIssue;

/** A kind of file, and its shape. */
export type Language = Kind & { readonly schema: z.core.$ZodType };

/** Every problem of the shape: keys that are unknown or missing, values of a wrong type, word or format. */
export const toShapeProblems = (issues: readonly Issue[], source: Source, language: Language): Problem[] =>
  issues.flatMap(toPlainIssues).flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => toUnknownKey([...path, key], source, language))
      : [toProblem(issue, path, source, language)];
  });

/** Where several things may stand: what is wrong with the one that was meant, by its type. */
const toPlainIssues = (issue: Issue): Issue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const isMeant = (issues: readonly Issue[]) => !issues.some(({ path, code }) => path.length === 0 && isOfType(code));
  const issues = issue.errors.find(isMeant) ?? issue.errors[0] ?? [];
  return issues.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(toPlainIssues);
};

const isOfType = (code: Issue['code']): boolean => code === 'invalid_type' || code === 'invalid_value';

const toUnknownKey = (path: Path, source: Source, { noun, schema }: Language): Problem => {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  if (toPathText(path) === 'gates.linked-change') {
    return source.problem(
      path,
      'key',
      'The gate linked-change has nothing to set and cannot be skipped.',
      'Take it out: every pull request must name its change.',
    );
  }
  const place = parent.length === 0 ? `the ${noun}` : toPathText(parent);
  const message = `${quote(key)} is not a key of ${place}.`;
  return source.problem(path, 'key', message, suggest(key, knownKeys(schema, parent)));
};

const toProblem = (issue: Issue, path: Path, source: Source, { noun, start, schema }: Language): Problem => {
  const value = valueAt(source.value, path);
  const name = toPathText(path);
  const at = (message: string, hint: string | null) => source.problem(path, 'value', message, hint);

  if (path.length === 0) {
    return at(`The ${noun} is not a mapping of keys to values.`, start);
  }
  if (value === undefined) {
    const place = path.length === 1 ? `The ${noun}` : toPathText(path.slice(0, -1));
    return source.problem(
      path.slice(0, -1),
      path.length === 1 ? 'value' : 'key',
      `${place} has no ${quote(String(path.at(-1)))}.`,
      `Add “${String(path.at(-1))}: …”. ${meaningOf(schema, path) ?? ''}`.trim(),
    );
  }
  if (value === null) return toSaysNothing(path, source);
  switch (issue.code) {
    case 'invalid_type':
      return at(
        `${name} must be ${toTypeWords(issue.expected)}, not ${describe(value)}.`,
        toTypeHint(issue, value) ?? meaningOf(schema, path),
      );
    case 'invalid_value':
      return at(
        `${name} cannot be ${describe(value)}.`,
        suggest(typeof value === 'string' ? value : '', issue.values.map(String)),
      );
    case 'too_small':
      return at(
        typeof value === 'number' ? `${name} must be at least ${issue.minimum}, not ${value}.` : `${name} is empty.`,
        meaningOf(schema, path),
      );
    case 'too_big':
      return at(
        typeof value === 'number'
          ? `${name} must be at most ${issue.maximum}, not ${value}.`
          : `${name} has more than ${issue.maximum} ${Array.isArray(value) ? 'entries' : 'characters'}.`,
        null,
      );
    case 'invalid_key':
      return source.problem(path, 'key', ...toFormatWords(String(path.at(-1)), issue.issues[0]?.message));
    case 'invalid_format':
    case 'custom':
      return at(...toFormatWords(value, issue.message));
    case 'invalid_element':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return at(`${name}: ${issue.message}`, null);
  }
};

const toSaysNothing = (path: Path, source: Source): Problem => {
  const hint =
    toPathText(path) === 'gates'
      ? 'Leave “gates” out to take those of the preset; skip a gate with a reason, “skip: …”.'
      : 'Write its value, or take the key out.';
  const message = toPathText(path) === 'gates' ? 'The policy has no gate.' : `${toPathText(path)} says nothing.`;
  return source.problem(path, 'value', message, hint);
};

const toFormatWords = (value: unknown, format: string | undefined): [message: string, hint: string | null] => {
  if (format === undefined || !isFormatName(format)) return [`${describe(value)} cannot stand here.`, null];
  if (typeof value === 'string' && value.trim() === '')
    return [`A blank is not ${formats[format].is}.`, formats[format].hint];
  return [`${describe(value)} is not ${formats[format].is}.`, formats[format].hint];
};

const toTypeWords = (expected: string): string => {
  const words: Record<string, string> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
  };
  return words[expected] ?? expected;
};

const toTypeHint = (issue: { readonly expected: string }, value: unknown): string | null => {
  switch (issue.expected) {
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? 'Put it in quotes to make it text.' : null;
    case 'array':
      return typeof value === 'string'
        ? 'Put it in brackets: “[…]”, or on lines of their own that start with “- ”.'
        : null;
    case 'boolean':
      return 'Write true or false, without quotes.';
    default:
      return null;
  }
};

const describe = (value: unknown): string => {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping';
};
