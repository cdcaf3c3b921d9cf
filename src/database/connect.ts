import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPool, type Database } from './database.ts';
import { toEmbeddedUrl } from './embedded-server.ts';
import { DatabaseFault } from './fault.ts';
import { openDatabase } from './open-database.ts';

/**
 * Connects to the database for a command that only reads: the server at `databaseUrl`, the embedded one that a running
 * service has started in the data folder, or that one started for as long as the command takes. Applies migrations only
 * to the latter. Throws `DatabaseFault`.
 */
export const connect = async (settings: {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}): Promise<Pick<Database, 'pool' | 'close'>> => {
  const url = settings.databaseUrl ?? (await findRunning(settings.dataFolder));
  if (url === null) {
    if (!(await isThere(settings.dataFolder))) throw toNothingThere(settings.dataFolder);
    return openDatabase({ ...settings, connections: 2 });
  }
  const pool = createPool(url, 2);
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    // A server that died leaves its file behind.
    if (settings.databaseUrl === null) return openDatabase({ ...settings, connections: 2 });
    throw error;
  }
  return { pool, close: () => pool.end() };
};

/** A command that only reads makes no database of its own. */
const isThere = (dataFolder: string): Promise<boolean> =>
  access(join(dataFolder, 'postgres', 'PG_VERSION')).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );

const toNothingThere = (dataFolder: string): DatabaseFault =>
  new DatabaseFault(
    'not-started',
    `There is no database in ${dataFolder}: name the service’s data folder with DATA_FOLDER, or its database with DATABASE_URL.`,
  );

/** What PostgreSQL notes of itself while it runs: its port on the fourth line. Null: none runs. */
const findRunning = async (dataFolder: string): Promise<string | null> => {
  try {
    const port = Number((await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3]);
    const password = (await readFile(join(dataFolder, 'postgres.password'), 'utf8')).trim();
    return Number.isInteger(port) ? toEmbeddedUrl(password, port) : null;
  } catch {
    return null;
  }
};
