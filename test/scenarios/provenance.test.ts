import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bothChecklists, openPullRequest, settle, toChangeRequestBody } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { comment, type IssuePlace, openRecord, openRequest, setLabel, signBoth } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const ticked = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { users: [quinn, mallory] }
gates:
  safety-impact: { ticks_by_role: true }
  approval: { ticks_by_role: true, before_implementation: false }
`;
const spoken = `${fiveLines}gates:
  approval: { label: none, before_implementation: false }
`;
const labelled = `${fiveLines}gates:
  approval: { before_implementation: false }
`;

const tidy = `${fiveLines}remove_unentitled_labels: true
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld([
      toRepository('ticked', ticked),
      toRepository('spoken', spoken),
      toRepository('labelled', labelled),
      toRepository('tidy', tidy),
    ]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const open = async (repo: string, branch: string, { issue_number }: IssuePlace) => ({
  owner,
  repo,
  ...(await openPullRequest(stage, { owner, repo }, { branch, body: `Closes #${issue_number}` })),
});

const remark = (at: IssuePlace) => comment(stage, 'dana', at, 'A remark that asks for another look.');

describe('F30 F71: who ticked which box, and when', () => {
  const [ofSafety, ofApproval] = bothChecklists;

  const edit = (login: string, at: IssuePlace, body: string) => stage.as(login).rest.issues.update({ ...at, body });

  /** A record that dana wrote, in which sam and quinn ticked their boxes, and then signed. */
  const openTicked = async (title: string): Promise<IssuePlace> => {
    const toBody = (boxes: readonly string[]) => toChangeRequestBody('all', boxes, title);
    const at = await openRecord(stage, { owner, repo: 'ticked' }, { title, body: toBody([]) });
    await edit('sam', at, toBody([ofSafety]));
    await edit('quinn', at, toBody([ofSafety, ofApproval]));
    await signBoth(stage, at);
    return at;
  };

  /** Deletes what the record said at one time from GitHub's history; the newest text is 0. */
  const forget = async (at: IssuePlace, index: number) => {
    const query = `query ($repo: String!, $number: Int!) { repository(owner: "acme", name: $repo) {
      issue(number: $number) { userContentEdits(first: 10) { nodes { id } } } } }`;
    type Answer = { repository: { issue: { userContentEdits: { nodes: { id: string }[] } } } };
    const place = { repo: at.repo, number: at.issue_number, baseUrl: `${stage.github}/api` };
    const { repository } = await stage.as('dana').graphql<Answer>(query, place);
    const revision = repository.issue.userContentEdits.nodes[index];
    await stage.control('POST', 'body-edits/delete', { user: 'dana', node_id: revision?.id });
  };

  const readTicks = (summary: string | null | undefined) => summary?.split('### Who ticked the boxes')[1] ?? '';

  test('is shown, from what Holdpoint saw when GitHub no longer tells; a tick of somebody else’s does not count', async () => {
    const at = await openTicked('seen');
    const change = await open('ticked', 'seen', at);
    const run = await untilCheckRun(stage, change, { conclusion: 'success' });
    const shown = readTicks(run.output.summary);
    expect(shown).toMatch(/Safety impact.*Sam Safety.*12: .*\n.*Approval.*Quinn Quality.*7: /);
    await forget(at, 1);
    await remark(at);
    await settle(stage);
    const after = await readCheckRun(stage, change);
    expect(after?.conclusion).toBe('success');
    expect(readTicks(after?.output.summary)).toBe(shown);

    await edit('dana', at, toChangeRequestBody('all', [ofSafety], 'seen'));
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: [ofApproval] });
    await edit('dana', at, toChangeRequestBody('all', bothChecklists, 'seen'));
    const byAnother = ['Approval', 'Dana Developer', 'opened the pull request'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: byAnother });
    await edit('quinn', at, toChangeRequestBody('all', [ofSafety], 'seen'));
    await edit('quinn', at, toChangeRequestBody('all', bothChecklists, 'seen'));
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['Quinn Quality'] });
  });

  test('is unknown when the revision was gone before Holdpoint saw it: held until it is ticked and signed again', async () => {
    await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
    const at = await openTicked('unseen');
    await forget(at, 0);
    await stage.control('POST', 'deliveries/settle');
    await stage.control('PUT', 'faults', {});
    const change = await open('ticked', 'unseen', at);
    const gone = ['When it was last edited is not known', 'may be gone from the history', 'Edit the record once'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: gone });
    await edit('sam', at, toChangeRequestBody('all', [], 'unseen'));
    await edit('sam', at, toChangeRequestBody('all', [ofSafety], 'unseen'));
    await edit('mallory', at, toChangeRequestBody('all', bothChecklists, 'unseen'));
    for (const name of ['safety-impact-assessed', 'change-approved']) {
      await stage.as('dana').rest.issues.removeLabel({ ...at, name });
    }
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    // What quinn changed is not known, and may be more than ticks.
    await setLabel(stage, 'mallory', at, 'change-approved');
    const run = await untilCheckRun(stage, change, { conclusion: 'success' });
    expect(readTicks(run.output.summary)).toMatch(/Safety impact.*Sam Safety.*12: .*\n.*Approval.*Mallory.*7: /);
  });
});

