import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { forgetRemarks, noteRemark } from '../../src/observations/record-remarks.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const note = (key: string) => transaction(db, (tx) => noteRemark(tx, 'I_50', key));

test('F38: a remark is made once for as long as it holds, and again when it could not be made', async () => {
  const failing = transaction(db, async (tx) => {
    await noteRemark(tx, 'I_50', 'no commit');
    throw new Error('GitHub answered 502');
  });
  await expect(failing).rejects.toThrow('502');
  const noted = await Promise.all(Array.from({ length: 8 }, () => note('no commit')));
  expect(noted.filter(Boolean)).toHaveLength(1);
  expect(await note('several records')).toBe(true);
  expect(await note('several records')).toBe(false);
  await forgetRemarks(db.pool, ['I_50', 'I_51']);
  expect(await note('several records')).toBe(true);
});

test('F38: what somebody wrote into a record is noted whatever characters are in it', async () => {
  expect(await note('tag v1\0\uD800')).toBe(true);
  expect(await note('tag v1\0\uD800')).toBe(false);
});
