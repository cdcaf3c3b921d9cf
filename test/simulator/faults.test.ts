import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../simulator/faults.ts';
import { SEED, Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.start();
});
afterEach(() => stage.close());

const faults = async (settings: unknown) => {
  const answer = await stage.control('PUT /faults', settings);
  expect(answer.status).toBe(200);
};
const rule = (fields: Record<string, unknown>) => faults({ requests: [fields] });

describe('requests', () => {
  test("the next matching ones fail, others and people's do not", async () => {
    await rule({ method: 'GET', path: REPO, status: 503, next: 1, skip: 1 });
    expect((await stage.asApp('GET /rate_limit')).status).toBe(200);
    expect((await stage.as('ada', `GET ${REPO}`)).status).toBe(200);
    expect((await stage.asApp(`GET ${REPO}`)).status).toBe(200);
    expect((await stage.asApp(`GET ${REPO}/labels`)).status).toBe(503);
    expect((await stage.asApp(`GET ${REPO}`)).status).toBe(200);
  });

  test('a write that fails has no effect', async () => {
    const { number } = (await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change' })).body;
    await rule({ method: 'POST', status: 502, next: 1 });
    const comment = { body: 'once' };
    expect((await stage.asApp(`POST ${REPO}/issues/${number}/comments`, comment)).status).toBe(502);
    expect((await stage.asApp(`GET ${REPO}/issues/${number}/comments`)).body).toEqual([]);
  });

  test('a rate hits about its share, the same ones for the same seed', async () => {
    const run = async () => {
      await faults({ seed: 7, requests: [{ rate: 0.5, status: 500 }] });
      const statuses = [];
      for (let at = 0; at < 20; at += 1) statuses.push((await stage.asApp('GET /rate_limit')).status);
      return statuses;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await run()).toEqual(first);
  });

  test("rate limits look like GitHub's", async () => {
    await rule({ effect: 'primary_rate_limit', next: 1 });
    const primary = await stage.asApp('GET /rate_limit');
    expect(primary.status).toBe(403);
    expect(primary.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(primary.body.message).toMatch(/^API rate limit exceeded/);
    await rule({ effect: 'secondary_rate_limit', retryAfter: 3 });
    const secondary = await stage.asApp('GET /rate_limit');
    expect(secondary.headers.get('retry-after')).toBe('3');
    expect(secondary.body.message).toContain('secondary rate limit');
    await rule({ effect: 'secondary_rate_limit' });
    expect((await stage.asApp('GET /rate_limit')).headers.get('retry-after')).toBeNull();
  });

  test('an answer breaks off, or never comes, or nobody is there', async () => {
    await rule({ effect: 'truncate', next: 1 });
    await expect(stage.asApp(`GET ${REPO}`)).rejects.toThrow();
    await rule({ effect: 'timeout', next: 1 });
    const url = `${stage.simulator.url}/api/v3/rate_limit`;
    const headers = { authorization: `Bearer ${stage.appToken}` };
    await expect(fetch(url, { headers, signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await faults({ outage: true });
    await expect(stage.as('ada', `GET ${REPO}`)).rejects.toThrow();
    await faults({});
    expect((await stage.as('ada', `GET ${REPO}`)).status).toBe(200);
  });

  test('GraphQL answers in part', async () => {
    await rule({ effect: 'graphql_partial', graphqlPath: ['repository', 'name'] });
    const query = 'query { repository(owner: "acme", name: "pump") { id name } }';
    const response = await fetch(`${stage.simulator.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.appToken}` },
      body: JSON.stringify({ query }),
    });
    expect(await response.json()).toMatchObject({
      data: { repository: { name: null } },
      errors: [{ path: ['repository', 'name'] }],
    });
  });
});

describe('webhooks', () => {
  const open = async (count: number) => {
    for (let at = 0; at < count; at += 1) await stage.as('ada', `POST ${REPO}/issues`, { title: `Issue ${at}` });
    return (await stage.webhooks('issues')).map((one) => one.payload.issue.title.slice(-1)).join('');
  };

  test('come in order when nothing is wrong', async () => {
    expect(await open(4)).toBe('0123');
  });

  test('are dropped, and GitHub does not know of it', async () => {
    await faults({ webhooks: { dropRate: 1 } });
    expect(await open(2)).toBe('');
    expect((await stage.control('POST /deliveries/settle')).body).toMatchObject({ dropped: 2 });
  });

  test('are repeated under one id', async () => {
    await faults({ webhooks: { repeatRate: 1 } });
    expect(await open(2)).toBe('0011');
  });

  test('change places', async () => {
    await faults({ webhooks: { hold: true } });
    await open(4);
    await faults({ webhooks: { reorderRate: 1 } });
    expect(await open(0)).toBe('1032');
  });
});

test('a seed, a clock and counters', async () => {
  const bad = { users: [{ login: 'no spaces' }], organizations: [{ login: 'x', members: ['ghost'] }], colour: 1 };
  const refused = await stage.control('POST /seed', bad);
  expect(refused.status).toBe(422);
  expect(refused.body.errors.map((one: { path: string }) => one.path)).toEqual(
    expect.arrayContaining(['users.0.login', '']),
  );
  const dangling = await stage.control('POST /seed', { organizations: [{ login: 'x', members: ['ghost'] }] });
  expect(dangling.body.errors).toEqual([{ path: 'organizations.0.members.0', message: 'there is no user "ghost"' }]);
  const twice = await stage.control('POST /seed', { users: [{ login: SEED.users[0]?.login }] });
  expect(twice.status).toBe(422);
  const before = (await stage.control('GET /clock')).body.now;
  const after = (await stage.control('POST /clock', { advance: 3600 })).body.now;
  expect(Date.parse(after) - Date.parse(before)).toBe(3_600_000);
  await stage.control('DELETE /counters');
  await stage.asApp('GET /rate_limit');
  await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change' });
  const { app, users } = (await stage.control('GET /counters')).body;
  expect(app).toMatchObject({
    restRead: 1,
    restWrite: 0,
    total: 1,
    byInstallation: { [stage.installation]: { restRead: 1 } },
  });
  expect(users).toMatchObject({ restWrite: 1, byOperation: { 'POST /repos/{owner}/{repo}/issues': 1 } });
});

test('the random numbers are spread and repeatable', () => {
  const [one, other] = [createRandom(1), createRandom(1)];
  const numbers = Array.from({ length: 1000 }, () => one());
  expect(numbers).toEqual(Array.from({ length: 1000 }, () => other()));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});
