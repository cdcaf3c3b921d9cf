import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { enqueueNow, openQueue, type Queue, queueHealth } from '../../src/queue/queue.ts';
import { startWorker } from '../../src/queue/worker.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { gate, pullRequest, until } from './demo-deliveries.ts';

let db: Database;
let queue: Queue;
beforeAll(async () => {
  db = await startTestDatabase();
  queue = await openQueue(db, () => undefined);
});
afterAll(async () => {
  await queue.close();
  await db.close();
});

/** PostgreSQL notices a moment later that a killed process is gone, and gives up its locks then. */
const nobodyElseWorks = async (): Promise<boolean> => {
  const { rowCount } = await db.pool.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'`);
  return rowCount === 0;
};

const quiet = { concurrency: 1, onFailure: () => undefined };

describe('a worker that is killed', () => {
  test('leaves nothing stuck: the next process takes its job up again at once', async () => {
    const script = new URL('doomed-worker.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, db.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    await enqueueNow(queue, [pullRequest(1)]);
    await once(child.stdout, 'data');
    await enqueueNow(queue, [pullRequest(1)]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await queueHealth(queue)).toMatchObject({ running: 1, waiting: 1 });

    await until(nobodyElseWorks);
    const done = gate();
    const attempts: number[] = [];
    const note = async (_subject: unknown, { attempt }: { attempt: number }) => {
      attempts.push(attempt);
      done.open();
    };
    // Not when its heartbeat is overdue: it is back before this process begins to work.
    const idle = await startWorker(queue, note, { ...quiet, concurrency: 0 });
    expect(await queueHealth(queue)).toMatchObject({ running: 0, retrying: 1, waiting: 2 });
    const worker = await startWorker(queue, note, quiet);
    await done.passed;
    await until(async () => (await queueHealth(queue)).waiting === 0);
    // The retry stepped aside for the newer job, which covers it.
    expect(attempts).toEqual([1]);
    await Promise.all([idle.stop(1_000), worker.stop(1_000)]);
  });

  test('F34: a start does not wait for the pause of a job that failed often', async () => {
    await enqueueNow(queue, [pullRequest(3)]);
    await db.pool.query(
      `UPDATE pgboss.job SET state = 'retry', retry_count = 9, start_after = now() + interval '5 minutes'
       WHERE singleton_key = 'pull_request:acme/pump#3'`,
    );
    const done = gate();
    const worker = await startWorker(queue, async () => done.open(), quiet);
    await done.passed;
    await until(async () => (await queueHealth(queue)).waiting === 0);
    await worker.stop(1_000);
  });

  test('a worker that lives keeps its job when another one starts', async () => {
    const [entered, release] = [gate(), gate()];
    let calls = 0;
    const handler = async () => {
      calls++;
      entered.open();
      await release.passed;
    };
    const first = await startWorker(queue, handler, quiet);
    await enqueueNow(queue, [pullRequest(2)]);
    await entered.passed;
    const second = await startWorker(queue, handler, quiet);
    expect(await queueHealth(queue)).toMatchObject({ running: 1, retrying: 0 });
    release.open();
    await Promise.all([first.stop(5_000), second.stop(5_000)]);
    expect(calls).toBe(1);
  });
});
