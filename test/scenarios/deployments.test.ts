import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { deploy, makeEnvironment, readDeployment, untilAnswered } from '../../stage/deployment.ts';
import { untilTracked } from '../../stage/matter.ts';
import { comment } from '../../stage/record.ts';
import {
  bringChange,
  openReleaseRecord,
  pushTag,
  signRelease,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { fiveLines } from '../../stage/world.ts';
import { sendDelivery } from './send-delivery.ts';

const owner = 'acme';
const root = join(import.meta.dirname, '../..');
const home = { owner, repo: 'pump' };

const policy = `${fiveLines}  release: { teams: [release] }
release:
  tags: ["v*"]
  artifacts: { skip: what is delivered is kept elsewhere }
  environments:
    Production EU: released
    qa: verdict
    "review-*": any
`;

let stage: Stage;
let released = '';
let next = '';
beforeAll(async () => {
  const quiet = toReleasing('quiet', 'none', fiveLines);
  stage = await setStage({
    world: toReleaseWorld([toReleasing('pump', 'none', policy), toReleasing('plain', 'none'), quiet]),
  });
  for (const environment of ['Production EU', 'qa', 'review-7', 'unnamed']) {
    await makeEnvironment(stage, home, environment);
  }
  await makeEnvironment(stage, { owner, repo: 'quiet' }, 'production');
  released = await bringChange(stage, home, 'first');
}, 90_000);
afterAll(() => stage?.stop(), 30_000);

const say = (environment: string, ref: string, event?: string) =>
  deploy(stage, home, environment, ref, event).then(({ id }) => untilAnswered(stage, home, id));

describe('F47: a deployment that waits', () => {
  test('of a commit of which no release is known is rejected at once, with what is missing', async () => {
    const answer = await say('Production EU', released);
    expect(answer.state).toBe('rejected');
    expect(answer.comment).toContain(`\`${released.slice(0, 7)}\` may not be deployed to \`Production EU\``);
    expect(answer.comment).toMatch(/No release of the commit .* is known: no release record names it/);
    expect(answer.comment).toContain('`release` and `quality`');
    expect(answer.comment).toMatch(/Entry \d+ of the ledger/);
  });

  test('of a commit whose release is held is rejected, naming what is open and the record', async () => {
    const record = await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: released, previous: 'none' });
    await untilReleaseCheck(stage, home, released, { conclusion: 'failure', mentions: ['v1.0.0'] });
    const answer = await say('qa', released);
    expect(answer.state).toBe('rejected');
    expect(answer.comment).toMatch(/release `v1\.0\.0` is held: .*Release approval/);
    expect(answer.comment).toContain(`/issues/${record.issue_number}`);
    await signRelease(stage, record);
    await comment(stage, 'quinn', record, '/deviation What was there before change control was reviewed in DHF-1.');
    await untilReleaseCheck(stage, home, released, { conclusion: 'success', mentions: ['v1.0.0'] });
  });

  test('of a released commit without its tag is approved where the verdict is enough, and nowhere else', async () => {
    expect(await say('QA', released)).toMatchObject({ state: 'approved', reports: [] });
    const answer = await say('Production EU', released);
    expect(answer).toMatchObject({ state: 'rejected' });
    expect(answer.comment).toContain('is released, and its tag is not there yet');
  });

  test('of a released commit with its tag is approved, though the deployment comes with the tag', async () => {
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha: released })).toBeNull();
    const answer = await say('Production EU', 'v1.0.0', 'push');
    expect(answer.comment).toContain('is released as `v1.0.0`, with its tag in place.');
    expect(answer.state).toBe('approved');
    expect(await say('unnamed', 'v1.0.0')).toMatchObject({ state: 'approved' });
  });

  test('of another commit than the released one is rejected, and so is the merge that a pull request would make', async () => {
    next = await bringChange(stage, home, 'second');
    expect(await say('Production EU', next)).toMatchObject({ state: 'rejected' });
    const merge = await say('Production EU', 'v1.0.0', 'pull_request');
    expect(merge.state).toBe('rejected');
    expect(merge.comment).toContain('deploys what would come of merging it');
  });

  test('to an environment that takes anything, or where no policy asks anything of releases, is let through', async () => {
    expect(await say('review-7', next)).toMatchObject({ state: 'approved' });
    const { id } = await deploy(stage, { owner, repo: 'quiet' }, 'production', 'main');
    const answer = await untilAnswered(stage, { owner, repo: 'quiet' }, id);
    expect(answer.state).toBe('approved');
    expect(answer.comment).toContain('No policy asks anything of releases here');
  });

  test('is answered though GitHub fails at first, and is told that it waits', async () => {
    const path = '/repos/acme/pump/actions/runs';
    await stage.control('PUT', 'faults', { requests: [{ method: 'GET', path, status: 502, next: 10 }] });
    const { id } = await deploy(stage, home, 'Production EU', 'v1.0.0');
    const answer = await untilAnswered(stage, home, id, { timeoutMs: 60_000 });
    await stage.control('PUT', 'faults', {});
    expect(answer.state).toBe('approved');
    expect(answer.reports).toHaveLength(1);
    expect(answer.reports[0]).toContain('cannot be judged yet');
  }, 90_000);

  test('is answered once GitHub takes the answer', async () => {
    const path = '/repos/acme/pump/actions/runs';
    await stage.control('PUT', 'faults', { requests: [{ method: 'POST', path, status: 503, next: 2 }] });
    expect(await say('Production EU', 'v1.0.0')).toMatchObject({ state: 'approved', reports: [] });
    await stage.control('PUT', 'faults', {});
  }, 60_000);
});

