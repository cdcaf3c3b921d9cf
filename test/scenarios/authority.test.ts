import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFile, openPullRequest, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { comment, type IssuePlace, openRequest, setLabel } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const toPolicy = (roles: string, approval: string) => `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  ${roles}
gates:
  approval: { label: none, before_implementation: false, ${approval} }
`;
const ordered = toPolicy(
  'quality: { teams: [quality] }',
  `not_signers_of: [], in_order: true, sign_off: [
    { role: safety, meaning: review }, { role: quality, meaning: approval }]`,
);
const double = toPolicy(
  'quality: { users: [quinn] }\n  board: { users: [quinn, mallory] }',
  `sign_off: [{ role: quality, meaning: approval }, { role: board, meaning: approval }]`,
);
const dated = toPolicy('quality: { users: [quinn, root] }', 'checklist: approval');
const members = toPolicy('quality: { teams: [quality], users: [mallory] }', 'checklist: approval');

/** The simulator's clock runs a day behind; so wide apart no midnight comes between. */
const toDay = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const trainedUntil = toDay(-20);
const authority = `authority:
  - { person: quinn, role: quality, from: ${toDay(-400)}, trained_until: ${trainedUntil} }
  - { person: root, role: quality }
  - { person: mallory, role: quality, from: ${toDay(-5)}, until: ${toDay(5)}, delegated_by: root }
`;
const authorityPath = '.github/holdpoint-authority.yml';

let stage: Stage;
beforeAll(async () => {
  const files = { [authorityPath]: authority };
  stage = await setStage({
    world: toWorld([
      toRepository('ordered', ordered),
      toRepository('double', double),
      { ...toRepository('dated', dated, { files }), rulesets: [] },
      toRepository('members', members),
    ]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A change whose safety impact is signed, and which waits for its approval. */
const openWaiting = async (repo: string, branch: string) => {
  const at = await openRequest(stage, { owner, repo }, branch);
  await setLabel(stage, 'sam', at, 'safety-impact-assessed');
  const body = `Closes #${at.issue_number}`;
  return { at, change: { owner, repo, ...(await openPullRequest(stage, { owner, repo }, { branch, body })) } };
};

const sign = (login: string, at: IssuePlace, meaning = 'approval') =>
  comment(stage, login, at, `/sign approval ${meaning}`);

describe('several roles', () => {
  test('F31: each signs after the one before it', async () => {
    const { at, change } = await openWaiting('ordered', 'order');
    await sign('quinn', at);
    const first = ['0 of the 1 sign-offs', 'safety', 'First', 'must have signed in full'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: first });
    await sign('sam', at, 'review');
    const early = ['Quinn Quality', 'does not count', '0 of the 1 sign-offs', 'quality'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: early, without: ['First'] });
    await sign('quinn', at);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['Sam Safety', 'Quinn Quality'] });
  });

  test('F22: somebody who holds two of them counts for one', async () => {
    const { at, change } = await openWaiting('double', 'double');
    await sign('quinn', at);
    await sign('quinn', at);
    const mentions = ['0 of the 1 sign-offs', 'Mallory Maintainer'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await sign('mallory', at);
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });
});

describe('F29: the authority file', () => {
  test('an expired training, a delegation, and a file with a problem', async () => {
    const { at, change } = await openWaiting('dated', 'dates');
    await sign('quinn', at);
    const expired = ['the training of', 'Quinn Quality', `ended on`, trainedUntil];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: expired });
    await sign('mallory', at);
    const delegated = ['Mallory Maintainer', 'by the authority file', 'delegated by `root`', toDay(-5), toDay(5)];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: delegated });

    const write = (text: string) =>
      commitFile(stage, { owner, repo: 'dated' }, { branch: 'main', path: authorityPath, text });
    await write(authority.replace('role: quality, from', 'role: qualty, from'));
    const problem = ['Unknown, held', authorityPath, '2:', 'qualty'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: problem });
    await write(authority);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: delegated });
    // What was delegated by somebody whose own authority does not cover it is a problem, too.
    await write(
      authority.replace('{ person: root, role: quality }', `{ person: root, role: quality, until: ${toDay(-9)} }`),
    );
    await untilCheckRun(stage, change, {
      conclusion: 'failure',
      mentions: [`${authorityPath}:4:`, '“root” has no authority of their own'],
    });
  });
});

describe('F25 F29: the role held at the time of signing', () => {
  const member = { org: owner, team_slug: 'quality', username: 'quinn' };
  const leave = () => stage.as('root').rest.teams.removeMembershipForUserInOrg(member);
  const join = () => stage.as('root').rest.teams.addOrUpdateMembershipForUserInOrg(member);

  test('whoever leaves the team afterwards signed well; whoever joins it afterwards signs again', async () => {
    const before = await openWaiting('members', 'before');
    await sign('quinn', before.at);
    await untilCheckRun(stage, before.change, { conclusion: 'success' });
    await leave();
    const after = await openWaiting('members', 'after');
    await sign('quinn', after.at);
    const outside = ['Quinn Quality', 'hold the role'];
    await untilCheckRun(stage, after.change, { conclusion: 'failure', mentions: outside });
    await comment(stage, 'dana', before.at, 'A remark that asks for another look.');
    await settle(stage);
    expect(await readCheckRun(stage, before.change)).toMatchObject({
      conclusion: 'success',
      output: { summary: expect.stringMatching(/Quinn Quality.*`quality`, seen at /) },
    });
    await join();
    await settle(stage);
    expect(await readCheckRun(stage, after.change)).toMatchObject({
      conclusion: 'failure',
      output: { summary: expect.stringContaining('when this was first seen') },
    });
    await sign('quinn', after.at);
    await untilCheckRun(stage, after.change, { conclusion: 'success' });
  });
});
