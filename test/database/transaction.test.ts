import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { transaction } from '../../src/database/database.ts';
import { DatabaseFault } from '../../src/database/fault.ts';
import { startTestDatabase } from './start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
  await db.pool.query('CREATE TABLE counters (name text PRIMARY KEY, value integer NOT NULL)');
});
afterAll(() => db.close());

describe('transaction', () => {
  test('commits what it returns from, rolls back what it throws from', async () => {
    await transaction(db, (tx) => tx.query("INSERT INTO counters VALUES ('kept', 1)"));
    const failing = transaction(db, async (tx) => {
      await tx.query("INSERT INTO counters VALUES ('lost', 1)");
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const { rows } = await db.pool.query("SELECT name FROM counters WHERE name IN ('kept', 'lost')");
    expect(rows).toEqual([{ name: 'kept' }]);
  });

  test('F34: a connection that is lost while nothing runs on it fails the transaction, and not the process', async () => {
    const losing = transaction(db, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await db.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      // As long as GitHub takes to answer.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await tx.query('SELECT 1');
    });
    await expect(losing).rejects.toMatchObject({ name: 'DatabaseFault', retryable: true });
    expect((await db.pool.query('SELECT 1')).rowCount).toBe(1);
  });

  test('runs again after a serialization failure, so that no increment is lost', async () => {
    await db.pool.query("INSERT INTO counters VALUES ('contended', 0)");
    const increment = () =>
      transaction(db, async (tx) => {
        await tx.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
        const { rows } = await tx.query<{ value: number }>("SELECT value FROM counters WHERE name = 'contended'");
        await tx.query("UPDATE counters SET value = $1 WHERE name = 'contended'", [(rows[0]?.value ?? 0) + 1]);
      });
    await Promise.all([increment(), increment(), increment()]);
    const { rows } = await db.pool.query("SELECT value FROM counters WHERE name = 'contended'");
    expect(rows).toEqual([{ value: 3 }]);
  });

  test('names what the database refuses, and keeps the values out of the message', async () => {
    const failure: unknown = await transaction(db, (tx) =>
      tx.query("INSERT INTO counters VALUES ('kept', $1)", [4711]),
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DatabaseFault);
    expect(failure).toMatchObject({ code: 'refused', retryable: false });
    expect(String(failure)).not.toContain('4711');
  });

  test('gives bigint as a number and a time as an instant in UTC, as GitHub writes it', async () => {
    const { rows } = await db.pool.query(
      "SELECT 9007199254740991::bigint AS id, '2026-11-21 03:30:23+01'::timestamptz AS whole, '2026-11-21 02:30:23.5Z'::timestamptz AS part",
    );
    expect(rows).toEqual([{ id: 9007199254740991, whole: '2026-11-21T02:30:23Z', part: '2026-11-21T02:30:23.500Z' }]);
  });
});
