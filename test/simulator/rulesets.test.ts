import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matchesRefName } from '../../simulator/ref-names.ts';
import { encode, SEED, Stage } from './stage.ts';

const CHECK = 'holdpoint/change-control';
const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

/** A ruleset on one branch (or tag), made by the owner; answers how to take it away. */
async function rule(
  include: string[],
  rules: unknown[],
  more: Record<string, unknown> = {},
): Promise<() => Promise<unknown>> {
  const conditions = { ref_name: { include, exclude: [] } };
  const fields = { name: `rule ${Math.random()}`, target: 'branch', enforcement: 'active', conditions, rules, ...more };
  const answer = await stage.as('owner', `POST ${REPO}/rulesets`, fields);
  expect(answer.status).toBe(201);
  return () => stage.as('owner', `DELETE ${REPO}/rulesets/${answer.body.id}`);
}

const checks = (pin?: number) => ({
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: CHECK, ...(pin === undefined ? {} : { integration_id: pin }) }],
  },
});
const complete = (sha: string, conclusion: string) =>
  stage.asApp(`POST ${REPO}/check-runs`, { name: CHECK, head_sha: sha, status: 'completed', conclusion });
const merge = (number: number, login = 'ada') => stage.as(login, `PUT ${REPO}/pulls/${number}/merge`, {});

describe('a required check that is pinned to the App', () => {
  let lift: () => Promise<unknown>;
  beforeAll(async () => {
    lift = await rule(['~DEFAULT_BRANCH'], [checks(SEED.app.id)]);
  });
  afterAll(() => lift());

  test('refuses the merge while it is missing or failing, and allows it once it is green', async () => {
    const { number, sha } = await stage.pull('pinned');
    const missing = await merge(number);
    expect(missing.status).toBe(405);
    expect(missing.body.message).toBe(
      `Repository rule violations found\n\nRequired status check "${CHECK}" is expected.\n\n`,
    );
    await complete(sha, 'action_required');
    expect((await merge(number)).body.message).toContain(`Required status check "${CHECK}" is failing.`);
    await complete(sha, 'success');
    expect((await merge(number)).status).toBe(200);
  });

  test('is not satisfied by a status that somebody forged', async () => {
    const { number, sha } = await stage.pull('forged');
    const forged = await stage.as('ada', `POST ${REPO}/statuses/${sha}`, { state: 'success', context: CHECK });
    expect(forged.status).toBe(201);
    expect((await merge(number)).status).toBe(405);
  });

  test.each(['neutral', 'skipped'])('is satisfied by %s, as on GitHub', async (conclusion) => {
    const { number, sha } = await stage.pull(`with-${conclusion}`);
    await complete(sha, conclusion);
    expect((await merge(number)).status).toBe(200);
  });

  test('is in force on the branch, and stops a direct push', async () => {
    const rules = await stage.as('ada', `GET ${REPO}/rules/branches/main`);
    expect(rules.body.map((one: { type: string }) => one.type)).toEqual(['required_status_checks']);
    const sha = await stage.branch('direct');
    const push = await stage.as('ada', `PATCH ${REPO}/git/refs/heads/main`, { sha });
    expect(push.status).toBe(422);
    expect(push.body.message).toContain('Repository rule violations found');
  });

  test('a green of one commit counts for every pull request with that head', async () => {
    const { sha } = await stage.pull('shared');
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/heads/shared-too', sha });
    const second = await stage.as('ada', `POST ${REPO}/pulls`, { title: 'again', head: 'shared-too', base: 'main' });
    await complete(sha, 'success');
    expect((await merge(second.body.number)).status).toBe(200);
  });
});

test('without a pin, anybody who may write statuses can forge a green', async () => {
  const lift = await rule(['~DEFAULT_BRANCH'], [checks()]);
  const { number, sha } = await stage.pull('unpinned');
  expect((await merge(number)).status).toBe(405);
  await stage.as('ada', `POST ${REPO}/statuses/${sha}`, { state: 'success', context: CHECK });
  expect((await merge(number)).status).toBe(200);
  await lift();
});

