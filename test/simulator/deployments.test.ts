import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, SEED, Stage, signJwt } from './stage.ts';

const REPO = '/repos/acme/pump';
const EVENTS = ['deployment', 'deployment_status', 'deployment_protection_rule'];
const PERMISSIONS = { metadata: 'read', deployments: 'write', actions: 'read', pull_requests: 'read' };

let stage: Stage;
let token: string;
beforeAll(async () => {
  stage = await Stage.start();
  token = await grant(PERMISSIONS);
});
afterAll(() => stage.close());

/** Gives the App these permissions; answers a token that has them. */
async function grant(permissions: Record<string, string>, events = EVENTS): Promise<string> {
  await stage.control('PUT /app', { slug: 'holdpoint', permissions, events });
  const answer = await stage.call(signJwt(), `POST /app/installations/${stage.installation}/access_tokens`);
  return answer.body.token;
}

async function protect(environment: string): Promise<number> {
  const path = `${REPO}/environments/${environment}`;
  expect((await stage.as('owner', `PUT ${path}`)).status).toBe(200);
  const rule = await stage.as('owner', `POST ${path}/deployment_protection_rules`, { integration_id: SEED.app.id });
  expect(rule.status).toBe(201);
  return rule.body.id;
}
const deploy = (environment: string, ref = 'main', user = 'ada') =>
  stage.control('POST /deployments', { user, repository: 'acme/pump', environment, ref });
const answer = (run: number, body: Record<string, unknown>, as = token): Promise<Answer> =>
  stage.call(as, `POST ${REPO}/actions/runs/${run}/deployment_protection_rule`, body);
const seen = async (id: number) =>
  (await stage.control('GET /deployments?repository=acme/pump')).body.find((one: { id: number }) => one.id === id);

describe('an environment', () => {
  test('is made by an administrator, and seen by who may read', async () => {
    expect((await stage.as('ada', `PUT ${REPO}/environments/staging`)).status).toBe(403);
    const made = await stage.as('owner', `PUT ${REPO}/environments/staging`, { wait_timer: 0, reviewers: null });
    expect(made).toMatchObject({ status: 200, body: { name: 'staging', deployment_branch_policy: null } });
    expect((await stage.as('eve', `GET ${REPO}/environments/Staging`)).body.id).toBe(made.body.id);
    expect((await stage.as('eve', `GET ${REPO}/environments`)).body).toMatchObject({
      total_count: 1,
      environments: [{ name: 'staging' }],
    });
    expect((await stage.as('eve', `GET ${REPO}/environments/none`)).status).toBe(404);
    expect((await stage.call(token, `GET ${REPO}/environments/staging`)).status).toBe(200);
    const blind = await grant({ metadata: 'read', deployments: 'write' });
    expect((await stage.call(blind, `GET ${REPO}/environments/staging`)).status).toBe(403);
    token = await grant(PERMISSIONS);
    expect((await stage.as('owner', `DELETE ${REPO}/environments/staging`)).status).toBe(204);
  });

  test('refuses protection that nobody would enforce', async () => {
    const fields = { wait_timer: 30 };
    expect((await stage.as('owner', `PUT ${REPO}/environments/timed`, fields)).status).toBe(501);
  });

  test('lets Apps protect it that could answer, once each', async () => {
    await stage.as('owner', `PUT ${REPO}/environments/guarded`);
    const rules = `${REPO}/environments/guarded/deployment_protection_rules`;
    const enable = (id: number, login = 'owner') => stage.as(login, `POST ${rules}`, { integration_id: id });
    expect((await enable(1)).status).toBe(422);
    expect((await enable(SEED.app.id, 'ada')).status).toBe(403);
    const apps = (await stage.as('ada', `GET ${rules}/apps`)).body;
    expect(apps.available_custom_deployment_protection_rule_integrations).toMatchObject([{ slug: 'holdpoint' }]);
    await grant({ metadata: 'read', deployments: 'read', actions: 'read' });
    expect((await enable(SEED.app.id)).status).toBe(422);
    token = await grant(PERMISSIONS);
    const { id } = (await enable(SEED.app.id)).body;
    expect((await enable(SEED.app.id)).status).toBe(422);
    expect((await stage.as('ada', `GET ${rules}`)).body).toMatchObject({
      total_count: 1,
      custom_deployment_protection_rules: [{ id, enabled: true, app: { id: SEED.app.id, slug: 'holdpoint' } }],
    });
    expect((await stage.as('ada', `GET ${rules}/${id}`)).body.id).toBe(id);
    expect((await stage.as('owner', `DELETE ${rules}/${id}`)).status).toBe(204);
    expect((await stage.as('ada', `GET ${rules}/${id}`)).status).toBe(404);
  });
});

