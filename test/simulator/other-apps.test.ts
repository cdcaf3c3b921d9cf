import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SEED, Stage } from './stage.ts';
import { listDepartures } from './webhook-schemas.ts';

const REPO = '/repos/acme/pump';
const BUILDER = { id: 815, slug: 'builder', name: 'Builder', permissions: { checks: 'write' } };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
  const seeded = await stage.control('POST /seed', {
    apps: [BUILDER],
    installations: [{ app: 'builder', account: 'acme', token: 'token-builder' }],
  });
  expect(seeded.body.apps).toMatchObject([{ id: 815, slug: 'builder' }]);
});
afterAll(() => stage.close());

const report = (sha: string, fields: Record<string, unknown>) =>
  stage.call('token-builder', `POST ${REPO}/check-runs`, { name: 'tests', head_sha: sha, ...fields });

test('a second App reports checks with its token, and the first hears of them', async () => {
  const { number, sha } = await stage.pull('built');
  const run = await report(sha, { status: 'in_progress' });
  expect(run).toMatchObject({ status: 201, body: { app: { id: 815, slug: 'builder' } } });
  await stage.call('token-builder', `PATCH ${REPO}/check-runs/${run.body.id}`, { conclusion: 'failure' });
  const told = await stage.webhooks('check_run');
  expect(told.map(({ payload }) => [payload.action, payload.check_run.conclusion, payload.check_run.app.id])).toEqual([
    ['created', null, 815],
    ['completed', 'failure', 815],
  ]);
  expect(told.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
  const data = await stage.graphql(
    'ada',
    `{ repository(owner: "acme", name: "pump") { pullRequest(number: ${number}) { commits(last: 1) { nodes { commit {
      statusCheckRollup { state contexts(first: 5) { nodes { ... on CheckRun { name checkSuite { app { slug } } } } } }
      checkSuites(first: 5) { nodes { app { slug databaseId } checkRuns(first: 5) { nodes { name status conclusion } } } }
    } } } } } }`,
  );
  const { commit } = data.repository.pullRequest.commits.nodes[0];
  expect(commit.statusCheckRollup).toEqual({
    state: 'FAILURE',
    contexts: { nodes: [{ name: 'tests', checkSuite: { app: { slug: 'builder' } } }] },
  });
  expect(commit.checkSuites.nodes).toEqual([
    { app: { slug: 'holdpoint', databaseId: SEED.app.id }, checkRuns: { nodes: [] } },
    {
      app: { slug: 'builder', databaseId: 815 },
      checkRuns: { nodes: [{ name: 'tests', status: 'COMPLETED', conclusion: 'FAILURE' }] },
    },
  ]);
});

test('each App changes its own runs alone, and only the owner hears that a run is asked for again', async () => {
  const { sha } = await stage.pull('guarded');
  const run = await report(sha, { conclusion: 'success' });
  const stolen = await stage.asApp(`PATCH ${REPO}/check-runs/${run.body.id}`, { conclusion: 'failure' });
  expect(stolen.status).toBe(403);
  const before = (await stage.webhooks('check_run')).length;
  await stage.as('ada', `POST ${REPO}/check-runs/${run.body.id}/rerequest`);
  expect(await stage.webhooks('check_run')).toHaveLength(before);
});

test('an App that may write checks hears of them whether it subscribed or not', async () => {
  await stage.control('PUT /app', { slug: 'holdpoint', events: [] });
  const { sha } = await stage.pull('unsubscribed');
  const before = (await stage.webhooks()).length;
  await report(sha, { conclusion: 'success' });
  expect((await stage.webhooks()).slice(before).map(({ payload }) => payload.action)).toEqual([
    'created',
    'completed',
    'completed',
  ]);
  await stage.control('PUT /app', { slug: 'holdpoint', events: SEED.app.events });
});

test('what it asks is not counted with the App under test, and its faults are not its own', async () => {
  await stage.control('DELETE /counters');
  await stage.control('PUT /faults', { requests: [{ status: 502 }] });
  const { sha } = await stage.pull('counted');
  expect((await report(sha, { conclusion: 'success' })).status).toBe(201);
  await stage.control('PUT /faults', {});
  const { body } = await stage.control('GET /counters');
  expect(body.app.total).toBe(0);
  expect(body.users.byOperation['POST /repos/{owner}/{repo}/check-runs']).toBe(1);
});

test('a token that was agreed upon is held to the permissions of its App', async () => {
  expect((await stage.call('token-builder', `POST ${REPO}/issues`, { title: 'x' })).status).toBe(403);
});

test('an App of an unknown name cannot be installed', async () => {
  const answer = await stage.control('POST /seed', { installations: [{ app: 'nobody', account: 'acme' }] });
  expect(answer.status).toBe(422);
  expect(answer.body.message).toContain('installations.0.app');
});
