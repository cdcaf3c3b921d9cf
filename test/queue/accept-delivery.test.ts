import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import type { Subject } from '../../src/decision/subject.ts';
import { acceptDelivery, type Delivery } from '../../src/queue/accept-delivery.ts';
import { evaluations, type Job, openQueue, type Queue, queueHealth } from '../../src/queue/queue.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { delivery, pullRequest, until } from './demo-deliveries.ts';

let db: Database;
let queue: Queue;
beforeAll(async () => {
  db = await startTestDatabase();
  queue = await openQueue(db, () => undefined);
});
beforeEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.close();
  await db.close();
});

const accept = (arrived: Delivery, ...subjects: Subject[]) =>
  transaction(db, (tx) => acceptDelivery(queue, tx, arrived, subjects));
const countDeliveries = async (id: string) =>
  (await db.pool.query('SELECT FROM deliveries WHERE id = $1', [id])).rowCount;

describe('acceptDelivery', () => {
  test('records the delivery as it came, with one job a subject', async () => {
    const arrived = { ...delivery(), payload: '{"b":1, "a":"\\u0000\\ud800"}' };
    expect(await accept(arrived, pullRequest(1), pullRequest(2), pullRequest(1))).toBe('accepted');
    expect(await queueHealth(queue)).toMatchObject({ waiting: 2, running: 0, retrying: 0 });
    const { rows } = await db.pool.query('SELECT event, payload::text, subject_keys FROM deliveries WHERE id = $1', [
      arrived.id,
    ]);
    expect(rows).toEqual([
      {
        event: 'pull_request',
        payload: '{"b":1, "a":"\\u0000\\ud800"}',
        subject_keys: ['pull_request:acme/pump#1', 'pull_request:acme/pump#2', 'pull_request:acme/pump#1'],
      },
    ]);
  });

  test('records one that names no subject', async () => {
    const arrived = delivery();
    expect(await accept(arrived)).toBe('accepted');
    expect(await accept(arrived)).toBe('duplicate');
  });

  test('the same delivery twice has one effect', async () => {
    const arrived = delivery();
    await accept(arrived, pullRequest(1));
    await queue.boss.deleteAllJobs();
    expect(await accept(arrived, pullRequest(1))).toBe('duplicate');
    expect((await queueHealth(queue)).waiting).toBe(0);
  });

  test('the same delivery many times at once has one effect', async () => {
    const arrived = delivery();
    const answers = await Promise.all(Array.from({ length: 12 }, () => accept(arrived, pullRequest(1))));
    expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(1);
    expect((await queueHealth(queue)).waiting).toBe(1);
  });

  test('a delivery whose transaction failed is as if it had never come, and its redelivery is taken', async () => {
    const arrived = delivery();
    const failing = transaction(db, async (tx) => {
      await acceptDelivery(queue, tx, arrived, [pullRequest(1)]);
      throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    expect(await countDeliveries(arrived.id)).toBe(0);
    expect((await queueHealth(queue)).waiting).toBe(0);
    expect(await accept(arrived, pullRequest(1))).toBe('accepted');
    expect((await queueHealth(queue)).waiting).toBe(1);
  });

  test('a redelivery enqueues again what of it has failed finally', async () => {
    const arrived = delivery();
    await accept(arrived, pullRequest(1), pullRequest(2));
    await db.pool.query(
      "UPDATE pgboss.job SET state = 'failed' WHERE name = $1 AND data -> 'subject' -> 'ref' ->> 'number' = '1'",
      [evaluations],
    );
    expect(await accept(arrived, pullRequest(1), pullRequest(2))).toBe('accepted');
    const { rows } = await db.pool.query('SELECT singleton_key AS key, state FROM pgboss.job ORDER BY 1');
    expect(rows).toEqual([
      { key: 'pull_request:acme/pump#1', state: 'created' },
      { key: 'pull_request:acme/pump#2', state: 'created' },
    ]);
  });

  test('many deliveries on one subject at once leave one waiting job', async () => {
    await Promise.all(Array.from({ length: 50 }, () => accept(delivery(), pullRequest(1), pullRequest(2))));
    expect((await queueHealth(queue)).waiting).toBe(2);
  });

  test('many deliveries on many subjects in any order do not wait for each other for ever', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => n);
    const shuffled = () => numbers.toSorted(() => Math.random() - 0.5).map((number) => pullRequest(number));
    await Promise.all(Array.from({ length: 40 }, () => accept(delivery(randomUUID()), ...shuffled())));
    expect((await queueHealth(queue)).waiting).toBe(20);
  });

  test('a waiting job takes the newer subject', async () => {
    await accept(delivery(), pullRequest(1));
    await accept(delivery(), { ...pullRequest(1), installationId: 2 });
    const [job] = await queue.boss.fetch<Job>(evaluations);
    expect(job?.data.subject.installationId).toBe(2);
  });

  test('waiting jobs cannot start before what the transaction records is there to be read', async () => {
    await accept(delivery(), pullRequest(1), pullRequest(2), pullRequest(3));
    await transaction(db, async (tx) => {
      await acceptDelivery(queue, tx, delivery(), [pullRequest(1), pullRequest(2), pullRequest(3)]);
      expect(await queue.boss.fetch(evaluations, { batchSize: 3 })).toEqual([]);
    });
    expect(await queue.boss.fetch(evaluations, { batchSize: 3 })).toHaveLength(3);
  });

  test('a running job is followed by one more, not by many', async () => {
    await accept(delivery(), pullRequest(1));
    await queue.boss.fetch(evaluations);
    for (let n = 0; n < 5; n++) await accept(delivery(), pullRequest(1));
    expect(await queueHealth(queue)).toMatchObject({ running: 1, waiting: 1 });
    expect(await queue.boss.fetch(evaluations)).toEqual([]);
  });

  test('a job that waits for its retry is brought forward instead of being joined by another', async () => {
    await accept(delivery(), pullRequest(1));
    const [job] = await queue.boss.fetch(evaluations);
    await queue.boss.fail(evaluations, job?.id ?? '', { message: 'GitHub answered 502' });
    await db.pool.query("UPDATE pgboss.job SET start_after = now() + interval '5 minutes'");
    expect(await queue.boss.fetch(evaluations)).toEqual([]);
    await accept(delivery(), pullRequest(1));
    expect(await queueHealth(queue)).toMatchObject({ waiting: 1, retrying: 1 });
    expect(await queue.boss.fetch(evaluations)).toHaveLength(1);
  });

  test('a subject that runs keeps no other waiting', async () => {
    await accept(delivery(), pullRequest(1));
    await queue.boss.fetch(evaluations);
    await accept(delivery(), pullRequest(1));
    await accept(delivery(), pullRequest(2));
    const [next] = await queue.boss.fetch<Job>(evaluations);
    expect(next?.data).toMatchObject({ subject: pullRequest(2) });
  });

  test('calls the workers at the commit, also for a job that waited already and was hidden from them', async () => {
    const client = await db.pool.connect();
    const calls: string[] = [];
    client.on('notification', ({ payload }) => calls.push(payload ?? ''));
    const { rows } = await db.pool.query<{ channel: string }>(
      "SELECT 'pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24) AS channel",
    );
    await client.query(`LISTEN ${rows[0]?.channel}`);
    await accept(delivery(), pullRequest(1));
    await until(() => calls.length === 1);
    await accept(delivery(), pullRequest(1));
    await until(() => calls.length === 2);
    expect(calls).toEqual([evaluations, evaluations]);
    client.release(true);
  });
});
