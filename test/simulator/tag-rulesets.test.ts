import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Answer, SEED, Stage, signJwt } from './stage.ts';

const CHECK = 'holdpoint/release';
const REPO = '/repos/acme/pump';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----';
const REQUIRED = {
  type: 'required_status_checks',
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: CHECK, integration_id: SEED.app.id }],
  },
};

let stage: Stage;
let main: string;
let token: string;
let ruleset: string;
let name = 0;
beforeAll(async () => {
  stage = await Stage.start();
  main = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
  await stage.control('PUT /app', { permissions: { ...SEED.app.permissions, contents: 'write' } });
  const path = `/app/installations/${stage.installation}/access_tokens`;
  token = (await stage.call(signJwt(), `POST ${path}`)).body.token;
});
afterAll(() => stage.close());

async function rule(rules: unknown[], more: Record<string, unknown> = {}): Promise<Answer> {
  const conditions = { ref_name: { include: ['refs/tags/v*'], exclude: ['refs/tags/v*-rc*'] } };
  const fields = { name: `tags ${++name}`, target: 'tag', enforcement: 'active', conditions, rules, ...more };
  const made = await stage.as('owner', `POST ${REPO}/rulesets`, fields);
  ruleset = `${REPO}/rulesets/${made.body.id}`;
  return made;
}
afterEach(() => stage.as('owner', `DELETE ${ruleset}`));

const create = (tag: string, sha = main, as = 'token-ada') =>
  stage.call(as, `POST ${REPO}/git/refs`, { ref: `refs/tags/${tag}`, sha });
const push = (refs: { ref: string; sha: string | null; force?: boolean }[], user = 'ada') =>
  stage.control('POST /push', { user, repository: 'acme/pump', refs });
const annotate = (tag: string, sha: string, more: Record<string, unknown> = {}) =>
  stage.control('POST /tags', { user: 'ada', repository: 'acme/pump', tag, sha, ...more });
const complete = (sha: string, conclusion: string) =>
  stage.asApp(`POST ${REPO}/check-runs`, { name: CHECK, head_sha: sha, status: 'completed', conclusion });
const exists = async (tag: string) => (await stage.as('ada', `GET ${REPO}/git/ref/tags/${tag}`)).status === 200;

describe('a required check', () => {
  beforeEach(() => rule([REQUIRED]));

  test('is looked for on the commit that an annotated tag leads to', async () => {
    const sha = await stage.branch('annotated');
    const refused = await annotate('v1.0', sha);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain(`Required status check "${CHECK}" is expected.`);
    expect(await exists('v1.0')).toBe(false);
    await complete(sha, 'failure');
    expect((await annotate('v1.0', sha)).body.message).toContain('is failing');
    await complete(sha, 'success');
    const tag = (await annotate('v1.0', sha)).body.sha;
    expect((await annotate('v1.0.again', tag)).status).toBe(200);
    expect((await stage.as('ada', `GET ${REPO}/commits/v1.0.again`)).body.sha).toBe(sha);
  });

  test('holds for every tag of one push: one that lacks it refuses them all, and nothing is announced', async () => {
    const green = await stage.branch('green');
    const bare = await stage.branch('bare');
    await complete(green, 'success');
    const before = (await stage.webhooks()).length;
    const refs = ['v2.1', 'v2.2', 'v2.3'].map((tag) => ({ ref: `refs/tags/${tag}`, sha: green }));
    expect((await push([...refs, { ref: 'refs/tags/v2.4', sha: bare }])).status).toBe(422);
    expect(await exists('v2.1')).toBe(false);
    expect((await push([...refs, { ref: 'refs/tags/v2.4', sha: green }])).status).toBe(200);
    expect(await exists('v2.4')).toBe(true);
    expect(await stage.webhooks()).toHaveLength(before);
  });

  test('is asked of a tag that is moved, and not of one outside the pattern or taken away', async () => {
    const green = await stage.branch('moved');
    await complete(green, 'success');
    await create('v3', green);
    const bare = await stage.branch('bare-move');
    const move = { sha: bare, force: true };
    expect((await stage.as('ada', `PATCH ${REPO}/git/refs/tags/v3`, move)).status).toBe(422);
    expect((await create('v3-rc1', bare)).status).toBe(201);
    expect((await create('other', bare)).status).toBe(201);
    expect((await stage.as('ada', `DELETE ${REPO}/git/refs/tags/v3`)).status).toBe(204);
  });

  test('refuses to publish a draft whose tag is not there, and leaves the draft as it was', async () => {
    const sha = await stage.branch('drafted');
    const fields = { tag_name: 'v4', target_commitish: 'drafted', draft: true };
    const { id } = (await stage.as('ada', `POST ${REPO}/releases`, fields)).body;
    const publish = () => stage.as('ada', `PATCH ${REPO}/releases/${id}`, { draft: false, name: 'Four' });
    const refused = await publish();
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      {
        resource: 'Release',
        code: 'custom',
        field: 'pre_receive',
        message: `pre_receive Repository rule violations found\n\nRequired status check "${CHECK}" is expected.\n\n`,
      },
      { resource: 'Release', code: 'custom', message: 'Published releases must have a valid tag' },
    ]);
    expect((await stage.as('ada', `GET ${REPO}/releases/${id}`)).body).toMatchObject({ draft: true, name: null });
    await complete(sha, 'success');
    expect((await publish()).body).toMatchObject({ draft: false, name: 'Four' });
    expect((await stage.as('ada', `GET ${REPO}/git/ref/tags/v4`)).body.object.sha).toBe(sha);
  });
});

