import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { openMirror, readMirrorFile, writeMirrorFiles } from '../../src/github/mirror.ts';
import { failing } from './reading.ts';
import { api, type Data, toClients } from './stand-in.ts';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const ref = { owner: 'acme', name: 'evidence' };
const at = '/api/v3/repos/acme/evidence';
const [commit, tree] = ['c'.repeat(40), 'd'.repeat(40)];
const ofMirror = () => nock('https://github.test', { reqheaders: { authorization: 'token ghs_ofTheMirror' } });

/** The App's installation on the owner, and a token of it, which is asked for with these words. */
const grant = (status = 201, answer: Data = { token: 'ghs_ofTheMirror', expires_at: '2999-01-01T00:00:00Z' }) => {
  const wishes: unknown[] = [];
  api().get(`${at}/installation`).reply(200, { id: 5 });
  api()
    .post('/api/v3/app/installations/5/access_tokens', (body) => {
      wishes.push(body);
      return true;
    })
    .reply(status, answer);
  return wishes;
};
const stand = () => {
  ofMirror().get(at).reply(200, { private: true, default_branch: 'main' });
  ofMirror()
    .get(`${at}/git/ref/heads%2Fmain`)
    .reply(200, { object: { sha: commit } });
  ofMirror()
    .get(`${at}/git/commits/${commit}`)
    .reply(200, { sha: commit, tree: { sha: tree } });
};
const open = () => openMirror(toClients(), ref);

describe('F54: the mirror', () => {
  test('is reached with a token for it alone, which may write contents and nothing else', async () => {
    const wishes = grant();
    stand();
    expect(await open()).toMatchObject({ ref, branch: 'main', commit, tree });
    expect(wishes).toEqual([{ repositories: ['evidence'], permissions: { contents: 'write' } }]);
  });

  test('is written in one commit on top of what was read, which is never forced', async () => {
    grant();
    stand();
    const mirror = await open();
    const sent: unknown[] = [];
    const keep = (body: unknown) => sent.push(body) > 0;
    ofMirror()
      .post(`${at}/git/trees`, keep)
      .reply(201, { sha: 'e'.repeat(40) });
    ofMirror()
      .post(`${at}/git/commits`, keep)
      .reply(201, { sha: 'f'.repeat(40), tree: { sha: 'e'.repeat(40) } });
    ofMirror()
      .patch(`${at}/git/refs/heads%2Fmain`, keep)
      .reply(200, { object: { sha: 'f'.repeat(40) } });
    const files = [{ path: 'acme/pump/checkpoint', text: 'é\n' }];
    const next = await writeMirrorFiles(mirror, { message: 'Mirror evidence', files });
    expect(next).toMatchObject({ commit: 'f'.repeat(40), tree: 'e'.repeat(40) });
    expect(sent).toEqual([
      { base_tree: tree, tree: [{ path: 'acme/pump/checkpoint', mode: '100644', type: 'blob', content: 'é\n' }] },
      { message: 'Mirror evidence', tree: 'e'.repeat(40), parents: [commit] },
      { sha: 'f'.repeat(40), force: false },
    ]);
  });

  test.each([
    ['with', '; charset=utf-8'],
    ['without', ''],
  ])(
    'is read as it stood when it was opened, %s a character set; a file that is not there is none',
    async (_how, set) => {
      grant();
      stand();
      const mirror = await open();
      ofMirror()
        .get(`${at}/contents/mirrored.jsonl`)
        .query({ ref: commit })
        .reply(200, 'téxt\n', {
          'content-type': `application/vnd.github.raw+json${set}`,
        });
      ofMirror().get(`${at}/contents/none`).query({ ref: commit }).reply(404, { message: 'Not Found' });
      expect(await readMirrorFile(mirror, 'mirrored.jsonl')).toBe('téxt\n');
      expect(await readMirrorFile(mirror, 'none')).toBeNull();
    },
  );

  test.each<[string, () => void, string, string]>([
    ['the App is not installed on it', () => void api().get(`${at}/installation`).reply(404, {}), 'not-found', 'alone'],
    [
      'the App may not write contents',
      () => void grant(422, { message: 'The permissions requested are not granted to this installation.' }),
      'refused',
      'are not granted',
    ],
    [
      'it is public',
      () => {
        grant();
        ofMirror().get(at).reply(200, { private: false, default_branch: 'main' });
      },
      'refused',
      'it is public',
    ],
    [
      'it is empty',
      () => {
        grant();
        ofMirror().get(at).reply(200, { private: true, default_branch: 'main' });
        ofMirror().get(`${at}/git/ref/heads%2Fmain`).reply(409, { message: 'Git Repository is empty.' });
      },
      'refused',
      'is empty',
    ],
  ])('cannot be used where %s, and the fault says so', async (_why, prepare, code, words) => {
    prepare();
    expect(await failing(open())).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
