import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stage } from './stage.ts';
import { listDepartures } from './webhook-schemas.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

/** A person's review, and GraphQL's view of the pull request's reviews. */
const review = (login: string, number: number, fields: Record<string, unknown>) =>
  stage.as(login, `POST ${REPO}/pulls/${number}/reviews`, fields);
const readReviews = async (number: number) => {
  const data = await stage.graphql(
    'ada',
    `{ repository(owner: "acme", name: "pump") { pullRequest(number: ${number}) { reviews(first: 10) { nodes {
      state submittedAt lastEditedAt body author { login } commit { oid } } } } } }`,
  );
  return data.repository.pullRequest.reviews.nodes;
};

test('a review is of a commit, is edited in the open and dismissed by who may write', async () => {
  const { number, sha } = await stage.pull('reviewed');
  const { body } = await review('ben', number, { event: 'APPROVE', body: 'fine' });
  const [approved] = await readReviews(number);
  expect(approved).toMatchObject({ state: 'APPROVED', lastEditedAt: null, commit: { oid: sha } });
  const own = `${REPO}/pulls/${number}/reviews/${body.id}`;
  await stage.as('ben', `PUT ${own}`, { body: 'good' });
  const [edited] = await readReviews(number);
  expect(edited).toMatchObject({ state: 'APPROVED', body: 'good', submittedAt: approved.submittedAt });
  expect(edited.lastEditedAt > approved.submittedAt).toBe(true);
  expect((await stage.as('eve', `PUT ${own}/dismissals`, { message: 'no' })).status).toBe(403);
  expect((await stage.as('ada', `PUT ${own}/dismissals`, { message: 'no' })).status).toBe(200);
  expect(await readReviews(number)).toMatchObject([{ state: 'DISMISSED', author: { login: 'ben' } }]);
  const told = await stage.webhooks('pull_request_review');
  expect(told.map((one) => [one.payload.action, one.payload.review.state, one.payload.sender.login])).toEqual([
    ['submitted', 'approved', 'ben'],
    ['edited', 'approved', 'ben'],
    ['dismissed', 'dismissed', 'ada'],
  ]);
  expect(told[1]?.payload.changes).toEqual({ body: { from: 'fine' } });
  expect(told.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
});

test('nobody approves or refuses their own pull request', async () => {
  const { number } = await stage.pull('own');
  const refused = await review('ada', number, { event: 'APPROVE' });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual(['Review Can not approve your own pull request']);
  expect((await review('ada', number, { event: 'REQUEST_CHANGES', body: 'x' })).status).toBe(422);
  expect((await review('ada', number, { event: 'COMMENT', body: 'x' })).status).toBe(200);
});

test('a review stays on its commit when the head moves on, and one may be of an older commit', async () => {
  const { number, sha } = await stage.pull('moving');
  await review('ben', number, { event: 'APPROVE' });
  const next = await stage.commit('moving', { 'more.txt': 'more\n' });
  await review('cleo', number, { event: 'REQUEST_CHANGES', body: 'not yet' });
  await review('dora', number, { event: 'APPROVE', commit_id: sha });
  expect(await readReviews(number)).toMatchObject([
    { state: 'APPROVED', commit: { oid: sha } },
    { state: 'CHANGES_REQUESTED', commit: { oid: next } },
    { state: 'APPROVED', commit: { oid: sha } },
  ]);
});

test('a pending review is its author’s alone until it is submitted', async () => {
  const { number } = await stage.pull('pending');
  const { body } = await review('ben', number, { body: 'thinking' });
  expect(await readReviews(number)).toEqual([]);
  const events = `${REPO}/pulls/${number}/reviews/${body.id}/events`;
  expect((await stage.as('ada', `POST ${events}`, { event: 'APPROVE' })).status).toBe(404);
  await stage.as('ben', `POST ${events}`, { event: 'APPROVE' });
  expect(await readReviews(number)).toMatchObject([{ state: 'APPROVED', body: 'thinking' }]);
});

test('where the rules ask for it, a push that changes the diff dismisses approvals; taking in the base does not', async () => {
  const rules = [{ type: 'pull_request', parameters: { ...REVIEW_RULE, dismiss_stale_reviews_on_push: true } }];
  const conditions = { ref_name: { include: ['refs/heads/guarded'], exclude: [] } };
  await stage.branch('guarded');
  const ruleset = { name: 'stale', target: 'branch', enforcement: 'active', conditions, rules };
  expect((await stage.as('owner', `POST ${REPO}/rulesets`, ruleset)).status).toBe(201);
  const { number } = await stage.pull('stale', { base: 'guarded' });
  await review('ben', number, { event: 'APPROVE' });
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${number}/update-branch`, {})).status).toBe(202);
  expect(await readReviews(number)).toMatchObject([{ state: 'APPROVED' }]);
  await stage.commit('stale', { 'more.txt': 'more\n' });
  expect(await readReviews(number)).toMatchObject([{ state: 'DISMISSED' }]);
  expect((await stage.webhooks('pull_request_review')).at(-1)?.payload).toMatchObject({
    action: 'dismissed',
    sender: { login: 'ada' },
  });
});

const REVIEW_RULE = {
  required_approving_review_count: 1,
  require_code_owner_review: false,
  require_last_push_approval: false,
  required_review_thread_resolution: false,
};
