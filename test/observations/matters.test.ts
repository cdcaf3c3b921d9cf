import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, transaction } from '../../src/database/database.ts';
import {
  closeMatter,
  followRepository,
  forgetMatterIssue,
  keepMatterText,
  lockUntracked,
  type Matter,
  matterOf,
  matterOfIssue,
  noteMatterIssue,
  noteReopening,
  openMatter,
  openMattersOf,
  partsOfMatter,
} from '../../src/observations/matters.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

let name = '';
let count = 0;
const nextRepository = () => {
  name = `pump-${++count}`;
};
const matter = (key: string, over: Partial<Matter> = {}): Matter => ({
  key: `${name}/${key}`,
  kind: 'deviation',
  repository: { owner: 'Acme', name },
  what: 'a1 came to main without a released verdict',
  pullRequest: 7,
  commit: 'a1',
  record: { owner: 'acme', name: 'records', number: 3 },
  gates: ['approval'],
  issue: null,
  since: '2026-11-21T02:00:00Z',
  dueAt: null,
  closed: null,
  ...over,
});
const dana = { id: 11, login: 'dana', kind: 'person', name: 'Dana' } as const;
const closing = { by: dana, at: '2026-11-22T00:00:00Z', reason: 'looked at \u0000 afterwards' };
const open = async (repository: { owner: string; name: string; id?: number } = { owner: 'acme', name }) =>
  (await openMattersOf(db.pool, repository)).map(({ key }) => key.split('/')[1]);

describe('matters', () => {
  test('F37: one that is opened is kept as it is, once, though several see it at the same time', async () => {
    nextRepository();
    const opened = await Promise.all([1, 2, 3, 4].map(() => openMatter(db.pool, matter('push'))));
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await matterOf(db.pool, `${name}/push`)).toEqual(matter('push'));
    const bare = matter('bare', { pullRequest: null, commit: null, record: null, gates: [], what: '' });
    await openMatter(db.pool, bare);
    expect(await matterOf(db.pool, bare.key)).toEqual(bare);
    expect(await matterOf(db.pool, 'none')).toBeNull();
  });

  test('F36, F37: those of a repository that nobody has closed, oldest first', async () => {
    nextRepository();
    await openMatter(
      db.pool,
      matter('late', { since: '2026-11-22T00:00:00Z', kind: 'owed', dueAt: '2026-12-01T00:00:00Z' }),
    );
    await openMatter(db.pool, matter('early'));
    await openMatter(db.pool, matter('elsewhere', { repository: { owner: 'acme', name: `${name}-x` } }));
    await openMatter(db.pool, matter('done', { closed: { ...closing, reason: 'at once' } }));
    expect(await open({ owner: 'ACME', name: name.toUpperCase() })).toEqual(['early', 'late']);
  });

  test('F37: is closed once, by whom, when and why, and never opened again', async () => {
    nextRepository();
    await openMatter(db.pool, matter('push'));
    expect(await closeMatter(db.pool, `${name}/push`, closing)).toBe(true);
    expect(await closeMatter(db.pool, `${name}/push`, { ...closing, reason: 'again' })).toBe(false);
    expect(await closeMatter(db.pool, 'none', closing)).toBe(false);
    expect(await openMatter(db.pool, matter('push'))).toBe(false);
    expect((await matterOf(db.pool, `${name}/push`))?.closed).toEqual({
      ...closing,
      reason: 'looked at \uFFFD afterwards',
    });
    expect(await open()).toEqual([]);
  });

  test('F37: is found by the issue on which it is tracked, the first that was opened for it', async () => {
    nextRepository();
    await openMatter(db.pool, matter('push'));
    await noteMatterIssue(db.pool, `${name}/push`, { number: 9, url: 'https://github.com/acme/pump/issues/9' });
    await noteMatterIssue(db.pool, `${name}/push`, { number: 10, url: 'https://github.com/acme/pump/issues/10' });
    const found = await matterOfIssue(db.pool, { owner: 'ACME', name, number: 9 });
    expect(found?.issue).toEqual({ number: 9, url: 'https://github.com/acme/pump/issues/9' });
    expect(await matterOfIssue(db.pool, { owner: 'acme', name, number: 10 })).toBeNull();
  });

  test('F37: follows its repository through a rename, and is not left to whoever takes the name', async () => {
    nextRepository();
    await openMatter(db.pool, matter('push'));
    expect(await open({ owner: 'acme', name, id: 40 + count })).toEqual(['push']);
    await followRepository(db.pool, { owner: 'acme', name, id: 40 + count });
    expect(await open({ owner: 'acme', name: 'new', id: 40 + count })).toEqual(['push']);
    expect(await open({ owner: 'acme', name, id: 99 })).toEqual([]);
    await followRepository(db.pool, { owner: 'acme', name: `${name}-new`, id: 40 + count });
    expect(await open({ owner: 'acme', name: `${name}-new` })).toEqual(['push']);
    expect(await open()).toEqual([]);
    expect((await matterOf(db.pool, `${name}/push`))?.repository).toEqual({ owner: 'acme', name: `${name}-new` });
  });

  test('F37: one whose issue is gone is tracked on another', async () => {
    nextRepository();
    await openMatter(db.pool, matter('moved'));
    await noteMatterIssue(db.pool, `${name}/moved`, { number: 5, url: 'https://github.com/acme/pump/issues/5' });
    await forgetMatterIssue(db.pool, `${name}/moved`);
    expect((await matterOf(db.pool, `${name}/moved`))?.issue).toBeNull();
    await noteMatterIssue(db.pool, `${name}/moved`, { number: 6, url: 'https://github.com/acme/pump/issues/6' });
    expect((await matterOf(db.pool, `${name}/moved`))?.issue?.number).toBe(6);
  });

  test('F37: of those who would open the issue of a matter one does, and none when it is there or all is done', async () => {
    nextRepository();
    const key = `${name}/text`;
    await openMatter(db.pool, matter('text'));
    expect(await transaction(db, (tx) => lockUntracked(tx, key))).toBeNull();
    await keepMatterText(db.pool, key, {
      title: 'Deviation',
      body: 'What\u0000',
      parts: new Map([[7, ['wrote ', { code: 'a\u0000' }]]]),
    });
    await keepMatterText(db.pool, key, { title: 'Another', body: 'x', parts: new Map() });
    expect(await partsOfMatter(db.pool, `${name}/none`)).toEqual(new Map());
    expect([...(await partsOfMatter(db.pool, key)).keys()]).toEqual([7]);
    let number = 4;
    const open = () =>
      transaction(db, async (tx) => {
        const text = await lockUntracked(tx, key);
        if (text === null) return null;
        await noteMatterIssue(tx, key, { number: ++number, url: `https://github.com/acme/pump/issues/${number}` });
        return text;
      });
    const texts = await Promise.all([open(), open(), open()]);
    expect(texts.filter((text) => text !== null)).toEqual([{ title: 'Deviation', body: 'What\ufffd' }]);
    await forgetMatterIssue(db.pool, key);
    await closeMatter(db.pool, key, closing);
    expect(await open()).toBeNull();
  });

  test('F37: an issue is not opened again without end, nor when its matter is closed', async () => {
    nextRepository();
    await openMatter(db.pool, matter('stale'));
    const reopened = [];
    for (let i = 0; i < 22; i += 1) reopened.push(await noteReopening(db.pool, `${name}/stale`));
    expect(reopened.filter(Boolean)).toHaveLength(20);
    await openMatter(db.pool, matter('done'));
    await closeMatter(db.pool, `${name}/done`, closing);
    expect(await noteReopening(db.pool, `${name}/done`)).toBe(false);
  });
});
