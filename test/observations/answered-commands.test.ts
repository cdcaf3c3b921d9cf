import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { claimAnswer } from '../../src/observations/answered-commands.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const url = 'https://github.com/acme/pump/issues/3#issuecomment-1';
const claim = () => transaction(db, (tx) => claimAnswer(tx, url));

describe('claimAnswer', () => {
  test('a claim is free again when the answer could not be posted, and then given to one alone', async () => {
    const failing = transaction(db, async (tx) => {
      await claimAnswer(tx, url);
      throw new Error('GitHub answered 502');
    });
    await expect(failing).rejects.toThrow('502');
    const claims = await Promise.all(Array.from({ length: 8 }, claim));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claim()).toBe(false);
  });
});
