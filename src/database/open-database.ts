import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createPool, type Database, longestStatement } from './database.ts';
import { startEmbeddedServer } from './embedded-server.ts';
import { DatabaseFault, isUnreachable, toDatabaseFault } from './fault.ts';
import { migrate } from './migrate.ts';
import { grantToService, mayAlterLedger, readRole } from './roles.ts';

export type DatabaseSettings = {
  /** `postgres://…` of a server; null for an embedded one in the data folder. */
  readonly databaseUrl: string | null;
  /** The same database as the role that owns it; null: `databaseUrl`'s role makes the tables too. */
  readonly migrationUrl?: string | null;
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
 * folder that starts in about a second and stops with us. With a `migrationUrl` the tables belong to its role, and the
 * other one is given no more than it needs. Throws `DatabaseFault`: `unreachable`, `refused`,
 * `not-started`, `in-use` (another process has the data folder), `migrations`.
 */
export const openDatabase = async (settings: DatabaseSettings): Promise<Database> => {
  const server =
    settings.databaseUrl === null
      ? await startEmbeddedServer({ dataFolder: settings.dataFolder, fsync: settings.fsync ?? true })
      : null;
  const url = server?.url ?? settings.databaseUrl ?? '';
  let pool: Pool | undefined;
  let guarded = false;
  try {
    pool = createPool(url, settings.connections ?? 20, { patience: longestStatement });
    await waitForAnswer(pool, settings.patience ?? 30);
    await refuseTooFewConnections(pool);
    await migrateAs(settings.migrationUrl ?? null, pool);
    guarded = !(await mayAlterLedger(pool));
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
    guarded,
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

const migrateAs = async (ownerUrl: string | null, service: Pool) => {
  if (ownerUrl === null) return migrate({ pool: service });
  const owner = createPool(ownerUrl, 1);
  try {
    const role = await readRole(service);
    await migrate({ pool: owner }, (tx) => grantToService(tx, role));
  } finally {
    await owner.end();
  }
};

/** The queue's own pool, the connection that hears of new work, and the one that says that we live. */
const connectionsBesides = 10;

/** Found out under load, it would look like a database that fails now and then. */
const refuseTooFewConnections = async (pool: Pool) => {
  const { rows } = await pool.query<{ most: number }>(
    `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most`,
  );
  const needed = pool.options.max + connectionsBesides;
  const most = rows[0]?.most ?? 0;
  if (most >= needed) return;
  throw new DatabaseFault(
    'refused',
    `PostgreSQL takes ${most} connections, and this process may need ${needed}. Lower WORKERS, or raise max_connections.`,
  );
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
