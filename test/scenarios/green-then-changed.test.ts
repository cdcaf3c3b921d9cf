import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPullRequest, openReleasedChange, openSignedRequest, setDraft, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([
      toRepository('drafts'),
      toRepository('heads', `${fiveLines}branches: [main, "release/*"]\n`),
      toRepository('targets', `${fiveLines}branches: [main]\n`),
    ]),
  });
}, 60_000);
afterAll(() => stage.stop());

/** A branch of this name where `main` is now. */
const createBranch = async (repo: string, branch: string) => {
  const dana = stage.as('dana');
  const main = await dana.rest.git.getRef({ owner, repo, ref: 'heads/main' });
  await dana.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
};

describe('a draft', () => {
  const repo = 'drafts';

  test('F32: converting to a draft withdraws the green; ready for review brings it back', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'convert');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await setDraft(stage, change, true);
    await untilCheckRun(stage, change, { conclusion: 'action_required', mentions: ['Draft', 'ready for review'] });
    await setDraft(stage, change, false);
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });

  test('F32: what is missing in a draft is said all the same', async () => {
    const draft = await openPullRequest(stage, { owner, repo }, { branch: 'early', body: 'no link', draft: true });
    await untilCheckRun(
      stage,
      { owner, repo, sha: draft.sha },
      { conclusion: 'failure', mentions: ['Draft.', 'Linked change', 'This is a draft'] },
    );
  });

  test('F32: the green of one pull request does not stand on a head that a draft shares', async () => {
    const repo = 'heads';
    const change = await openReleasedChange(stage, owner, repo, 'half');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await createBranch(repo, 'release/draft');
    const dana = stage.as('dana');
    const { data } = await dana.rest.pulls.create({
      owner,
      repo,
      title: 'same head',
      body: `Change-Request: #${change.issue}`,
      head: 'half',
      base: 'release/draft',
      draft: true,
    });
    await settle(stage);
    expect((await readCheckRun(stage, change))?.conclusion).not.toBe('success');
    await setDraft(stage, { owner, repo, pull: data.number }, false);
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });
});

describe('a target that changes', () => {
  const repo = 'heads';

  test('F32: retargeting to another branch under the policy is judged anew, and both ends of a shared head count', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'moving');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await createBranch(repo, 'release/3');
    const pull = { owner, repo, pull_number: change.pull };
    // `Closes #7` is a keyword towards the default branch only: on the other branch nothing is linked any more.
    await stage.as('dana').rest.pulls.update({ ...pull, base: 'release/3' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Linked change'] });
    await stage.as('dana').rest.pulls.update({ ...pull, body: `Change-Request: #${change.issue}` });
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });

  test('F32: a green does not go over to a branch that the policy does not cover, nor come back by itself', async () => {
    const repo = 'targets';
    const change = await openReleasedChange(stage, owner, repo, 'away');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await createBranch(repo, 'playground');
    const pull = { owner, repo, pull_number: change.pull };
    await stage.as('dana').rest.pulls.update({ ...pull, base: 'playground' });
    await untilCheckRun(stage, change, { conclusion: 'action_required', mentions: ['Withdrawn'] });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/revoke approval' });
    await settle(stage);
    await stage.as('dana').rest.pulls.update({ ...pull, base: 'main' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Approval'] });
  });
});

describe('closing and reopening', () => {
  const repo = 'targets';

  test('F32: what lapsed while it was closed is missing when it is reopened', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'asleep');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const pull = { owner, repo, pull_number: change.pull };
    await stage.as('dana').rest.pulls.update({ ...pull, state: 'closed' });
    await untilCheckRun(stage, change, { conclusion: 'action_required', mentions: ['closed without being merged'] });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.removeLabel({ ...issue, name: 'change-approved' });
    await settle(stage);
    await stage.as('dana').rest.pulls.update({ ...pull, state: 'open' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Approval'] });
  });

  test('F32: another pull request on the commit of a closed one is judged by itself', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'first');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const dana = stage.as('dana');
    await dana.rest.pulls.update({ owner, repo, pull_number: change.pull, state: 'closed' });
    await untilCheckRun(stage, change, { conclusion: 'action_required' });
    const second = { owner, repo, title: 'again', body: 'no link', head: 'first', base: 'main' };
    await dana.rest.pulls.create(second);
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Linked change'] });
  });
});

describe('a record that serves two pull requests', () => {
  test('F27: what changes in it changes both', async () => {
    const repo = 'targets';
    const issue = await openSignedRequest(stage, { owner, repo }, 'shared record');
    const body = `Change-Request: #${issue}`;
    const one = await openPullRequest(stage, { owner, repo }, { branch: 'one-of-two', body });
    const two = await openPullRequest(stage, { owner, repo }, { branch: 'two-of-two', body });
    for (const { sha } of [one, two]) await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success' });
    const at = { owner, repo, issue_number: issue };
    await stage.as('quinn').rest.issues.createComment({ ...at, body: '/revoke approval' });
    for (const { sha } of [one, two]) {
      await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'failure', mentions: ['Approval'] });
    }
  });
});
