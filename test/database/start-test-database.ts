import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';

/**
 * A database of its own for a test file, empty but for the migrations, on the run's embedded server or on the server
 * of `DATABASE_URL`. `close` drops it again.
 *
 *     let db: Database;
 *     beforeAll(async () => { db = await startTestDatabase(); });
 *     afterAll(() => db.close());
 */
export const startTestDatabase = async (): Promise<Database> => {
  const answer = await fetch(process.env.HOLDPOINT_TEST_DATABASE_DESK ?? '');
  const serverUrl = await answer.text();
  if (!answer.ok) throw new Error(serverUrl);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openDatabase({ databaseUrl: url.href, dataFolder: '' });
  return {
    ...database,
    close: async () => {
      await database.close();
      await administer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
};

const administer = async (url: string, statement: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
