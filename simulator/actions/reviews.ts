import { ApiError, validationFailed } from '../exchange.ts';
import { actorOf, appOf, authorize, toRead, toWrite } from '../permissions.ts';
import { listRulesInForce } from '../rules.ts';
import type { Caller, PullRequest, Review, World } from '../state.ts';
import { emitReview } from '../webhooks/events.ts';
import { register } from '../world.ts';
import { editBody } from './body-edits.ts';
import { addEvent } from './timeline.ts';

const STATES = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const;
export type ReviewEvent = keyof typeof STATES;

/** Reviews a pull request. Without an event the review is pending and seen by nobody else. */
export function createReview(
  world: World,
  caller: Caller,
  pull: PullRequest,
  fields: { event?: ReviewEvent; body?: string; commit_id?: string },
): Review {
  authorize(world, caller, pull.repository, { ...toRead('pull_requests'), level: 'write' });
  checkReview(caller, pull, fields.event, fields.body ?? '');
  const now = world.clock.now();
  const review: Review = register(world, {
    kind: 'PullRequestReview',
    pullRequest: pull,
    author: actorOf(caller),
    viaApp: appOf(caller),
    body: fields.body ?? '',
    edits: [],
    createdAt: now,
    updatedAt: now,
    state: fields.event === undefined ? 'PENDING' : STATES[fields.event],
    commitSha: fields.commit_id ?? pull.headSha,
    submittedAt: fields.event === undefined ? null : now,
  });
  pull.reviews.push(review);
  if (fields.event !== undefined) emitReview(world, review, 'submitted', actorOf(caller));
  return review;
}

function checkReview(caller: Caller, pull: PullRequest, event: ReviewEvent | undefined, body: string): void {
  const own = actorOf(caller) === pull.author;
  if (own && event === 'APPROVE')
    throw new ApiError(422, 'Unprocessable Entity', ['Review Can not approve your own pull request']);
  if (own && event === 'REQUEST_CHANGES') {
    throw new ApiError(422, 'Unprocessable Entity', ['Review Can not request changes on your own pull request']);
  }
  if (event !== undefined && event !== 'APPROVE' && body === '') {
    throw validationFailed('PullRequestReview', 'body', 'missing_field');
  }
}

export function submitReview(world: World, caller: Caller, review: Review, event: ReviewEvent, body: string): void {
  if (review.author !== actorOf(caller) || review.state !== 'PENDING')
    throw new ApiError(422, 'Could not submit the review.');
  checkReview(caller, review.pullRequest, event, body);
  Object.assign(review, { state: STATES[event], body, submittedAt: world.clock.now() });
  emitReview(world, review, 'submitted', actorOf(caller));
}

export function editReview(world: World, caller: Caller, review: Review, body: string): void {
  if (review.author !== actorOf(caller))
    authorize(world, caller, review.pullRequest.repository, toWrite('write', 'pull_requests'));
  const from = review.body;
  if (editBody(world, review, actorOf(caller), body)) {
    emitReview(world, review, 'edited', actorOf(caller), { changes: { body: { from } } });
  }
}

/** What a new head does to approvals of the old one where the rules ask for it; a head with the same diff does nothing. */
export function dismissStaleReviews(world: World, caller: Caller, pull: PullRequest): void {
  const isAsked = listRulesInForce(pull.repository, `refs/heads/${pull.baseRef}`).some(
    ({ rule }) => rule.type === 'pull_request' && rule.parameters?.['dismiss_stale_reviews_on_push'] === true,
  );
  if (!isAsked) return;
  for (const review of pull.reviews.filter((one) => one.state === 'APPROVED')) dismiss(world, caller, review, null);
}

export function dismissReview(world: World, caller: Caller, review: Review, message: string): void {
  authorize(world, caller, review.pullRequest.repository, toWrite('write', 'pull_requests'));
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw new ApiError(422, 'Can not dismiss a review that neither approved nor requested changes');
  }
  dismiss(world, caller, review, message);
}

function dismiss(world: World, caller: Caller, review: Review, message: string | null): void {
  const previousState = review.state;
  review.state = 'DISMISSED';
  review.updatedAt = world.clock.now();
  addEvent(world, caller, review.pullRequest, { kind: 'ReviewDismissedEvent', review, previousState, message });
  emitReview(world, review, 'dismissed', actorOf(caller));
}
