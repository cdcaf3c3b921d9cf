import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encode, Stage } from './stage.ts';

const REPO = '/repos/acme/pump';
const GITHUB = { name: 'GitHub', email: 'noreply@github.com' };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

const merge = (number: number, fields: Record<string, unknown> = {}, login = 'ben') =>
  stage.as(login, `PUT ${REPO}/pulls/${number}/merge`, fields);
const commitAt = async (ref: string) => (await stage.as('ada', `GET ${REPO}/commits/${ref}`)).body;

describe('who made the commits of a merge', () => {
  test('merge: who merged is the author, GitHub the committer', async () => {
    const { number, sha } = await stage.pull('merged');
    const { body } = await merge(number);
    const commit = await commitAt(body.sha);
    expect(commit.commit).toMatchObject({ author: { email: 'ben@acme.example' }, committer: GITHUB });
    expect(commit.commit.message).toBe(`Merge pull request #${number} from acme/merged\n\nmerged`);
    expect(commit.parents.at(-1).sha).toBe(sha);
  });

  test('squash: who opened it is the author, the others co-authors, GitHub the committer', async () => {
    const { number } = await stage.pull('squashed', { title: 'All of it' });
    await stage.commit('squashed', { 'b.txt': 'b\n' }, { author: { name: 'Dora', email: 'dora@acme.example' } });
    const { body } = await merge(number, { merge_method: 'squash' });
    const { commit } = await commitAt(body.sha);
    expect(commit).toMatchObject({ author: { email: 'ada@acme.example' }, committer: GITHUB });
    expect(commit.message).toBe(
      `All of it (#${number})\n\n* Change squashed.txt\n\n* Work\n\nCo-authored-by: Dora <dora@acme.example>`,
    );
  });

  test('squash of one commit: its own message', async () => {
    const { number } = await stage.pull('single', { title: 'Another title' });
    const { body } = await merge(number, { merge_method: 'squash' });
    expect((await commitAt(body.sha)).commit.message).toBe(`Change single.txt (#${number})`);
  });

  test('rebase: the authors stay, who merged is the committer', async () => {
    const { number } = await stage.pull('rebased');
    await stage.commit('rebased', { 'c.txt': 'c\n' }, { author: { name: 'Dora', email: 'dora@acme.example' } });
    await stage.commit('main', { 'meanwhile.txt': 'x\n' });
    const { body } = await merge(number, { merge_method: 'rebase' });
    const tip = await commitAt(body.sha);
    const first = await commitAt(tip.parents[0].sha);
    const people = [first, tip].map(({ commit }) => [commit.author.email, commit.committer.email]);
    expect(people).toEqual([
      ['ada@acme.example', 'ben@acme.example'],
      ['dora@acme.example', 'ben@acme.example'],
    ]);
  });

  test('update-branch: who asked is the author, GitHub the committer, and it is a push of theirs', async () => {
    const { number, sha } = await stage.pull('behind');
    await stage.commit('main', { 'ahead.txt': 'x\n' });
    expect((await stage.as('ben', `PUT ${REPO}/pulls/${number}/update-branch`, {})).status).toBe(202);
    const tip = await commitAt('behind');
    expect(tip.commit).toMatchObject({
      author: { email: 'ben@acme.example' },
      committer: GITHUB,
      message: "Merge branch 'main' into behind",
    });
    expect(tip.parents[0].sha).toBe(sha);
    const push = (await stage.webhooks('push')).at(-1);
    expect(push?.payload).toMatchObject({ ref: 'refs/heads/behind', after: tip.sha, pusher: { name: 'ben' } });
    expect((await stage.as('ben', `PUT ${REPO}/pulls/${number}/update-branch`, {})).status).toBe(422);
  });
});

test('one branch is merged into another without a pull request, and its commits come with it', async () => {
  await stage.branch('target');
  await stage.branch('source', 'ben');
  const fields = { base: 'target', head: 'source' };
  const merged = await stage.as('ada', `POST ${REPO}/merges`, fields);
  expect(merged).toMatchObject({
    status: 201,
    body: { commit: { message: 'Merge source into target', committer: GITHUB } },
  });
  const { body } = await stage.as('ada', `GET ${REPO}/compare/main...target`);
  expect(body.commits.map((one: { author: { login: string } }) => one.author.login).sort()).toEqual([
    'ada',
    'ada',
    'ben',
  ]);
  expect((await stage.as('ada', `POST ${REPO}/merges`, fields)).status).toBe(204);
  expect((await stage.as('eve', `POST ${REPO}/merges`, fields)).status).toBe(403);
});

