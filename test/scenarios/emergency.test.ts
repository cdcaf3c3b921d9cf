import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, openPullRequest, settle, toChangeRequestBody } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { readAnswers, readTracked, untilTracked } from '../../stage/matter.ts';
import { setLabel } from '../../stage/record.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';

/** Whoever is in the role safety may declare an emergency, which quality signs before the merge. */
const policy = `${fiveLines}emergency:
  role: safety
  sign_off: { role: quality, quorum: 1, meaning: approval }
  owes: [safety-impact, approval]
  days: 5
`;

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({
    world: toWorld(['urgent', 'entitled', 'settled'].map((name) => toRepository(name, policy))),
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** A pull request whose change request is filled in, and which nobody has assessed or approved. */
const openUnapproved = async (repo: string): Promise<Change> => {
  const { data } = await stage.as('dana').rest.issues.create({
    owner,
    repo,
    title: 'Alarm is silent',
    body: toChangeRequestBody('all', [], `Alarm of ${repo} is silent`),
    labels: ['change-request'],
  });
  const pull = await openPullRequest(stage, { owner, repo }, { branch: 'fix', body: `Closes #${data.number}` });
  return { owner, repo, issue: data.number, pull: pull.number, sha: pull.sha };
};

const say = ({ repo, issue }: Change, login: string, body: string) =>
  stage.as(login).rest.issues.createComment({ owner, repo, issue_number: issue, body });

const merge = ({ repo, pull }: Change) => stage.as('dana').rest.pulls.merge({ owner, repo, pull_number: pull });

describe('F36: an emergency', () => {
  test('is declared, signed by the reduced quorum, merged; what it put off is tracked on an issue and in later verdicts', async () => {
    const change = await openUnapproved('urgent');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Safety impact', 'Approval'] });

    await say(change, 'sam', '/emergency Pumps in two hospitals stop without an alarm');
    await untilCheckRun(stage, change, {
      conclusion: 'failure',
      mentions: ['/sign emergency approval', '/quinn)'],
    });
    await expect(merge(change)).rejects.toMatchObject({ status: 405 });

    await say(change, 'quinn', '/sign emergency approval');
    const mentions = ['owed', 'Pumps in two hospitals stop without an alarm', 'Sam Safety'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions });

    await merge(change);
    const owed = await untilTracked(stage, { owner, repo: 'urgent' }, 'holdpoint-owed', {
      mentions: `#${change.pull}`,
    });
    expect(owed.body).toContain('Approval');
    expect(owed.body).toContain('Safety impact');
    expect(await readTracked(stage, { owner, repo: 'urgent' }, 'holdpoint-deviation')).toEqual([]);

    const { data: base } = await stage.as('dana').rest.issues.create({
      owner,
      repo: 'urgent',
      title: 'Another',
      body: toChangeRequestBody('all', [], 'Another'),
      labels: ['change-request'],
    });
    const next = { branch: 'next', body: `Closes #${base.number}` };
    const { sha } = await openPullRequest(stage, { owner, repo: 'urgent' }, next);
    const shown = ['Open in this repository', `/issues/${owed.number}`];
    await untilCheckRun(stage, { owner, repo: 'urgent', sha }, { conclusion: 'failure', mentions: shown });
  }, 90_000);

  test('declared by somebody without the role releases nothing, whoever signs', async () => {
    const change = await openUnapproved('entitled');
    await say(change, 'mallory', '/emergency It is urgent');
    await say(change, 'quinn', '/sign emergency approval');
    await settle(stage);
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Mallory Maintainer', 'Emergency'] });
    await expect(merge(change)).rejects.toMatchObject({ status: 405 });
  }, 60_000);

  test('F36: what was put off is done afterwards, and its issue closes by itself', async () => {
    const change = await openUnapproved('settled');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['Safety impact', 'Approval'] });
    await say(change, 'sam', '/emergency Pumps in two hospitals stop without an alarm');
    await say(change, 'quinn', '/sign emergency approval');
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['owed'] });
    await merge(change);
    const home = { owner, repo: 'settled' };
    const owed = await untilTracked(stage, home, 'holdpoint-owed', { mentions: `#${change.pull}` });

    // Nobody closes it by hand.
    await stage.as('dana').rest.issues.update({ ...home, issue_number: owed.number, state: 'closed' });
    await untilTracked(stage, home, 'holdpoint-owed', { mentions: `#${change.pull}`, state: 'open' });

    const at = { ...home, issue_number: change.issue };
    const { data } = await stage.as('dana').rest.issues.get(at);
    await stage.as('dana').rest.issues.update({ ...at, body: (data.body ?? '').replaceAll('[ ]', '[x]') });
    await setLabel(stage, 'sam', at, 'safety-impact-assessed');
    // The issue says what remains.
    await until(async () => {
      const [issue] = await readTracked(stage, home, 'holdpoint-owed');
      return issue?.state === 'open' && !issue.body.includes('| Safety impact |') ? issue : null;
    });
    const [half] = await readTracked(stage, home, 'holdpoint-owed');
    expect(half?.body).toContain('What is missing');
    expect(half?.body).toMatch(/\| Approval \|.*change-approved/);
    await setLabel(stage, 'quinn', at, 'change-approved');
    await say(change, 'quinn', '/deviation The pumps had stopped; it was reviewed the next morning');
    await untilTracked(stage, home, 'holdpoint-owed', { mentions: `#${change.pull}`, state: 'closed' });
    expect((await readAnswers(stage, home, owed.number)).at(-1)).toContain('owed is done');
  }, 90_000);
});
