import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { baselineSeen, forgetBaseline, noteBaseline } from '../../src/observations/baselines-seen.ts';
import { readClock } from '../../src/observations/pull-requests.ts';
import { dropWatches, keepWatch, readWatch } from '../../src/observations/watches.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

/** Instants have milliseconds: what happens in one of them has no order. */
const clock = async () => {
  await delay(2);
  return readClock(db.pool);
};
const pump = { owner: 'Acme', name: 'Pump' };
const watch = { branches: ['main'], tags: [], checks: ['build'] };
const keep = async (repository = pump, since?: string, what = watch) =>
  keepWatch(db.pool, repository, what, since ?? (await clock()));
const read = (repository = pump) => readWatch(db.pool, repository);

describe('what the policies look at', () => {
  test('is kept and read under any case of letters', async () => {
    expect(await read()).toBeNull();
    await keep();
    expect(await read({ owner: 'ACME', name: 'pump' })).toEqual(watch);
  });

  test('F35: is forgotten when the policy or the baseline changes, and nothing read before is kept after', async () => {
    const valve = { owner: 'acme', name: 'valve' };
    for (const scope of ['ACME/valve', 'Acme']) {
      await keep(valve);
      const before = await clock();
      await dropWatches(db.pool, 'acme/other');
      expect(await read(valve)).toEqual(watch);
      await dropWatches(db.pool, scope);
      expect(await read(valve)).toBeNull();
      await keep(valve, before);
      expect(await read(valve)).toBeNull();
      await keep(valve);
      expect(await read(valve)).toEqual(watch);
    }
  });

  test('an older reading does not replace a newer one', async () => {
    const motor = { owner: 'acme', name: 'motor' };
    const before = await clock();
    await keep(motor);
    await keep(motor, before, { branches: [], tags: [], checks: [] });
    expect(await read(motor)).toEqual(watch);
  });

  test('is read anew after an hour', async () => {
    await keep();
    await db.pool.query(`UPDATE watches SET read_at = now() - interval '61 minutes' WHERE repository = 'acme/pump'`);
    expect(await read()).toBeNull();
  });
});

describe('baselines', () => {
  test('F74: an organisation that had one is remembered, until it is known to be gone', async () => {
    expect(await baselineSeen(db.pool, 'acme')).toBe(false);
    await noteBaseline(db.pool, 'Acme');
    await noteBaseline(db.pool, 'acme');
    expect(await baselineSeen(db.pool, 'ACME')).toBe(true);
    expect(await baselineSeen(db.pool, 'acm')).toBe(false);
    await forgetBaseline(db.pool, 'aCME');
    expect(await baselineSeen(db.pool, 'acme')).toBe(false);
  });
});
