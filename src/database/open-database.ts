import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createPool, type Database } from './database.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import { DatabaseFault, isUnreachable, toDatabaseFault } from './fault.ts';
import { migrate } from './migrate.ts';

export type DatabaseSettings = {
  /** `postgres://…` of a server; null for an embedded one in the data folder. */
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  /** Connections of the pool; 20 unless told. The queue has a few of its own. */
  readonly connections?: number;
  /** How long to wait for a server that does not answer yet, in seconds; 30 unless told. */
  readonly patience?: number;
  /** For tests alone: trades durability for speed in the embedded server. */
  readonly fsync?: boolean;
};

/**
 * Opens the database and applies the migrations: `databaseUrl` when set, otherwise an embedded PostgreSQL in the data
 * folder that starts in about a second and stops with us. Throws `DatabaseFault`: `unreachable`, `refused`,
 * `not-started`, `in-use` (another process has the data folder), `migrations`.
 */
export const openDatabase = async (settings: DatabaseSettings): Promise<Database> => {
  const server =
    settings.databaseUrl === null
      ? await startEmbeddedServer({ dataFolder: settings.dataFolder, fsync: settings.fsync ?? true })
      : null;
  const url = server?.url ?? settings.databaseUrl ?? '';
  let pool: Pool | undefined;
  try {
    pool = createPool(url, settings.connections ?? 20);
    await waitForAnswer(pool, settings.patience ?? 30);
    await migrate({ pool });
  } catch (error) {
    await pool?.end();
    await server?.stop();
    throw toDatabaseFault(error);
  }
  const opened = pool;
  return {
    pool: opened,
    url,
    embedded: server !== null,
    answers: () =>
      opened.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    close: async () => {
      await opened.end();
      await server?.stop();
    },
  };
};

const waitForAnswer = async (pool: Pool, seconds: number) => {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (Date.now() > deadline) {
        throw new DatabaseFault(
          'unreachable',
          `The database did not answer for ${seconds} s. Is DATABASE_URL right?`,
          error,
        );
      }
      await delay(250);
    }
  }
};
