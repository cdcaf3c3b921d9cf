import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { copiesOf, keepAnswers } from '../../src/observations/answer-digests.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const record = (number: number, over: { name?: string; owner?: string; createdAt?: string } = {}) => {
  const { name = 'pump', owner = 'Acme', createdAt = `2026-11-0${number}T00:00:00Z` } = over;
  return { ref: { owner, name, number }, nodeId: `I_${owner}/${name}#${number}`, createdAt };
};
type Answered = ReturnType<typeof record>;
const keep = (one: Answered, ...digests: string[]) => transaction(db, (tx) => keepAnswers(tx, one, digests));
const copies = async (one: Answered, ...digests: string[]) =>
  (
    await copiesOf(
      db.pool,
      one,
      digests.map((digest, at) => ({ heading: `h${at}`, digest })),
    )
  ).map(({ heading, other }) => `${heading} ${other.name}#${other.number}`);

describe('answers in other records', () => {
  test('F20: an answer that an older record gives is named with it, under the heading that repeats it', async () => {
    await keep(record(3), 'a', 'b');
    expect(
      await copiesOf(db.pool, record(5), [
        { heading: 'hazards', digest: 'b' },
        { heading: 'why', digest: 'x' },
      ]),
    ).toEqual([{ heading: 'hazards', other: { owner: 'Acme', name: 'pump', number: 3 } }]);
  });

  test('F20: who was there first is told by the issue, not by when it was seen', async () => {
    await keep(record(6), 'later');
    expect(await copies(record(4), 'later')).toEqual([]);
    await keep(record(4), 'later');
    expect(await copies(record(6), 'later')).toEqual(['h0 pump#4']);
  });

  test('F20: of one second, the smaller number was first', async () => {
    const createdAt = '2026-10-01T00:00:00Z';
    await keep(record(7, { createdAt }), 'same');
    expect(await copies(record(8, { createdAt }), 'same')).toEqual(['h0 pump#7']);
    expect(await copies(record(6, { createdAt }), 'same')).toEqual([]);
  });

  test('F20: a record is no copy of itself, nor of what it said before', async () => {
    await keep(record(9, { name: 'self' }), 'mine');
    expect(await copies({ ...record(9, { name: 'self' }), createdAt: '2026-12-01T00:00:00Z' }, 'mine')).toEqual([]);
    await keep(record(1, { name: 'self' }), 'old', 'kept');
    await keep(record(1, { name: 'self' }), 'kept', 'new', 'new');
    expect(await copies(record(2, { name: 'self' }), 'old', 'kept', 'new')).toEqual(['h1 self#1', 'h2 self#1']);
    await keep(record(1, { name: 'self' }));
    expect(await copies(record(2, { name: 'self' }), 'kept', 'new')).toEqual([]);
  });

  test('F20: in other repositories of the owner too, and of no other owner', async () => {
    await keep(record(1, { name: 'valve', owner: 'ACME' }), 'shared');
    await keep(record(1, { name: 'spy', owner: 'other' }), 'shared');
    expect(await copies(record(2, { name: 'motor' }), 'shared')).toEqual(['h0 valve#1']);
  });

  test('F20: the oldest of several; a renamed repository under its present name', async () => {
    await keep(record(2, { name: 'many' }), 'often');
    await keep(record(1, { name: 'many' }), 'often');
    const { nodeId } = record(1, { name: 'many' });
    await keep({ ...record(1, { name: 'renamed' }), nodeId }, 'often');
    expect(await copies(record(3, { name: 'many' }), 'often')).toEqual(['h0 renamed#1']);
  });
});