test.each([
  ['whose include is empty', [], {}],
  ['that is disabled', ['~ALL'], { enforcement: 'disabled' }],
  ['that only evaluates', ['~ALL'], { enforcement: 'evaluate' }],
])('a ruleset %s enforces nothing', async (name, include, more) => {
  const lift = await rule(include, [checks()], more);
  const { number } = await stage.pull(`idle-${name.replaceAll(/\W/g, '')}`);
  expect((await merge(number)).status).toBe(200);
  await lift();
});

test('who may bypass a ruleset is let through, and bypass actors are shown only to who may write it', async () => {
  const bypass = { bypass_actors: [{ actor_id: 2, actor_type: 'RepositoryRole', bypass_mode: 'always' }] };
  const lift = await rule(['~DEFAULT_BRANCH'], [checks()], bypass);
  const { number } = await stage.pull('bypassed');
  expect((await merge(number, 'ada')).status).toBe(405);
  expect((await merge(number, 'ben')).status).toBe(200);
  const [{ id }] = (await stage.as('ada', `GET ${REPO}/rulesets`)).body;
  expect((await stage.as('ada', `GET ${REPO}/rulesets/${id}`)).body.bypass_actors).toBeUndefined();
  expect((await stage.as('owner', `GET ${REPO}/rulesets/${id}`)).body.bypass_actors).toHaveLength(1);
  await lift();
});

test('a pull_request rule wants reviews, and sends direct commits away', async () => {
  const parameters = {
    required_approving_review_count: 1,
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  };
  const lift = await rule(['refs/heads/main'], [{ type: 'pull_request', parameters }]);
  const { number } = await stage.pull('reviewed');
  const refused = await merge(number);
  expect(refused.status).toBe(405);
  expect(refused.body.message).toContain('At least 1 approving review is required by reviewers with write access.');
  await stage.as('ben', `POST ${REPO}/pulls/${number}/reviews`, { event: 'APPROVE' });
  const file = { message: 'straight to main', content: encode('x'), branch: 'main' };
  const direct = await stage.as('ada', `PUT ${REPO}/contents/direct.txt`, file);
  expect(direct.status).toBe(409);
  expect(direct.body.message).toContain('Changes must be made through a pull request.');
  expect((await merge(number)).status).toBe(200);
  await lift();
});

test('a tag whose commit lacks the check is refused, by a ref and by a release', async () => {
  const lift = await rule(['refs/tags/v*'], [checks(SEED.app.id)], { target: 'tag' });
  const sha = await stage.branch('tagged');
  const tag = { ref: 'refs/tags/v1', sha };
  expect((await stage.as('ada', `POST ${REPO}/git/refs`, tag)).status).toBe(422);
  const release = { tag_name: 'v1', target_commitish: 'tagged' };
  expect((await stage.as('ada', `POST ${REPO}/releases`, release)).status).toBe(422);
  expect((await stage.as('ada', `POST ${REPO}/releases`, { ...release, draft: true })).status).toBe(201);
  await complete(sha, 'success');
  expect((await stage.as('ada', `POST ${REPO}/git/refs`, tag)).status).toBe(201);
  await lift();
});

test('a rule that the simulator would not enforce is refused with 501', async () => {
  const fields = { name: 'signed', target: 'branch', enforcement: 'active', rules: [{ type: 'required_signatures' }] };
  expect((await stage.as('owner', `POST ${REPO}/rulesets`, fields)).status).toBe(501);
});

test.each([
  ['refs/heads/*', 'refs/heads/main', true],
  ['refs/heads/*', 'refs/heads/feature/x', false],
  ['refs/heads/**', 'refs/heads/feature/x', true],
  ['refs/heads/release/**/*', 'refs/heads/release/1/2', true],
  ['refs/heads/r?', 'refs/heads/r1', true],
  ['refs/tags/v[0-9]*', 'refs/tags/v1.2', true],
  ['refs/tags/v[!0-9]*', 'refs/tags/v1.2', false],
  ['refs/heads/a.b', 'refs/heads/axb', false],
  ['~DEFAULT_BRANCH', 'refs/heads/main', true],
  ['~DEFAULT_BRANCH', 'refs/heads/other', false],
  ['~ALL', 'refs/heads/other', true],
])('the pattern %s on %s: %s', (pattern, ref, expected) => {
  expect(matchesRefName({ include: [pattern], exclude: [] }, ref, 'main')).toBe(expected);
  expect(matchesRefName({ include: ['~ALL'], exclude: [pattern] }, ref, 'main')).toBe(!expected);
});
