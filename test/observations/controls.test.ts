import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import type { Enforcement } from '../../src/decision/enforcement.ts';
import { controlsSince, noteControl } from '../../src/observations/controls.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const on: Enforcement = { state: 'required', rulesets: ['B', 'A'] };
const off: Enforcement = { state: 'absent' };
const note = (id: number, enforcement: Enforcement, at: string) =>
  transaction(db, (tx) => noteControl(tx, id, 'tags', enforcement, `2026-11-01T${at}:00.000Z`));

describe('F76: what was seen of the controls', () => {
  test('is one row for each stretch in which nothing changed', async () => {
    await note(1, on, '08:00');
    await note(1, on, '08:05');
    await note(1, { ...on, rulesets: ['A', 'B'] }, '09:00');
    await note(1, off, '10:00');
    await note(1, off, '11:00');
    await note(1, on, '12:00');
    const seen = await controlsSince(db.pool, 1, null);
    expect(
      seen.map(({ state, rulesets, from, until }) => [state, rulesets, from.slice(8, 16), until.slice(8, 16)]),
    ).toEqual([
      ['required', ['A', 'B'], '01T08:00', '01T09:00'],
      ['absent', [], '01T10:00', '01T11:00'],
      ['required', ['A', 'B'], '01T12:00', '01T12:00'],
    ]);
  });

  test('a day without a look is a gap, though nothing changed', async () => {
    await note(4, on, '08:00');
    await transaction(db, (tx) => noteControl(tx, 4, 'tags', on, '2026-11-03T08:00:00.000Z'));
    expect(await controlsSince(db.pool, 4, null)).toHaveLength(2);
  });

  test('is told of a repository alone, and from a time on', async () => {
    await note(2, off, '08:00');
    expect(await controlsSince(db.pool, 2, '2026-11-01T08:00:00.001Z')).toEqual([]);
    expect(await controlsSince(db.pool, 2, '2026-11-01T08:00:00Z')).toHaveLength(1);
    expect(await controlsSince(db.pool, 3, null)).toEqual([]);
  });
});
