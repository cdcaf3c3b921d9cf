import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bothChecklists,
  type Change,
  commitFile,
  openReleasedChange,
  setDraft,
  settle,
  toChangeRequestBody,
} from '../../stage/change.ts';
import { readCheckRun, untilCheckRun } from '../../stage/check-run.ts';
import { readTracked } from '../../stage/matter.ts';
import { enqueue, readGroupHeads, setQueue, toQueued } from '../../stage/merge-queue.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';
import { toWorld } from '../../stage/world.ts';
import { sendDelivery } from './send-delivery.ts';

const owner = 'acme';

let stage: Stage;
beforeAll(async () => {
  const names = ['one', 'several', 'turned', 'drafted', 'together', 'faulty', 'lost'];
  stage = await setStage({ world: toWorld(names.map((name) => toQueued(name))) });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

const openGreen = async (repo: string, branch: string): Promise<Change> => {
  const change = await openReleasedChange(stage, owner, repo, branch);
  await untilCheckRun(stage, change, { conclusion: 'success' });
  return change;
};

/** Edits a signed record, so that its sign-offs lapse. */
const edit = ({ repo, issue }: Change, title: string) =>
  stage.as('dana').rest.issues.update({
    owner,
    repo,
    issue_number: issue,
    body: toChangeRequestBody('all', bothChecklists, title).replace('assessed for this change', 'assessed for all'),
  });

const isMerged = async ({ repo, pull }: Change): Promise<boolean> =>
  (await stage.as('dana').rest.pulls.get({ owner, repo, pull_number: pull })).data.merged;

/** A delivery as GitHub sends one, of a group that its queue does not know. */
const announce = async ({ repo }: Change, { headSha, baseSha }: { headSha: string; baseSha: string }) => {
  type Sent = { event: string; payload: Record<string, unknown> & { repository?: { name: string } } };
  const deliveries = await stage.control<Sent[]>('GET', 'deliveries');
  const like = deliveries.find(({ event, payload }) => event === 'pull_request' && payload.repository?.name === repo);
  const { repository, organization, installation, sender } = like?.payload ?? {};
  const merge_group = {
    head_sha: headSha,
    head_ref: `refs/heads/gh-readonly-queue/main/pr-1-${baseSha}`,
    base_sha: baseSha,
    base_ref: 'refs/heads/main',
    head_commit: null,
  };
  const body = { action: 'checks_requested', merge_group, repository, organization, installation, sender };
  const { status } = await sendDelivery(stage, JSON.stringify(body), { event: 'merge_group' });
  expect(status).toBe(200);
};

const untilMerged = (change: Change) => until(async () => ((await isMerged(change)) ? true : null));

describe('F33: what a merge queue tries out', () => {
  test('a released pull request gets its green on the head of the group, is merged, and is no deviation', async () => {
    const change = await openGreen('one', 'released');
    await setQueue(stage, 'one', { paused: true });
    await enqueue(stage, change);
    await setQueue(stage, 'one', { paused: false });
    await untilMerged(change);
    const { data } = await stage.as('dana').rest.pulls.get({ owner, repo: 'one', pull_number: change.pull });
    const run = await untilCheckRun(
      stage,
      { owner, repo: 'one', sha: data.merge_commit_sha ?? '' },
      { conclusion: 'success', mentions: [`#${change.pull}`, 'Statement', 'sha256:'] },
    );
    expect(run.output.title).toBe('Released: 1 pull request in this group');
    await settle(stage);
    expect(await readTracked(stage, { owner, repo: 'one' }, 'holdpoint-deviation')).toEqual([]);
  }, 60_000);

  test('of two, the one whose record was edited meanwhile holds its group; the other is merged', async () => {
    const good = await openGreen('several', 'good');
    const bad = await openGreen('several', 'bad');
    await settle(stage);
    await setQueue(stage, 'several', { paused: true });
    await enqueue(stage, good);
    await enqueue(stage, bad);
    // The service hears of the groups before it hears of the edit, and reads what is true.
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await edit(bad, 'bad');
    await setQueue(stage, 'several', { paused: false });
    const heads = await readGroupHeads(stage, 'several');
    await stage.control('PUT', 'faults', {});
    await untilMerged(good);
    await untilCheckRun(
      stage,
      { owner, repo: 'several', sha: heads.at(-1) ?? '' },
      { conclusion: 'failure', mentions: [`#${bad.pull}`, 'Held', 'Approval'] },
    );
    expect(await isMerged(bad)).toBe(false);
  }, 60_000);

  test('a draft that is in a group holds it', async () => {
    const change = await openGreen('drafted', 'unready');
    await settle(stage);
    await setQueue(stage, 'drafted', { paused: true });
    await enqueue(stage, change);
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await setQueue(stage, 'drafted', { paused: false });
    const [head] = await readGroupHeads(stage, 'drafted');
    await setDraft(stage, change, true);
    await stage.control('PUT', 'faults', {});
    await settle(stage);
    const run = await readCheckRun(stage, { owner, repo: 'drafted', sha: head ?? '' });
    expect(run?.conclusion ?? 'none').not.toBe('success');
    expect(await isMerged(change)).toBe(false);
  }, 60_000);

  test('every pull request of a group that was built together is named, and one that is held holds all', async () => {
    const first = await openGreen('together', 'first');
    const second = await openGreen('together', 'second');
    await settle(stage);
    await setQueue(stage, 'together', { paused: true });
    await enqueue(stage, first);
    await enqueue(stage, second);
    await stage.control('PUT', 'faults', { webhooks: { hold: true } });
    await edit(second, 'second');
    await setQueue(stage, 'together', { paused: false, together: true });
    const heads = await readGroupHeads(stage, 'together');
    await stage.control('PUT', 'faults', {});
    await untilCheckRun(
      stage,
      { owner, repo: 'together', sha: heads.at(-1) ?? '' },
      { conclusion: 'failure', mentions: [`#${first.pull}`, `#${second.pull}`, 'Released', 'Held'] },
    );
    expect(await isMerged(first)).toBe(false);
    expect(await isMerged(second)).toBe(false);
  }, 60_000);

  test('a group on top of a commit that belongs to no pull request of the queue is held, and says so', async () => {
    const change = await openGreen('lost', 'tried');
    await settle(stage);
    const { git } = stage.as('root').rest;
    const { data: main } = await git.getRef({ owner, repo: 'lost', ref: 'heads/main' });
    const { data: tip } = await git.getCommit({ owner, repo: 'lost', commit_sha: main.object.sha });
    const { data: stray } = await git.createCommit({
      owner,
      repo: 'lost',
      message: 'Made by nobody knows whom',
      tree: tip.tree.sha,
      parents: [tip.sha],
    });
    await announce(change, { headSha: stray.sha, baseSha: tip.sha });
    await untilCheckRun(
      stage,
      { owner, repo: 'lost', sha: stray.sha },
      { conclusion: 'failure', mentions: ['which pull requests this group holds is not known', stray.sha.slice(0, 7)] },
    );
  }, 60_000);

  test('F34: a group is judged in the end though GitHub fails while its pull requests are read', async () => {
    const change = await openGreen('faulty', 'unlucky');
    await settle(stage);
    await setQueue(stage, 'faulty', { paused: true });
    await enqueue(stage, change);
    await stage.control('PUT', 'faults', { requests: [{ status: 502, rate: 0.4 }] });
    await setQueue(stage, 'faulty', { paused: false });
    await new Promise((done) => setTimeout(done, 1_500));
    await stage.control('PUT', 'faults', {});
    await untilMerged(change);
  }, 90_000);
});

describe('F33: after the queue', () => {
  test('a commit pushed to a pull request in the queue takes it out, and what was released is not merged', async () => {
    const change = await openGreen('turned', 'pushed');
    await settle(stage);
    await setQueue(stage, 'turned', { paused: true });
    await enqueue(stage, change);
    await commitFile(stage, { owner, repo: 'turned' }, { branch: 'pushed', path: 'src/late.c' });
    await setQueue(stage, 'turned', { paused: false });
    await settle(stage);
    expect(await readGroupHeads(stage, 'turned')).toEqual([]);
    expect(await isMerged(change)).toBe(false);
  }, 60_000);
});
