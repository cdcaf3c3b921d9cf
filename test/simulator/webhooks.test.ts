import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SEED, Stage, signJwt, WEBHOOK_SECRET } from './stage.ts';
import { listDepartures } from './webhook-schemas.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.start();
});
afterEach(() => stage.close());

/** Every act that GitHub announces, once. */
async function actOutEverything(): Promise<void> {
  const issue = await stage.as('cleo', `POST ${REPO}/issues`, {
    title: 'A change',
    body: 'one',
    type: 'Bug',
    labels: ['safety'],
  });
  const number: number = issue.body.number;
  await stage.as('cleo', `PATCH ${REPO}/issues/${number}`, { title: 'The change', body: 'two' });
  await stage.as('cleo', `PATCH ${REPO}/issues/${number}`, { type: 'Change', labels: [], state: 'closed' });
  await stage.as('cleo', `PATCH ${REPO}/issues/${number}`, { state: 'open' });
  await stage.as('ada', `PUT ${REPO}/issues/${number}/lock`, { lock_reason: 'resolved' });
  await stage.as('ada', `DELETE ${REPO}/issues/${number}/lock`);
  const comment = await stage.as('eve', `POST ${REPO}/issues/${number}/comments`, { body: 'one' });
  await stage.as('eve', `PATCH ${REPO}/issues/comments/${comment.body.id}`, { body: 'two' });
  await stage.as('eve', `DELETE ${REPO}/issues/comments/${comment.body.id}`);
  await stage.as('ada', `POST ${REPO}/labels`, { name: 'new', color: '00ff00' });
  await stage.as('ada', `PATCH ${REPO}/labels/new`, { new_name: 'newer', color: '00ffff', description: 'words' });
  await stage.as('ada', `DELETE ${REPO}/labels/newer`);
  await actOnPull(number);
  await actOnDeployments();
  await actOnOrganization();
  const place = { repository: 'acme/pump', number };
  await stage.control('POST /issues/transfer', { user: 'owner', issue: place, to: 'acme/records' });
  await stage.control('POST /issues/delete', { user: 'owner', issue: { repository: 'acme/records', number: 1 } });
}

async function actOnPull(issue: number): Promise<void> {
  const { number, sha } = await stage.pull('feature', { body: `Closes #${issue}` });
  const pull = `${REPO}/pulls/${number}`;
  const nodeId = (await stage.as('ada', `GET ${pull}`)).body.node_id;
  await stage.as('cleo', `POST ${REPO}/issues/${number}/labels`, { labels: ['approved'] });
  await stage.as('cleo', `DELETE ${REPO}/issues/${number}/labels/approved`);
  await stage.branch('other-base');
  await stage.as('ada', `PATCH ${pull}`, { title: 'new', body: 'new', base: 'other-base' });
  await stage.as('ada', `PATCH ${pull}`, { base: 'main' });
  await stage.graphql(
    'ada',
    `mutation { convertPullRequestToDraft(input: { pullRequestId: "${nodeId}" }) { clientMutationId } }`,
  );
  await stage.graphql(
    'ada',
    `mutation { markPullRequestReadyForReview(input: { pullRequestId: "${nodeId}" }) { clientMutationId } }`,
  );
  await stage.as('ada', `PATCH ${pull}`, { state: 'closed' });
  await stage.as('ada', `PATCH ${pull}`, { state: 'open' });
  const review = await stage.as('ben', `POST ${pull}/reviews`, { event: 'APPROVE', body: 'fine' });
  await stage.as('ben', `PUT ${pull}/reviews/${review.body.id}`, { body: 'good' });
  await stage.as('ben', `PUT ${pull}/reviews/${review.body.id}/dismissals`, { message: 'no' });
  const actions = [{ label: 'Look again', description: 'Decides afresh', identifier: 'again' }];
  const run = await stage.asApp(`POST ${REPO}/check-runs`, {
    name: 'gate',
    head_sha: sha,
    status: 'in_progress',
    actions,
  });
  await stage.asApp(`PATCH ${REPO}/check-runs/${run.body.id}`, {
    conclusion: 'success',
    output: { title: 't', summary: 's' },
  });
  await stage.as('ada', `POST ${REPO}/check-runs/${run.body.id}/rerequest`);
  await stage.as('ada', `POST ${REPO}/check-suites/${run.body.check_suite.id}/rerequest`);
  const press = { user: 'ada', repository: 'acme/pump', check_run_id: run.body.id, identifier: 'again' };
  await stage.control('POST /check-runs/requested-action', press);
  await stage.branch('more', 'ada', 'more.txt');
  await stage.as('ada', `PUT ${REPO}/contents/even-more.txt`, { message: 'm', content: 'eA==', branch: 'feature' });
  await stage.as('ada', `PUT ${pull}/merge`, { merge_method: 'squash' });
  await stage.as('ada', `DELETE ${REPO}/git/refs/heads/feature`);
  const release = await stage.as('ada', `POST ${REPO}/releases`, { tag_name: 'v1', name: 'One', body: 'words' });
  const upload = release.body.upload_url.replace('{?name,label}', '?name=evidence.json');
  await fetch(upload, { method: 'POST', headers: { authorization: 'Bearer token-ada' }, body: '{}' });
  await stage.as('ada', `PATCH ${REPO}/releases/${release.body.id}`, { body: 'other words' });
  await stage.as('ada', `PATCH ${REPO}/releases/${release.body.id}`, { draft: true });
  await stage.as('ada', `DELETE ${REPO}/releases/${release.body.id}`);
}

