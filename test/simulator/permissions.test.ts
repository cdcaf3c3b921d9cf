import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage, signJwt } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
let issue: number;
beforeAll(async () => {
  stage = await Stage.start();
  issue = (await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change' })).body.number;
});
afterAll(() => stage.close());

describe('people', () => {
  test.each([
    ['nobody', null, `GET ${REPO}`, undefined, 404],
    ['a stranger', 'outsider', `GET ${REPO}`, undefined, 404],
    ['a reader', 'eve', `GET ${REPO}`, undefined, 200],
    ['a reader', 'eve', `POST ${REPO}/issues/1/labels`, { labels: ['approved'] }, 403],
    ['triage', 'cleo', `POST ${REPO}/issues/1/labels`, { labels: ['approved'] }, 200],
    ['triage, for a label that does not exist', 'cleo', `POST ${REPO}/issues/1/labels`, { labels: ['made up'] }, 422],
    ['triage', 'cleo', `PATCH ${REPO}/issues/1`, { body: 'not mine' }, 403],
    ['write', 'ben', `PATCH ${REPO}/issues/1`, { body: 'not mine' }, 200],
    ['triage', 'cleo', `POST ${REPO}/labels`, { name: 'n', color: '000000' }, 403],
    ['triage', 'cleo', `PUT ${REPO}/contents/x.txt`, { message: 'm', content: 'eA==' }, 403],
    ['write', 'ada', `POST ${REPO}/rulesets`, { name: 'n', enforcement: 'active' }, 403],
    ['write', 'ada', `POST ${REPO}/check-runs`, { name: 'n', head_sha: 'a'.repeat(40) }, 403],
    ['a member', 'ada', 'PUT /orgs/acme/teams/quality/memberships/ada', { role: 'member' }, 403],
    ['a team of a parent team', 'dora', `POST ${REPO}/issues/1/labels`, { labels: ['safety'] }, 200],
  ])('%s (%s) on %s', async (_who, login, operation, body, status) => {
    const answer = await stage.call(login === null ? null : `token-${login}`, operation, body);
    expect(answer.status).toBe(status);
  });

  test('an unknown token is refused even for what is public', async () => {
    expect((await stage.call('made up', 'GET /repos/acme/records')).status).toBe(401);
    expect((await stage.call(null, 'GET /repos/acme/records')).status).toBe(200);
  });

  test('labels and type given by who may not triage are silently left out', async () => {
    const answer = await stage.as('eve', `POST ${REPO}/issues`, { title: 'Mine', labels: ['approved'], type: 'Bug' });
    expect(answer.body).toMatchObject({ labels: [], type: null });
  });

  test('authors edit and close their own', async () => {
    const { number } = (await stage.as('eve', `POST ${REPO}/issues`, { title: 'Mine' })).body;
    const answer = await stage.as('eve', `PATCH ${REPO}/issues/${number}`, { body: 'mine', state: 'closed' });
    expect(answer.body).toMatchObject({ body: 'mine', state: 'closed' });
  });

  test('permission and role_name differ for triage and maintain', async () => {
    const rolesOf = async (login: string) => {
      const { permission, role_name: role } = (await stage.asApp(`GET ${REPO}/collaborators/${login}/permission`)).body;
      return `${permission} ${role}`;
    };
    expect(await rolesOf('cleo')).toBe('read triage');
    expect(await rolesOf('ben')).toBe('write maintain');
    expect(await rolesOf('dora')).toBe('read triage');
    expect(await rolesOf('outsider')).toBe('none none');
  });

  test('nobody approves their own pull request', async () => {
    const { number } = await stage.pull('own');
    const review = (login: string) => stage.as(login, `POST ${REPO}/pulls/${number}/reviews`, { event: 'APPROVE' });
    expect((await review('ada')).status).toBe(422);
    expect((await review('ben')).status).toBe(200);
  });

  test('members of child teams are members', async () => {
    const members = await stage.asApp('GET /orgs/acme/teams/quality/members');
    expect(members.body.map((one: { login: string }) => one.login).sort()).toEqual(['cleo', 'dora']);
    const membership = await stage.asApp('GET /orgs/acme/teams/quality/memberships/dora');
    expect(membership.body).toMatchObject({ state: 'active', role: 'member' });
    expect((await stage.asApp('GET /orgs/acme/teams/quality/memberships/ada')).status).toBe(404);
  });
});

describe('the App', () => {
  test.each([
    ['the present, its id', 0, 4711, 200],
    ['another id', 0, 4712, 404],
    ['the past', -3600, 4711, 401],
    ['the future', 3600, 4711, 401],
  ])('a JWT of %s', async (_name, shift, issuer, status) => {
    expect((await stage.call(signJwt(shift, issuer), 'GET /app')).status).toBe(status);
  });

  test("a JWT with a signature that is not the App's", async () => {
    const [head, body] = signJwt().split('.');
    expect((await stage.call(`${head}.${body}.${'A'.repeat(342)}`, 'GET /app')).status).toBe(401);
  });

  test('does what its permissions allow and nothing else', async () => {
    expect((await stage.asApp(`POST ${REPO}/issues/${issue}/comments`, { body: 'Hello' })).status).toBe(201);
    const file = await stage.asApp(`PUT ${REPO}/contents/x.txt`, { message: 'm', content: 'eA==' });
    expect(file.status).toBe(403);
    expect(file.body.message).toBe('Resource not accessible by integration');
    expect((await stage.asApp(`GET ${REPO}/commits/main/statuses`)).status).toBe(403);
  });

  test('a token can be narrowed, and never widened', async () => {
    const path = `POST /app/installations/${stage.installation}/access_tokens`;
    const narrow = await stage.call(signJwt(), path, { permissions: { issues: 'read' }, repositories: ['records'] });
    expect(narrow.body).toMatchObject({ permissions: { issues: 'read' }, repository_selection: 'selected' });
    expect((await stage.call(narrow.body.token, `GET ${REPO}`)).status).toBe(404);
    expect((await stage.call(narrow.body.token, 'GET /installation/repositories')).body.total_count).toBe(1);
    const wide = await stage.call(signJwt(), path, { permissions: { contents: 'write' } });
    expect(wide.status).toBe(422);
  });

  test('only the App that made a check run may change it', async () => {
    const { sha } = await stage.pull('two-apps');
    const run = await stage.asApp(`POST ${REPO}/check-runs`, { name: 'gate', head_sha: sha });
    const other = await installAnotherApp();
    expect((await stage.call(other, `POST ${REPO}/check-runs`, { name: 'gate', head_sha: sha })).status).toBe(201);
    const change = await stage.call(other, `PATCH ${REPO}/check-runs/${run.body.id}`, { conclusion: 'success' });
    expect(change.status).toBe(403);
  });

  test.each([
    ['a summary that is too long', { output: { title: 't', summary: 'x'.repeat(65_536) } }],
    [
      'four actions',
      { actions: Array.from({ length: 4 }, (_, at) => ({ label: 'l', description: 'd', identifier: `${at}` })) },
    ],
    ['a label that is too long', { actions: [{ label: 'l'.repeat(21), description: 'd', identifier: 'i' }] }],
    ['completed without a conclusion', { status: 'completed' }],
  ])('a check run with %s is refused', async (_name, fields) => {
    const { sha } = (await stage.as('ada', `GET ${REPO}/commits/main`)).body;
    expect((await stage.asApp(`POST ${REPO}/check-runs`, { name: 'gate', head_sha: sha, ...fields })).status).toBe(422);
  });
});

/** Another App, from a manifest, installed on the same organisation; answers its installation token. */
async function installAnotherApp(): Promise<string> {
  const manifest = { name: 'Other', default_permissions: { checks: 'write' }, default_events: [] };
  const { code } = (await stage.control('POST /manifest-codes', { owner: 'acme', manifest })).body;
  const app = await stage.call(null, `POST /app-manifests/${code}/conversions`);
  expect(app.body.pem).toContain('PRIVATE KEY');
  const seeded = await stage.control('POST /seed', { installations: [{ app: 'other', account: 'acme' }] });
  const { createSign } = await import('node:crypto');
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'RS256' })}.${part({ iat: now, exp: now + 60, iss: app.body.client_id })}`;
  const jwt = `${text}.${createSign('RSA-SHA256').update(text).sign(app.body.pem, 'base64url')}`;
  const { id } = seeded.body.installations[0];
  return (await stage.call(jwt, `POST /app/installations/${id}/access_tokens`)).body.token;
}
