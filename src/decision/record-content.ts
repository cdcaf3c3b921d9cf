import type { Checklist } from '../policy/policy.ts';
import { evaluateChecklist } from '../records/checklist.ts';
import type { Account, Fact, Instant, IssueFacts } from './facts.ts';
import { known, unknown } from './facts.ts';
import { byTime, isBefore } from './instant.ts';
import type { Reading } from './reading.ts';

/** When something began to hold, and who made the edit that brought it. */
export type Since = { readonly at: Instant; readonly editor: Fact<Account> };

/**
 * Finds the last material edit of a record: the revision at which its material digest became the present one. A revision
 * whose text is gone counts as a material edit, because it may have been one. Unknown when the history cannot be read or
 * does not end in the present text. Looks no further back than to the text that stood at `from`, if there is such: what
 * is returned then is before `from`, and the edit may have been earlier still.
 */
export const toTextStart = (issue: IssueFacts, { toDigest }: Reading, from: Instant | null): Fact<Since> =>
  findStart(issue, (body) => toDigest(body) === toDigest(issue.body), from);

/**
 * Since when every box of a checklist has been ticked without a break; null when it is not complete now. A signature
 * given before then did not cover the checklist. Looks as far back as `toTextStart`.
 */
export const toChecklistStart = (
  issue: IssueFacts,
  checklist: Checklist,
  { toForm }: Reading,
  from: Instant | null,
): Fact<Since | null> => {
  const isComplete = (body: string): boolean => evaluateChecklist(toForm(body), checklist).complete;
  return isComplete(issue.body) ? findStart(issue, isComplete, from) : known(null);
};

/** Walks back from the newest revision while `holds`, which it does of the present text, and says when that began. */
const findStart = (issue: IssueFacts, holds: (body: string) => boolean, from: Instant | null): Fact<Since> => {
  if (!issue.revisions.known) return issue.revisions;
  const [newest, ...earlier] = [...issue.revisions.value].sort(byTime).reverse();
  if (newest === undefined) return unknown('GitHub shows no revision of it');
  if (!newest.body.known) return unknown('the newest revision is gone from its history');
  const holdsStill = (body: string): boolean => body === issue.body || holds(body);
  if (!holdsStill(newest.body.value)) return unknown('it was changed while it was being read');
  let start = newest;
  for (const revision of earlier) {
    if (from === null || isBefore(start.at, from)) break;
    if (!revision.body.known || !holdsStill(revision.body.value)) break;
    start = revision;
  }
  return known({ at: start.at, editor: start.editor });
};