describe('F47: a delivery that somebody made up', () => {
  /** What GitHub sends, with another callback address. */
  const toPayload = (callback: string, over: Record<string, unknown> = {}): string =>
    JSON.stringify({
      action: 'requested',
      environment: 'Production EU',
      event: 'push',
      deployment_callback_url: callback,
      deployment: { id: 1, sha: released },
      installation: { id: 1 },
      repository: { id: 1, name: home.repo, owner: { login: owner } },
      ...over,
    });

  test('with a callback on another host, of another repository or with more in it is refused, and nothing is sent', async () => {
    const { run_id: run } = await deploy(stage, home, 'Production EU', next);
    const tail = `/repos/acme/pump/actions/runs/${run}/deployment_protection_rule`;
    const forged = [
      `https://evil.example/api/v3${tail}`,
      `${stage.github}@evil.example/api/v3${tail}`,
      `${stage.github}/api/v3${tail.replace('pump', 'plain')}`,
      `${stage.github}/api/v3/x/../repos${tail.slice('/repos'.length)}`,
      `${stage.github}/api/v3/repos/acme/pump?x=${tail}`,
    ];
    for (const callback of forged) {
      expect(await sendDelivery(stage, toPayload(callback), { event: 'deployment_protection_rule' })).toMatchObject({
        status: 422,
        answer: { error: expect.stringContaining('callback address') },
      });
    }
    expect(await readFile(stage.logFile, 'utf8')).toContain('the callback address is not on the GitHub');
  });

  test('for a run of another commit is judged by the commit of the run, as GitHub has it', async () => {
    const { id, run_id: run } = await deploy(stage, home, 'Production EU', next);
    const callback = `${stage.github}/api/v3/repos/acme/pump/actions/runs/${run}/deployment_protection_rule`;
    const { data } = await stage.as('root').request('GET /repos/{owner}/{repo}', { owner, repo: home.repo });
    const seen = await stage.control<{ event: string; payload: { installation?: { id: number } } }[]>(
      'GET',
      'deliveries',
    );
    const installation = seen.find(({ payload }) => payload.installation !== undefined)?.payload.installation;
    const over = { installation, repository: data };
    await sendDelivery(stage, toPayload(callback, over), { event: 'deployment_protection_rule' });
    expect(await untilAnswered(stage, home, id)).toMatchObject({ state: 'rejected' });
  });
});

describe('F48 F49: what was deployed', () => {
  const register = async (repo: string) => {
    const log = await readFile(stage.logFile, 'utf8');
    const folder = join(stage.logFile, '../data');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['bin/holdpoint.js', 'deployments', '--repo', `acme/${repo}`],
      { cwd: root, env: { PATH: process.env['PATH'] ?? '', DATA_FOLDER: folder } },
    );
    expect(log).not.toContain('an evaluation failed for good');
    return stdout;
  };

  test('stands in the register, and what went past the gate is a deviation that holds the next release', async () => {
    await settle(stage);
    await makeEnvironment(stage, home, 'field', { isProtected: false });
    const { id } = await deploy(stage, home, 'field', next);
    expect(await readDeployment(stage, home, id)).toMatchObject({ state: 'success', gates: [] });
    const tracked = await untilTracked(stage, home, 'holdpoint-deviation', {
      mentions: `${next.slice(0, 7)} was deployed to field without being asked for`,
    });
    expect(tracked.body).toContain('Holdpoint was not asked');
    expect(tracked.body).toContain('no release record names it');
    const lines = await until(async () => {
      const text = await register('pump');
      return text.includes('field') ? text.split('\n') : null;
    });
    expect(lines[0]).toMatch(new RegExp(`UTC {2}field +${next.slice(0, 12)} +- +no verdict +PAST THE GATE$`));
    expect(lines.join('\n')).toMatch(
      new RegExp(`Production EU +${released.slice(0, 12)} +v1\\.0\\.0 +released +approved`),
    );
    expect(lines.join('\n')).toMatch(/review-7 .* no verdict +approved/);
    const record = await openReleaseRecord(stage, home, { tag: 'v1.1.0', commit: next, previous: 'v1.0.0' });
    await untilReleaseCheck(stage, home, next, { conclusion: 'failure', mentions: ['was deployed to field'] });
    await comment(stage, 'quinn', { ...home, issue_number: tracked.number }, '/deviation Taken back from the field.');
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, next, { conclusion: 'success', mentions: ['v1.1.0'] });
  }, 90_000);

  test('is a deviation when somebody let it go on though it was rejected', async () => {
    const { id } = await deploy(stage, home, 'Production EU', 'main');
    expect(await untilAnswered(stage, home, id)).toMatchObject({ state: 'rejected' });
    await stage.as('rita').rest.repos.createDeploymentStatus({ ...home, deployment_id: id, state: 'success' });
    const tracked = await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'though it was rejected' });
    expect(tracked.body).toContain('deployed to `Production EU`');
    await comment(
      stage,
      'quinn',
      { ...home, issue_number: tracked.number },
      '/deviation Nothing was deployed: a test.',
    );
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'though it was rejected', state: 'closed' });
  }, 60_000);

  test('where the policy does not speak of environments and nobody asked, it is registered and no deviation', async () => {
    const plain = { owner, repo: 'plain' };
    await makeEnvironment(stage, plain, 'pages', { isProtected: false });
    await deploy(stage, plain, 'pages', 'main');
    const line = await until(async () => {
      const text = await register('plain').catch(() => '');
      return text === '' ? null : text;
    });
    expect(line).toMatch(/pages .* no verdict +not asked for\n$/);
    const { data } = await stage.as('rita').rest.issues.listForRepo({ ...plain, labels: 'holdpoint-deviation' });
    expect(data).toEqual([]);
  }, 60_000);
});
