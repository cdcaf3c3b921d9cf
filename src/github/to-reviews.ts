import { type Fact, known, type Review, unknown } from '../decision/facts.ts';
import type { ReviewAnswer } from './answers.ts';
import { type List, toWhole } from './connection.ts';
import { toAccount } from './to-account.ts';

const states = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
} as const;

/** Every review that was submitted, oldest first; unknown when any may be missing. */
export const toReviews = (list: List<ReviewAnswer>): Fact<readonly Review[]> => {
  const whole = toWhole('reviews', list);
  if (!whole.known) return whole;
  const reviews: Review[] = [];
  for (const { url, state, submittedAt, lastEditedAt, body, author, commit } of whole.value) {
    // Somebody is still writing it, and nobody else can see it.
    if (state === 'PENDING') continue;
    if (submittedAt === null) return unknown(`GitHub does not say when the review ${url} was submitted`);
    reviews.push({
      url,
      author: toAccount(author),
      state: states[state],
      submittedAt,
      editedAt: lastEditedAt,
      commitSha: commit === null ? unknown('the commit that it looked at is gone') : known(commit.oid),
      body,
    });
  }
  return known(reviews.sort((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt)));
};
