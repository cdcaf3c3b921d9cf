import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import {
  bothChecklists,
  type Change,
  openPullRequest,
  openReleasedChange,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { toMutant, toRandom } from './mutate-payload.ts';
import { isReady, sendDelivery } from './send-delivery.ts';

const owner = 'acme';
const repo = 'deliveries';

let database: Database;
let stage: Stage;
let released: Change;
let held: { number: number; sha: string };
beforeAll(async () => {
  database = await startTestDatabase();
  stage = await setStage({
    world: toWorld([toRepository(repo), toRepository('weather')]),
    env: { DATABASE_URL: database.url },
  });
  released = await openReleasedChange(stage, owner, repo, 'released');
  held = await openPullRequest(stage, { owner, repo }, { branch: 'held', body: 'no link' });
  await untilCheckRun(stage, released, { conclusion: 'success' });
  await untilCheckRun(stage, { owner, repo, sha: held.sha }, { conclusion: 'failure' });
  await settle(stage);
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await database?.close();
}, 30_000);

/** Rows of everything that a delivery could leave behind. */
const readTraces = async (): Promise<unknown> => {
  const tables = ['deliveries', 'pushes', 'pgboss.job', 'pull_requests', 'ledger_entries', 'role_holders_dropped'];
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS "${table}"`);
  const { rows } = await database.pool.query(`SELECT ${counts.join(', ')}`);
  return rows[0];
};

type Sent = { event: string; action: string | null; payload: Record<string, unknown> };

/** The last delivery of the simulator about a pull request of this file. */
const lastPayload = async (event: string, number: number): Promise<Record<string, unknown>> => {
  const all = await stage.control<Sent[]>('GET', 'deliveries');
  const found = all.findLast(
    ({ event: name, payload }) => name === event && (payload['pull_request'] as { number?: number })?.number === number,
  );
  if (found === undefined) throw new Error(`nothing was delivered about #${number}`);
  return found.payload;
};

const readEvaluations = async (): Promise<number> => {
  const { app } = await stage.control<{ app: { byOperation: Record<string, number> } }>('GET', 'counters');
  return app.byOperation['graphql pullRequest'] ?? 0;
};

describe('what is not from GitHub, or not what it claims', () => {
  const body = () => JSON.stringify({ action: 'opened', installation: { id: 1 } });
  const zeros = `sha256=${'0'.repeat(64)}`;

  test.each<[string, () => Promise<{ status: number }>, number]>([
    ['a wrong secret', () => sendDelivery(stage, body(), { event: 'pull_request', secret: 'guessed' }), 401],
    ['the wrong digest', () => sendDelivery(stage, body(), { event: 'pull_request', signature: zeros }), 401],
    ['no signature', () => sendDelivery(stage, body(), { event: 'pull_request', signature: null }), 401],
    ['a body that is not JSON', () => sendDelivery(stage, '{"action": "opened"', { event: 'pull_request' }), 400],
    ['JSON that is no object', () => sendDelivery(stage, '"opened"', { event: 'pull_request' }), 400],
    ['a body that is not UTF-8', () => sendDelivery(stage, Buffer.from([0xff, 0xfe]), { event: 'pull_request' }), 400],
    ['a push that claims to be an issue', () => sendDelivery(stage, body(), { event: 'issues' }), 422],
    ['more than 25 MB', () => sendDelivery(stage, Buffer.alloc(25 * 2 ** 20 + 1, ' '), { event: 'push' }), 413],
  ])('F50: %s is refused, and nothing is stored', async (_, send, status) => {
    const before = await readTraces();
    expect((await send()).status).toBe(status);
    expect(await readTraces()).toEqual(before);
    expect(await isReady(stage)).toBe(true);
  });

  test('F50: 25 MB, signed, are taken', async () => {
    const payload = await lastPayload('pull_request', held.number);
    const text = JSON.stringify({ ...payload, padding: '' });
    const padded = JSON.stringify({ ...payload, padding: 'x'.repeat(25 * 2 ** 20 - Buffer.byteLength(text)) });
    expect(Buffer.byteLength(padded)).toBe(25 * 2 ** 20);
    expect((await sendDelivery(stage, padded, { event: 'pull_request' })).status).toBe(200);
    await settle(stage);
    expect(await isReady(stage)).toBe(true);
  });
});

describe('how often', () => {
  test('F50: the same delivery twice has one effect', async () => {
    const payload = JSON.stringify(await lastPayload('pull_request', released.pull));
    const id = randomUUID();
    await settle(stage);
    await stage.control('DELETE', 'counters');
    const first = await sendDelivery(stage, payload, { event: 'pull_request', id });
    await settle(stage);
    expect(await readEvaluations()).toBe(1);
    const second = await sendDelivery(stage, payload, { event: 'pull_request', id });
    await settle(stage);
    expect([first.answer, second.answer]).toMatchObject([{ status: 'accepted' }, { status: 'duplicate' }]);
    expect(await readEvaluations()).toBe(1);
    const { rows } = await database.pool.query('SELECT id FROM deliveries WHERE id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  test('F50: many deliveries during an evaluation lead to one more', async () => {
    const payload = JSON.stringify(await lastPayload('pull_request', released.pull));
    await settle(stage);
    await stage.control('DELETE', 'counters');
    await stage.control('PUT', 'faults', { latencyMs: 1000 });
    await sendDelivery(stage, payload, { event: 'pull_request' });
    await until(async () => {
      const { rows } = await database.pool.query(
        "SELECT id FROM pgboss.job WHERE state = 'active' AND singleton_key = $1",
        [`pull_request:${owner}/${repo}#${released.pull}`],
      );
      return rows.length > 0 ? true : null;
    });
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => sendDelivery(stage, payload, { event: 'pull_request' })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await readEvaluations()).toBe(0);
    await stage.control('PUT', 'faults', {});
    await settle(stage, 1200);
    expect(await readEvaluations()).toBe(2);
  });
});

type Example = { readonly name: string; readonly examples: readonly Record<string, unknown>[] };

const readExamples = (): { name: string; payload: Record<string, unknown> }[] => {
  const path = '../../node_modules/@octokit/webhooks-examples/api.github.com/index.json';
  const all = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Example[];
  return all.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })));
};

