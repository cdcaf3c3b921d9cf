import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGitStore, writeBlob, writeTree } from '../../simulator/git-store.ts';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

test("object ids are git's own", () => {
  const git = createGitStore();
  const sha = writeBlob(git, Buffer.from('hello\n'));
  expect(sha).toBe('ce013625030ba8dba906f756967f9e9ca394464a');
  expect(writeTree(git, new Map())).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  // git mktree of one file "hello.txt" with that blob
  expect(writeTree(git, new Map([['hello.txt', { mode: '100644', sha }]]))).toBe(
    'aaa96ced2d9a1c8e72c56b253a0e2fe78393feb7',
  );
});

test('a commit carries whatever author and trailers it was given, and the account its address belongs to', async () => {
  const parent = await stage.branch('authored');
  const tree = await stage.as('ada', `POST ${REPO}/git/trees`, {
    base_tree: parent,
    tree: [{ path: 'src/new.c', mode: '100644', type: 'blob', content: 'int x;\n' }],
  });
  const message = 'Work\n\nCo-authored-by: Ben <ben@acme.example>';
  const author = { name: 'Nobody', email: 'nobody@example.org', date: '2020-01-01T00:00:00Z' };
  const committer = { name: 'Cleo', email: 'cleo@acme.example' };
  const fields = { message, tree: tree.body.sha, parents: [parent], author, committer };
  const commit = await stage.as('ada', `POST ${REPO}/git/commits`, fields);
  await stage.as('ada', `PATCH ${REPO}/git/refs/heads/authored`, { sha: commit.body.sha });
  const shown = await stage.as('ada', `GET ${REPO}/commits/authored`);
  expect(shown.body).toMatchObject({
    author: null,
    committer: { login: 'cleo' },
    commit: { message, author },
    files: [{ filename: 'src/new.c', status: 'added', additions: 1 }],
  });
});

test.each([
  ['merge', 2, 3],
  ['squash', 1, 2],
  ['rebase', 1, 2],
])('%s: a tip with %i parents', async (method, parents) => {
  const { number } = await stage.pull(`by-${method}`);
  const merged = await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, { merge_method: method });
  expect(merged.status).toBe(200);
  const tip = await stage.as('ada', `GET ${REPO}/commits/main`);
  expect(tip.body.sha).toBe(merged.body.sha);
  expect(tip.body.parents).toHaveLength(parents);
  expect((await stage.as('ada', `GET ${REPO}/contents/by-${method}.txt`)).status).toBe(200);
  const pull = await stage.as('ada', `GET ${REPO}/pulls/${number}`);
  expect(pull.body).toMatchObject({ merged: true, merge_commit_sha: merged.body.sha, commits: 1 });
});

test('both sides changing one file is a conflict', async () => {
  await stage.branch('left', 'ada', 'same.txt');
  await stage.branch('right', 'ada', 'same.txt');
  const open = async (head: string) =>
    (await stage.as('ada', `POST ${REPO}/pulls`, { title: head, head, base: 'main' })).body.number;
  const [left, right] = [await open('left'), await open('right')];
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${left}/merge`, {})).status).toBe(200);
  expect((await stage.as('ada', `GET ${REPO}/pulls/${right}`)).body).toMatchObject({
    mergeable: false,
    mergeable_state: 'dirty',
  });
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${right}/merge`, {})).status).toBe(405);
});

test('a stale head, a draft and a non-fast-forward are refused', async () => {
  const { number, sha } = await stage.pull('strict', { draft: true });
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, { sha: 'f'.repeat(40) })).status).toBe(409);
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, { sha })).status).toBe(405);
  const parent = (await stage.as('ada', `GET ${REPO}/commits/${sha}`)).body.parents[0].sha;
  expect((await stage.as('ada', `PATCH ${REPO}/git/refs/heads/strict`, { sha: parent })).status).toBe(422);
});

test('a fork proposes with owner:branch', async () => {
  await stage.as('eve', `POST ${REPO}/forks`);
  const file = { message: 'From outside', content: 'eA==', branch: 'main' };
  expect((await stage.as('eve', 'PUT /repos/eve/pump/contents/outside.txt', file)).status).toBe(201);
  const pull = await stage.as('eve', `POST ${REPO}/pulls`, { title: 'Outside', head: 'eve:main', base: 'main' });
  expect(pull.body).toMatchObject({ head: { label: 'eve:main', repo: { full_name: 'eve/pump', fork: true } } });
  expect((await stage.as('ada', `GET ${REPO}/pulls/${pull.body.number}/commits`)).body).toHaveLength(1);
});

test('lists come in pages with links', async () => {
  for (const title of ['a', 'b', 'c']) await stage.as('ada', `POST ${REPO}/issues`, { title });
  const page = await stage.as('ada', `GET ${REPO}/issues?per_page=2&direction=asc`);
  expect(page.body).toHaveLength(2);
  expect(page.headers.get('link')).toMatch(/page=2>; rel="next".*rel="last"/);
  const last = await stage.as('ada', `GET ${REPO}/issues?per_page=100&page=2`);
  expect(last.body).toEqual([]);
});

test("what is not implemented says so, and what is not a request of GitHub's is refused", async () => {
  const unknown = await stage.as('ada', 'GET /gists');
  expect(unknown.status).toBe(501);
  expect(unknown.body.message).toContain('does not implement');
  const wrong = await stage.as('ada', `POST ${REPO}/pulls`, { title: 'x', head: 5 });
  expect(wrong.status).toBe(422);
  expect(wrong.body.message).toContain('head');
});
