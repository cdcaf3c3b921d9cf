import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { openQueue } from '../../src/queue/queue.ts';
import { createTwoRoles } from './create-two-roles.ts';
import { startTestDatabase } from './start-test-database.ts';

// The titles below need a name before there is a database.
const [someOwner, someDatabase] = ['the owner', 'the database'];
let single: Database;
let roles: Awaited<ReturnType<typeof createTwoRoles>>;
let db: Database;

beforeAll(async () => {
  single = await startTestDatabase();
  roles = await createTwoRoles(single);
  db = await open();
});
afterAll(async () => {
  await db.close();
  await roles.drop();
  await single.close();
});

const open = () => openDatabase({ databaseUrl: roles.databaseUrl, migrationUrl: roles.migrationUrl, dataFolder: '' });
const add = `INSERT INTO ledger_facts (digest, facts) VALUES ('sha256:0', '{}') ON CONFLICT DO NOTHING`;

describe('F51: the service’s own database role', () => {
  test('adds to the ledger, reads it, and works on every other table', async () => {
    await db.pool.query(add);
    expect((await db.pool.query('SELECT digest FROM ledger_facts')).rows).toEqual([{ digest: 'sha256:0' }]);
    const { rows } = await db.pool.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'ledger\\_%'
       AND tablename <> 'holdpoint_migrations'`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const table of rows) await db.pool.query(`DELETE FROM ${table.name}`);
  });

  test('brings the queue along, at the first start and at the next, and migrates again', async () => {
    for (let start = 1; start <= 2; start++) {
      const again = await open();
      await (await openQueue(again, () => undefined)).close();
      await again.pool.query(add);
      await again.close();
    }
  });

  const tables = ['ledger_entries', 'ledger_facts', 'ledger_keys', 'ledger_checkpoints'];
  const column = {
    ledger_entries: 'digest',
    ledger_facts: 'digest',
    ledger_keys: 'key_id',
    ledger_checkpoints: 'note',
  };
  test.each([
    ...tables.flatMap((table) => [
      `UPDATE ${table} SET ${column[table as keyof typeof column]} = 'forged'`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `DROP TRIGGER append_only ON ${table}`,
      `ALTER TABLE ${table} DISABLE TRIGGER append_only`,
      `ALTER TABLE ${table} DISABLE TRIGGER ALL`,
      `ALTER TABLE ${table} OWNER TO CURRENT_USER`,
      `DROP TABLE ${table} CASCADE`,
      `CREATE RULE gone AS ON INSERT TO ${table} DO INSTEAD NOTHING`,
    ]),
    'SET session_replication_role = replica',
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    'DROP FUNCTION refuse_change() CASCADE',
    'DROP SCHEMA public CASCADE',
    'ALTER SCHEMA public OWNER TO CURRENT_USER',
    `DROP DATABASE ${someDatabase}`,
    `SET ROLE ${someOwner}`,
    `GRANT ${someOwner} TO CURRENT_USER`,
    'UPDATE holdpoint_migrations SET version = 99',
    'CREATE TABLE public.mine (a int)',
  ])('is refused: %s', async (statement) => {
    const named = statement.replace(someOwner, roles.owner).replace(someDatabase, roles.name);
    await expect(db.pool.query(named)).rejects.toThrow(/permission denied|must be owner|must be able to SET ROLE/);
  });

  test('is known for what it is, as is one that owns everything', () => {
    expect(db.guarded).toBe(true);
    expect(single.guarded).toBe(false);
  });

  test('is not guarded where the role of the service is the owner itself', async () => {
    const same = await openDatabase({ databaseUrl: roles.migrationUrl, dataFolder: '' });
    expect(same.guarded).toBe(false);
    await same.close();
  });
});
