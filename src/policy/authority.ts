/**
 * The authority file: who has authority in which role, with dates, on the default branch beside the policy (F29).
 * Supports 21 CFR 11.10(d), (g), (i).
 */

import { toAuthorityProblems } from './authority-problems.ts';
import { type Refusal, toRefusal } from './refusal.ts';
import { type Language, toShapeProblems } from './shape-problems.ts';
import { readSource } from './source.ts';
import { toEnd, type WrittenEntry, writtenAuthoritySchema } from './written-authority.ts';

/** Where a repository keeps its authority file, on its default branch. */
export const authorityPath = '.github/holdpoint-authority.yml';

export type Authority = { readonly entries: readonly AuthorityEntry[] };

/** Dates are days in UTC, `YYYY-MM-DD`, both of them included. */
export type AuthorityEntry = {
  /** Lower case. */
  readonly login: string;
  /** Null: the account is known by its login alone. */
  readonly id: number | null;
  /** As the policy names it; `baseline/NAME` for a role of the baseline. */
  readonly role: string;
  /** Null: since ever. */
  readonly from: string | null;
  /** The earlier of the end of the authority and that of the training; null: for ever. */
  readonly until: string | null;
  /** The end of the training alone, for the words of a refusal; never earlier than `until`. */
  readonly trainedUntil: string | null;
  /** Login of who delegated the role, lower case; null: the person's own authority. */
  readonly delegatedBy: string | null;
  /** Line of the file, counted from 1. */
  readonly line: number;
};

export type ParsedAuthority = { readonly ok: true; readonly authority: Authority } | Refusal;

const language: Language = {
  noun: 'authority file',
  start: 'Start with “authority:” and a list of “{ person: login, role: safety }”.',
  schema: writtenAuthoritySchema,
};

/**
 * Reads an authority file. Any text gives an answer: the entries, or every problem found in the order of the file. Pure;
 * never throws.
 *
 * @param origin `path` for the problems; `roles`, where given: the roles there are, `NAME` of the policy and
 * `baseline/NAME` of the baseline. An entry for another role is a problem then, since it would date nobody.
 */
export const parseAuthority = (
  text: string,
  origin: { readonly path: string; readonly roles?: readonly string[] },
): ParsedAuthority => {
  const { source, problems: readingProblems } = readSource(origin.path, text, language);
  if (source === null) return toRefusal(readingProblems);
  const shape = writtenAuthoritySchema.safeParse(source.value);
  const problems = [
    ...readingProblems,
    ...(shape.success
      ? toAuthorityProblems(shape.data.authority, source, origin.roles ?? null)
      : toShapeProblems(shape.error.issues, source, language)),
  ];
  if (!shape.success || problems.length > 0) return toRefusal(problems);
  const entries = shape.data.authority.map((entry, index) => toEntry(entry, source.lineOf(['authority', index])));
  return { ok: true, authority: { entries } };
};

const toEntry = (entry: WrittenEntry, line: number): AuthorityEntry => ({
  login: entry.person.toLowerCase(),
  id: entry.id ?? null,
  role: entry.role,
  from: entry.from ?? null,
  until: toEnd(entry),
  trainedUntil: entry.trained_until ?? null,
  delegatedBy: entry.delegated_by?.toLowerCase() ?? null,
  line,
});