describe('F28: what is written, and taken back', () => {
  const repo = 'spoken';
  const sign = (at: IssuePlace) => comment(stage, 'quinn', at, '/sign approval approval');

  const openSpoken = async (title: string) => {
    const at = await openRequest(stage, { owner, repo }, title);
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    const change = await open(repo, title, at);
    const signed = await sign(at);
    await untilCheckRun(stage, change, { conclusion: 'success' });
    return { at, change, signed };
  };

  test('a signature that somebody deletes no longer counts, and who deleted it is told', async () => {
    const { at, change, signed } = await openSpoken('deleted');
    await stage.as('mallory').rest.issues.deleteComment({ owner, repo, comment_id: signed });
    const mentions = ['Approval', 'the comment was deleted by', 'mallory'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await sign(at);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['the comment was deleted by'] });
  });

  test.each<[done: string, undo: (at: IssuePlace, id: number) => Promise<unknown>]>([
    ['deleted', (_, comment_id) => stage.as('quinn').rest.issues.deleteComment({ owner, repo, comment_id })],
    [
      'edited away',
      (_, comment_id) => stage.as('quinn').rest.issues.updateComment({ owner, repo, comment_id, body: 'Never mind.' }),
    ],
  ])('a revocation that is %s still revokes; a new signature counts', async (done, undo) => {
    const { at, change } = await openSpoken(`revoked-and-${done.replace(' ', '-')}`);
    const revocation = await comment(stage, 'quinn', at, '/revoke approval');
    const mentions = ['Revoked', 'it was revoked by the signer'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await undo(at, revocation);
    await settle(stage);
    expect(await readCheckRun(stage, change)).toMatchObject({
      conclusion: 'failure',
      output: { summary: expect.stringContaining('it was revoked by the signer') },
    });
    await sign(at);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions });
  });

  test('F27: what lapsed stays in sight beside what was signed again', async () => {
    const { at, change } = await openSpoken('lapsed');
    const body = toChangeRequestBody('all', bothChecklists, 'something else');
    await stage.as('dana').rest.issues.update({ ...at, body });
    const lapsed = ['Lapsed', 'the record was edited by', 'Dana Developer', 'no longer says what was signed'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: lapsed });
    await stage.as('sam').rest.issues.removeLabel({ ...at, name: 'safety-impact-assessed' });
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    await sign(at);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: lapsed });
  });
});

describe('F30: whose label it is', () => {
  test('one that somebody sets who is not entitled is named with them, and signs nothing', async () => {
    const repo = 'labelled';
    const at = await openRequest(stage, { owner, repo }, 'label');
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    await setLabel(stage, 'mallory', at, 'change-approved');
    const change = await open(repo, 'label', at);
    const mentions = ['change-approved', 'was set by', 'Mallory Maintainer', 'hold the role', 'Take the label off'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await stage.as('quinn').rest.issues.removeLabel({ ...at, name: 'change-approved' });
    await setLabel(stage, 'quinn', at, 'change-approved');
    const history = ['Mallory Maintainer', 'did not hold the role', 'Quinn Quality'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: history });
  });
});

describe('F30: a label that somebody not entitled set', () => {
  const labelsOf = async (at: IssuePlace) =>
    (await stage.as('dana').rest.issues.listLabelsOnIssue(at)).data.map(({ name }) => name).sort();

  test('is taken off where the policy asks for it, and stays named; one that is only too late stays', async () => {
    const body = toChangeRequestBody('all', bothChecklists, 'tidy');
    const at = await openRecord(stage, { owner, repo: 'tidy' }, { title: 'tidy', body });
    const change = await open('tidy', 'tidy', at);
    await setLabel(stage, 'mallory', at, 'safety-impact-assessed');
    await setLabel(stage, 'quinn', at, 'change-approved');
    const mentions = ['Mallory Maintainer', 'not hold the role', 'is missing', 'before implementation began'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await settle(stage);
    expect(await labelsOf(at)).toEqual(['change-approved', 'change-request']);
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    await settle(stage);
    expect(await labelsOf(at)).toContain('safety-impact-assessed');
  });

  test('stays where the policy says nothing of it', async () => {
    const body = toChangeRequestBody('all', bothChecklists, 'untidy');
    const at = await openRecord(stage, { owner, repo: 'labelled' }, { title: 'untidy', body });
    const change = await open('labelled', 'untidy', at);
    await setLabel(stage, 'mallory', at, 'safety-impact-assessed');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Mallory Maintainer'] });
    await settle(stage);
    expect(await labelsOf(at)).toContain('safety-impact-assessed');
  });
});
