import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Issue, PullRequest } from '../../simulator/state.ts';
import { findRepository } from '../../simulator/world.ts';
import { Stage } from './stage.ts';

const REPO = '/repos/acme/pump';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

const issueOf = (number: number) => findRepository(stage.simulator.world, 'acme', 'pump')?.issues.get(number) as Issue;
const pullOf = (number: number) =>
  findRepository(stage.simulator.world, 'acme', 'pump')?.issues.get(number) as PullRequest;
const open = async (fields: Record<string, unknown> = {}) =>
  (await stage.as('ada', `POST ${REPO}/issues`, { title: 'A change', body: 'one', ...fields })).body.number as number;

test('the first edit of a body leaves two revisions, the original and the edit', async () => {
  const number = await open();
  expect(issueOf(number).edits).toEqual([]);
  await stage.as('ben', `PATCH ${REPO}/issues/${number}`, { body: 'two' });
  await stage.as('ada', `PATCH ${REPO}/issues/${number}`, { body: 'three' });
  await stage.as('ada', `PATCH ${REPO}/issues/${number}`, { body: 'three' });
  const edits = issueOf(number).edits.map((edit) => [edit.editor?.login, edit.diff]);
  expect(edits).toEqual([
    ['ada', 'one'],
    ['ben', 'two'],
    ['ada', 'three'],
  ]);
  const second = issueOf(number).edits[1];
  await stage.control('POST /body-edits/delete', { user: 'ada', node_id: second?.nodeId });
  expect(second).toMatchObject({ diff: null, deletedAt: expect.any(String) });
});

test('every act of a user has a second of its own', async () => {
  const number = await open({ labels: ['safety', 'approved'] });
  await stage.as('ada', `DELETE ${REPO}/issues/${number}/labels/safety`);
  await stage.as('ada', `PATCH ${REPO}/issues/${number}`, { body: 'two' });
  const issue = issueOf(number);
  const [labeled, , unlabeled] = issue.timeline.map((event) => event.createdAt);
  expect(issue.timeline.map((event) => event.kind)).toEqual(['LabeledEvent', 'LabeledEvent', 'UnlabeledEvent']);
  expect(unlabeled && labeled && unlabeled > labeled).toBe(true);
  expect(issue.updatedAt > (unlabeled ?? '')).toBe(true);
  expect(Date.parse(issue.updatedAt)).toBeLessThan(Date.now());
});

test("an old label event shows the label's new name, and the label says when it changed", async () => {
  await stage.as('ada', `POST ${REPO}/labels`, { name: 'draft', color: '000000' });
  const number = await open({ labels: ['draft'] });
  await stage.as('ada', `PATCH ${REPO}/labels/draft`, { new_name: 'accepted' });
  const [event] = issueOf(number).timeline;
  if (event?.kind !== 'LabeledEvent') throw new Error('not a LabeledEvent');
  expect(event.label.name).toBe('accepted');
  expect(event.label.updatedAt > event.createdAt).toBe(true);
});

test('closing keywords link towards the default branch only, and the merge closes what is linked', async () => {
  const [first, second, third] = [await open(), await open(), await open()];
  const body = `Fixes #${first}, resolves acme/pump#${second}.\n\n\`closes #${third}\` <!-- closes #${third} -->`;
  const { number } = await stage.pull('keywords', { body });
  expect(pullOf(number).closingIssues.map((link) => link.issue.number)).toEqual([first, second]);
  await stage.branch('elsewhere');
  await stage.as('ada', `PATCH ${REPO}/pulls/${number}`, { base: 'elsewhere' });
  expect(pullOf(number).closingIssues).toEqual([]);
  await stage.as('ada', `PATCH ${REPO}/pulls/${number}`, { base: 'main' });
  expect((await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, {})).status).toBe(200);
  expect([first, second, third].map((one) => issueOf(one).state)).toEqual(['closed', 'closed', 'open']);
});

test('a link made by hand brings no webhook, and follows a transferred issue', async () => {
  const number = await open();
  const pull = await stage.pull('by-hand');
  const before = (await stage.webhooks()).length;
  const link = {
    user: 'ada',
    pull_request: { repository: 'acme/pump', number: pull.number },
    issue: { repository: 'acme/pump', number },
  };
  expect((await stage.control('POST /links', link)).status).toBe(200);
  expect((await stage.webhooks()).length).toBe(before);
  expect(pullOf(pull.number).closingIssues).toMatchObject([{ manual: true, by: { login: 'ada' } }]);
  await stage.control('POST /issues/transfer', { user: 'owner', issue: link.issue, to: 'acme/records' });
  const [linked] = pullOf(pull.number).closingIssues;
  expect(linked?.issue.repository.name).toBe('records');
  const moved = await stage.call('token-ada', `GET ${REPO}/issues/${number}`);
  expect(moved.body).toMatchObject({ repository_url: expect.stringContaining('/acme/records') });
});

test('a deleted issue answers 410 and is linked no longer', async () => {
  const number = await open();
  const pull = await stage.pull('deleted', { body: `Closes #${number}` });
  await stage.control('POST /issues/delete', { user: 'owner', issue: { repository: 'acme/pump', number } });
  expect((await stage.as('ada', `GET ${REPO}/issues/${number}`)).status).toBe(410);
  expect(pullOf(pull.number).closingIssues).toEqual([]);
});

test('the activity log says who moved a branch, and forced or not', async () => {
  const { sha } = await stage.pull('logged');
  const parent = (await stage.as('ada', `GET ${REPO}/git/commits/${sha}`)).body.parents[0].sha;
  await stage.as('ben', `PATCH ${REPO}/git/refs/heads/logged`, { sha: parent, force: true });
  const log = await stage.as('ada', `GET ${REPO}/activity?ref=refs/heads/logged`);
  const entries = log.body.map((one: { actor: { login: string }; activity_type: string }) => [
    one.actor.login,
    one.activity_type,
  ]);
  expect(entries).toEqual([
    ['ben', 'force_push'],
    ['ada', 'push'],
    ['ada', 'branch_creation'],
  ]);
});

test('pushing a head straight into the base has merged the pull request', async () => {
  const { number, sha } = await stage.pull('pushed');
  const main = (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha;
  expect((await stage.as('ada', `PATCH ${REPO}/git/refs/heads/main`, { sha })).body.object?.sha ?? main).toBe(sha);
  expect((await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body).toMatchObject({ merged: true, state: 'closed' });
});
