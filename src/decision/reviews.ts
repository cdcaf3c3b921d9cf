import type { ReviewGate } from '../policy/policy.ts';
import type { RoleBook } from './authority.ts';
import type { Contributors } from './contributors.ts';
import type { Account, Fact, PullRequestFacts, Review } from './facts.ts';
import type { RefusedSignOff, Sentence, SignOff } from './finding.ts';
import { byTime, isBefore } from './instant.ts';
import {
  type Condition,
  isIndependent,
  isIntact,
  isPerson,
  type Judgement,
  judge,
  refused,
  stands,
  undetermined,
} from './judgement.ts';
import type { Assignment } from './quorum.ts';
import { toTime } from './sentence.ts';
import type { Act } from './sign-off-acts.ts';
import { type JudgedAct, tally, toCounted, toFits, toUncounted } from './tally.ts';

/** The reviews of a pull request as sign-offs, judged. */
export type Reviewing = {
  readonly config: ReviewGate;
  /** Oldest first; once for each role in which it counts. */
  readonly counted: readonly SignOff[];
  readonly refused: readonly RefusedSignOff[];
  readonly undetermined: readonly RefusedSignOff[];
  readonly assignment: Assignment;
  /** The same, if what is unknown came out well. */
  readonly possible: Assignment;
  /** Reviews that ask for changes by somebody who is entitled to, or (`doubt`) who may be. */
  readonly objections: readonly Objection[];
};

export type Objection = { readonly by: Fact<Account>; readonly review: Review; readonly doubt: Sentence | null };

type Ground = {
  readonly config: ReviewGate;
  readonly roles: RoleBook;
  readonly contributors: Contributors;
  readonly headSha: string;
};

/**
 * Judges every review that approves, asks for changes or was dismissed; of each person only the newest of them counts,
 * and only on the head commit itself (F27). Those whose list is not known are none.
 */
export const toReviewing = (
  { reviews, pullRequest, repository }: PullRequestFacts,
  config: ReviewGate,
  roles: RoleBook,
  contributors: Contributors,
): Reviewing => {
  const { headSha, number } = pullRequest;
  const ground = { config, roles, contributors, headSha };
  const decisive = (reviews.known ? reviews.value : [])
    .filter(({ state }) => state !== 'commented')
    .sort(byTimeOfReview);
  const approvals = decisive.filter(({ state }) => state !== 'changes-requested');
  const tallied = tally(
    config,
    approvals.map((review) => judgeReview(review, decisive, ground)),
  );
  const { owner, name } = repository;
  const place = { gate: 'review', record: { owner, name, number } } as const;
  const { assignment, possible } = tallied;
  return {
    config,
    counted: toCounted(tallied, config, place, () => ({ covers: `sha1:${headSha}`, deviation: null })),
    refused: toUncounted(tallied, place, true),
    undetermined: toUncounted(tallied, place, false),
    assignment,
    possible,
    objections: decisive.flatMap((review) => toObjections(review, decisive, ground)),
  };
};

const byTimeOfReview = (a: Review, b: Review): number => byTime({ at: a.submittedAt }, { at: b.submittedAt });

const judgeReview = (review: Review, all: readonly Review[], ground: Ground): JudgedAct => {
  const act = toAct(review, all);
  if (!act.actor.known) return { act, fits: [], judgement: refused('GitHub does not name the account that did it') };
  const signer = act.actor.value;
  const { fits, judgement } = toFits(act, signer, ground.config, ground.roles);
  const conditions: readonly Condition<Ground>[] = [
    isPerson,
    isIntact,
    () => judgement,
    isIndependent,
    stands,
    () => judgeCommit(review, ground),
  ];
  return { act, fits, judgement: judge(conditions, { ...act, signer }, ground) };
};

const toAct = (review: Review, all: readonly Review[]): Act => {
  const { url, author, submittedAt, editedAt, state } = review;
  const newer = all.filter((other) => isBySame(other, review) && isBefore(submittedAt, other.submittedAt)).at(-1);
  const superseded: Sentence | null =
    newer === undefined ? null : ['the same person reviewed again at ', toTime(newer.submittedAt)];
  return {
    key: url,
    method: 'review',
    actor: author,
    at: submittedAt,
    url,
    meaning: null,
    note: null,
    flaw: editedAt === null || editedAt === submittedAt ? null : ['the review was edited at ', toTime(editedAt)],
    withdrawn: state === 'dismissed' ? ['the review was dismissed'] : superseded,
    doubt: toDoubt(review, all),
  };
};

const isBySame = (a: Review, b: Review): boolean =>
  a.author.known && b.author.known && a.author.value.id === b.author.value.id;

/** Another review that is not older may be this person's last word. */
const toDoubt = (review: Review, all: readonly Review[]): Sentence | null => {
  const others = all.filter((other) => other !== review && !isBefore(other.submittedAt, review.submittedAt));
  if (others.some(({ author }) => !author.known)) {
    return ['it may have been taken back by a later review, whose author GitHub does not name'];
  }
  const same = others.some((other) => isBySame(other, review) && other.state !== 'approved');
  return same ? ['the same person said otherwise in the same second'] : null;
};

const judgeCommit = ({ commitSha }: Review, { headSha }: Ground): Judgement | null => {
  if (!commitSha.known) return undetermined('which commit it looked at is not known');
  if (commitSha.value === headSha) return null;
  const [seen, head] = [{ code: commitSha.value.slice(0, 7) }, { code: headSha.slice(0, 7) }];
  return { kind: 'lapsed', because: ['it looked at ', seen, ', and the head is now ', head] };
};

const toObjections = (review: Review, all: readonly Review[], ground: Ground): readonly Objection[] => {
  if (review.state !== 'changes-requested') return [];
  const { author: by } = review;
  if (!by.known) return [{ by, review, doubt: ['GitHub does not name who wrote it'] }];
  // What was said in the same second counts as well: which was the last word is not known.
  if (all.some((other) => isBySame(other, review) && isBefore(review.submittedAt, other.submittedAt))) return [];
  const act = toAct(review, []);
  const { judgement } = toFits(act, by.value, ground.config, ground.roles);
  const against = judge([isPerson, () => judgement, isIndependent], { ...act, signer: by.value }, ground);
  if (against === null) return [{ by, review, doubt: null }];
  return against.kind === 'undetermined' ? [{ by, review, doubt: against.because }] : [];
};
