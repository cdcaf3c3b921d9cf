import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { type Arrival, openInbox } from '../../src/queue/inbox.ts';
import { openQueue, type Queue, queueHealth } from '../../src/queue/queue.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { delivery, pullRequest } from './demo-deliveries.ts';

let db: Database;
let queue: Queue;
beforeAll(async () => {
  db = await startTestDatabase();
  queue = await openQueue(db, () => undefined);
  await db.pool.query('CREATE TABLE records (id text PRIMARY KEY)');
});
beforeEach(() => queue.boss.deleteAllJobs());
afterAll(async () => {
  await queue.close();
  await db.close();
});

const arrival = (number: number, id?: string): Arrival => {
  const arrived = delivery(id);
  return {
    delivery: arrived,
    subjects: [pullRequest(number)],
    record: async (tx) => {
      await tx.query('INSERT INTO records VALUES ($1)', [arrived.id]);
    },
  };
};
const count = async (table: 'records' | 'deliveries') =>
  (await db.pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n;

describe('openInbox', () => {
  test('takes a burst whole: each delivery, its job and its record', async () => {
    const inbox = openInbox(queue);
    const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => inbox.accept(arrival(n))));
    expect(answers).toEqual(Array.from({ length: 400 }, () => 'accepted'));
    expect((await queueHealth(queue)).waiting).toBe(400);
    expect(await count('records')).toBe(400);
    expect(await count('deliveries')).toBe(400);
  });

  test('does nothing for a repetition, in the same burst or later', async () => {
    const inbox = openInbox(queue);
    const burst = Array.from({ length: 10 }, () => inbox.accept(arrival(1, 'repeated')));
    expect((await Promise.all(burst)).toSorted()).toEqual([
      'accepted',
      ...Array.from({ length: 9 }, () => 'duplicate'),
    ]);
    expect(await inbox.accept(arrival(1, 'repeated'))).toBe('duplicate');
    expect((await queueHealth(queue)).waiting).toBe(1);
  });

  test('one whose record fails is told so, and spoils no other of its batch', async () => {
    const inbox = openInbox(queue);
    const bad = { ...arrival(2), record: () => Promise.reject(new Error('no record')) };
    const answers = await Promise.allSettled([arrival(1), bad, arrival(3)].map((one) => inbox.accept(one)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await queueHealth(queue)).waiting).toBe(2);
    expect((await db.pool.query('SELECT FROM deliveries WHERE id = $1', [bad.delivery.id])).rowCount).toBe(0);
    expect(await inbox.accept({ ...bad, record: async () => undefined })).toBe('accepted');
  });

  test('takes deliveries of the greatest size', async () => {
    const inbox = openInbox(queue);
    const payload = JSON.stringify({ text: 'x'.repeat(25_000_000) });
    const large = () => ({ ...arrival(4), delivery: { ...delivery(), payload }, record: async () => undefined });
    expect(await Promise.all([inbox.accept(large()), inbox.accept(arrival(5)), inbox.accept(large())])).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
  });
});
