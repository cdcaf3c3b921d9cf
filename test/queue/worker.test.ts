import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { Subject } from '../../src/decision/subject.ts';
import { enqueueNow, openQueue, type Queue, queueHealth } from '../../src/queue/queue.ts';
import { type Handler, startWorker, type Worker } from '../../src/queue/worker.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { gate, pullRequest, until } from './demo-deliveries.ts';

let db: Database;
let queue: Queue;
let worker: Worker | undefined;
let failures: { number: number; attempt: number; message: string }[];

beforeAll(async () => {
  db = await startTestDatabase();
  queue = await openQueue(db, () => undefined);
});
beforeEach(async () => {
  failures = [];
  await queue.boss.deleteAllJobs();
});
afterEach(async () => {
  await worker?.stop(5_000);
  worker = undefined;
});
afterAll(async () => {
  await queue.close();
  await db.close();
});

const numberOf = (subject: Subject): number => ('ref' in subject && 'number' in subject.ref ? subject.ref.number : 0);
const start = async (handler: Handler, concurrency = 4) => {
  worker = await startWorker(queue, handler, {
    concurrency,
    onFailure: ({ subject }, attempt, error) =>
      failures.push({ number: numberOf(subject), attempt, message: String(error) }),
  });
};
/** Makes retries due, and calls the workers as pg-boss would. */
const callForRetries = () =>
  db.pool.query(`WITH due AS (UPDATE pgboss.job SET start_after = now() WHERE state = 'retry' RETURNING name)
    SELECT pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), name) FROM due`);
const isIdle = async () => {
  const { waiting, running } = await queueHealth(queue);
  return waiting + running === 0;
};

