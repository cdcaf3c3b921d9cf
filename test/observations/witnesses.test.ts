import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { Witness } from '../../src/decision/facts.ts';
import { noteWitnesses, witnessedOf } from '../../src/observations/witnesses.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const witness = (over: Partial<Witness> = {}): Witness => ({
  act: 'comment:1',
  role: 'quality',
  held: true,
  at: '2026-11-21T02:00:00Z',
  ...over,
});
const note = (repositoryId: number, ...witnesses: Witness[]) => noteWitnesses(db.pool, repositoryId, witnesses);
const read = (repositoryId: number, ...acts: string[]) => witnessedOf(db.pool, repositoryId, acts);

describe('witnesses', () => {
  test('F25: the first sight of an act under a role stands, whatever is seen later', async () => {
    await note(1, witness());
    await note(1, witness({ held: false, at: '2026-11-22T00:00:00Z' }), witness({ role: 'safety', held: false }));
    await note(1, witness({ role: 'safety', held: true, at: '2026-11-20T00:00:00Z' }));
    expect(await read(1, 'comment:1')).toEqual([witness(), witness({ role: 'safety', held: false })]);
  });

  test('F25: a role of the baseline is another than the repository’s own of the same name', async () => {
    await note(2, witness(), witness({ role: 'baseline/quality', held: false }));
    expect((await read(2, 'comment:1')).map(({ role, held }) => [role, held])).toEqual([
      ['baseline/quality', false],
      ['quality', true],
    ]);
  });

  test('the acts that were asked for, of that repository alone', async () => {
    await note(3, witness(), witness({ act: 'comment:2' }));
    expect(await read(3, 'comment:2')).toEqual([witness({ act: 'comment:2' })]);
    expect(await read(3)).toEqual([]);
    expect(await read(4, 'comment:2')).toEqual([]);
  });

  test('the same act twice at once, and no act at all', async () => {
    await note(5, witness(), witness({ held: false }));
    await note(5);
    expect(await read(5, 'comment:1')).toEqual([witness()]);
  });

  test('F25: of several that see it at the same time one is kept', async () => {
    await Promise.all([true, false, true, false].map((held) => note(6, witness({ held }))));
    expect(await read(6, 'comment:1')).toHaveLength(1);
  });
});
