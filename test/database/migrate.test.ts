import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { hasJustOurMigrations, migrate } from '../../src/database/migrate.ts';
import { startTestDatabase } from './start-test-database.ts';

let db: Database;
let folder: string;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-migrations-'));
  await cp(new URL('../../migrations', import.meta.url), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const run = () => migrate(db, undefined, pathToFileURL(`${folder}/`));
const applied = async () =>
  (await db.pool.query<{ name: string }>('SELECT name FROM holdpoint_migrations ORDER BY version')).rows.length;

describe('migrate', () => {
  test('does nothing when all is applied', async () => {
    const before = await applied();
    await run();
    expect(await applied()).toBe(before);
  });

  test('of several processes that start together one migrates', async () => {
    const next = (await applied()) + 1;
    await writeFile(
      join(folder, `${String(next).padStart(3, '0')}-together.sql`),
      'CREATE TABLE together (id integer);',
    );
    await Promise.all([run(), run(), run(), run()]);
    expect(await applied()).toBe(next);
    await db.pool.query('DROP TABLE together');
    await db.pool.query('DELETE FROM holdpoint_migrations WHERE version = $1', [next]);
  });

  test('a migration that fails leaves nothing behind', async () => {
    const next = (await applied()) + 1;
    await writeFile(
      join(folder, `${String(next).padStart(3, '0')}-half.sql`),
      'CREATE TABLE half (id integer); SELECT 1 / 0;',
    );
    await expect(run()).rejects.toMatchObject({ code: 'refused' });
    expect((await db.pool.query("SELECT to_regclass('half') AS half")).rows).toEqual([{ half: null }]);
    expect(await applied()).toBe(next - 1);
  });

  test('refuses one that was edited after it was applied; line ends are no edit', async () => {
    const file = join(folder, '001-deliveries.sql');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('\n', '\r\n'));
    await run();
    await writeFile(file, `${text}-- edited\n`);
    await expect(run()).rejects.toMatchObject({
      code: 'migrations',
      message: expect.stringContaining('001-deliveries.sql was edited'),
    });
  });

  test('refuses a database that a newer version has migrated', async () => {
    await db.pool.query(
      "INSERT INTO holdpoint_migrations (version, name, checksum) VALUES (900, '900-future.sql', '')",
    );
    await expect(run()).rejects.toMatchObject({
      code: 'migrations',
      message: expect.stringContaining('900-future.sql'),
    });
    await db.pool.query('DELETE FROM holdpoint_migrations WHERE version = 900');
  });

  test('a process knows when another version has migrated the database since it started', async () => {
    expect(await hasJustOurMigrations(db)).toBe(true);
    await db.pool.query(
      "INSERT INTO holdpoint_migrations (version, name, checksum) VALUES (900, '900-future.sql', '')",
    );
    expect(await hasJustOurMigrations(db)).toBe(false);
    await db.pool.query('DELETE FROM holdpoint_migrations WHERE version = 900');
  });

  test('refuses gaps and names of another form', async () => {
    await writeFile(join(folder, '099-gap.sql'), '');
    await expect(run()).rejects.toMatchObject({ code: 'migrations' });
  });
});
