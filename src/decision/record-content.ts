import type { Checklist } from '../policy/policy.ts';
import { evaluateChecklist } from '../records/checklist.ts';
import type { Account, Fact, Instant, IssueFacts } from './facts.ts';
import { known, unknown } from './facts.ts';
import { byTime } from './instant.ts';
import type { Reading } from './reading.ts';

/** What a record says now, and since when it says exactly that. */
export type PresentContent = Since & {
  /** `sha256:…` of its material content. */
  readonly digest: string;
};

/** When something began to hold, and who made the edit that brought it. */
export type Since = { readonly at: Instant; readonly editor: Fact<Account> };

/**
 * Finds the last material edit of a record: the revision at which its material digest became the present one. A revision
 * whose text is gone counts as a material edit, because it may have been one. Unknown when the history cannot be read or
 * does not end in the present text.
 */
export const toPresentContent = (issue: IssueFacts, { toDigest }: Reading): Fact<PresentContent> => {
  const digest = toDigest(issue.body);
  const since = findStart(issue, (body) => toDigest(body) === digest);
  return since.known ? known({ digest, ...since.value }) : since;
};

/**
 * Since when every box of a checklist has been ticked without a break; null when it is not complete now. A signature
 * given before then did not cover the checklist.
 */
export const toChecklistStart = (issue: IssueFacts, checklist: Checklist, { toForm }: Reading): Fact<Since | null> => {
  const isComplete = (body: string): boolean => evaluateChecklist(toForm(body), checklist).complete;
  return isComplete(issue.body) ? findStart(issue, isComplete) : known(null);
};

/** Walks back from the newest revision while `holds`, which it does of the present text, and says when that began. */
const findStart = (issue: IssueFacts, holds: (body: string) => boolean): Fact<Since> => {
  if (!issue.revisions.known) return issue.revisions;
  const [newest, ...earlier] = [...issue.revisions.value].sort(byTime).reverse();
  if (newest === undefined) return unknown('GitHub shows no revision of it');
  if (!newest.body.known) return unknown('the newest revision is gone from its history');
  if (!holds(newest.body.value)) return unknown('it was changed while it was being read');
  let start = newest;
  for (const revision of earlier) {
    if (!revision.body.known || !holds(revision.body.value)) break;
    start = revision;
  }
  return known({ at: start.at, editor: start.editor });
};
