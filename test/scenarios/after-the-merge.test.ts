import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { moveBranch, pushCommit, readTip } from '../../stage/branch.ts';
import {
  type Change,
  commitFile,
  openPullRequest,
  openReleasedChange,
  openSignedRequest,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { readAnswers, readTracked, untilTracked } from '../../stage/matter.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';

/** A repository whose ruleset owners of the organisation may bypass. */
const toBypassable = (name: string, policy: string | null = fiveLines) => {
  const repository = toRepository(name, policy);
  const bypass_actors = [{ actor_type: 'OrganizationAdmin', actor_id: 1, bypass_mode: 'always' }];
  return { ...repository, rulesets: repository.rulesets.map((ruleset) => ({ ...ruleset, bypass_actors })) };
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([
      toBypassable('covered'),
      toBypassable('bypass'),
      toBypassable('closing'),
      toBypassable('pushes', `${fiveLines}branches: [main, "release/*"]\n`),
      toBypassable('outage'),
      toBypassable('history', null),
    ]),
  });
}, 60_000);
afterAll(() => stage.stop());

const merge = (change: Pick<Change, 'repo' | 'pull'>, login = 'dana') =>
  stage.as(login).rest.pulls.merge({ owner, repo: change.repo, pull_number: change.pull });

const label = 'holdpoint-deviation';

describe('a merge that a released verdict covers', () => {
  const repo = 'covered';

  test('F37: is no deviation, and what changes after it does not make it one', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'good');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await merge(change);
    await settle(stage);
    const issue = { owner, repo, issue_number: change.issue };
    await stage.as('quinn').rest.issues.createComment({ ...issue, body: '/revoke approval' });
    await stage.as('dana').rest.issues.createComment({ owner, repo, issue_number: change.pull, body: 'Merged.' });
    await settle(stage);
    expect(await readTracked(stage, { owner, repo }, label)).toEqual([]);
  });

  test('F37: neither by squash, nor when the branch is deleted at once', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'squashed');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await stage.as('dana').rest.pulls.merge({ owner, repo, pull_number: change.pull, merge_method: 'squash' });
    await stage.as('dana').rest.git.deleteRef({ owner, repo, ref: 'heads/squashed' });
    await settle(stage);
    await settle(stage);
    expect(await readTracked(stage, { owner, repo }, label)).toEqual([]);
  });
});

describe('a merge that no released verdict covers', () => {
  const repo = 'bypass';

  test('F37: an administrator’s bypass of a held check opens a deviation, which every later verdict shows', async () => {
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'forced', body: 'no link' });
    await untilCheckRun(stage, { owner, repo, sha: pull.sha }, { conclusion: 'failure', mentions: ['Linked change'] });
    await expect(merge({ repo, pull: pull.number })).rejects.toMatchObject({ status: 405 });
    await merge({ repo, pull: pull.number }, 'root');
    const issue = await untilTracked(stage, { owner, repo }, label, {
      mentions: `#${pull.number} was merged while it was held`,
    });
    expect(issue.body).toContain('merged by [`root`]');
    expect(issue.body).toContain(pull.sha.slice(0, 7));
    expect(issue.body).toContain('`quality`');
    const later = await openReleasedChange(stage, owner, repo, 'later');
    const run = await untilCheckRun(stage, later, { conclusion: 'success', mentions: ['Open in this repository'] });
    expect(run.output.summary).toContain(`/issues/${issue.number}`);
  });

  test('F37: a record that is edited between the green and the merge makes it one', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'seconds');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    // An evaluation that is under way could still see the edit.
    await settle(stage);
    // Nothing is delivered: the service learns of the edit only after the merge.
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    const edited = toChangeRequestBody('all', [], 'seconds').replace('assessed for this change', 'assessed for all');
    await stage.as('dana').rest.issues.update({ owner, repo, issue_number: change.issue, body: edited });
    await merge(change);
    await stage.control('PUT', 'faults', {});
    const issue = await untilTracked(stage, { owner, repo }, label, {
      mentions: `#${change.pull} was merged after something had changed that holds it`,
    });
    expect(issue.title).toContain('Approval');
  });

  test('F37: an edit after the merge does not', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'afterwards');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await merge(change);
    const edited = toChangeRequestBody('all', [], 'afterwards').replace('assessed for this change', 'assessed for all');
    await stage.as('dana').rest.issues.update({ owner, repo, issue_number: change.issue, body: edited });
    await stage.control('PUT', 'faults', {});
    await settle(stage);
    await settle(stage);
    const titles = (await readTracked(stage, { owner, repo }, label)).map(({ title }) => title);
    expect(titles.filter((title) => title.includes(`#${change.pull} `))).toEqual([]);
  });

  test('F37: a commit that is pushed and merged before it is judged makes it one', async () => {
    const change = await openReleasedChange(stage, owner, repo, 'hasty');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await settle(stage);
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await commitFile(stage, { owner, repo }, { branch: 'hasty', path: 'src/unjudged.c' });
    await merge(change, 'root');
    await stage.control('PUT', 'faults', {});
    await untilTracked(stage, { owner, repo }, label, {
      mentions: `#${change.pull} was merged with a commit that was not judged`,
    });
  });
});

