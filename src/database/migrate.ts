import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';
import { type Tx, transaction } from './database.ts';
import { DatabaseFault } from './fault.ts';
import { lockSpaces } from './lock-spaces.ts';

type Migration = { readonly version: number; readonly name: string; readonly sql: string; readonly checksum: string };

const defaultFolder = new URL('../../migrations/', import.meta.url);
const fileName = /^(\d{3})-[a-z0-9-]+\.sql$/;

/** Reads `NNN-name.sql`, numbered from 001 without a gap. */
const readMigrations = async (folder: URL): Promise<readonly Migration[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      if (Number(fileName.exec(name)?.[1]) !== index + 1) {
        throw new DatabaseFault(
          'migrations',
          `migrations/${name} is not number ${index + 1} of the form NNN-name.sql.`,
        );
      }
      const sql = await readFile(new URL(name, folder), 'utf8');
      // Line ends do not count: a checkout on Windows is not an edit.
      const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
      return { version: index + 1, name, sql, checksum };
    }),
  );
};

/**
 * Brings the schema up to the newest migration, in one transaction under an advisory lock: of several processes that
 * start together one migrates and the others wait, and a migration that fails leaves nothing behind. `afterwards` runs in the same transaction. Throws the fault
 * `migrations` when a migration that was applied has been edited or is missing, as after a downgrade.
 */
export const migrate = async (
  db: Pick<Database, 'pool'>,
  afterwards: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  folder = defaultFolder,
) => {
  const migrations = await readMigrations(folder);
  await transaction(db, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [lockSpaces.migrations]);
    await tx.query(`CREATE TABLE IF NOT EXISTS holdpoint_migrations (
      version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await tx.query<{ version: number; name: string; checksum: string }>(
      'SELECT version, name, checksum FROM holdpoint_migrations ORDER BY version',
    );
    for (const applied of rows) refuseChanged(applied, migrations[applied.version - 1]);
    for (const migration of migrations.slice(rows.length)) {
      await tx.query(migration.sql);
      await tx.query('INSERT INTO holdpoint_migrations (version, name, checksum) VALUES ($1, $2, $3)', [
        migration.version,
        migration.name,
        migration.checksum,
      ]);
    }
    await afterwards(tx);
  });
};

/** Whether the database has just the migrations of this version; a newer version of the service may have added some. */
export const hasJustOurMigrations = async (db: Pick<Database, 'pool'>): Promise<boolean> => {
  const ours = await readMigrations(defaultFolder);
  const { rows } = await db.pool.query<{ checksum: string }>(
    'SELECT checksum FROM holdpoint_migrations ORDER BY version',
  );
  return rows.length === ours.length && rows.every(({ checksum }, index) => checksum === ours[index]?.checksum);
};

const refuseChanged = (applied: { version: number; name: string; checksum: string }, onDisk: Migration | undefined) => {
  if (onDisk === undefined) {
    throw new DatabaseFault(
      'migrations',
      `The database has migration ${applied.name}, which this version of Holdpoint does not know. Start the newer version.`,
    );
  }
  if (onDisk.checksum !== applied.checksum) {
    throw new DatabaseFault(
      'migrations',
      `migrations/${onDisk.name} was edited after it had been applied. Restore it and add a new migration instead.`,
    );
  }
};
