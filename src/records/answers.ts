import { createHash } from 'node:crypto';
import { parseIssueForm } from './issue-form.ts';
import { toComparable } from './plain-text.ts';
import type { Field } from './record-definition.ts';
import { recordTypes } from './record-types.ts';
import { toWords } from './words.ts';

/** An answer in somebody's own words: where it stands, and `sha256:…` of its words. */
export type AnswerDigest = {
  /** As headings are compared. */
  readonly heading: string;
  readonly digest: string;
};

/** What is shorter is the same in many records with good reason. */
const fewestWords = 5;

const toPlain = (text: string): string => toWords(text).join(' ');

const toWording = ({ heading, help, answer }: Field): readonly string[] => {
  if (answer.kind === 'choice') return [heading, help, ...answer.options];
  if (answer.kind === 'checklist') return [heading, help, ...answer.items.map(({ text }) => text)];
  if (answer.kind === 'line' && answer.placeholder !== null) return [heading, help, answer.placeholder];
  return [heading, help];
};

/** Everything that our forms say themselves. */
const wording: ReadonlySet<string> = new Set(
  recordTypes.flatMap(({ introduction, fields }) => [
    ...introduction.split('\n').map(toPlain),
    ...fields.flatMap(toWording).map(toPlain),
  ]),
);

/** Options that were chosen stand on one line with commas between them. */
const isOwnWording = (line: string): boolean =>
  wording.has(toPlain(line)) || line.split(',').every((part) => wording.has(toPlain(part)));

const toOwnWords = (answer: string): readonly string[] =>
  answer
    .split('\n')
    .filter((line) => !isOwnWording(line))
    .flatMap(toWords);

/**
 * Digests by which an answer that was copied from another record is found: of the words of each answer, in order,
 * whatever its letter case, white space, punctuation and markup. Left out are answers of fewer than five words, those
 * that only say that they do not apply, and what the forms say themselves: lines that are a heading, a help text, an
 * option or an item. A body that cannot be read has none. See docs/records.md.
 */
export const toAnswerDigests = (body: string): readonly AnswerDigest[] =>
  parseIssueForm(body).sections.flatMap(({ heading, answer, blank, notApplicable }): readonly AnswerDigest[] => {
    const words = toOwnWords(answer);
    if (blank || notApplicable === 'bare' || words.length < fewestWords) return [];
    const digest = createHash('sha256').update(words.join(' '), 'utf8').digest('hex');
    return [{ heading: toComparable(heading), digest: `sha256:${digest}` }];
  });
