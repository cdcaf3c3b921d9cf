import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { known } from '../../src/decision/facts.ts';
import { type ObservedPush, pushesOf, recordPush } from '../../src/observations/pushes.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const dana = { id: 11, login: 'dana', kind: 'person', name: null } as const;
let repositoryId = 0;
let minute = 10;
const nextRepository = () => ++repositoryId;
/** A push of `commits`, the last of which becomes the branch's head. */
const push = (commits: readonly string[], overrides: Partial<ObservedPush> = {}): ObservedPush => ({
  deliveryId: randomUUID(),
  repositoryId,
  ref: 'refs/heads/change',
  before: null,
  after: commits.at(-1) ?? '',
  forced: false,
  commits,
  pusher: dana,
  at: `2026-11-21T02:${++minute}:00Z`,
  receivedAt: '2026-11-21T03:59:00Z',
  ...overrides,
});
const record = async (...pushes: ObservedPush[]) => {
  for (const one of pushes) await transaction(db, (tx) => recordPush(tx, one));
};
const headsOf = async (...commits: string[]) =>
  (await pushesOf(db.pool, repositoryId, commits)).map(({ headSha }) => headSha);

describe('pushesOf', () => {
  test('F70: names who pushed and when, as the receipt says', async () => {
    nextRepository();
    const first = push(['a1', 'a2']);
    await record(first);
    expect(await pushesOf(db.pool, repositoryId, ['a1'])).toEqual([
      { headSha: 'a2', pusher: known(dana), at: first.at, receivedAt: first.receivedAt, source: 'receipt' },
    ]);
  });

  test('F70: takes the earlier of GitHub’s time and our receipt', async () => {
    nextRepository();
    await record(push(['b1'], { at: '2026-11-21T02:00:05Z', receivedAt: '2026-11-21T02:00:03Z' }));
    expect((await pushesOf(db.pool, repositoryId, ['b1']))[0]?.at).toBe('2026-11-21T02:00:03Z');
  });

  test('a redelivery is recorded once', async () => {
    nextRepository();
    const first = push(['c1']);
    await record(first, { ...first, receivedAt: '2026-11-22T00:00:00Z' });
    expect(await headsOf('c1')).toEqual(['c1']);
  });

  test('finds every push that brought one of the commits, oldest first, and no other', async () => {
    nextRepository();
    await record(push(['d1']), push(['d2', 'd3'], { before: 'd1' }), push(['x1'], { ref: 'refs/heads/other' }));
    expect(await headsOf('d1', 'd2', 'd3')).toEqual(['d1', 'd3']);
    repositoryId++;
    expect(await headsOf('d1')).toEqual([]);
  });

  test('F23, F70: goes back through forced pushes to what they replaced, and to what that replaced', async () => {
    nextRepository();
    await record(
      push(['e1', 'e2']),
      push(['f1', 'f2'], { before: 'e2', forced: true }),
      push(['g1'], { before: 'f2', forced: true }),
    );
    expect(await headsOf('g1')).toEqual(['e2', 'f2', 'g1']);
  });

  test('F23: goes back also when the replaced head came in the midst of a later push', async () => {
    nextRepository();
    await record(push(['h1', 'h2']), push(['i1'], { before: 'h1', forced: true }));
    expect(await headsOf('i1')).toEqual(['h2', 'i1']);
  });

  test('F23: goes back when the delivery did not say whether the push was forced', async () => {
    nextRepository();
    await record(push(['j1']), push(['k1'], { before: 'j1', forced: null }));
    expect(await headsOf('k1')).toEqual(['j1', 'k1']);
  });

  test('does not go back through another branch, nor through a push that was not forced', async () => {
    nextRepository();
    await record(push(['l1'], { ref: 'refs/heads/other' }), push(['m1'], { before: 'l1', forced: true }));
    expect(await headsOf('m1')).toEqual(['m1']);
    await record(push(['n1']), push(['n2'], { before: 'n1' }));
    expect(await headsOf('n2')).toEqual(['n2']);
  });

  test('ends when forced pushes go round in a circle', async () => {
    nextRepository();
    await record(push(['o1'], { before: 'p1', forced: true }), push(['p1'], { before: 'o1', forced: true }));
    expect(await headsOf('o1')).toEqual(['o1', 'p1']);
  });

  test('a push whose pusher the delivery did not name is of somebody unknown', async () => {
    nextRepository();
    await record(push(['q1'], { pusher: null }));
    expect((await pushesOf(db.pool, repositoryId, ['q1']))[0]?.pusher.known).toBe(false);
  });
});