/** Some at a time, so that they overlap as real ones do. */
const sendAll = async (all: readonly { name: string; payload: unknown }[]): Promise<Map<number, number>> => {
  const statuses = new Map<number, number>();
  const waiting = [...all];
  const send = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const { status } = await sendDelivery(stage, JSON.stringify(one.payload), { event: one.name });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 16 }, send));
  return statuses;
};

/** The example, as if it came from this stage: about the pull request that is held. */
const toLocal = async () => {
  const { installation, repository, organization } = await lastPayload('pull_request', held.number);
  return (payload: Record<string, unknown>): Record<string, unknown> => ({
    ...payload,
    installation,
    ...('organization' in payload ? { organization } : {}),
    ...('repository' in payload
      ? { repository: { ...(payload['repository'] as object), ...(repository as object) } }
      : {}),
    ...('pull_request' in payload
      ? { pull_request: { ...(payload['pull_request'] as object), number: held.number } }
      : {}),
    ...('issue' in payload ? { issue: { ...(payload['issue'] as object), number: released.issue } } : {}),
  });
};

const expectNoRelease = async () => {
  await settle(stage);
  expect(await isReady(stage)).toBe(true);
  expect(await readCheckRun(stage, { owner, repo, sha: held.sha })).toMatchObject({ conclusion: 'failure' });
};

describe('whatever GitHub may send', () => {
  test('F50: every example payload is taken or refused; nothing is released by it', async () => {
    const local = await toLocal();
    const examples = readExamples();
    expect(examples.length).toBeGreaterThan(200);
    await stage.control('DELETE', 'counters');
    const statuses = await sendAll([
      ...examples,
      ...examples.map(({ name, payload }) => ({ name, payload: local(payload) })),
    ]);
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 422)).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(examples.length);
    await expectNoRelease();
    expect(await readEvaluations()).toBeGreaterThan(0);
  }, 60_000);

  test('F50: a thousand mutations of them are taken or refused; nothing is released by them', async () => {
    const random = toRandom(20_261_121);
    const local = await toLocal();
    const examples = readExamples();
    const mutants = Array.from({ length: 1000 }, (_, index) => {
      const { name, payload } = examples[Math.floor(random() * examples.length)] ?? { name: 'ping', payload: {} };
      return { name, payload: toMutant(index % 2 === 0 ? local(payload) : payload, random) };
    });
    const statuses = await sendAll(mutants);
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 422)).toEqual([]);
    await expectNoRelease();
  }, 60_000);

  test('F50: afterwards the service still releases what is to be released', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'afterwards');
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });
});

describe('webhooks in bad weather', () => {
  const weather = { dropRate: 0.4, repeatRate: 0.4, reorderRate: 0.4 };

  test.each([1, 2, 3])('F50: dropped, repeated and reordered (seed %i), the last word is right', async (seed) => {
    const at = { owner, repo: 'weather' };
    await stage.control('PUT', 'faults', { seed, webhooks: weather });
    const good = await openReleasedChange(stage, owner, 'weather', `good-${seed}`);
    const bad = await openReleasedChange(stage, owner, 'weather', `bad-${seed}`);
    const dana = stage.as('dana');
    for (const number of [good.issue, bad.issue]) {
      await dana.rest.issues.createComment({ ...at, issue_number: number, body: 'A remark.' });
    }
    await dana.rest.issues.update({ ...at, issue_number: good.issue, title: 'Another title' });
    const edited = toChangeRequestBody('all', bothChecklists).replace('assessed for this change', 'assessed for all');
    await dana.rest.issues.update({ ...at, issue_number: bad.issue, body: edited });
    await stage.control('POST', 'deliveries/settle');
    await stage.control('PUT', 'faults', {});
    for (const { issue, pull } of [good, bad]) {
      await dana.rest.issues.createComment({ ...at, issue_number: issue, body: 'The sky is clear.' });
      await dana.rest.issues.createComment({ ...at, issue_number: pull, body: 'The sky is clear.' });
    }
    await settle(stage);
    expect(await readCheckRun(stage, good)).toMatchObject({ conclusion: 'success' });
    expect(await readCheckRun(stage, bad)).toMatchObject({ conclusion: 'failure' });
  });
});