describe('a deployment to a protected environment', () => {
  beforeAll(() => protect('production'));

  test('waits for the App, which is asked, and goes on when it says yes', async () => {
    const { number, sha } = await stage.pull('shipped');
    const { body } = await deploy('production', 'shipped');
    expect(body).toMatchObject({ state: 'waiting', sha, gates: [{ app: 'holdpoint', state: 'waiting' }] });
    const asked = (await stage.webhooks('deployment_protection_rule')).at(-1)?.payload;
    expect(asked).toMatchObject({
      action: 'requested',
      environment: 'production',
      event: 'workflow_dispatch',
      deployment_callback_url: `${stage.simulator.url}/api/v3${REPO}/actions/runs/${body.run_id}/deployment_protection_rule`,
      deployment: { id: body.id, sha, ref: 'shipped' },
      pull_requests: [{ number }],
      sender: { login: 'ada' },
      installation: { id: stage.installation },
    });
    const run = `GET ${REPO}/actions/runs/${body.run_id}`;
    expect((await stage.call(token, run)).body).toMatchObject({
      head_sha: sha,
      event: 'workflow_dispatch',
      status: 'waiting',
    });
    expect((await stage.call(token, `GET ${REPO}/actions/runs/${body.id}`)).status).toBe(404);
    const yes = { environment_name: 'production', state: 'approved', comment: 'All records are complete.' };
    expect((await answer(body.run_id, yes)).status).toBe(204);
    expect(await seen(body.id)).toMatchObject({
      states: ['waiting', 'in_progress', 'success'],
      gates: [{ state: 'approved', comment: yes.comment }],
    });
    const states = (await stage.webhooks('deployment_status')).map((one) => one.payload.deployment_status.state);
    expect(states.slice(-3)).toEqual(['waiting', 'in_progress', 'success']);
    const statuses = (await stage.as('eve', `GET ${REPO}/deployments/${body.id}/statuses`)).body;
    expect(statuses.map((one: { state: string }) => one.state)).toEqual(['success', 'in_progress', 'waiting']);
    for (const state of ['rejected', 'approved']) {
      expect((await answer(body.run_id, { environment_name: 'production', state })).status).toBe(422);
    }
    expect((await answer(body.run_id, { environment_name: 'production', comment: 'Late' })).status).toBe(422);
  });

  test('fails when it says no, and it is too late to say yes', async () => {
    const { body } = await deploy('production');
    const no = { environment_name: 'production', state: 'rejected', comment: 'A record is blank.' };
    expect((await answer(body.run_id, no)).status).toBe(204);
    expect(await seen(body.id)).toMatchObject({ state: 'failure', gates: [{ state: 'rejected' }] });
    expect((await answer(body.run_id, { ...no, state: 'approved' })).status).toBe(422);
  });

  test('takes ten comments of 1,024 characters while it waits', async () => {
    const { body } = await deploy('production');
    const comment = (text: string) => answer(body.run_id, { environment_name: 'production', comment: text });
    expect((await comment('x'.repeat(1025))).status).toBe(422);
    for (let index = 0; index < 10; index += 1) expect((await comment('x'.repeat(1024))).status).toBe(204);
    expect((await comment('one too many')).status).toBe(422);
    expect(await seen(body.id)).toMatchObject({ state: 'waiting', gates: [{ state: 'waiting' }] });
    expect((await seen(body.id)).gates[0].reports).toHaveLength(10);
    expect((await answer(body.run_id, { environment_name: 'production', state: 'approved' })).status).toBe(204);
  });

  test('is answered for by the App alone, with the permission, by the name of the environment', async () => {
    const { body } = await deploy('production');
    const yes = { environment_name: 'production', state: 'approved' };
    expect((await answer(body.run_id, yes, 'token-owner')).status).toBe(403);
    expect((await answer(body.run_id, yes, await grant({ ...PERMISSIONS, deployments: 'read' }))).status).toBe(403);
    token = await grant(PERMISSIONS);
    expect((await answer(body.run_id, { ...yes, environment_name: 'other' })).status).toBe(422);
    expect((await answer(1, yes)).status).toBe(404);
    expect((await seen(body.id)).state).toBe('waiting');
  });

  test('fails after thirty days', async () => {
    const { body } = await deploy('production');
    await stage.control('POST /clock', { advance: 29 * 86_400 });
    expect((await seen(body.id)).state).toBe('waiting');
    await stage.control('POST /clock', { advance: 2 * 86_400 });
    expect((await seen(body.id)).state).toBe('failure');
  });

  test('waits for every App, and fails when the rule that it waits for is taken away', async () => {
    const apps = [{ slug: 'other', name: 'Other', permissions: PERMISSIONS, events: EVENTS }];
    const installations = [{ account: 'acme', app: 'other', token: 'token-other' }];
    const seeded = await stage.control('POST /seed', { apps, installations });
    const rule = await protect('two');
    const path = `${REPO}/environments/two/deployment_protection_rules`;
    await stage.as('owner', `POST ${path}`, { integration_id: seeded.body.apps[0].id });
    const yes = { environment_name: 'two', state: 'approved' };
    const first = (await deploy('two')).body;
    expect((await answer(first.run_id, yes)).status).toBe(204);
    expect((await seen(first.id)).state).toBe('waiting');
    expect((await answer(first.run_id, yes)).status).toBe(422);
    expect((await answer(first.run_id, yes, 'token-other')).status).toBe(204);
    expect((await seen(first.id)).state).toBe('success');
    const second = (await deploy('two')).body;
    await stage.as('owner', `DELETE ${path}/${rule}`);
    expect((await seen(second.id)).state).toBe('failure');
  });
});

