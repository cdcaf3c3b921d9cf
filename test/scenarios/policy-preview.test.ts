import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFile, openPullRequest, openReleasedChange, readCounters, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const repo = 'preview';
const path = '.github/holdpoint.yml';
const proposal = `${fiveLines}gates:\n  approval: { skip: "The board signs on paper" }\n`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository(repo), toRepository('others')]) });
}, 60_000);
afterAll(() => stage.stop());

describe('a pull request that changes the policy', () => {
  test('F73: shows beside its own verdict which open pull requests would come out differently', async () => {
    const released = await openReleasedChange(stage, owner, repo, 'released');
    await untilCheckRun(stage, released, { conclusion: 'success' });
    const held = await openReleasedChange(stage, owner, repo, 'held');
    const issue = { owner, repo, issue_number: held.issue };
    await stage.as('quinn').rest.issues.removeLabel({ ...issue, name: 'change-approved' });
    await untilCheckRun(stage, held, { conclusion: 'failure', mentions: ['Approval'] });

    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'policy', body: 'x', path, text: proposal });
    const at = { owner, repo, sha: pull.sha };
    const run = await untilCheckRun(stage, at, {
      conclusion: 'failure',
      mentions: [
        'on 3 open pull requests: 1 would come out differently',
        `#${held.pull}`,
        'Approval: missing → not app',
      ],
    });
    // Its own verdict is that of the policy in force.
    expect(run.output.summary).toContain('Approval');
    expect(run.output.summary).not.toContain('What the proposed policy would say');
    expect(run.output.text).not.toContain(`#${released.pull}`);

    await settle(stage);
    await stage.control('DELETE', 'counters');
    await stage.as('dana').rest.issues.createComment({ owner, repo, issue_number: pull.number, body: 'Please look.' });
    await settle(stage);
    expect((await readCounters(stage)).app).toMatchObject({ total: 1 });
    expect((await readCheckRun(stage, at))?.output.text).toBe(run.output.text);

    await commitFile(stage, { owner, repo }, { branch: 'released', path: 'src/more.c' });
    await settle(stage);
    await stage.as('dana').rest.issues.createComment({ owner, repo, issue_number: pull.number, body: 'And again.' });
    await settle(stage);
    expect((await readCheckRun(stage, at))?.output.text).toContain('1 would come out differently');
    expect((await readCheckRun(stage, at))?.output.text).not.toBe(run.output.text);
  });

  test('F73: shows the problems of a proposed policy, and judges by the one in force', async () => {
    const text = fiveLines.replace('safety_class: C', 'safety_class: D');
    const pull = await openPullRequest(stage, { owner, repo }, { branch: 'broken', body: 'x', path, text });
    const at = { owner, repo, sha: pull.sha };
    await untilCheckRun(stage, at, {
      conclusion: 'failure',
      mentions: ['| 2:15 |', 'cannot be applied', 'Linked change'],
    });
    const sha = await commitFile(stage, { owner, repo }, { branch: 'broken', path, text: proposal });
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'failure', mentions: ['Tried at'] });
  });

  test('F73: shows what would come of taking the policy away', async () => {
    const branch = 'without';
    const { sha: _, number } = await openPullRequest(stage, { owner, repo }, { branch, body: 'x' });
    const dana = stage.as('dana');
    const { data } = await dana.rest.repos.getContent({ owner, repo, path, ref: branch });
    const { sha } = data as { sha: string };
    const removed = await dana.rest.repos.deleteFile({ owner, repo, path, branch, sha, message: 'No policy' });
    const at = { owner, repo, sha: removed.data.commit.sha ?? '' };
    await untilCheckRun(stage, at, {
      conclusion: 'failure',
      mentions: ['takes the policy away', 'Not under control', `#${number}`],
    });
  });

  test('F73: another pull request has no preview', async () => {
    const change = await openReleasedChange(stage, owner, 'others', 'plain');
    const run = await untilCheckRun(stage, change, { conclusion: 'success' });
    expect(run.output.text).toBeNull();
  });
});
