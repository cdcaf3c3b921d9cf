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
 * Whether every box of a checklist was ticked in the text that stood at an instant: what a signature given then covered.
 * A text that came in that very second may have stood or not, so it must be complete as well. Unknown when that text is
 * gone from the history, or the history cannot be read.
 */
export const wasComplete = (
  issue: IssueFacts,
  checklist: Checklist,
  { toForm }: Reading,
  at: Instant,
): Fact<boolean> => {
  if (!issue.revisions.known) return issue.revisions;
  const until = [...issue.revisions.value].sort(byTime).filter((revision) => !isBefore(at, revision.at));
  const stood = until.findLast((revision) => isBefore(revision.at, at));
  const texts = [...(stood === undefined ? [] : [stood]), ...until.filter((revision) => !isBefore(revision.at, at))];
  const bodies = texts.flatMap(({ body }) => (body.known ? [body.value] : []));
  if (bodies.some((body) => !evaluateChecklist(toForm(body), checklist).complete)) return known(false);
  if (bodies.length < texts.length) return unknown('the text that stood then is gone from its history');
  return texts.length > 0 ? known(true) : unknown('GitHub shows no revision from before then');
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