describe('startWorker', () => {
  test('evaluates each subject once, several at the same time', async () => {
    const seen: number[] = [];
    let [running, most] = [0, 0];
    const { promise: allRun, resolve: tellAllRun } = Promise.withResolvers<void>();
    await start(async (subject) => {
      most = Math.max(most, ++running);
      seen.push(numberOf(subject));
      if (running === 4) tellAllRun();
      // On a busy machine the fourth may come late.
      await Promise.race([allRun, new Promise((resolve) => setTimeout(resolve, 5_000))]);
      running--;
    });
    await enqueueNow(
      queue,
      Array.from({ length: 12 }, (_, n) => pullRequest(n, `pump-${n}`)),
    );
    await until(isIdle);
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    expect(most).toBe(4);
  });

  test('F34: a repository with much to do leaves room: what waits of another is done meanwhile', async () => {
    const release = gate();
    const done: string[] = [];
    let [noisy, most] = [0, 0];
    await start(async (subject) => {
      const name = 'ref' in subject ? subject.ref.name : '';
      if (name === 'noisy') {
        most = Math.max(most, ++noisy);
        await release.passed;
        noisy--;
      }
      done.push(name);
    });
    await enqueueNow(
      queue,
      Array.from({ length: 20 }, (_, n) => pullRequest(n, 'noisy')),
    );
    await until(() => noisy === 3);
    await enqueueNow(queue, [pullRequest(1, 'quiet'), pullRequest(2, 'quiet')]);
    await until(() => done.length === 2);
    expect(done).toEqual(['quiet', 'quiet']);
    release.open();
    await until(isIdle);
    expect({ done: done.length, most }).toEqual({ done: 22, most: 3 });
  });

  test('many changes of a subject while it is being evaluated give exactly one more evaluation', async () => {
    const [entered, release] = [gate(), gate()];
    let [calls, running, most] = [0, 0, 0];
    await start(async () => {
      most = Math.max(most, ++running);
      if (++calls === 1) {
        entered.open();
        await release.passed;
      }
      running--;
    });
    await enqueueNow(queue, [pullRequest(1)]);
    await entered.passed;
    await Promise.all(Array.from({ length: 20 }, () => enqueueNow(queue, [pullRequest(1)])));
    release.open();
    await until(isIdle);
    expect({ calls, most }).toEqual({ calls: 2, most: 1 });
  });

  test('tries again after a failure, says which attempt it is and what went wrong', async () => {
    const attempts: { attempt: number; lastError: string | null }[] = [];
    await start(async (_subject, { attempt, lastError }) => {
      attempts.push({ attempt, lastError });
      if (attempt < 3)
        throw Object.assign(new Error(`failed ${attempt}`), { request: { headers: { authorization: 'secret' } } });
    });
    await enqueueNow(queue, [pullRequest(1)]);
    // The pauses are the queue's; they are cut short here.
    const hurry = setInterval(() => void callForRetries(), 50);
    await until(isIdle);
    clearInterval(hurry);
    expect(attempts).toEqual([
      { attempt: 1, lastError: null },
      { attempt: 2, lastError: 'failed 1' },
      { attempt: 3, lastError: 'failed 2' },
    ]);
    expect(failures.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test('what a failure carries besides its message is not stored', async () => {
    const failed = gate();
    await start(async () => {
      failed.open();
      throw Object.assign(new Error('GitHub answered 502'), { request: { headers: { authorization: 'top-secret' } } });
    });
    await enqueueNow(queue, [pullRequest(1)]);
    await failed.passed;
    await until(async () => (await queueHealth(queue)).retrying === 1);
    const { rows } = await db.pool.query<{ output: string }>('SELECT output::text FROM pgboss.job');
    expect(rows[0]?.output).toContain('GitHub answered 502');
    expect(rows[0]?.output).not.toContain('top-secret');
  });

  test('a change that came during a failing evaluation is evaluated at once, and covers the failed one', async () => {
    const [entered, release] = [gate(), gate()];
    const attempts: number[] = [];
    await start(async (_subject, { attempt }) => {
      attempts.push(attempt);
      if (attempts.length > 1) return;
      entered.open();
      await release.passed;
      throw new Error('GitHub answered 502');
    });
    await enqueueNow(queue, [pullRequest(1)]);
    await entered.passed;
    await enqueueNow(queue, [pullRequest(1)]);
    release.open();
    await until(isIdle);
    expect(attempts).toEqual([1, 1]);
    expect(failures).toHaveLength(1);
    // It was not put back to wait for a second attempt, which would have kept the newer one waiting too.
    const { rows } = await db.pool.query('SELECT max(retry_count) AS retries FROM pgboss.job');
    expect(rows).toEqual([{ retries: 0 }]);
  });

  test('a retry steps aside for a newer job of its subject', async () => {
    const [entered, release] = [gate(), gate()];
    const installations: number[] = [];
    await enqueueNow(queue, [pullRequest(1)]);
    const [old] = await queue.boss.fetch('evaluations');
    await enqueueNow(queue, [{ ...pullRequest(1), installationId: 2 }]);
    await queue.boss.fail('evaluations', old?.id ?? '', { message: 'GitHub answered 502' });
    await db.pool.query('UPDATE pgboss.job SET start_after = now()');
    await start(async (subject) => {
      installations.push(subject.installationId);
      entered.open();
      await release.passed;
    });
    await entered.passed;
    release.open();
    await until(isIdle);
    expect(installations).toEqual([2]);
  });

  test('a failing subject keeps no other waiting', async () => {
    const done: number[] = [];
    await start(async (subject) => {
      if (numberOf(subject) === 1) throw new Error('always');
      done.push(numberOf(subject));
    }, 1);
    await enqueueNow(queue, [pullRequest(1), pullRequest(2), pullRequest(3)]);
    await until(() => done.length === 2);
    expect(done).toEqual([2, 3]);
    await until(async () => (await queueHealth(queue)).retrying === 1);
  });
});

describe('stop', () => {
  test('waits for what runs and takes nothing more', async () => {
    const [entered, release] = [gate(), gate()];
    const seen: number[] = [];
    await start(async (subject) => {
      entered.open();
      await release.passed;
      seen.push(numberOf(subject));
    }, 1);
    await enqueueNow(queue, [pullRequest(1)]);
    await entered.passed;
    await enqueueNow(queue, [pullRequest(2)]);
    const stopped = worker?.stop(10_000);
    release.open();
    await stopped;
    expect(seen).toEqual([1]);
    expect(await queueHealth(queue)).toMatchObject({ running: 0, waiting: 1 });
  });

  test('gives back what does not end in time', async () => {
    const entered = gate();
    await start(async (_subject, { signal }) => {
      entered.open();
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    });
    await enqueueNow(queue, [pullRequest(1)]);
    await entered.passed;
    await worker?.stop(0);
    expect(await queueHealth(queue)).toMatchObject({ running: 0, retrying: 1 });
  });
});
