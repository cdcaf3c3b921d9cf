import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bothChecklists,
  commitFile,
  openPullRequest,
  openReleasedChange,
  openSignedRequest,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { readAnswers } from '../../stage/matter.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const crossRepository = `${fiveLines}records:\n  change-request: { repositories: [acme/changes] }\n`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([
      toRepository('events'),
      toRepository('people'),
      toRepository('renames'),
      toRepository('links', crossRepository),
      toRepository('changes', null),
      toRepository('heads', `${fiveLines}branches: [main, "release/*"]\n`),
      toRepository('policies'),
      toRepository('ungoverned', null),
      toRepository('broken', 'product: Pump\nsafety_class: D\nroles:\n  safty: { teams: [safety] }\n'),
    ]),
  });
}, 60_000);
afterAll(() => stage.stop());

describe('what a change of state does to the verdict', () => {
  const repo = 'events';

  test('F27: a material edit of the record lapses the sign-offs; signing again under the late rule stays held', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'lapse');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success', mentions: ['Sam Safety', 'Quinn Quality'] });
    const issue = { owner, repo, issue_number: change.issue };
    const edited = toChangeRequestBody('all', bothChecklists).replace('assessed for this change', 'assessed for all');
    await stage.as('dana').rest.issues.update({ ...issue, body: edited });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['Safety impact', 'Approval'] });
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/sign approval approval' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['before', 'Approval'] });
  });

  test('F26: unticking a box holds, ticking it again releases without a new signature', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'ticks');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const issue = { owner, repo, issue_number: change.issue };
    await stage
      .as('dana')
      .rest.issues.update({ ...issue, body: toChangeRequestBody('all', ['Safety impact checklist'], 'ticks') });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['Approval'] });
    await stage.as('dana').rest.issues.update({ ...issue, body: toChangeRequestBody('all', bothChecklists, 'ticks') });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });

  test('F30: a label that is renamed no longer counts, and another label renamed to its name does not either', async () => {
    const repo = 'renames';
    const change = await openReleasedChange(stage, owner, repo, 'rename');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const admin = stage.as('quinn');
    await admin.rest.issues.updateLabel({ owner, repo, name: 'change-approved', new_name: 'approved-once' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['change-approved'] });
    await admin.rest.issues.updateLabel({ owner, repo, name: 'approved-once', new_name: 'change-approved' });
    // The name is back, but since the signature it has been another's: what was set may have been another label.
    await settle(stage);
    expect((await readCheckRun(stage, { owner, repo, sha: change.sha }))?.conclusion).toBe('failure');
  });

  test('F27: a pushed commit is judged afresh on the new head', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'push');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const sha = await commitFile(stage, { owner, repo }, { branch: 'push', path: 'src/second.c' });
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success' });
  });

  test('F23: a signer who pushes to the branch is no longer independent', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'pusher');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const sha = await commitFile(stage, { owner, repo }, { branch: 'pusher', path: 'src/q.c', login: 'quinn' });
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'failure', mentions: ['quinn', 'Approval'] });
  });

  test('F28: /revoke withdraws a signature', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'revoke');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/revoke approval' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['Approval'] });
  });

  test('F25: a command that cannot be taken is answered once, with the reason', async () => {
    const issue = await openSignedRequest(stage, { owner, repo }, 'answered');
    const at = { owner, repo, issue_number: issue };
    await stage.as('mallory').rest.issues.createComment({ ...at, body: '/sign approval approval' });
    await settle(stage);
    await stage.as('dana').rest.issues.createComment({ ...at, body: 'A remark that asks for another look.' });
    await settle(stage);
    expect(await readAnswers(stage, { owner, repo }, issue)).toEqual([expect.stringContaining('quality')]);
  });

  test('F25: a command on the pull request counts for nothing, and is answered once with where it belongs', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'misplaced');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const at = { owner, repo, issue_number: change.pull };
    await stage.as('quinn').rest.issues.createComment({ ...at, body: '/revoke approval' });
    await settle(stage);
    await stage.as('dana').rest.issues.createComment({ ...at, body: 'A remark that asks for another look.' });
    await settle(stage);
    const answers = await readAnswers(stage, { owner, repo }, change.pull);
    expect(answers).toEqual([expect.stringContaining(`#${change.issue}`)]);
    expect(await readCheckRun(stage, change)).toMatchObject({ conclusion: 'success' });
  });

  test('a re-requested check run is evaluated again and changes nothing', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'rerequest');
    const run = await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    await stage.as('dana').rest.checks.rerequestRun({ owner, repo, check_run_id: run.id });
    await settle(stage);
    expect(await readCheckRun(stage, { ...change })).toMatchObject({ id: run.id, conclusion: 'success' });
  });
});

