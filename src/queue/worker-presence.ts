import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { lockSpaces } from '../database/lock-spaces.ts';
import { evaluations, type Queue } from './queue.ts';

/**
 * Says that this process has workers, and takes over what a dead one left: when nobody else has workers, every job
 * that counts as running is an orphan, and goes back to the queue. PostgreSQL gives up a dead process's lock by itself.
 * Returns how to leave. When the connection is lost the lock is taken again; meanwhile the heartbeats alone tell.
 */
export const enterWorkers = async (queue: Queue): Promise<() => Promise<void>> => {
  const leaving = new AbortController();
  let client = await enter(queue);
  const keepPresence = () => {
    client.once('error', () => {
      void client.end().catch(() => undefined);
      void returnWhenPossible();
    });
  };
  const returnWhenPossible = async (): Promise<void> => {
    for (;;) {
      await delay(1_000, undefined, { signal: leaving.signal, ref: false }).catch(() => undefined);
      if (leaving.signal.aborted) return;
      try {
        client = await connect(queue, 'SELECT pg_advisory_lock_shared($1)');
        return keepPresence();
      } catch {
        // Not there yet: the next second.
      }
    }
  };
  keepPresence();
  return async () => {
    leaving.abort();
    await client.end().catch(() => undefined);
  };
};

const enter = async (queue: Queue): Promise<Client> => {
  const client = await connect(queue, 'SELECT 1 WHERE $1 > 0');
  const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
    lockSpaces.workerPresence,
  ]);
  if (rows[0]?.alone === true) {
    const orphans = await client.query<{ id: string }>(
      `SELECT id FROM pgboss.job WHERE name = $1 AND state = 'active'`,
      [evaluations],
    );
    const ids = orphans.rows.map(({ id }) => id);
    if (ids.length > 0) await queue.boss.fail(evaluations, ids, { message: 'The process that ran it ended.' });
  }
  await bringForward(client);
  // Shared before the exclusive one is given up, so that there is no moment in which another could believe to be alone.
  await client.query('SELECT pg_advisory_lock_shared($1)', [lockSpaces.workerPresence]);
  if (rows[0]?.alone === true) await client.query('SELECT pg_advisory_unlock($1)', [lockSpaces.workerPresence]);
  return client;
};

/**
 * Pauses grow with every attempt that failed, to five minutes, and being killed counts as one. Whoever starts the service
 * has ended what it failed of, or wants to see whether it still does.
 */
const bringForward = (client: Client) =>
  client.query(
    `UPDATE pgboss.job SET start_after = now() WHERE name = $1 AND state = 'retry' AND start_after > now()`,
    [evaluations],
  );

const connect = async (queue: Queue, first: string): Promise<Client> => {
  const client = new Client({
    connectionString: queue.database.url,
    application_name: 'holdpoint-worker',
    keepAlive: true,
  });
  // Its loss between two statements would end the process if nobody listened.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(first, [lockSpaces.workerPresence]);
  return client;
};
