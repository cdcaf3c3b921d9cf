import { isSameName } from './change-requests.ts';
import type { Check, Comment, Fact, Instant, IssueFacts, LabelEvent, PullRequestFacts, Review } from './facts.ts';
import { known } from './facts.ts';
import { byTime, isBefore } from './instant.ts';

/** Facts that were read before, of the same pull request; the ledger keeps them without their time. */
export type EarlierFacts = Omit<PullRequestFacts, 'observedAt'>;

/**
 * Facts completed by what was read before on the same head, where nothing is known any more of what cannot have changed:
 * a branch that was merged is often deleted.
 */
export const withEarlier = (facts: PullRequestFacts, earlier: EarlierFacts | null): PullRequestFacts => {
  const before = toSameHead(facts, earlier);
  if (before === null) return facts;
  return {
    ...facts,
    commits: facts.commits.known ? facts.commits : before.commits,
    pushes: facts.pushes.known ? facts.pushes : before.pushes,
    files: facts.files.known ? facts.files : before.files,
  };
};

const toSameHead = ({ pullRequest }: PullRequestFacts, earlier: EarlierFacts | null): EarlierFacts | null =>
  earlier?.pullRequest.headSha === pullRequest.headSha ? earlier : null;

/**
 * What the facts of a pull request were at an instant before they were read: the texts, labels, comments, reviews and
 * checks of then. What cannot be dated (roles, policies, links, the state of an issue) stays as it is. What happened in
 * the same second had happened: which of the two came first is not known.
 *
 * @param earlier what was read before; on the same head it completes the facts, and stands in for a check that was run
 *   again since.
 */
export const asOf = (
  facts: PullRequestFacts,
  instant: Instant,
  earlier: EarlierFacts | null = null,
): PullRequestFacts => {
  const before = toSameHead(facts, earlier);
  return {
    ...withEarlier(facts, earlier),
    reviews: mapKnown(facts.reviews, (reviews) => toReviewsThen(reviews, instant)),
    checks: mapKnown(facts.checks, (checks) => checks.map((check) => toCheckThen(check, instant, before))),
    links: mapKnown(facts.links, (links) =>
      links.map((link) => ({ ...link, issue: toIssueThen(link.issue, instant) })),
    ),
    origins: mapKnown(facts.origins, (origins) =>
      origins.map((origin) => ({ ...origin, issue: toIssueThen(origin.issue, instant) })),
    ),
  };
};

const mapKnown = <T, U>(fact: Fact<T>, map: (value: T) => U): Fact<U> => (fact.known ? known(map(fact.value)) : fact);

const isBy = (instant: Instant, at: Instant): boolean => !isBefore(instant, at);

const toIssueThen = (issue: Fact<IssueFacts>, instant: Instant): Fact<IssueFacts> =>
  mapKnown(issue, (issue) => ({
    ...issue,
    body: toBodyThen(issue, instant),
    labels: toLabelsThen(issue, instant),
    revisions: mapKnown(issue.revisions, (all) => all.filter(({ at }) => isBy(instant, at))),
    labelEvents: mapKnown(issue.labelEvents, (all) => all.filter(({ at }) => isBy(instant, at))),
    comments: mapKnown(issue.comments, (all) => toCommentsThen(all, instant)),
  }));

/** The present text when it stood then, or when the one that did is gone. */
const toBodyThen = ({ body, revisions }: IssueFacts, instant: Instant): string => {
  if (!revisions.known) return body;
  const then = [...revisions.value].sort(byTime).filter(({ at }) => isBy(instant, at));
  const text = then.length < revisions.value.length ? then.at(-1)?.body : undefined;
  return text?.known === true ? text.value : body;
};

/** Takes back, newest first, what was done to the labels since. */
const toLabelsThen = ({ labels, labelEvents }: IssueFacts, instant: Instant): readonly string[] => {
  if (!labelEvents.known) return labels;
  const since = [...labelEvents.value].sort(byTime).filter(({ at }) => !isBy(instant, at));
  return since.reduceRight<readonly string[]>(takeBack, labels);
};

const takeBack = (labels: readonly string[], { action, label }: LabelEvent): readonly string[] => {
  const others = labels.filter((one) => !isSameName(one, label));
  return action === 'labeled' ? others : [...others, label];
};

const toCommentsThen = (comments: readonly Comment[], instant: Instant): readonly Comment[] =>
  comments
    .filter(({ createdAt }) => isBy(instant, createdAt))
    .map((comment) => {
      const { editedAt, deleted } = comment;
      const wasEdited = editedAt === null || isBy(instant, editedAt);
      return {
        ...comment,
        ...(wasEdited ? {} : { editedAt: null, body: comment.firstBody ?? comment.body, firstBody: null }),
        deleted: deleted !== null && isBy(instant, deleted.at) ? deleted : null,
      };
    });

const toReviewsThen = (reviews: readonly Review[], instant: Instant): readonly Review[] =>
  reviews
    .filter(({ submittedAt }) => isBy(instant, submittedAt))
    .map((review) =>
      review.editedAt === null || isBy(instant, review.editedAt) ? review : { ...review, editedAt: null },
    );

/** Only the newest run is shown: of one that ended later, what was seen of the check before is all that is known. */
const toCheckThen = (check: Check, instant: Instant, before: EarlierFacts | null): Check => {
  if (check.completedAt === null || isBy(instant, check.completedAt)) return check;
  const seen = before?.checks.known === true ? before.checks.value.find((one) => isSameCheck(one, check)) : undefined;
  return seen ?? { ...check, state: 'pending', completedAt: null };
};

const isSameCheck = (a: Check, b: Check): boolean => a.name === b.name && a.app?.id === b.app?.id;
