import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { bothChecklists, openPullRequest, toChangeRequestBody } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { answer, type IssuePlace, openRecord, openRequest, signBoth, toProblemReportBody } from '../../stage/record.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const home = { owner: 'acme', repo: 'problems' };
const policy = `${fiveLines}gates:
  approval: { before_implementation: false }
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository(home.repo, policy, { labels: ['problem-report'] })]) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const open = async (branch: string, body: string) => ({
  ...home,
  ...(await openPullRequest(stage, home, { branch, body })),
});

const edit = (at: IssuePlace, body: string) => stage.as('dana').rest.issues.update({ ...at, body });

describe('F2 F56: problem reports', () => {
  test('one alone releases nothing; its change request does when the report is evaluated and each names the other', async () => {
    const response = 'Change requests, or the reason for none';
    const whole = answer(toProblemReportBody('all', 'late alarm'), response, 'It is being looked into by the team.');
    const unjudged = answer(whole, 'Safety evaluation', '_No response_');
    const report = await openRecord(stage, home, { title: 'Late alarm', body: unjudged, labels: ['problem-report'] });
    const change = await open('alarm', `Closes #${report.issue_number}`);
    const alone = ['Linked change', `#${report.issue_number}`, 'is a problem report: it leads to a change request'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: alone });

    const body = answer(
      toChangeRequestBody('all', bothChecklists, 'the late alarm'),
      'Origin',
      `The complaint #${report.issue_number}.`,
    );
    const request = await openRecord(stage, home, { title: 'Sound it earlier', body });
    await signBoth(stage, request);
    const linked = `Closes #${request.issue_number}`;
    await stage.as('dana').rest.pulls.update({ ...home, pull_number: change.number, body: linked });
    const oneWay = ['Problem reports', 'Safety evaluation', 'is blank', 'comes from', 'does not name'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: oneWay });

    const evaluated = answer(unjudged, 'Safety evaluation', 'Somebody may be harmed: hazardous situation HS-4.');
    await edit(report, evaluated);
    const stillOneWay = ['comes from', 'does not name', response];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: stillOneWay, without: ['is blank'] });
    await edit(report, answer(evaluated, response, `#${request.issue_number}`));
    const bothWays = ['comes from', 'is evaluated and names'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: bothWays });
  });
});

describe('what a change request says', () => {
  /** A signed change request with another answer under a heading, and its pull request. */
  const openWith = async (branch: string, heading: string, text: string) => {
    const body = answer(toChangeRequestBody('all', bothChecklists, branch), heading, text);
    const request = await openRecord(stage, home, { title: branch, body });
    await signBoth(stage, request);
    return open(branch, `Closes #${request.issue_number}`);
  };

  test('F4: a change of the environment of use needs no pull request', async () => {
    const change = await openWith('environment', 'Disposition', 'Change the environment of use');
    const mentions = ['Disposition', 'needs no pull request', 'a notice to the users', '/sign approval approval'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
  });

  test.each([
    ['question', 'New causes of hazardous situations', 'Safety impact'],
    ['section', 'Notices to users and regulators', 'Change request filled in'],
  ])('F20: a %s that only says that it does not apply is not answered', async (branch, heading, gate) => {
    const change = await openWith(branch, heading, 'N/A');
    const mentions = [gate, heading, 'says only that it does not apply'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
  });

  test('F20: one that says why it does not apply is', async () => {
    const why = 'Not applicable: the alarm task has no interface to the dose calculation.';
    const change = await openWith('rationale', 'New causes of hazardous situations', why);
    await untilCheckRun(stage, change, { conclusion: 'success' });
  });

  test('F10: answers of an older record, word for word, are held until they are in words of their own', async () => {
    const older = await openRequest(stage, home, 'older');
    await signBoth(stage, older);
    await untilCheckRun(stage, await open('older', `Closes #${older.issue_number}`), { conclusion: 'success' });
    const copy = await openRecord(stage, home, {
      title: 'copy',
      body: answer(toChangeRequestBody('all', bothChecklists, 'older'), 'Security', 'Nothing listens on the network.'),
    });
    await signBoth(stage, copy);
    const change = await open('copy', `Closes #${copy.issue_number}`);
    const mentions = ['Safety impact', 'word for word', `#${older.issue_number}`, 'New causes of hazardous situations'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions });
    await edit(copy, toChangeRequestBody('all', bothChecklists, 'its own words'));
    for (const name of ['safety-impact-assessed', 'change-approved']) {
      await stage.as('dana').rest.issues.removeLabel({ ...copy, name });
    }
    await signBoth(stage, copy);
    await untilCheckRun(stage, change, { conclusion: 'success', without: ['word for word'] });
  });
});