test('a run that nothing holds deploys at once; it needs the role, and a ref', async () => {
  expect((await deploy('open')).body).toMatchObject({ states: ['in_progress', 'success'], gates: [] });
  expect((await deploy('open', 'main', 'eve')).status).toBe(403);
  expect((await deploy('open', 'nowhere')).status).toBe(422);
});

describe('a deployment by the API', () => {
  const create = (fields: Record<string, unknown>, login = 'ada') =>
    stage.as(login, `POST ${REPO}/deployments`, { ref: 'main', ...fields });

  test('is made by who may write, makes its environment, and is found by what it is of', async () => {
    expect((await create({}, 'eve')).status).toBe(403);
    const made = await create({ environment: 'qa', payload: { run: 1 }, description: 'Try it' });
    expect(made).toMatchObject({
      status: 201,
      body: { environment: 'qa', ref: 'main', payload: { run: 1 }, creator: { login: 'ada' } },
    });
    expect((await stage.as('eve', `GET ${REPO}/environments/qa`)).status).toBe(200);
    expect((await stage.as('eve', `GET ${REPO}/deployments/${made.body.id}`)).body.id).toBe(made.body.id);
    const found = async (query: string) => (await stage.as('eve', `GET ${REPO}/deployments?${query}`)).body;
    expect(await found(`environment=qa&sha=${made.body.sha}&ref=main`)).toMatchObject([{ id: made.body.id }]);
    expect(await found('environment=qa&ref=other')).toEqual([]);
    expect(await found('environment=elsewhere')).toEqual([]);
    expect((await create({ ref: 'nowhere' })).status).toBe(422);
    expect((await stage.webhooks('deployment')).at(-1)?.payload.deployment.id).toBe(made.body.id);
  });

  test('gets statuses; a success retires what was there before', async () => {
    const one = (await create({ environment: 'lab' })).body.id;
    const two = (await create({ environment: 'lab' })).body.id;
    const say = (id: number, fields: Record<string, unknown>, as = 'token-ada') =>
      stage.call(as, `POST ${REPO}/deployments/${id}/statuses`, fields);
    const status = await say(one, { state: 'success', log_url: 'https://ci.example/1', description: 'There' });
    expect(status).toMatchObject({ status: 201, body: { state: 'success', target_url: 'https://ci.example/1' } });
    expect((await say(two, { state: 'success' }, token)).body.performed_via_github_app.slug).toBe('holdpoint');
    expect((await seen(one)).state).toBe('inactive');
    expect((await say(one, { state: 'success', description: 'x'.repeat(141) })).status).toBe(422);
    expect((await say(one, { state: 'success' }, 'token-eve')).status).toBe(403);
    const place = `${REPO}/deployments/${one}/statuses/${status.body.id}`;
    expect((await stage.as('eve', `GET ${place}`)).body.description).toBe('There');
  });

  test('is refused where a status of the commit is not green, unless none is asked for', async () => {
    const sha = await stage.branch('unready');
    await stage.as('ada', `POST ${REPO}/statuses/${sha}`, { state: 'failure', context: 'ci' });
    expect((await create({ ref: 'unready' })).status).toBe(409);
    expect((await create({ ref: 'unready', required_contexts: [] })).status).toBe(201);
    expect((await create({ ref: 'main', required_contexts: ['ci'] })).status).toBe(409);
  });

  test('merges the default branch first, unless told not to', async () => {
    await stage.branch('behind');
    await stage.as('ada', `PUT ${REPO}/contents/ahead.txt`, { message: 'm', content: 'eA==' });
    expect((await create({ ref: 'behind', auto_merge: false })).status).toBe(201);
    expect((await create({ ref: 'behind' })).body.message).toBe('Auto-merged main into behind on deployment.');
    expect((await create({ ref: 'behind' })).status).toBe(201);
  });
});

test('who does not subscribe, or may not read deployments, hears nothing of them', async () => {
  const heard = async () => (await stage.webhooks()).filter((one) => EVENTS.includes(one.event)).length;
  const before = await heard();
  await grant({ metadata: 'read' });
  await deploy('open');
  await grant(PERMISSIONS, ['push']);
  await deploy('open');
  expect(await heard()).toBe(before);
});
