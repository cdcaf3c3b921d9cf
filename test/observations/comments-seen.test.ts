import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import { known } from '../../src/decision/facts.ts';
import { commentsOf, type ObservedComment, recordComment } from '../../src/observations/comments-seen.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const dana = { id: 11, login: 'dana', kind: 'person', name: null } as const;
const rob = { id: 12, login: 'rob', kind: 'person', name: 'Rob' } as const;
let nodeId = '';
let commentId = 100;
const nextComment = () => {
  nodeId = `I_${randomUUID()}`;
  commentId += 1;
};
const comment = (body: string, over: Partial<ObservedComment> = {}): ObservedComment => ({
  action: 'created',
  commentId,
  nodeId,
  url: `https://github.com/acme/pump/issues/3#issuecomment-${commentId}`,
  author: dana,
  actor: dana,
  createdAt: '2026-11-21T02:00:00Z',
  updatedAt: '2026-11-21T02:00:00Z',
  body,
  from: null,
  isCommand: body.startsWith('/'),
  receivedAt: '2026-11-21T02:00:01Z',
  ...over,
});
const edit = (from: string, body: string, second: number, over: Partial<ObservedComment> = {}) =>
  comment(body, {
    action: 'edited',
    from,
    updatedAt: `2026-11-21T02:00:0${second}Z`,
    isCommand: body.startsWith('/') || from.startsWith('/'),
    receivedAt: `2026-11-21T02:00:0${second}Z`,
    ...over,
  });
const deletion = (body: string, over: Partial<ObservedComment> = {}) =>
  comment(body, { action: 'deleted', actor: rob, receivedAt: '2026-11-21T02:00:09Z', ...over });
const record = async (...comments: ObservedComment[]) => {
  for (const one of comments) await transaction(db, (tx) => recordComment(tx, one));
};
const kept = async () => commentsOf(db.pool, nodeId);
const texts = async () => (await kept()).map(({ firstBody, lastBody }) => [firstBody, lastBody]);

/** Every order in which a few deliveries can come. */
const orders = <T>(all: readonly T[]): T[][] =>
  all.length < 2 ? [[...all]] : all.flatMap((one, at) => orders(all.toSpliced(at, 1)).map((rest) => [one, ...rest]));

describe('comments on issues', () => {
  test('F28: a command is kept as it was written', async () => {
    nextComment();
    await record(comment('/sign approval approval'));
    expect(await kept()).toEqual([
      {
        url: `https://github.com/acme/pump/issues/3#issuecomment-${commentId}`,
        author: known(dana),
        createdAt: '2026-11-21T02:00:00Z',
        editedAt: null,
        firstBody: '/sign approval approval',
        lastBody: '/sign approval approval',
        deleted: null,
        receivedAt: '2026-11-21T02:00:01Z',
      },
    ]);
  });

  test('what people talk about otherwise is not kept, nor its edits, nor its deletion', async () => {
    nextComment();
    await record(comment('I wonder'), edit('I wonder', 'I know', 1), deletion('I know'));
    expect(await kept()).toEqual([]);
  });

  const create = () => comment('/revoke approval');
  const first = () => edit('/revoke approval', 'never mind', 3);
  const second = () => edit('never mind', 'at all', 4);
  const gone = () => deletion('at all');

  test('F28: what it said at first, at last, and who took it away, in whatever order the deliveries come', async () => {
    const acts = [create, first, second, gone];
    for (const order of orders(acts)) {
      // Chatter that comes before anybody knows of the command is not kept.
      const opening = order.findIndex((act) => act === create || act === first);
      nextComment();
      await record(...order.map((act) => act()));
      const [one] = await kept();
      expect(one?.firstBody).toBe('/revoke approval');
      if (opening <= order.indexOf(gone)) expect(one?.deleted).toEqual({ at: '2026-11-21T02:00:09Z', by: known(rob) });
      if (opening < order.indexOf(second))
        expect([one?.lastBody, one?.editedAt]).toEqual(['at all', '2026-11-21T02:00:04Z']);
    }
  });

  test('a redelivery changes nothing', async () => {
    nextComment();
    await record(create(), first(), gone());
    const before = await kept();
    await record(create(), first(), { ...gone(), receivedAt: '2026-11-21T02:00:09Z' });
    expect(await kept()).toEqual(before);
  });

  test('F28: a comment that became a command by an edit said something else at first', async () => {
    nextComment();
    await record(comment('thanks'), edit('thanks', '/sign approval approval', 2));
    expect(await texts()).toEqual([['thanks', '/sign approval approval']]);
  });

  test('of a comment whose creation was never told, the first text is that before the first edit that was', async () => {
    nextComment();
    await record(edit('/sign approval approval', '/sign approval review', 5));
    expect(await texts()).toEqual([['/sign approval approval', '/sign approval review']]);
    nextComment();
    await record(deletion('/sign approval approval'));
    expect(await texts()).toEqual([['/sign approval approval', '/sign approval approval']]);
  });

  test('F28: what a deletion says comes after every edit, though it is told first', async () => {
    nextComment();
    const last = edit('/revoke approval', '/sign approval approval', 5);
    await record(deletion('/sign approval approval', { updatedAt: last.updatedAt }), last);
    expect(await texts()).toEqual([['/revoke approval', '/sign approval approval']]);
  });

  test('an edited text of which the delivery tells no former one', async () => {
    nextComment();
    await record(edit('', '/sign approval approval', 2, { from: null }));
    expect(await texts()).toEqual([['/sign approval approval', '/sign approval approval']]);
  });

  test('a comment of nobody is of somebody unknown', async () => {
    nextComment();
    await record(comment('/sign approval approval', { author: null }));
    expect((await kept())[0]?.author.known).toBe(false);
  });

  test('a comment of an issue that was moved is found on the issue where it is now', async () => {
    nextComment();
    await record(create());
    const old = nodeId;
    nodeId = `I_${randomUUID()}`;
    await record(edit('/revoke approval', '/revoke safety-impact', 3));
    expect(await texts()).toEqual([['/revoke approval', '/revoke safety-impact']]);
    expect(await commentsOf(db.pool, old)).toEqual([]);
  });
});
