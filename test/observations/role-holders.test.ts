import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { dropHolders, keepHolders, readHolders } from '../../src/observations/role-holders.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const dana = { id: 11, login: 'dana', kind: 'person', name: 'Dana' } as const;
const keep = (key: string, organization: string, since = new Date().toISOString()) =>
  keepHolders(db.pool, key, { organization, accounts: [dana], since });
const read = async (key: string) => (await readHolders(db.pool, key)).accounts;
const age = (key: string, seconds: number) =>
  db.pool.query("UPDATE role_holders SET fetched_at = now() - $2 * interval '1 second' WHERE key = $1", [key, seconds]);

describe('role holders', () => {
  test('are kept and read under any case of letters', async () => {
    await keep('team:Acme/Quality', 'Acme');
    expect(await read('team:acme/quality')).toEqual([dana]);
    expect(await read('team:acme/safety')).toBeNull();
  });

  test('a team without members is kept as such', async () => {
    await keepHolders(db.pool, 'team:acme/empty', {
      organization: 'acme',
      accounts: [],
      since: new Date().toISOString(),
    });
    expect(await read('team:acme/empty')).toEqual([]);
  });

  test('are read anew after ten minutes', async () => {
    await keep('team:acme/aging', 'acme');
    await age('team:acme/aging', 590);
    expect(await read('team:acme/aging')).toEqual([dana]);
    await age('team:acme/aging', 601);
    expect(await read('team:acme/aging')).toBeNull();
  });

  test('F22: are forgotten for the whole organisation when it says that something changed, and for no other', async () => {
    await keep('team:acme/quality', 'acme');
    await keep('team:other/quality', 'other');
    await dropHolders(db.pool, 'ACME');
    expect(await read('team:acme/quality')).toBeNull();
    expect(await read('team:other/quality')).toEqual([dana]);
  });

  test('F22: an answer that was asked for before a change is not kept after it', async () => {
    const { at } = await readHolders(db.pool, 'team:raced/quality');
    await dropHolders(db.pool, 'raced');
    await keep('team:raced/quality', 'raced', at);
    expect(await read('team:raced/quality')).toBeNull();
    await keep('team:raced/quality', 'raced', (await readHolders(db.pool, 'x')).at);
    expect(await read('team:raced/quality')).toEqual([dana]);
  });

  test('F22: nor one that is kept while the change is being recorded', async () => {
    const { at } = await readHolders(db.pool, 'team:late/quality');
    await transaction(db, async (tx) => {
      await dropHolders(tx, 'late');
      await keep('team:late/quality', 'late', at);
    });
    expect(await read('team:late/quality')).toBeNull();
  });
});
