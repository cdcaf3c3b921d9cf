/** What several cases do to a release. */

import { quade, rewrite } from './case.ts';
import { at, type ReleaseGiven } from './release-case.ts';
import { merged, sha, toRangeCommit, type toRangePull, toWord } from './release-parts.ts';

/** Writes something else into the record, as if it had always stood there. */
export const write =
  (from: string, to: string) =>
  ({ record }: ReleaseGiven): void =>
    rewrite(record, (body) => body.replace(from, to));

/** A comment on the record. */
export const addWord = ({ record }: ReleaseGiven, word: ReturnType<typeof toWord>): void => {
  if (record.comments.known) record.comments.value.push(word);
};

export const file = ({ page }: ReleaseGiven, index: number) => at(page.files, index);

export const stray = sha('ee');

/** A commit between the two, by nobody's pull request. */
export const addStray = ({ range }: ReleaseGiven): void => {
  at(range.commits, 0).parents = [stray];
  range.commits.push(toRangeCommit(stray, [merged], []));
};

/** What is known of the merge of pull request 32. */
export const merge = (given: ReleaseGiven, change: ReturnType<typeof toRangePull>['merge']): void => {
  at(given.range.pullRequests, 1).merge = change;
};

/** Somebody who may lets through what is in the release then. */
export const deviate =
  (change: (given: ReleaseGiven) => void, who = quade, words = '/deviation Seen and reviewed by hand in DHF-7.') =>
  (given: ReleaseGiven): void => {
    change(given);
    addWord(given, toWord(words, who, '2026-11-05T13:00:00Z'));
  };
