import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type Change, commitFile, openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { fiveLines, toRepository, toWorld } from '../../stage/world.ts';

const owner = 'acme';
const reviewed = `product: Infusion pump firmware
safety_class: C
roles:
  safety: { teams: [safety] }
  quality: { teams: [quality] }
  reviewers: { users: [quinn, mallory, dana] }
gates:
  review: { sign_off: { role: reviewers, quorum: 1, meaning: review } }
`;
const checked = `${fiveLines}gates:
  checks: { required: [{ name: unit tests, app: builder }] }
`;

let stage: Stage;
beforeAll(async () => {
  const world = toWorld([toRepository('reviewed', reviewed), toRepository('checked', checked)]);
  const toApp = (slug: string) => ({ slug, name: slug, permissions: { checks: 'write' } });
  stage = await setStage({
    world: {
      ...world,
      apps: [toApp('builder'), toApp('pretender')],
      installations: [
        ...world.installations,
        { app: 'builder', account: owner, token: 'token-builder' },
        { app: 'pretender', account: owner, token: 'token-pretender' },
      ],
    },
  });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

describe('F22: reviews as sign-offs', () => {
  const open = (branch: string) => openReleasedChange(stage, owner, 'reviewed', branch);

  type Event = 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT';
  const review = async (login: string, { repo, pull }: Change, event: Event) => {
    const fields = { owner, repo, pull_number: pull, event, body: `${event} by ${login}` };
    const { data } = await stage.as(login).rest.pulls.createReview(fields);
    return { owner, repo, pull_number: pull, review_id: data.id };
  };

  test('only people in the role count, once each; a push makes an approval history', async () => {
    const change = await open('head');
    await review('sam', change, 'APPROVE');
    await review('dana', change, 'COMMENT');
    const none = ['0 of the 1 approving reviews', 'reviewers', 'Sam Safety', 'did not hold the role', 'Mallory'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: none });
    await review('quinn', change, 'APPROVE');
    const approved = [change.sha.slice(0, 7), 'approved by', 'Quinn Quality'];
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: approved });
    const sha = await commitFile(stage, { owner, repo: 'reviewed' }, { branch: 'head', path: 'src/later.c' });
    const lapsed = ['Lapsed', `it looked at`, change.sha.slice(0, 7), 'the head is now'];
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'failure', mentions: lapsed });
    await review('quinn', change, 'APPROVE');
    await untilCheckRun(
      stage,
      { ...change, sha },
      { conclusion: 'success', mentions: ['the same person reviewed again'] },
    );
  });

  test('the author of a commit that was pushed to it approves in vain', async () => {
    const change = await open('own');
    const sha = await commitFile(
      stage,
      { owner, repo: 'reviewed' },
      { branch: 'own', path: 'src/m.c', login: 'mallory' },
    );
    await review('mallory', change, 'APPROVE');
    const mentions = ['Mallory Maintainer', 'is not independent of it', '0 of the 1 approving reviews'];
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'failure', mentions });
  });

  test('dismissed or edited afterwards, an approval no longer counts', async () => {
    const change = await open('dismissed');
    const first = await review('quinn', change, 'APPROVE');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await stage.as('dana').rest.pulls.dismissReview({ ...first, message: 'Look again.' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['the review was dismissed'] });
    const second = await review('quinn', change, 'APPROVE');
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['the review was dismissed'] });
    await stage.as('quinn').rest.pulls.updateReview({ ...second, body: 'All but one line.' });
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['the review was edited at'] });
  });

  test('somebody in the role who asks for changes holds, however many approve', async () => {
    const change = await open('objection');
    await review('quinn', change, 'APPROVE');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await review('sam', change, 'REQUEST_CHANGES');
    await review('mallory', change, 'REQUEST_CHANGES');
    const mentions = ['Mallory Maintainer', 'asked for changes at'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions, without: ['Sam Safety (`sam`) asked'] });
    await review('mallory', change, 'APPROVE');
    await untilCheckRun(stage, change, { conclusion: 'success', without: ['asked for changes at'] });
  });
});

describe('F32: checks of other Apps', () => {
  /** A run of the check by one of the Apps; `null` while it runs. */
  const report = (app: string, { repo, sha }: Change, conclusion: 'success' | 'failure' | 'skipped' | null) =>
    stage.withToken(`token-${app}`).rest.checks.create({
      owner,
      repo,
      name: 'unit tests',
      head_sha: sha,
      ...(conclusion === null ? { status: 'in_progress' as const } : { conclusion }),
    });

  test('named by name and App: missing, another’s, running, skipped, succeeded, and failed later', async () => {
    const change = await openReleasedChange(stage, owner, 'checked', 'checks');
    await untilCheckRun(stage, change, {
      conclusion: 'failure',
      mentions: ['unit tests', 'builder', 'has not run on'],
    });
    await report('pretender', change, 'success');
    const other = ['has not run on', 'One of that name by', 'pretender', 'does not count'];
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: other });
    const run = await report('builder', change, null);
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['is still running', 'Wait until'] });
    const finished = { owner, repo: change.repo, check_run_id: run.data.id, conclusion: 'success' as const };
    await stage.withToken('token-builder').rest.checks.update(finished);
    await untilCheckRun(stage, change, { conclusion: 'success', mentions: ['Succeeded on'] });
    await report('builder', change, 'skipped');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['was skipped, which shows nothing'] });
    await report('builder', change, 'success');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    await report('builder', change, 'failure');
    await untilCheckRun(stage, change, { conclusion: 'failure', mentions: ['has failed'] });
  });

  test('a push asks for it again, on the new head', async () => {
    const change = await openReleasedChange(stage, owner, 'checked', 'again');
    await report('builder', change, 'success');
    await untilCheckRun(stage, change, { conclusion: 'success' });
    const sha = await commitFile(stage, { owner, repo: change.repo }, { branch: 'again', path: 'src/later.c' });
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'failure', mentions: ['has not run on'] });
    await report('builder', { ...change, sha }, 'success');
    await untilCheckRun(stage, { ...change, sha }, { conclusion: 'success' });
  });
});
