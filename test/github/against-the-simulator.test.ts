import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClients, type InstallationClient } from '../../src/github/clients.ts';
import { readPolicyAt } from '../../src/github/read-policies.ts';
import { readPullRequest } from '../../src/github/read-pull-request.ts';
import { readPushedCommits } from '../../src/github/read-pushed-commits.ts';
import { closeIssue, removeLabel, reopenIssue, writeIssue } from '../../src/github/write-issue.ts';
import { encode, privateKey, SEED, Stage } from '../simulator/stage.ts';
import { toMemory } from './stand-in.ts';

const repository = { owner: 'acme', name: 'pump' };
const REPO = '/repos/acme/pump';
const policy = `product: Pump
safety_class: A
roles:
  safety: { teams: [safety] }
  quality: { teams: [quality] }
gates:
  review: { sign_off: { role: quality } }
  checks: { required: [{ name: build, app: holdpoint }] }
`;

let stage: Stage;
let client: InstallationClient;
beforeAll(async () => {
  stage = await Stage.start();
  client = createClients({
    appId: SEED.app.id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiUrl: `${stage.simulator.url}/api/v3`,
    userAgent: 'holdpoint/test',
  }).forInstallation(stage.installation);
});
afterAll(() => stage.close());

const put = async (repo: string, path: string, text: string, branch?: string): Promise<string> => {
  const address = `/repos/acme/${repo}/contents/${path}`;
  const standing = await stage.as('owner', `GET ${address}${branch === undefined ? '' : `?ref=${branch}`}`);
  const { sha } = standing.body;
  const body = { message: `Write ${path}`, content: encode(text), ...(sha && { sha }), ...(branch && { branch }) };
  const { status, body: answer } = await stage.as('owner', `PUT ${address}`, body);
  if (status >= 300) throw new Error(JSON.stringify(answer));
  return answer.commit.sha;
};

describe('F77: what the simulator says of a pull request', () => {
  test('policy, baseline, authority file, origins, files, reviews and checks', async () => {
    await put('pump', '.github/holdpoint.yml', policy);
    await put('pump', '.github/holdpoint-authority.yml', 'authority: []\n');
    await stage.as('owner', 'POST /orgs/acme/repos', { name: '.github', private: true, auto_init: true });
    await put('.github', 'holdpoint-baseline.yml', policy.slice(0, policy.indexOf('gates:')));
    const report = await stage.as('ada', `POST ${REPO}/issues`, { title: 'Leak', body: 'It leaks.' });
    const body = `### Origin\n\n#${report.body.number}\n`;
    const change = await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change', body });
    await stage.branch('work');
    const head = await stage.commit('work', { 'src/pump.c': null, 'src/motor.c': 'int main;\n' });
    const pull = await stage.as('ada', `POST ${REPO}/pulls`, {
      title: 'Work',
      head: 'work',
      base: 'main',
      body: `Fixes #${change.body.number}`,
    });
    const { number } = pull.body;
    await stage.as('cleo', `POST ${REPO}/pulls/${number}/reviews`, {
      event: 'APPROVE',
      body: 'Good.',
      commit_id: head,
    });
    await stage.asApp(`POST ${REPO}/check-runs`, { name: 'build', head_sha: head, status: 'in_progress' });

    const { facts, policies } = await readPullRequest(client, { ...repository, number }, toMemory([]));

    expect(policies).toMatchObject({ own: { ok: true }, baseline: { ok: true } });
    expect(facts.baselineFile).toMatchObject({ value: { repository: { owner: 'acme', name: '.github' } } });
    expect(facts.authorityFile).toMatchObject({ value: { text: 'authority: []\n' } });
    expect(Object.entries(facts.roles).map(([key, holders]) => [key, holders.known])).toEqual([
      ['safety', true],
      ['quality', true],
      ['baseline/safety', true],
      ['baseline/quality', true],
    ]);
    expect(facts.origins).toMatchObject({
      known: true,
      value: [{ ref: { number: report.body.number }, issue: { value: { title: 'Leak', body: 'It leaks.' } } }],
    });
    expect(facts.files).toMatchObject({
      known: true,
      value: expect.arrayContaining([
        expect.objectContaining({
          path: 'src/motor.c',
          change: 'renamed',
          previousPath: { known: true, value: 'src/pump.c' },
        }),
      ]),
    });
    expect(facts.reviews).toMatchObject({
      known: true,
      value: [{ state: 'approved', author: { value: { login: 'cleo' } }, commitSha: { value: head }, editedAt: null }],
    });
    expect(facts.checks).toEqual({ known: true, value: [] });
    const { commits } = facts;
    expect(commits.known && commits.value.map(({ parents }) => parents.length)).toEqual([1, 1]);
    expect(facts.pullRequest.mergedAt).toBeNull();
  });

  test('F73: a policy that a branch proposes', async () => {
    await stage.branch('tighter');
    const head = await put('pump', '.github/holdpoint.yml', `${policy}\n# Tighter.\n`, 'tighter');
    const read = await readPolicyAt(client, repository, head);
    expect(read).toMatchObject({ known: true, value: { commit: head, text: expect.stringContaining('Tighter') } });
  });

  test('F37: what came through a pull request, and what was pushed past all of them', async () => {
    const before = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
    const work = await stage.branch('through');
    const pull = await stage.as('ada', `POST ${REPO}/pulls`, { title: 'Through', head: 'through', base: 'main' });
    const merged = await stage.as('ben', `PUT ${REPO}/pulls/${pull.body.number}/merge`);
    const past = await put('pump', 'past.txt', 'past\n');
    const pushed = await readPushedCommits(client, repository, { branch: 'main', before, after: past });
    const through = expect.objectContaining({
      number: pull.body.number,
      mergeCommitSha: merged.body.sha,
      headSha: work,
    });
    expect(pushed.known && pushed.value.map(({ sha, pullRequests }) => [sha, pullRequests])).toEqual([
      [work, [through]],
      [merged.body.sha, [through]],
      [past, []],
    ]);
  });
});

describe('F37: issues of our own in the simulator', () => {
  test('one is opened once, closed, opened again, and relieved of its label', async () => {
    const since = '2020-01-01T00:00:00Z';
    const issue = { title: 'Merged without release', body: 'Known.', labels: ['approved'], marker: 'm:1', since };
    const opened = await writeIssue(client, repository, issue);
    expect(await writeIssue(client, repository, issue)).toEqual(opened);
    expect((await writeIssue(client, repository, { ...issue, marker: 'm:2' })).number).not.toBe(opened.number);
    const ref = { ...repository, number: opened.number };
    const shown = async () => (await stage.as('ada', `GET ${REPO}/issues/${opened.number}`)).body;
    await closeIssue(client, ref, 'not_planned');
    expect(await shown()).toMatchObject({ state: 'closed', state_reason: 'not_planned', html_url: opened.url });
    expect(await writeIssue(client, repository, issue)).toEqual(opened);
    await reopenIssue(client, ref);
    expect(await shown()).toMatchObject({ state: 'open', labels: [{ name: 'approved' }] });
    expect([await removeLabel(client, ref, 'approved'), await removeLabel(client, ref, 'approved')]).toEqual([
      'removed',
      'absent',
    ]);
    expect(await shown()).toMatchObject({ labels: [] });
  });
});