describe('who holds a role', () => {
  test('F22: a member who leaves the team no longer signs for it, and the verdict follows at once', async () => {
    const change = await openReleasedChange(stage, owner, 'people', 'leaver');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    await stage
      .as('root')
      .rest.teams.removeMembershipForUserInOrg({ org: owner, team_slug: 'quality', username: 'quinn' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: ['Approval', 'quality'] });
    await stage
      .as('root')
      .rest.teams.addOrUpdateMembershipForUserInOrg({ org: owner, team_slug: 'quality', username: 'quinn' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });
});

describe('where the change request lives', () => {
  test('F9: an issue in another repository that the policy allows, by trailer; its edits reach the pull request', async () => {
    const issue = await openSignedRequest(stage, { owner, repo: 'changes' }, 'elsewhere');
    const pull = await openPullRequest(
      stage,
      { owner, repo: 'links' },
      { branch: 'other', body: `Change-Request: acme/changes#${issue}` },
    );
    const at = { owner, repo: 'links', sha: pull.sha };
    await untilCheckRun(stage, at, { conclusion: 'success' });
    await stage
      .as('quinn')
      .rest.issues.removeLabel({ owner, repo: 'changes', issue_number: issue, name: 'change-approved' });
    await untilCheckRun(stage, at, { conclusion: 'failure', mentions: ['Approval'] });
  });

  test('F9: an issue in a repository that the policy does not allow is no change request', async () => {
    const issue = await openSignedRequest(stage, { owner, repo: 'events' }, 'not allowed');
    const pull = await openPullRequest(
      stage,
      { owner, repo: 'links' },
      { branch: 'foreign', body: `Change-Request: acme/events#${issue}` },
    );
    await untilCheckRun(
      stage,
      { owner, repo: 'links', sha: pull.sha },
      { conclusion: 'failure', mentions: ['Linked change'] },
    );
  });

  test.each([
    ['does not exist', '#9999'],
    ['is out of the App’s sight', 'acme/nowhere#1'],
  ])('F9: a trailer to an issue that %s holds, and says so', async (_, ref) => {
    const branch = `dangling-${ref.length}`;
    const pull = await openPullRequest(stage, { owner, repo: 'links' }, { branch, body: `Change-Request: ${ref}` });
    await untilCheckRun(
      stage,
      { owner, repo: 'links', sha: pull.sha },
      { conclusion: 'failure', mentions: ['Linked change', ref.split('#')[1] ?? ''] },
    );
  });

  test('F9: a trailer to a pull request holds', async () => {
    const first = await openPullRequest(stage, { owner, repo: 'links' }, { branch: 'a-pull', body: 'x' });
    const pull = await openPullRequest(
      stage,
      { owner, repo: 'links' },
      { branch: 'to-a-pull', body: `Change-Request: #${first.number}` },
    );
    await untilCheckRun(
      stage,
      { owner, repo: 'links', sha: pull.sha },
      { conclusion: 'failure', mentions: ['pull request'] },
    );
  });
});

describe('one commit, several pull requests', () => {
  const repo = 'heads';

  test('F32: a green earned by one pull request does not serve another with the same head', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'shared');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const dana = stage.as('dana');
    const main = await dana.rest.git.getRef({ owner, repo, ref: 'heads/main' });
    await dana.rest.git.createRef({ owner, repo, ref: 'refs/heads/release/1', sha: main.data.object.sha });
    const second = await dana.rest.pulls.create({
      owner,
      repo,
      title: 'same head',
      body: 'no link',
      head: 'shared',
      base: 'release/1',
    });
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: [`#${second.data.number}`] });
    await dana.rest.pulls.update({ owner, repo, pull_number: second.data.number, state: 'closed' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });

  test('F32: when the one that held the commit is merged past it, the other is judged again at once', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'bypassed');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const dana = stage.as('dana');
    const main = await dana.rest.git.getRef({ owner, repo, ref: 'heads/main' });
    await dana.rest.git.createRef({ owner, repo, ref: 'refs/heads/release/2', sha: main.data.object.sha });
    const pull = { owner, repo, title: 'same head', body: 'no link', head: 'bypassed', base: 'release/2' };
    const second = await dana.rest.pulls.create(pull);
    await untilCheckRun(stage, { ...change }, { conclusion: 'failure', mentions: [`#${second.data.number}`] });
    // No ruleset protects release/2, so nothing keeps it from being merged while held.
    await dana.rest.pulls.merge({ owner, repo, pull_number: second.data.number });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });

  test('F32: retargeting to a branch that the policy does not cover withdraws the green', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'retarget');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const dana = stage.as('dana');
    const main = await dana.rest.git.getRef({ owner, repo, ref: 'heads/main' });
    await dana.rest.git.createRef({ owner, repo, ref: 'refs/heads/playground', sha: main.data.object.sha });
    await dana.rest.pulls.update({ owner, repo, pull_number: change.pull, base: 'playground' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'action_required' });
    await dana.rest.pulls.update({ owner, repo, pull_number: change.pull, base: 'main' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });

  test('F32: closing unmerged withdraws the green, reopening brings it back', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'closing');
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
    const pull = { owner, repo, pull_number: change.pull };
    await stage.as('dana').rest.pulls.update({ ...pull, state: 'closed' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'action_required' });
    await stage.as('dana').rest.pulls.update({ ...pull, state: 'open' });
    await untilCheckRun(stage, { ...change }, { conclusion: 'success' });
  });
});

describe('the policy in force', () => {
  test('F35: a pull request cannot change the policy that judges it', async () => {
    const pull = await openPullRequest(
      stage,
      { owner, repo: 'policies' },
      {
        branch: 'own-policy',
        body: 'no link',
        path: '.github/holdpoint.yml',
        text: fiveLines.replace('[safety]', '[everyone]').replace('[quality]', '[everyone]'),
      },
    );
    await untilCheckRun(
      stage,
      { owner, repo: 'policies', sha: pull.sha },
      { conclusion: 'failure', mentions: ['Linked change'], without: ['everyone'] },
    );
  });

  test('a repository without a policy is left alone', async () => {
    const pull = await openPullRequest(stage, { owner, repo: 'ungoverned' }, { branch: 'free', body: 'no link' });
    await settle(stage);
    expect(await readCheckRun(stage, { owner, repo: 'ungoverned', sha: pull.sha })).toBeNull();
  });

  test('a policy with problems holds, and shows each with its place and what would be right', async () => {
    const pull = await openPullRequest(stage, { owner, repo: 'broken' }, { branch: 'any', body: 'no link' });
    await untilCheckRun(
      stage,
      { owner, repo: 'broken', sha: pull.sha },
      { conclusion: 'failure', mentions: ['2:15', 'safety'] },
    );
  });
});