describe('a revert', () => {
  const toRevert = (id: string) => `mutation { revertPullRequest(input: { pullRequestId: "${id}" }) {
    pullRequest { number } revertPullRequest { number title body headRefName commits(first: 5) { nodes { commit {
      message author { email } committer { email } } } } } } }`;
  test.each(['merge', 'squash', 'rebase'])('undoes a %s on a branch of its own', async (method) => {
    const { number } = await stage.pull(`undo-${method}`);
    await stage.commit(`undo-${method}`, { [`undo-${method}-2.txt`]: 'two\n' });
    const merged = (await merge(number, { merge_method: method })).body.sha;
    const id = (await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body.node_id;
    const data = await stage.graphql('ben', toRevert(id));
    const made = data.revertPullRequest.revertPullRequest;
    expect(made).toMatchObject({
      title: `Revert "undo-${method}"`,
      body: `Reverts acme/pump#${number}`,
      headRefName: `revert-${number}-undo-${method}`,
    });
    expect(made.commits.nodes).toEqual([
      {
        commit: {
          message: `Revert "undo-${method} (#${number})"\n\nThis reverts commit ${merged}.`,
          author: { email: 'ben@acme.example' },
          committer: { email: GITHUB.email },
        },
      },
    ]);
    const files = (await stage.as('ada', `GET ${REPO}/pulls/${made.number}/files`)).body;
    expect(files.map((one: { filename: string; status: string }) => [one.filename, one.status])).toEqual([
      [`undo-${method}-2.txt`, 'removed'],
      [`undo-${method}.txt`, 'removed'],
    ]);
  });
});

test('a closed pull request is opened again, unless its branch was rewritten meanwhile', async () => {
  const { number, sha } = await stage.pull('reopened');
  const setState = (state: string) => stage.as('ada', `PATCH ${REPO}/pulls/${number}`, { state });
  await setState('closed');
  const next = await stage.commit('reopened', { 'later.txt': 'x\n' });
  expect((await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body.head.sha).toBe(sha);
  expect((await setState('open')).body.head.sha).toBe(next);
  await setState('closed');
  await stage.as('ada', `PATCH ${REPO}/git/refs/heads/reopened`, { sha, force: true });
  const refused = await setState('open');
  expect(refused.status).toBe(422);
  expect(refused.body.errors[0].message).toContain('was force-pushed or recreated');
});

describe('who may bypass', () => {
  const seed = async (name: string, actors: unknown[]) => {
    const rules = [
      {
        type: 'required_status_checks',
        parameters: { strict_required_status_checks_policy: false, required_status_checks: [{ context: 'gate' }] },
      },
    ];
    const conditions = { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } };
    const ruleset = { name: 'gate', enforcement: 'active', conditions, rules, bypass_actors: actors };
    const collaborators = ['ada', 'cleo', 'dora'].map((login) => ({ login, permission: 'write' }));
    return stage.control('POST /seed', {
      repositories: [{ owner: 'acme', name, collaborators, rulesets: [ruleset] }],
    });
  };
  const write = (name: string, login: string, branch: string) =>
    stage.as(login, `PUT /repos/acme/${name}/contents/${branch}-${login}.txt`, {
      message: 'Straight in',
      content: encode(`${login}\n`),
      branch,
    });
  const propose = async (name: string, head: string) => {
    const main = (await stage.as('ada', `GET /repos/acme/${name}/git/ref/heads/main`)).body.object.sha;
    await stage.as('ada', `POST /repos/acme/${name}/git/refs`, { ref: `refs/heads/${head}`, sha: main });
    await write(name, 'ada', head);
    const pull = await stage.as('ada', `POST /repos/acme/${name}/pulls`, { title: head, head, base: 'main' });
    return `/repos/acme/${name}/pulls/${pull.body.number}/merge`;
  };

  test('always: an owner of the organisation merges what is not green, and pushes straight to the branch', async () => {
    expect((await seed('by-owner', [{ actor_type: 'OrganizationAdmin', bypass_mode: 'always' }])).status).toBe(200);
    const path = await propose('by-owner', 'work');
    expect((await stage.as('ada', `PUT ${path}`, {})).status).toBe(405);
    expect((await stage.as('owner', `PUT ${path}`, {})).status).toBe(200);
    expect((await write('by-owner', 'ada', 'main')).status).toBe(409);
    const direct = await write('by-owner', 'owner', 'main');
    expect(direct.status).toBe(201);
    const push = (await stage.webhooks('push')).at(-1);
    expect(push?.payload).toMatchObject({
      ref: 'refs/heads/main',
      after: direct.body.commit.sha,
      sender: { login: 'owner' },
      repository: { full_name: 'acme/by-owner' },
    });
  });

  test('pull_request: a team, with those below it, merges what is not green and pushes nothing', async () => {
    expect((await seed('by-team', [{ team: 'quality', bypass_mode: 'pull_request' }])).status).toBe(200);
    const path = await propose('by-team', 'work');
    expect((await stage.as('ada', `PUT ${path}`, {})).status).toBe(405);
    expect((await write('by-team', 'dora', 'main')).status).toBe(409);
    expect((await stage.as('dora', `PUT ${path}`, {})).status).toBe(200);
  });

  test('a team that does not exist is a problem of the seed', async () => {
    const refused = await seed('by-nobody', [{ team: 'nobody' }]);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain('there is no team "nobody"');
    expect((await stage.as('owner', 'GET /repos/acme/by-nobody')).status).toBe(404);
  });
});
