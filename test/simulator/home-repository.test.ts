import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode, Stage, signJwt } from './stage.ts';

const HOME = '/repos/acme/.github';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
  const files = { 'holdpoint-baseline.yml': 'version: 1\n' };
  const seeded = await stage.control('POST /seed', {
    repositories: [{ owner: 'acme', name: '.github', private: true, files }],
  });
  expect(seeded.status).toBe(200);
});
afterAll(() => stage.close());

/** What the App's GraphQL answers of the file, with a token of now. */
async function readBaseline(): Promise<{ data: unknown; errors: { type: string; path: string[] }[] }> {
  const path = `/app/installations/${stage.installation}/access_tokens`;
  const { token } = (await stage.call(signJwt(), `POST ${path}`)).body;
  const query = `{ home: repository(owner: "acme", name: ".github", followRenames: false) { name defaultBranchRef { target {
    ... on Commit { file(path: "holdpoint-baseline.yml") { object { ... on Blob { text } } } } } } } }`;
  const response = await fetch(`${stage.simulator.url}/api/graphql`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: { type: string; path: string[] }[] };
  return { data, errors: errors ?? [] };
}
const select = (repositories: 'all' | string[]) =>
  stage.control('PUT /installations', { user: 'owner', id: stage.installation, repositories });

describe("the organisation's .github", () => {
  test('is a repository like any other: files, pull requests, pushes', async () => {
    const main = (await stage.as('owner', `GET ${HOME}/git/ref/heads/main`)).body.object.sha;
    await stage.as('owner', `POST ${HOME}/git/refs`, { ref: 'refs/heads/tighter', sha: main });
    const change = { message: 'Tighter', content: encode('version: 2\n'), branch: 'tighter' };
    const { sha } = (await stage.as('owner', `GET ${HOME}/contents/holdpoint-baseline.yml`)).body;
    await stage.as('owner', `PUT ${HOME}/contents/holdpoint-baseline.yml`, { ...change, sha });
    const pull = await stage.as('owner', `POST ${HOME}/pulls`, { title: 'Tighter', head: 'tighter', base: 'main' });
    expect((await stage.as('owner', `PUT ${HOME}/pulls/${pull.body.number}/merge`, {})).status).toBe(200);
    const push = (await stage.webhooks('push')).at(-1);
    expect(push?.payload).toMatchObject({
      ref: 'refs/heads/main',
      repository: { full_name: 'acme/.github' },
      commits: expect.arrayContaining([expect.objectContaining({ modified: ['holdpoint-baseline.yml'] })]),
    });
    expect((await readBaseline()).data).toEqual({
      home: { name: '.github', defaultBranchRef: { target: { file: { object: { text: 'version: 2\n' } } } } },
    });
    expect((await fetch(`${stage.simulator.url}/acme/.github`)).status).toBe(200);
  });

  test('is out of sight where the App is installed on other repositories alone, and nothing is heard of it', async () => {
    await select(['pump']);
    const before = (await stage.webhooks()).length;
    expect(await readBaseline()).toMatchObject({
      data: { home: null },
      errors: [{ type: 'NOT_FOUND', path: ['home'] }],
    });
    await stage.as('owner', `PUT ${HOME}/contents/unheard.txt`, { message: 'Unheard', content: encode('x') });
    expect(await stage.webhooks()).toHaveLength(before);
    await select('all');
    expect((await readBaseline()).errors).toEqual([]);
  });

  test('is read where it is public, whether the App is installed on it or not', async () => {
    await select(['pump']);
    await stage.as('owner', `PATCH ${HOME}`, { private: false });
    expect(await readBaseline()).toMatchObject({ data: { home: { name: '.github' } }, errors: [] });
  });
});