describe('closing a deviation', () => {
  const repo = 'closing';

  test('F37: takes /deviation by the quality role on its issue; nothing else closes it', async () => {
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'forced', body: 'no link' });
    await untilCheckRun(stage, { owner, repo, sha: pull.sha }, { conclusion: 'failure' });
    await merge({ repo, pull: pull.number }, 'root');
    const open = await openReleasedChange(stage, owner, repo, 'watching');
    await untilCheckRun(stage, open, { conclusion: 'success', mentions: ['Open in this repository'] });
    const tracked = await untilTracked(stage, { owner, repo }, label, { mentions: 'was merged while it was held' });
    const at = { owner, repo, issue_number: tracked.number };

    await stage.as('dana').rest.issues.createComment({ ...at, body: '/deviation I think it is fine' });
    await settle(stage);
    expect(await readAnswers(stage, { owner, repo }, tracked.number)).toEqual([expect.stringContaining('quality')]);

    await stage.as('dana').rest.issues.update({ ...at, state: 'closed' });
    await untilTracked(stage, { owner, repo }, label, { mentions: 'was merged while', state: 'open' });
    await settle(stage);
    expect((await readTracked(stage, { owner, repo }, label))[0]?.state).toBe('open');
    expect(await readAnswers(stage, { owner, repo }, tracked.number)).toEqual([
      expect.anything(),
      expect.stringContaining('Opened again'),
    ]);

    await stage
      .as('quinn')
      .rest.issues.createComment({ ...at, body: '/deviation Reviewed afterwards; nothing to undo' });
    await untilTracked(stage, { owner, repo }, label, { mentions: 'was merged while', state: 'closed' });
    await untilCheckRun(stage, open, { conclusion: 'success', without: ['Open in this repository'] });
    await settle(stage);
    const answers = await readAnswers(stage, { owner, repo }, tracked.number);
    expect(answers.at(-1)).toContain('Closed by Quinn Quality');
    expect(answers).toHaveLength(3);
    expect((await readTracked(stage, { owner, repo }, label))[0]?.state).toBe('closed');
  });

  test('F37: who may not close it is answered also when it is closed by the time we look', async () => {
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'overtaken', body: 'no link' });
    await untilCheckRun(stage, { owner, repo, sha: pull.sha }, { conclusion: 'failure' });
    await merge({ repo, pull: pull.number }, 'root');
    const mentions = `#${pull.number} was merged while`;
    const tracked = await untilTracked(stage, { owner, repo }, label, { mentions });
    const at = { owner, repo, issue_number: tracked.number };
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await stage.as('dana').rest.issues.createComment({ ...at, body: '/deviation I think it is fine' });
    await stage
      .as('quinn')
      .rest.issues.createComment({ ...at, body: '/deviation Reviewed afterwards; nothing to undo' });
    await stage.control('PUT', 'faults', {});
    await untilTracked(stage, { owner, repo }, label, { mentions, state: 'closed' });
    await settle(stage);
    expect(await readAnswers(stage, { owner, repo }, tracked.number)).toEqual([
      expect.stringContaining('was not taken'),
      expect.stringContaining('Closed by Quinn Quality'),
    ]);
  });

  test('F34 F37: what is said on the issue before we know that it is ours is heard all the same', async () => {
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'unheard', body: 'no link' });
    await untilCheckRun(stage, { owner, repo, sha: pull.sha }, { conclusion: 'failure' });
    await settle(stage);
    // The issue is opened and the answer lost; then it cannot be looked for.
    const path = `/repos/${owner}/${repo}/issues`;
    await stage.control('PUT', 'faults', {
      requests: [
        { method: 'POST', path, effect: 'truncate', next: 1 },
        { method: 'GET', path, skip: 1 },
      ],
    });
    await merge({ repo, pull: pull.number }, 'root');
    const mentions = `#${pull.number} was merged while`;
    const tracked = await untilTracked(stage, { owner, repo }, label, { mentions });
    const at = { owner, repo, issue_number: tracked.number };
    await stage
      .as('quinn')
      .rest.issues.createComment({ ...at, body: '/deviation Reviewed afterwards; nothing to undo' });
    await stage.control('POST', 'deliveries/settle');
    await sleep(2_000);
    await stage.control('PUT', 'faults', {});
    await untilTracked(stage, { owner, repo }, label, { mentions, state: 'closed' });
  });

  test('F37: whoever merged it cannot close it, though they hold the role', async () => {
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'own', body: 'no link' });
    await untilCheckRun(stage, { owner, repo, sha: pull.sha }, { conclusion: 'failure' });
    const root = stage.as('root').rest;
    await root.teams.addOrUpdateMembershipForUserInOrg({ org: owner, team_slug: 'quality', username: 'root' });
    await merge({ repo, pull: pull.number }, 'root');
    const tracked = await untilTracked(stage, { owner, repo }, label, { mentions: `#${pull.number} was merged while` });
    const at = { owner, repo, issue_number: tracked.number };
    await root.issues.createComment({ ...at, body: '/deviation I had to' });
    await settle(stage);
    expect(await readAnswers(stage, { owner, repo }, tracked.number)).toEqual([expect.stringContaining('merged it')]);
    await root.teams.removeMembershipForUserInOrg({ org: owner, team_slug: 'quality', username: 'root' });
  });
});

