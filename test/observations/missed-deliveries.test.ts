import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { claimMissed, giveMissedUp } from '../../src/observations/missed-deliveries.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => db.pool.query('DELETE FROM missed_deliveries'));

/** Missed an hour ago, asked for so often, the last time so many seconds ago. */
const miss = (asked: number, secondsAgo: number) =>
  db.pool.query(
    `INSERT INTO missed_deliveries (guid, attempt_id, event, first_failed_at, last_failed_at, asked, ask_after)
     VALUES ('d', '1', 'push', now() - interval '1 hour', now(), $1,
       now() - $2 * interval '1 second' + power(2, least($1 - 1, 6)) * interval '1 minute')`,
    [asked, secondsAgo],
  );
const claim = async (isFirst: boolean): Promise<readonly number[]> => {
  const claimed = await claimMissed(db.pool, { most: 100, times: 24, days: 3, isFirst });
  return claimed.map(({ asked }) => asked);
};
const readPause = async (): Promise<number> => {
  const { rows } = await db.pool.query<{ seconds: number }>(
    'SELECT round(extract(epoch FROM ask_after - now()))::int AS seconds FROM missed_deliveries',
  );
  return Math.round((rows[0]?.seconds ?? 0) / 60);
};

describe('F34 F50: a missed delivery is asked for', () => {
  test.each([
    ['after its pause', 3, 5 * 60, false, [4]],
    ['not within it', 3, 3 * 60, false, []],
    ['not more often than so many times', 24, 2 * 3600, false, []],
    ['within its pause by whoever starts, and counted anew', 3, 30, true, [1]],
    ['by whoever starts though it was asked for often enough', 24, 30, true, [1]],
    ['not by whoever starts when another one has just asked', 3, 5, true, []],
  ] as const)('%s', async (_name, asked, secondsAgo, isFirst, expected) => {
    await miss(asked, secondsAgo);
    expect(await claim(isFirst)).toEqual(expected);
  });

  test('after pauses that begin anew with a start', async () => {
    await miss(20, 30);
    await claim(true);
    expect(await readPause()).toBe(1);
    await db.pool.query('UPDATE missed_deliveries SET ask_after = now()');
    expect(await claim(false)).toEqual([2]);
    expect(await readPause()).toBe(2);
  });

  test('never again when GitHub can no longer deliver it', async () => {
    await miss(1, 3600);
    await giveMissedUp(db.pool, 'd');
    expect([await claim(false), await claim(true)]).toEqual([[], []]);
  });
});
