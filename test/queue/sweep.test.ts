import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { acceptDelivery } from '../../src/queue/accept-delivery.ts';
import { openQueue, type Queue, queueHealth } from '../../src/queue/queue.ts';
import { startSweep } from '../../src/queue/sweep.ts';
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

const never = () => undefined;

describe('startSweep', () => {
  test('enqueues what it is named at once and again and again, each once', async () => {
    let sweeps = 0;
    const stop = startSweep(queue, {
      every: 0.02,
      keepDays: 30,
      findStale: async () => {
        sweeps++;
        return [pullRequest(1), pullRequest(2)];
      },
      onFault: never,
    });
    await until(() => sweeps >= 3);
    await stop();
    const atStop = sweeps;
    expect(await queueHealth(queue)).toMatchObject({ waiting: 2 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(sweeps).toBe(atStop);
  });

  test('goes on after a fault, and tells of it', async () => {
    const faults: unknown[] = [];
    let sweeps = 0;
    const stop = startSweep(queue, {
      every: 0.02,
      keepDays: 30,
      findStale: async () => {
        if (++sweeps === 1) throw new Error('no answer');
        return [pullRequest(1)];
      },
      onFault: (fault) => faults.push(fault),
    });
    await until(async () => (await queueHealth(queue)).waiting === 1);
    await stop();
    expect(faults).toEqual([new Error('no answer')]);
  });

  test('forgets deliveries after thirty days, not before', async () => {
    const accept = (id: string, days: number) => {
      const receivedAt = new Date(Date.now() - days * 86_400_000).toISOString();
      return transaction(db, (tx) => acceptDelivery(queue, tx, { ...delivery(id), receivedAt }, []));
    };
    await accept('old', 31);
    await accept('recent', 29);
    const stop = startSweep(queue, { every: 60, keepDays: 30, findStale: async () => [], onFault: never });
    await stop();
    const { rows } = await db.pool.query("SELECT id FROM deliveries WHERE id IN ('old', 'recent')");
    expect(rows).toEqual([{ id: 'recent' }]);
  });
});
