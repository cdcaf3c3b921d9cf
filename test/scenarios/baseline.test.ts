import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFile, openPullRequest, settle } from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { openRequest, setLabel, signBoth } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const place = 'acme/.github/holdpoint-baseline.yml';
const baseline = `product: Everything that acme makes
safety_class: A
repositories: [governed-*]
roles:
  safety: { teams: [safety] }
  quality: { teams: [quality] }
gates:
  safety-impact: { skip: Left to each repository }
  approval: { before_implementation: false }
`;
const loose = `${fiveLines}gates:
  approval: { skip: We trust one another here }
`;

let stage: Stage;
beforeAll(async () => {
  const files = { 'holdpoint-baseline.yml': baseline };
  stage = await setStage({
    world: toWorld([
      { ...toRepository('.github', null, { files }), rulesets: [] },
      toRepository('governed-plain', null),
      toRepository('governed-loose', loose),
      toRepository('elsewhere', null),
    ]),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const open = async (repo: string, branch: string, body: string) => ({
  owner,
  repo,
  ...(await openPullRequest(stage, { owner, repo }, { branch, body })),
});

describe('F74: the baseline of the organisation', () => {
  test('governs a repository that has no policy, and says which line demands what; one that it does not cover is free', async () => {
    const free = await open('elsewhere', 'free', 'no link');
    const unlinked = await open('governed-plain', 'unlinked', 'no link');
    const mentions = ['Linked change request (baseline)', 'Approval (baseline)', `${place}:2`, `${place}:9`];
    await untilCheckRun(stage, unlinked, { conclusion: 'failure', mentions });
    const request = await openRequest(stage, { owner, repo: 'governed-plain' }, 'signed');
    await setLabel(stage, 'quinn', request, 'change-approved');
    const change = await open('governed-plain', 'signed', `Closes #${request.issue_number}`);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: [`${place}:9`] });
    await settle(stage);
    expect(await readCheckRun(stage, free)).toBeNull();
  });

  test('a repository cannot loosen it, and what the repository asks for besides still holds', async () => {
    const request = await openRequest(stage, { owner, repo: 'governed-loose' }, 'loose');
    await setLabel(stage, 'sam', request, 'safety-impact-assessed');
    const change = await open('governed-loose', 'loose', `Closes #${request.issue_number}`);
    const mentions = ['Approval (baseline)', 'We trust one another here', `${place}:9`, '.github/holdpoint.yml:7'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await setLabel(stage, 'quinn', request, 'change-approved');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const taken = { owner, repo: 'governed-loose', issue_number: request.issue_number, name: 'safety-impact-assessed' };
    await stage.as('sam').rest.issues.removeLabel(taken);
    await untilCheckRun(stage, change, { conclusion: 'failure', without: ['(baseline)'] });
  });

  test('a change of it is judged by at once, everywhere; with a problem it holds', async () => {
    const [plain, own] = await Promise.all(
      ['governed-plain', 'governed-loose'].map(async (repo) => {
        const request = await openRequest(stage, { owner, repo }, `changing ${repo}`);
        await signBoth(stage, request);
        return open(repo, 'changing', `Closes #${request.issue_number}`);
      }),
    );
    if (plain === undefined || own === undefined) throw new Error('two were opened');
    const write = (text: string) =>
      commitFile(stage, { owner, repo: '.github' }, { branch: 'main', path: 'holdpoint-baseline.yml', text });
    const both = async (expected: Parameters<typeof untilCheckRun>[2]) => {
      await untilCheckRun(stage, plain, expected);
      await untilCheckRun(stage, own, expected);
    };
    await both({ conclusion: 'success' });
    await write(`${baseline}  review: { sign_off: { role: quality, quorum: 1, meaning: review } }\n`);
    await both({ conclusion: 'failure', mentions: ['Review (baseline)', `${place}:10`] });
    await write(baseline.replace('safety_class: A', 'safety_class: D'));
    await both({ conclusion: 'failure', mentions: [place, '2:15'] });
    await write(baseline);
    await both({ conclusion: 'success' });
  });
});
