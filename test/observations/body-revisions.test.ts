import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { known } from '../../src/decision/facts.ts';
import { type ObservedRevision, recordRevision, revisionsOf } from '../../src/observations/body-revisions.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const dana = { id: 11, login: 'dana', kind: 'person', name: null } as const;
let nodeId = '';
const nextIssue = () => {
  nodeId = `I_${randomUUID()}`;
};
const revision = (body: string, over: Partial<ObservedRevision> = {}): ObservedRevision => ({
  deliveryId: randomUUID(),
  nodeId,
  at: '2026-11-21T02:00:00Z',
  editor: dana,
  body,
  from: null,
  receivedAt: '2026-11-21T02:00:01Z',
  ...over,
});
const record = async (...revisions: ObservedRevision[]) => {
  for (const one of revisions) await transaction(db, (tx) => recordRevision(tx, one));
};
const bodies = async () => (await revisionsOf(db.pool, nodeId)).map(({ body }) => body);

describe('body revisions', () => {
  test('F71: the text, what stood before it, who wrote it and when are kept as the delivery told', async () => {
    nextIssue();
    await record(revision('- [x] done', { from: '- [ ] done' }));
    nextIssue();
    await record(revision('ticks\r\nand “words”', { from: 'before' }));
    expect(await revisionsOf(db.pool, nodeId)).toEqual([
      { at: '2026-11-21T02:00:00Z', editor: known(dana), body: 'ticks\r\nand “words”', from: 'before' },
    ]);
  });

  test('a redelivery is recorded once, and changes nothing', async () => {
    nextIssue();
    const first = revision('one');
    await record(first, { ...first, body: 'another' });
    expect(await bodies()).toEqual(['one']);
  });

  test('oldest first, however they arrive; of one second in the order of receipt', async () => {
    nextIssue();
    await record(
      revision('third', { at: '2026-11-21T02:00:05Z', receivedAt: '2026-11-21T02:00:05.2Z' }),
      revision('second', { at: '2026-11-21T02:00:05Z', receivedAt: '2026-11-21T02:00:05.1Z' }),
      revision('first', { receivedAt: '2026-11-21T02:09:00Z' }),
    );
    expect(await bodies()).toEqual(['first', 'second', 'third']);
  });

  test('an edit of nobody is of somebody unknown', async () => {
    nextIssue();
    await record(revision('', { editor: null }));
    expect((await revisionsOf(db.pool, nodeId))[0]?.editor.known).toBe(false);
  });

  test('a body as long as GitHub takes it is kept whole', async () => {
    nextIssue();
    const long = 'ä😀'.repeat(65_536 / 3);
    await record(revision(long));
    expect(await bodies()).toEqual([long]);
  });
});