async function actOnDeployments(): Promise<void> {
  await stage.control('PUT /app', {
    permissions: { ...SEED.app.permissions, deployments: 'write', actions: 'read' },
    events: [...SEED.app.events, 'deployment', 'deployment_status', 'deployment_protection_rule'],
  });
  await stage.as('owner', `PUT ${REPO}/environments/production`);
  const rule = { integration_id: SEED.app.id };
  await stage.as('owner', `POST ${REPO}/environments/production/deployment_protection_rules`, rule);
  await stage.branch('deployed');
  await stage.as('ada', `POST ${REPO}/pulls`, { title: 'Deployed', head: 'deployed', base: 'main' });
  const place = { user: 'ada', repository: 'acme/pump', environment: 'production', ref: 'deployed' };
  const { run_id: run } = (await stage.control('POST /deployments', place)).body;
  const token = await stage.call(signJwt(), `POST /app/installations/${stage.installation}/access_tokens`);
  const answer = { environment_name: 'production', state: 'approved' };
  await stage.call(token.body.token, `POST ${REPO}/actions/runs/${run}/deployment_protection_rule`, answer);
}

async function actOnOrganization(): Promise<void> {
  await stage.as('owner', 'PUT /orgs/acme/teams/safety/memberships/outsider', { role: 'member' });
  await stage.as('owner', 'DELETE /orgs/acme/members/outsider');
  await stage.as('owner', 'POST /orgs/acme/teams', { name: 'Fresh' });
  await stage.as('owner', 'PATCH /orgs/acme/teams/fresh', { description: 'new' });
  await stage.as('owner', 'PUT /orgs/acme/teams/fresh/repos/acme/pump', { permission: 'push' });
  await stage.as('owner', 'DELETE /orgs/acme/teams/fresh/repos/acme/pump');
  await stage.as('owner', 'DELETE /orgs/acme/teams/fresh');
  await stage.as('owner', `PUT ${REPO}/collaborators/outsider`, { permission: 'push' });
  await stage.as('owner', `PUT ${REPO}/collaborators/outsider`, { permission: 'admin' });
  await stage.as('owner', `DELETE ${REPO}/collaborators/outsider`);
  await stage.as('owner', 'POST /orgs/acme/repos', { name: 'valve', auto_init: true });
  const { installation } = stage;
  await stage.control('PUT /installations', { user: 'owner', id: installation, repositories: ['pump', 'records'] });
  await stage.control('PUT /installations', { user: 'owner', id: installation, suspended: true });
  await stage.control('PUT /installations', { user: 'owner', id: installation, suspended: false });
}

