import { createReview, dismissReview, editReview, type ReviewEvent, submitReview } from '../actions/reviews.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Review } from '../state.ts';
import { bodyOf, idOf, ok, paginate, requirePull } from './answers.ts';
import { renderReview } from './render/pull-request.ts';

const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';

const pullOf = (context: RouteContext) => {
  const { world, request, params } = context;
  return requirePull(context, requireRepository(world, request.caller, params, toRead('pull_requests')));
};

/** A pending review exists for its author alone. */
const listVisible = (context: RouteContext) =>
  pullOf(context).reviews.filter(
    (one) =>
      one.state !== 'PENDING' || (context.request.caller.kind === 'user' && context.request.caller.user === one.author),
  );

function requireReview(context: RouteContext): Review {
  const review = listVisible(context).find((one) => one.id === idOf(context, 'review_id'));
  if (review === undefined) throw notFound();
  return review;
}

export const reviewRoutes = [
  route('GET', REVIEWS, (context) =>
    paginate(context, listVisible(context), (review) => renderReview(context.world, review)),
  ),
  route('POST', REVIEWS, (context) => {
    const fields = bodyOf<{ event?: ReviewEvent; body?: string; commit_id?: string }>(context);
    return ok(
      renderReview(context.world, createReview(context.world, context.request.caller, pullOf(context), fields)),
    );
  }),
  route('GET', `${REVIEWS}/{review_id}`, (context) => ok(renderReview(context.world, requireReview(context)))),
  route('PUT', `${REVIEWS}/{review_id}`, (context) => {
    const review = requireReview(context);
    editReview(context.world, context.request.caller, review, bodyOf<{ body: string }>(context).body);
    return ok(renderReview(context.world, review));
  }),
  route('POST', `${REVIEWS}/{review_id}/events`, (context) => {
    const review = requireReview(context);
    const { event, body } = bodyOf<{ event: ReviewEvent; body?: string }>(context);
    submitReview(context.world, context.request.caller, review, event, body ?? review.body);
    return ok(renderReview(context.world, review));
  }),
  route('PUT', `${REVIEWS}/{review_id}/dismissals`, (context) => {
    const review = requireReview(context);
    dismissReview(context.world, context.request.caller, review, bodyOf<{ message: string }>(context).message);
    return ok(renderReview(context.world, review));
  }),
];
