import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type nock from 'nock';
import { failing, read, setUp, tearDown } from './reading.ts';
import { api, askingText, blob, connection, type Data, policyText, refusal, sha, world } from './stand-in.ts';

beforeEach(setUp);
afterEach(tearDown);

const policy = blob(askingText);
const changed = (changeType: string, path = 'src/pump.c') => ({ path, changeType });
const readOf = (files: unknown, changedFiles: number) => read(world({ files, changedFiles }, { policy }));
const filesOf = async (...files: unknown[]) => (await readOf(connection(files), files.length)).facts.files;

/** What REST lists, page by page, and what it says of the pull request afterwards. */
const list = (files: readonly Data[], after: Data = {}, pageSize = 100) => {
  for (let begin = 0; begin === 0 || begin < files.length; begin += pageSize) {
    const page = begin / pageSize + 1;
    const next = `<https://github.test/api/v3/repos/acme/pump/pulls/7/files?per_page=100&page=${page + 1}>; rel="next"`;
    const headers = begin + pageSize < files.length ? { link: next } : {};
    api()
      .get('/api/v3/repos/acme/pump/pulls/7/files')
      .query(page === 1 ? { per_page: 100 } : { per_page: 100, page })
      .reply(200, files.slice(begin, begin + pageSize) as nock.Body, headers);
  }
  api()
    .get('/api/v3/repos/acme/pump/pulls/7')
    .reply(200, { changed_files: files.length, head: { sha: sha(2) }, ...after });
};
const listed = (filename: string, over: Data = {}): Data => ({ filename, status: 'modified', ...over });

describe('F19: the files that a pull request changes', () => {
  test.each([
    ['ADDED', 'added'],
    ['MODIFIED', 'modified'],
    ['DELETED', 'deleted'],
    ['CHANGED', 'changed'],
  ])('%s', async (changeType, change) => {
    const previousPath = { known: true, value: null };
    expect(await filesOf(changed(changeType))).toEqual({
      known: true,
      value: [{ path: 'src/pump.c', previousPath, change }],
    });
  });

  test.each(['RENAMED', 'COPIED'])('where one was %s, REST tells from where', async (changeType) => {
    const status = changeType.toLowerCase();
    list([listed('a', { status: 'removed' }), listed('b', { status, previous_filename: 'src/old.c' })]);
    expect(await filesOf(changed('DELETED', 'a'), changed(changeType, 'b'))).toEqual({
      known: true,
      value: [
        { path: 'a', previousPath: { known: true, value: null }, change: 'deleted' },
        { path: 'b', previousPath: { known: true, value: 'src/old.c' }, change: status },
      ],
    });
  });

  test('where REST does not tell either, that alone is unknown', async () => {
    list([listed('b', { status: 'renamed' })]);
    expect(await filesOf(changed('RENAMED', 'b'))).toMatchObject({
      value: [{ path: 'b', previousPath: { known: false } }],
    });
  });

  test('a state that is new to us is a change', async () => {
    list([listed('b', { status: 'constructor' }), listed('c', { status: 'renamed', previous_filename: 'd' })]);
    expect(await filesOf(changed('ADDED', 'b'), changed('RENAMED', 'c'))).toMatchObject({
      value: [{ change: 'changed', previousPath: { value: null } }, { change: 'renamed' }],
    });
  });

  test('more than a page are listed by REST to the end', async () => {
    list(Array.from({ length: 250 }, (_, n) => listed(`f${n}`)));
    const shown = Array.from({ length: 250 }, (_, n) => changed('ADDED', `f${n}`));
    const { files } = (await readOf(connection(shown), 250)).facts;
    expect(files.known && files.value.length).toBe(250);
  });

  test('3,000 are as many as GitHub lists: there may be more', async () => {
    list(
      Array.from({ length: 3000 }, (_, n) => listed(`f${n}`)),
      { changed_files: 3000 },
      1000,
    );
    const shown = Array.from({ length: 101 }, (_, n) => changed('ADDED', `f${n}`));
    expect((await readOf(connection(shown), 3000)).facts.files).toEqual({
      known: false,
      reason: 'GitHub lists no more than 3000 changed files',
    });
  });

  test('a head that moves while they are listed is a fault to retry', async () => {
    list([listed('b', { status: 'renamed', previous_filename: 'a' })], { head: { sha: sha(3) } });
    expect(await failing(filesOf(changed('RENAMED', 'b')))).toMatchObject({
      code: 'changed-meanwhile',
      retryable: true,
    });
  });

  test.each([403, 404])('a list that answers %i makes the files unknown', async (status) => {
    api().get('/api/v3/repos/acme/pump/pulls/7/files?per_page=100').reply(status, { message: 'no' });
    const { facts } = await readOf(connection([changed('RENAMED')]), 1);
    expect(facts.files).toEqual({ known: false, reason: 'the App may not list the changed files' });
    expect(facts.links.known).toBe(true);
  });

  test('a listing that falls short of the count is unknown', async () => {
    list([listed('b', { status: 'renamed', previous_filename: 'a' })], { changed_files: 2 });
    expect(await filesOf(changed('RENAMED', 'b'))).toMatchObject({ known: false });
  });

  test.each<[string, unknown, number]>([
    ['fewer than counted', connection([changed('ADDED')], 2), 2],
    ['fewer than the pull request has', connection([changed('ADDED')]), 2],
    ['a hole in the list', connection([changed('ADDED'), null]), 2],
    ['no list at all', null, 0],
    ['a list that may not be read', refusal('FORBIDDEN', 'no'), 1],
  ])('%s: the files are unknown, and the rest is known', async (_name, files, count) => {
    const { facts } = await readOf(files, count);
    expect(facts.files).toMatchObject({ known: false });
    expect([facts.commits.known, facts.links.known, facts.checks.known, facts.reviews.known]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('where no policy asks for them, REST is not asked', async () => {
    const text = `${policyText}gates:\n  dependencies: { skip: There are none. }\n`;
    const root = world({ files: connection([changed('RENAMED')]) }, { policy: blob(text) });
    expect((await read(root)).facts.files).toEqual({ known: false, reason: 'no policy asks for it' });
  });
});