describe('what is pushed past pull requests', () => {
  const home = { owner, repo: 'pushes' };

  test('F37: a direct push to the default branch is a deviation; one to a branch of one’s own is none', async () => {
    await openReleasedChange(stage, owner, 'pushes', 'first').then((change) =>
      untilCheckRun(stage, change, { conclusion: 'success' }),
    );
    await settle(stage);
    const sha = await pushCommit(stage, home, {
      branch: 'main',
      login: 'root',
      files: { 'src/hot.c': '/* hot */\n' },
      message: 'Hot fix',
    });
    const issue = await untilTracked(stage, home, label, { mentions: 'a commit came to main without a pull request' });
    expect(issue.body).toContain('Hot fix');
    expect(issue.body).toContain('Pushed by [`root`]');
    expect(issue.body).toContain(sha.slice(0, 7));
    await pushCommit(stage, home, { branch: 'work', files: { 'src/work.c': '/* work */\n' } });
    await settle(stage);
    expect(await readTracked(stage, home, label)).toHaveLength(1);
  });

  test('F37: so is a branch under the policy that is made with commits of its own', async () => {
    const sha = await pushCommit(stage, home, { branch: 'side', files: { 'src/side.c': '/* side */\n' } });
    await moveBranch(stage, home, { branch: 'release/1', sha, login: 'root', isNew: true });
    await untilTracked(stage, home, label, { mentions: 'a commit came to release/1 without a pull request' });
    const main = (await readTip(stage, home, 'main')) ?? '';
    await moveBranch(stage, home, { branch: 'release/2', sha: main, login: 'root', isNew: true });
    await settle(stage);
    expect(await readTracked(stage, home, label)).toHaveLength(2);
  });

  test('F37: a pull request’s commits that are pushed to its base are a merge, and are judged as one', async () => {
    const pull = await openPullRequest(stage, home, { branch: 'pushed-in', body: 'no link' });
    await untilCheckRun(stage, { ...home, sha: pull.sha }, { conclusion: 'failure' });
    const main = (await readTip(stage, home, 'main')) ?? '';
    const sha = await pushCommit(stage, home, { branch: 'pushed-in', files: { 'src/in.c': '/* in */\n' } });
    await untilCheckRun(stage, { ...home, sha }, { conclusion: 'failure' });
    expect(main).not.toBe(sha);
    await moveBranch(stage, home, { branch: 'main', sha, login: 'root' });
    await untilTracked(stage, home, label, { mentions: `#${pull.number} was merged while it was held` });
  });
});

