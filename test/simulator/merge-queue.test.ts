import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CHECK,
  dequeue,
  enqueue,
  groups,
  pullOf,
  queueUp,
  REPO,
  readEntries,
  report,
  requireQueue,
  setUpQueue,
  stage,
  timelineOf,
  tipOfMain,
} from './queue-stage.ts';
import { listDepartures } from './webhook-schemas.ts';

beforeEach(setUpQueue);
afterEach(async () => {
  const webhooks = await stage.webhooks();
  await stage.close();
  expect(webhooks.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
});

describe('a branch with a queue', () => {
  test('takes neither a merge nor a push past it, and says so', async () => {
    await requireQueue();
    const { number, sha } = await stage.pull('around');
    await report(sha, 'success');
    const merged = await stage.as('ada', `PUT ${REPO}/pulls/${number}/merge`, {});
    expect(merged.status).toBe(405);
    expect(merged.body.message).toContain('Changes must be made through the merge queue');
    const pushed = await stage.as('ada', `PATCH ${REPO}/git/refs/heads/main`, { sha });
    expect(pushed.status).toBe(422);
    expect((await pullOf(number)).mergeable_state).toBe('clean');
  });

  test('lets past it who may bypass, and builds anew what stood on the old tip', async () => {
    const bypass_actors = [{ actor_id: 2, actor_type: 'RepositoryRole', bypass_mode: 'pull_request' }];
    await requireQueue({}, { bypass_actors });
    await queueUp('waiting');
    const [before] = await groups();
    const { number, sha } = await stage.pull('around');
    await report(sha, 'success');
    expect((await stage.as('ben', `PUT ${REPO}/pulls/${number}/merge`, {})).status).toBe(200);
    const [entry] = await readEntries();
    expect(entry?.baseCommit?.oid).toBe(await tipOfMain());
    expect((await groups()).map(({ action, reason, head_sha: head }) => [action, reason, head])).toEqual([
      ['checks_requested', undefined, before?.head_sha],
      ['destroyed', 'invalidated', before?.head_sha],
      ['checks_requested', undefined, entry?.headCommit?.oid],
    ]);
  });

  test.each([
    ['a check that is missing', {}, 'is expected.'],
    ['a draft', { draft: true }, 'is still a draft'],
  ])('does not take in %s', async (_what, fields, message) => {
    await requireQueue();
    const { number } = await stage.pull('unready', fields);
    await expect(enqueue(number)).rejects.toThrow(message);
    expect(await readEntries()).toEqual([]);
  });

  test('takes nothing in twice, nor from who may not write, nor at another head', async () => {
    await requireQueue();
    const number = await queueUp('once');
    await expect(enqueue(number)).rejects.toThrow('already in the merge queue');
    const { number: other, sha } = await stage.pull('other');
    await report(sha, 'success');
    await expect(enqueue(other, '', 'eve')).rejects.toThrow('FORBIDDEN');
    await expect(enqueue(other, `expectedHeadOid: "${'f'.repeat(40)}"`)).rejects.toThrow('did not match');
  });

  test('has a branch of its own for each group, which nobody else moves', async () => {
    await requireQueue();
    const number = await queueUp('built');
    const tip = await tipOfMain();
    const [group] = await groups();
    const [entry] = await readEntries();
    expect(group).toMatchObject({
      action: 'checks_requested',
      head_ref: `refs/heads/gh-readonly-queue/main/pr-${number}-${tip}`,
      base_ref: 'refs/heads/main',
      base_sha: tip,
      head_sha: entry?.headCommit?.oid,
    });
    expect(entry).toMatchObject({ position: 1, state: 'AWAITING_CHECKS', pullRequest: { number } });
    const commit = (await stage.as('ada', `GET ${REPO}/commits/${group?.head_sha}`)).body;
    expect(commit.parents.map((one: { sha: string }) => one.sha)).toEqual([tip, (await pullOf(number)).head.sha]);
    expect(commit.commit).toMatchObject({
      author: { email: 'ada@acme.example' },
      committer: { email: 'noreply@github.com' },
    });
    const ref = group?.head_ref.replace('refs/', '');
    expect((await stage.as('owner', `DELETE ${REPO}/git/refs/${ref}`)).status).toBe(422);
    const push = (await stage.webhooks('push')).at(-1);
    expect(push?.payload).toMatchObject({
      ref: group?.head_ref,
      created: true,
      sender: { login: 'github-merge-queue[bot]' },
    });
    expect((await stage.webhooks('check_suite')).at(-1)?.payload).toMatchObject({
      action: 'requested',
      check_suite: { head_sha: group?.head_sha, pull_requests: [] },
    });
  });
});

describe('a group', () => {
  test('is told on the page of the pull request', async () => {
    await requireQueue();
    const number = await queueUp('shown');
    const page = async () => (await fetch(`${stage.simulator.url}/acme/pump/pull/${number}`)).text();
    expect(await page()).toContain('Number 1 of 1 in the merge queue.');
    await report((await groups())[0]?.head_sha ?? '', 'failure');
    expect(await page()).toContain('removed this pull request from the merge queue: ci failure');
  });

  test('is merged when its required check is green, by the bot and in one push', async () => {
    await requireQueue();
    const number = await queueUp('good');
    const [group] = await groups();
    await report(group?.head_sha ?? '', 'success');
    const pull = await pullOf(number);
    expect(pull).toMatchObject({
      merged: true,
      merge_commit_sha: group?.head_sha,
      merged_by: { login: 'github-merge-queue[bot]' },
    });
    expect(await tipOfMain()).toBe(group?.head_sha);
    expect((await groups()).at(-1)).toMatchObject({ action: 'destroyed', reason: 'merged', head_sha: group?.head_sha });
    const acts = (await stage.webhooks('pull_request')).slice(-3);
    expect(acts.map(({ payload }) => [payload.action, payload.reason, payload.pull_request.merged])).toEqual([
      ['enqueued', undefined, false],
      ['dequeued', 'MERGE', false],
      ['closed', undefined, true],
    ]);
    const pushes = (await stage.webhooks('push')).map(({ payload }) => [payload.ref, payload.after, payload.deleted]);
    expect(pushes.slice(-2)).toEqual([
      ['refs/heads/main', group?.head_sha, false],
      [group?.head_ref, '0'.repeat(40), true],
    ]);
    expect(await timelineOf(number)).toMatchObject([
      { __typename: 'AddedToMergeQueueEvent' },
      { __typename: 'RemovedFromMergeQueueEvent', reason: 'MERGE' },
      { __typename: 'MergedEvent' },
    ]);
  });

  test('waits for the App that the rule names: the same name from another does not count', async () => {
    await requireQueue();
    const number = await queueUp('forged');
    const [group] = await groups();
    const fields = { name: CHECK, head_sha: group?.head_sha, status: 'completed', conclusion: 'success' };
    expect((await stage.call('token-builder', `POST ${REPO}/check-runs`, fields)).status).toBe(201);
    expect((await pullOf(number)).merged).toBe(false);
    await stage.asApp(`POST ${REPO}/check-runs`, { name: CHECK, head_sha: group?.head_sha, status: 'in_progress' });
    expect((await readEntries())[0]?.state).toBe('AWAITING_CHECKS');
  });

  test('is taken down when its check fails, and what was built on it is built again without it', async () => {
    await requireQueue();
    const [first, second] = [await queueUp('bad'), await queueUp('good')];
    const [one, two] = await groups();
    expect(two).toMatchObject({ base_sha: one?.head_sha });
    await report(one?.head_sha ?? '', 'action_required');
    expect(await timelineOf(first)).toMatchObject([
      { __typename: 'AddedToMergeQueueEvent' },
      { reason: 'CI_FAILURE', actor: { login: 'github-merge-queue' }, enqueuer: { login: 'ada' } },
    ]);
    const later = (await groups()).slice(2);
    expect(later.map(({ action, reason, head_sha: head }) => [action, reason, head === two?.head_sha])).toEqual([
      ['destroyed', 'dequeued', false],
      ['destroyed', 'invalidated', true],
      ['checks_requested', undefined, false],
    ]);
    expect(later.at(-1)?.base_sha).toBe(await tipOfMain());
    await report(later.at(-1)?.head_sha ?? '', 'success');
    expect([(await pullOf(first)).merged, (await pullOf(second)).merged]).toEqual([false, true]);
  });

  test('that is green waits for those before it, and goes in with them in one push', async () => {
    await requireQueue();
    const [first, second] = [await queueUp('one'), await queueUp('two')];
    const [one, two] = await groups();
    await report(two?.head_sha ?? '', 'success');
    expect((await pullOf(second)).merged).toBe(false);
    expect((await readEntries()).map(({ state }) => state)).toEqual(['AWAITING_CHECKS', 'MERGEABLE']);
    const before = await tipOfMain();
    await report(one?.head_sha ?? '', 'success');
    expect([(await pullOf(first)).merge_commit_sha, (await pullOf(second)).merge_commit_sha]).toEqual([
      one?.head_sha,
      two?.head_sha,
    ]);
    const onMain = (await stage.webhooks('push')).filter(({ payload }) => payload.ref === 'refs/heads/main');
    expect(onMain.map(({ payload }) => [payload.before, payload.after])).toEqual([[before, two?.head_sha]]);
    for (const [sha, number] of [
      [one?.head_sha, first],
      [two?.head_sha, second],
    ]) {
      const pulls = (await stage.as('ada', `GET ${REPO}/commits/${sha}/pulls`)).body;
      expect(pulls.map((pull: { number: number }) => pull.number)).toEqual([number]);
    }
  });

  test('HEADGREEN: one that failed goes in with a later one that is green', async () => {
    await requireQueue({ grouping_strategy: 'HEADGREEN' });
    const [first, second] = [await queueUp('red'), await queueUp('green')];
    const [one, two] = await groups();
    await report(one?.head_sha ?? '', 'failure');
    expect((await readEntries()).map(({ state }) => state)).toEqual(['UNMERGEABLE', 'AWAITING_CHECKS']);
    await report(two?.head_sha ?? '', 'success');
    expect([(await pullOf(first)).merged, (await pullOf(second)).merged]).toEqual([true, true]);
  });

  test.each([
    ['SQUASH', 1],
    ['REBASE', 2],
  ])('%s: puts the commits on the branch that this method makes', async (method, count) => {
    await requireQueue({ merge_method: method });
    const { number } = await stage.pull('by-method');
    await report(await stage.commit('by-method', { 'second.txt': '2\n' }), 'success');
    await enqueue(number);
    const [group] = await groups();
    await report(group?.head_sha ?? '', 'success');
    const { body } = await stage.as('ada', `GET ${REPO}/compare/${group?.base_sha}...main`);
    expect(body.commits.map((one: { parents: unknown[] }) => one.parents.length)).toEqual(Array(count).fill(1));
    const shas: string[] = body.commits.map((one: { sha: string }) => one.sha);
    for (const sha of shas) {
      const pulls = (await stage.as('ada', `GET ${REPO}/commits/${sha}/pulls`)).body;
      expect(pulls.map((one: { number: number }) => one.number)).toEqual([number]);
    }
  });

  test('of several pull requests: they gather while the queue is paused and are built together', async () => {
    await requireQueue();
    const place = { repository: 'acme/pump', branch: 'main' };
    await stage.control('PUT /merge-queues', { ...place, paused: true, together: true });
    const numbers = [await queueUp('one'), await queueUp('two'), await queueUp('three')];
    expect(await groups()).toEqual([]);
    expect((await readEntries()).map(({ state }) => state)).toEqual(['QUEUED', 'QUEUED', 'QUEUED']);
    await stage.control('PUT /merge-queues', { ...place, paused: false });
    const [group, ...others] = await groups();
    expect(others).toEqual([]);
    const entries = await readEntries();
    expect(group).toMatchObject({ base_sha: await tipOfMain(), head_sha: entries.at(-1)?.headCommit?.oid });
    expect(entries.map(({ baseCommit }) => baseCommit?.oid)).toEqual([
      group?.base_sha,
      entries[0]?.headCommit?.oid,
      entries[1]?.headCommit?.oid,
    ]);
    await report(group?.head_sha ?? '', 'success');
    for (const number of numbers) expect((await pullOf(number)).merged).toBe(true);
    expect((await groups()).slice(1).map(({ reason }) => reason)).toEqual(['merged']);
  });

  test('of several, of which one leaves: the others are built again', async () => {
    await requireQueue();
    const place = { repository: 'acme/pump' };
    await stage.control('PUT /merge-queues', { ...place, paused: true, together: true });
    const [first, second] = [await queueUp('one'), await queueUp('two')];
    await stage.control('PUT /merge-queues', { ...place, paused: false });
    await dequeue(first);
    expect((await readEntries()).map((one) => one.pullRequest.number)).toEqual([second]);
    expect((await groups()).map(({ action, reason }) => [action, reason])).toEqual([
      ['checks_requested', undefined],
      ['destroyed', 'dequeued'],
      ['checks_requested', undefined],
    ]);
  });
});