test('where creation is restricted to the App, the App alone creates tags', async () => {
  const bypass = { actor_id: SEED.app.id, actor_type: 'Integration', bypass_mode: 'always' };
  await rule([{ type: 'creation' }], { bypass_actors: [bypass] });
  for (const person of ['token-ada', 'token-owner']) {
    const refused = await create('v5', main, person);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain('Cannot create ref due to creations being restricted.');
  }
  expect((await annotate('v5', main)).status).toBe(422);
  const release = { tag_name: 'v5', target_commitish: 'main' };
  expect((await stage.as('owner', `POST ${REPO}/releases`, release)).status).toBe(422);
  expect((await create('v5', main, token)).status).toBe(201);
  expect((await stage.as('ada', `POST ${REPO}/releases`, release)).status).toBe(201);
});

test('a tag is neither moved nor taken away where that is forbidden', async () => {
  const sha = await stage.branch('elsewhere');
  await create('v6');
  await rule([{ type: 'update' }, { type: 'deletion' }]);
  const moved = await stage.as('owner', `PATCH ${REPO}/git/refs/tags/v6`, { sha, force: true });
  expect(moved.body.message).toContain('Cannot update this protected ref.');
  const annotated = await annotate('v6', sha, { force: true });
  expect(annotated.body.message).toContain('Cannot update this protected ref.');
  const deleted = await stage.as('owner', `DELETE ${REPO}/git/refs/tags/v6`);
  expect(deleted.status).toBe(422);
  expect(deleted.body.message).toContain('Cannot delete this ref.');
  expect((await push([{ ref: 'refs/tags/v6', sha: null }])).status).toBe(422);
  expect((await create('v6.1', sha)).status).toBe(201);
});

test('non_fast_forward lets a tag be moved forward alone', async () => {
  const sha = await stage.branch('forward');
  await create('v7');
  await rule([{ type: 'non_fast_forward' }]);
  expect((await push([{ ref: 'refs/tags/v7', sha }])).status).toBe(200);
  const back = await push([{ ref: 'refs/tags/v7', sha: main, force: true }]);
  expect(back.body.message).toContain('Cannot force-push to this ref.');
});

test('required_signatures looks at the tagged commit, and not at the signature of the tag', async () => {
  await rule([{ type: 'required_signatures' }]);
  const { tree } = (await stage.as('ada', `GET ${REPO}/git/commits/${main}`)).body;
  const commit = async (fields: Record<string, unknown>) => {
    const all = { message: 'Work', tree: tree.sha, parents: [main], ...fields };
    return (await stage.as('ada', `POST ${REPO}/git/commits`, all)).body.sha as string;
  };
  const bare = await commit({});
  const signed = await commit({ signature: SIGNATURE });
  const refused = await annotate('v8', bare, { verification: { verified: true, reason: 'valid' } });
  expect(refused.status).toBe(422);
  expect(refused.body.message).toContain(`Commits must have verified signatures.\n\nFound 1 violation:\n\n${bare}`);
  expect((await annotate('v8', signed)).status).toBe(200);
});

test.each(['pull_request', 'merge_queue'])('the rule %s is not for tags', async (type) => {
  const parameters = {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: 0,
    required_review_thread_resolution: false,
  };
  const queue = {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: 5,
    max_entries_to_merge: 5,
    merge_method: 'MERGE',
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  };
  expect((await rule([{ type, parameters: type === 'merge_queue' ? queue : parameters }])).status).toBe(422);
});

test('rulesets are listed by what they are for, with conditions, and with bypass actors for administrators alone', async () => {
  const bypass = { actor_id: SEED.app.id, actor_type: 'Integration', bypass_mode: 'always' };
  await rule([REQUIRED], { name: 'releases', bypass_actors: [bypass] });
  const branches = { name: 'branches', target: 'branch', enforcement: 'active', rules: [{ type: 'deletion' }] };
  await stage.as('owner', `POST ${REPO}/rulesets`, branches);
  const names = async (query: string) =>
    (await stage.as('eve', `GET ${REPO}/rulesets${query}`)).body.map((one: { name: string }) => one.name);
  expect(await names('')).toEqual(['releases', 'branches']);
  expect(await names('?targets=tag&includes_parents=true')).toEqual(['releases']);
  expect(await names('?targets=branch,tag')).toEqual(['releases', 'branches']);
  expect(await names('?targets=push')).toEqual([]);
  const conditions = { ref_name: { include: ['refs/tags/v*'], exclude: ['refs/tags/v*-rc*'] } };
  const seen = (await stage.as('eve', `GET ${ruleset}`)).body;
  expect(seen).toMatchObject({ target: 'tag', conditions, rules: [REQUIRED], current_user_can_bypass: 'never' });
  expect(seen).not.toHaveProperty('bypass_actors');
  expect((await stage.call(token, `GET ${ruleset}`)).body).not.toHaveProperty('bypass_actors');
  expect((await stage.call(token, `GET ${ruleset}`)).body.current_user_can_bypass).toBe('always');
  expect((await stage.as('owner', `GET ${ruleset}`)).body.bypass_actors).toEqual([bypass]);
});