describe('an outage of ours', () => {
  const home = { owner, repo: 'outage' };

  test('F37: what was opened and merged meanwhile is found by the next push or pull request', async () => {
    const change = await openReleasedChange(stage, owner, 'outage', 'before');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await settle(stage);
    await stage.kill('SIGKILL');
    await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
    const pull = await openPullRequest(stage, home, { branch: 'unseen', body: 'no link' });
    await merge({ repo: 'outage', pull: pull.number }, 'root');
    await pushCommit(stage, home, {
      branch: 'main',
      login: 'root',
      files: { 'src/dark.c': '/* dark */\n' },
      message: 'In the dark',
    });
    await stage.control('PUT', 'faults', {});
    await stage.restart();
    // Nobody told of what happened; the next evaluation sees that the branch has moved on.
    await stage.as('dana').rest.issues.createComment({ ...home, issue_number: change.pull, body: 'Are we up again?' });
    await untilTracked(stage, home, label, {
      mentions: `#${pull.number} was merged before it was judged: Linked change request`,
    });
    const pushed = await untilTracked(stage, home, label, { mentions: 'a commit came to main without a pull request' });
    expect(pushed.body).toContain('In the dark');
    expect(await readTracked(stage, home, label)).toHaveLength(2);
  }, 60_000);
});

describe('what was there before', () => {
  const home = { owner, repo: 'history' };

  test('F37: merges and pushes from before there was a policy are left alone', async () => {
    const old = await openPullRequest(stage, home, { branch: 'old', body: 'no link' });
    await merge({ repo: 'history', pull: old.number }, 'root');
    await pushCommit(stage, home, { branch: 'main', login: 'root', files: { 'src/old.c': '/* old */\n' } });
    await pushCommit(stage, home, {
      branch: 'main',
      login: 'root',
      files: { '.github/holdpoint.yml': fiveLines },
      message: 'Policy',
    });
    await settle(stage);
    // An event about what was merged long ago makes it be read.
    await stage.as('dana').rest.issues.createComment({ ...home, issue_number: old.number, body: 'I remember this.' });
    const issue = await openSignedRequest(stage, home, 'new');
    const pull = await openPullRequest(stage, home, { branch: 'new', body: `Closes #${issue}` });
    await untilCheckRun(
      stage,
      { ...home, sha: pull.sha },
      { conclusion: 'success', without: ['Open in this repository'] },
    );
    await settle(stage);
    expect(await readTracked(stage, home, label)).toEqual([]);
    await pushCommit(stage, home, { branch: 'main', login: 'root', files: { 'src/after.c': '/* after */\n' } });
    await untilTracked(stage, home, label, { mentions: 'a commit came to main' });
    expect((await readCheckRun(stage, { ...home, sha: pull.sha }))?.conclusion).toBe('success');
  });
});
