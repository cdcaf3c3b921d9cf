import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { type Change, openReleasedChange, readCounters, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { sendDelivery } from './send-delivery.ts';

const owner = 'acme';
const repo = 'burst';
const pulls = 20;
const deliveries = 400;

let database: Database;
let stage: Stage;
beforeAll(async () => {
  database = await startTestDatabase();
  stage = await setStage({ world: toWorld([toRepository(repo)]), env: { DATABASE_URL: database.url } });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await database?.close();
}, 30_000);

type Sent = { event: string; payload: { action?: string; pull_request?: { number: number } } };

test('F34 (peers: 400 webhooks at once): each is stored before it is answered, and few evaluations follow', async () => {
  const changes: Change[] = [];
  for (let index = 0; index < pulls; index++) changes.push(await openReleasedChange(stage, owner, repo, `b${index}`));
  for (const change of changes) await untilCheckRun(stage, change, { conclusion: 'success' });
  await settle(stage);
  const sent = await stage.control<Sent[]>('GET', 'deliveries');
  // Their links are taken out unseen; then everything is told at once.
  await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
  const dana = stage.as('dana').rest;
  for (const { pull } of changes) await dana.pulls.update({ owner, repo, pull_number: pull, body: 'no link' });
  await stage.control('POST', 'deliveries/settle');
  await stage.control('PUT', 'faults', {});
  const bodies = changes.map(({ pull }) => {
    const opened = sent.find(({ payload }) => payload.action === 'opened' && payload.pull_request?.number === pull);
    return JSON.stringify({ ...opened?.payload, action: 'edited', changes: {} });
  });
  const count = async (): Promise<number> => {
    const { rows } = await database.pool.query<{ stored: number }>('SELECT count(*)::int AS stored FROM deliveries');
    return rows[0]?.stored ?? 0;
  };
  const before = { stored: await count(), graphql: (await readCounters(stage)).app.graphql };
  const answers = await Promise.all(
    Array.from({ length: deliveries }, (_, index) =>
      sendDelivery(stage, bodies[index % pulls] ?? '', { event: 'pull_request' }),
    ),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect((await count()) - before.stored).toBe(deliveries);
  for (const change of changes) {
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['No change request is linked'] });
  }
  await settle(stage);
  // One that runs and one that waits for each pull request, at the most so often as the burst took to arrive.
  expect((await readCounters(stage)).app.graphql - before.graphql).toBeLessThan(deliveries / 2);
}, 120_000);