test('every payload has the shape that GitHub describes, and carries a signature over exactly its bytes', async () => {
  const { webhook } = (await stage.control('PUT /app', {})).body;
  await stage.control('PUT /app', { webhook });
  await actOutEverything();
  await stage.control('PUT /installations', { user: 'owner', id: stage.installation, deleted: true });
  const webhooks = await stage.webhooks();
  const kinds = [...new Set(webhooks.map((one) => `${one.event} ${one.payload.action ?? ''}`.trim()))].sort();
  expect(kinds).toMatchSnapshot();
  expect(webhooks.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
  for (const { headers, raw, event } of webhooks) {
    const signature = createHmac('sha256', WEBHOOK_SECRET).update(raw).digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(headers).toMatchObject({
      'x-github-event': event,
      'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-installation-target-id': '4711',
    });
  }
  expect(new Set(webhooks.map((one) => one.headers['x-github-delivery'])).size).toBe(webhooks.length);
});

test('the schemas catch a payload that is not what GitHub sends', async () => {
  await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change' });
  const [opened] = await stage.webhooks('issues');
  const { number: _number, ...issue } = opened?.payload.issue ?? {};
  expect(listDepartures('issues', { ...opened?.payload, issue })).toContainEqual(expect.stringContaining("'number'"));
});

test('a push tells who pushed, what moved and whether it was forced; a fork of history is noted on the pull request', async () => {
  const { sha } = await stage.pull('rewritten');
  const parent = (await stage.as('ada', `GET ${REPO}/git/commits/${sha}`)).body;
  const fields = { message: 'Other work', tree: parent.tree.sha, parents: [parent.parents[0].sha] };
  const other = await stage.as('ada', `POST ${REPO}/git/commits`, fields);
  await stage.as('ben', `PATCH ${REPO}/git/refs/heads/rewritten`, { sha: other.body.sha, force: true });
  const pushes = await stage.webhooks('push');
  expect(pushes.at(-1)?.payload).toMatchObject({
    ref: 'refs/heads/rewritten',
    before: sha,
    after: other.body.sha,
    forced: true,
    created: false,
    pusher: { name: 'ben' },
    sender: { login: 'ben' },
    repository: { pushed_at: expect.any(Number) },
  });
  const [synchronize] = (await stage.webhooks('pull_request')).filter((one) => one.payload.action === 'synchronize');
  expect(synchronize?.payload).toMatchObject({
    before: sha,
    after: other.body.sha,
    pull_request: { head: { sha: other.body.sha } },
  });
  const suites = (await stage.webhooks('check_suite')).map((one) => one.payload.check_suite.head_sha);
  expect(suites).toContain(other.body.sha);
});

test('an edit carries what was there before', async () => {
  const issue = await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change', body: 'before' });
  await stage.as('ben', `PATCH ${REPO}/issues/${issue.body.number}`, { body: 'after' });
  const [, edited] = await stage.webhooks('issues');
  expect(edited?.payload).toMatchObject({
    action: 'edited',
    changes: { body: { from: 'before' } },
    issue: { body: 'after', user: { login: 'ada' } },
    sender: { login: 'ben' },
  });
});

test('pushing more than three tags at once is announced by nothing', async () => {
  const sha = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
  const refs = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, at) => ({ ref: `refs/tags/${prefix}${at}`, sha }));
  const push = (tags: unknown) => stage.control('POST /push', { user: 'ada', repository: 'acme/pump', refs: tags });
  expect((await push(refs(4, 'many'))).status).toBe(200);
  expect(await stage.webhooks('create')).toEqual([]);
  await push(refs(3, 'few'));
  expect(await stage.webhooks('create')).toHaveLength(3);
  expect((await stage.as('ada', `GET ${REPO}/tags`)).body).toHaveLength(7);
});

test('a failed delivery is kept, never retried, and sent again on request under the same id', async () => {
  stage.endpointStatus = 503;
  await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change' });
  expect(await stage.webhooks('issues')).toHaveLength(1);
  const [failed] = (await stage.call(signJwt(), 'GET /app/hook/deliveries')).body;
  expect(failed).toMatchObject({ event: 'issues', action: 'opened', status_code: 503, redelivery: false });
  stage.endpointStatus = 200;
  expect((await stage.call(signJwt(), `POST /app/hook/deliveries/${failed.id}/attempts`)).status).toBe(202);
  const [first, second] = await stage.webhooks('issues');
  expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
  expect(second?.raw).toBe(first?.raw);
  const [again] = (await stage.call(signJwt(), 'GET /app/hook/deliveries')).body;
  expect(again).toMatchObject({ guid: failed.guid, redelivery: true, status_code: 200 });
});

test('an App hears only what it subscribed to, where it is installed', async () => {
  await stage.control('PUT /app', { events: ['issues'] });
  await stage.control('PUT /installations', { user: 'owner', id: stage.installation, repositories: ['records'] });
  const before = (await stage.webhooks()).length;
  await stage.as('ada', `POST ${REPO}/issues`, { title: 'Not installed' });
  await stage.as('owner', 'POST /repos/acme/records/labels', { name: 'x', color: 'ffffff' });
  expect(await stage.webhooks()).toHaveLength(before);
  await stage.as('owner', 'POST /repos/acme/records/issues', { title: 'Installed' });
  expect(await stage.webhooks()).toHaveLength(before + 1);
});
