import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

/** Numbers and states of a commit's pull requests, from GraphQL and REST, which must agree. */
async function listPulls(sha: string): Promise<[number, string][]> {
  const data = await stage.graphql(
    'ada',
    `{ repository(owner: "acme", name: "pump") { object(oid: "${sha}") { ... on Commit {
      associatedPullRequests(first: 10) { nodes { number state } } } } } }`,
  );
  const nodes: { number: number; state: string }[] = data.repository.object.associatedPullRequests.nodes;
  const rest = await stage.as('ada', `GET ${REPO}/commits/${sha}/pulls`);
  expect(rest.body.map((one: { number: number }) => one.number)).toEqual(nodes.map(({ number }) => number));
  return nodes.map(({ number, state }) => [number, state]);
}

describe('the pull requests of a commit', () => {
  test('while it is on its way: the open ones and those that were merged elsewhere, none that was closed', async () => {
    const { number, sha } = await stage.pull('shared');
    await stage.branch('develop');
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/heads/shared-too', sha });
    const open = async (base: string) =>
      (await stage.as('ada', `POST ${REPO}/pulls`, { title: 'again', head: 'shared-too', base })).body.number as number;
    const [second, third] = [await open('main'), await open('develop')];
    expect(await listPulls(sha)).toEqual([
      [number, 'OPEN'],
      [second, 'OPEN'],
      [third, 'OPEN'],
    ]);
    await stage.as('ada', `PATCH ${REPO}/pulls/${number}`, { state: 'closed' });
    await stage.as('ada', `PUT ${REPO}/pulls/${third}/merge`, {});
    expect(await listPulls(sha)).toEqual([
      [second, 'OPEN'],
      [third, 'MERGED'],
    ]);
  });

  test('once it has arrived on the default branch: those that brought it, and no open one that holds it', async () => {
    const { number, sha } = await stage.pull('arrived');
    const merged = (await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, {})).body.sha;
    await stage.branch('release');
    await stage.as('ada', `POST ${REPO}/git/refs`, { ref: 'refs/heads/backport', sha });
    const back = await stage.as('ada', `POST ${REPO}/pulls`, { title: 'back', head: 'backport', base: 'shared' });
    expect(back.status).toBe(201);
    expect(await listPulls(sha)).toEqual([[number, 'MERGED']]);
    expect(await listPulls(merged)).toEqual([[number, 'MERGED']]);
  });

  test.each(['squash', 'rebase'])(
    'what a %s made is of the pull request, and so is what it was made from',
    async (method) => {
      const { number, sha } = await stage.pull(`by-${method}`);
      const next = await stage.commit(`by-${method}`, { [`${method}-2.txt`]: 'two\n' });
      const before = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
      await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, { merge_method: method });
      const landed = (await stage.as('ada', `GET ${REPO}/compare/${before}...main`)).body.commits;
      expect(landed).toHaveLength(method === 'squash' ? 1 : 2);
      for (const one of [sha, next, ...landed.map((commit: { sha: string }) => commit.sha)]) {
        expect(await listPulls(one)).toEqual([[number, 'MERGED']]);
      }
    },
  );

  test('one that was pushed straight to the branch is of none', async () => {
    expect(await listPulls(await stage.commit('main', { 'direct.txt': 'direct\n' }))).toEqual([]);
  });
});

test('a comparison is told in pages, its files on the first alone', async () => {
  const base = await stage.branch('compared');
  const shas: string[] = [];
  for (const at of [1, 2, 3]) shas.push(await stage.commit('compared', { [`compared-${at}.txt`]: `${at}\n` }));
  const compare = async (query: string) => {
    const { body, headers } = await stage.as('ada', `GET ${REPO}/compare/${base}...compared${query}`);
    return {
      total: body.total_commits,
      commits: body.commits.map((one: { sha: string }) => one.sha),
      files: body.files.length,
      link: headers.get('link'),
    };
  };
  expect(await compare('')).toEqual({ total: 3, commits: shas, files: 3, link: null });
  expect(await compare('?per_page=2')).toMatchObject({ total: 3, commits: shas.slice(0, 2), files: 3 });
  const last = await compare('?per_page=2&page=2');
  expect(last).toMatchObject({ total: 3, commits: shas.slice(2), files: 0, link: expect.stringContaining('page=1') });
});
