import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, commitFile, openPullRequest, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { readAnswers } from '../../stage/matter.ts';
import { comment, type IssuePlace, openRequest, setLabel } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';

/** Two people may approve, whenever they like. */
const twoApprovers = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { users: [quinn, mallory] }
gates:
  approval: { label: none, before_implementation: false }
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([toRepository('late'), toRepository('refused'), toRepository('rewritten', twoApprovers)]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A pull request that was opened before its change request was approved, and signed since. */
const openLate = async (repo: string, branch: string): Promise<{ request: IssuePlace; change: Change }> => {
  const request = await openRequest(stage, { owner, repo }, branch);
  await setLabel(stage, 'sam', request, 'safety-impact-assessed');
  const issue = request.issue_number;
  const pull = await openPullRequest(stage, { owner, repo }, { branch, body: `Closes #${issue}` });
  await setLabel(stage, 'quinn', request, 'change-approved');
  return { request, change: { owner, repo, issue, pull: pull.number, sha: pull.sha } };
};

describe('F21: an approval that came after the work began', () => {
  test('is held until the quality role says why; then it is released, and every later verdict shows it', async () => {
    const { request, change } = await openLate('late', 'hasty');
    const mentions = ['Approval', '/deviation', 'Quinn Quality', 'quality'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });

    await comment(stage, 'quinn', request, '/deviation The alarm had to be silenced the same night');
    const shown = ['Recorded deviations', 'Approved late', 'The alarm had to be silenced the same night'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: shown });

    const sha = await commitFile(stage, { owner, repo: 'late' }, { branch: 'hasty', path: 'src/second.c' });
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'success', mentions: shown });
    await comment(stage, 'quinn', request, '/revoke approval');
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'failure', mentions: ['Approval'] });
  });

  test('by somebody without the role, or without a reason, it is answered and counts for nothing', async () => {
    const { request, change } = await openLate('refused', 'hasty-too');
    await comment(stage, 'mallory', request, '/deviation I was in a hurry');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Mallory Maintainer', '/deviation'] });
    await comment(stage, 'quinn', request, '/deviation n/a');
    await settle(stage);
    const answers = await readAnswers(stage, { owner, repo: 'refused' }, change.issue);
    expect(answers).toEqual([expect.stringContaining('quality'), expect.stringContaining('reason')]);
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Approval'] });
  });
});

describe('F23: whoever rewrote a record', () => {
  test('may not approve it; somebody else in the role may', async () => {
    const repo = 'rewritten';
    const request = await openRequest(stage, { owner, repo }, 'theirs');
    const issue = request.issue_number;
    const { sha } = await openPullRequest(stage, { owner, repo }, { branch: 'theirs', body: `Closes #${issue}` });
    const { data } = await stage.as('dana').rest.issues.get(request);
    const body = (data.body ?? '').replace('assessed for this change', 'assessed by the approver');
    await stage.as('quinn').rest.issues.update({ ...request, body });
    await setLabel(stage, 'sam', request, 'safety-impact-assessed');
    await comment(stage, 'quinn', request, '/sign approval approval');
    const mentions = ['Quinn Quality', 'edited the record at', 'its author may not sign it at this gate'];
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'failure', mentions });
    await comment(stage, 'mallory', request, '/sign approval approval');
    await untilCheckRun(stage, { owner, repo, sha }, { conclusion: 'success', mentions });
  });
});
