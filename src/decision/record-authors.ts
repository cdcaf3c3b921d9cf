import type { IssueFacts, Revision } from './facts.ts';
import type { Sentence } from './finding.ts';
import { byTime } from './instant.ts';
import type { Reading } from './reading.ts';
import { toTime } from './sentence.ts';

/** What somebody, by the number of the account, had in the text of a record. */
export type Authorship = {
  readonly wrote: 'yes' | 'no' | 'unknown';
  /** Behind a name: `wrote the record`; where it is not known, a sentence of its own. */
  readonly because: Sentence;
};

/**
 * Whether somebody wrote a record, at first or in an edit that changed its material content (F23). An edit is taken for
 * such a one while the text before or after it is gone from the history. Unknown while a writer of it is not known.
 */
export const toAuthorship = (issue: IssueFacts, reading: Reading, id: number): Authorship => {
  const { author } = issue;
  if (author.known && author.value.id === id) return { wrote: 'yes', because: ['wrote the record'] };
  const own = findMaterialEdit(issue, reading, ({ editor }) => editor.known && editor.value.id === id);
  if (own !== null) return { wrote: 'yes', because: ['edited the record at ', toTime(own.at)] };
  if (!author.known) return { wrote: 'unknown', because: ['who wrote the record is not known'] };
  if (!issue.revisions.known) return { wrote: 'unknown', because: ['who edited the record is not known'] };
  const lost = findUnknownEdit(issue, reading);
  return lost === null
    ? { wrote: 'no', because: [] }
    : { wrote: 'unknown', because: ['who edited the record at ', toTime(lost.at), ' is not known'] };
};

/** The first edit of the material content by somebody who is not known; null when there is none, or no history. */
export const findUnknownEdit = (issue: IssueFacts, reading: Reading): Revision | null =>
  findMaterialEdit(issue, reading, ({ editor }) => !editor.known);

/** Of the edits that are meant, and of them alone since reading takes its time, the first that changed the content. */
const findMaterialEdit = (
  { revisions }: IssueFacts,
  { toDigest }: Reading,
  isMeant: (revision: Revision) => boolean,
): Revision | null => {
  if (!revisions.known) return null;
  const ordered = [...revisions.value].sort(byTime);
  const isMaterial = (before: Revision, after: Revision): boolean =>
    !before.body.known || !after.body.known || toDigest(before.body.value) !== toDigest(after.body.value);
  const found = ordered.find((revision, index) => {
    const before = ordered[index - 1];
    // The oldest is what the author wrote at first, if GitHub names nobody for it.
    return isMeant(revision) && (before === undefined ? revision.editor.known : isMaterial(before, revision));
  });
  return found ?? null;
};
