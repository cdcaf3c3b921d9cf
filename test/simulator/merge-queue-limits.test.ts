import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  dequeue,
  enqueue,
  groups,
  nodeIdOf,
  pullOf,
  QUEUE,
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
import { SEED, signJwt } from './stage.ts';
import { listDepartures } from './webhook-schemas.ts';

beforeEach(setUpQueue);
afterEach(async () => {
  const webhooks = await stage.webhooks();
  await stage.close();
  expect(webhooks.flatMap((one) => listDepartures(one.event, one.payload))).toEqual([]);
});

describe('a pull request leaves the queue', () => {
  const leave: [string, string, (number: number) => Promise<unknown>][] = [
    ['by hand', 'MANUAL', (number) => dequeue(number)],
    ['when it is pushed to', 'UNKNOWN_REMOVAL_REASON', () => stage.commit('leaving', { 'more.txt': 'x\n' })],
    [
      'when it is closed',
      'UNKNOWN_REMOVAL_REASON',
      (number) => stage.as('ada', `PATCH ${REPO}/pulls/${number}`, { state: 'closed' }),
    ],
    [
      'when it becomes a draft',
      'UNKNOWN_REMOVAL_REASON',
      async (number) =>
        stage.graphql(
          'ada',
          `mutation { convertPullRequestToDraft(input: { pullRequestId: "${await nodeIdOf(number)}" }) { clientMutationId } }`,
        ),
    ],
    [
      'when the checks do not answer in time',
      'CI_TIMEOUT',
      () => stage.control('POST /clock', { advance: 60 * 60 + 10 }),
    ],
  ];
  test.each(leave)('%s: %s', async (_how, reason, act) => {
    await requireQueue();
    const number = await queueUp('leaving');
    await act(number);
    expect(await readEntries()).toEqual([]);
    expect(await timelineOf(number)).toMatchObject([{}, { __typename: 'RemovedFromMergeQueueEvent', reason }]);
    const told = (await stage.webhooks('pull_request')).find(({ payload }) => payload.action === 'dequeued');
    expect(told?.payload).toMatchObject({ number, reason });
    expect((await groups()).at(-1)).toMatchObject({ action: 'destroyed', reason: 'dequeued' });
    const refs = (await stage.as('ada', `GET ${REPO}/git/matching-refs/heads/gh-readonly-queue`)).body;
    expect(refs).toEqual([]);
  });

  test('when it conflicts with what is before it', async () => {
    await requireQueue();
    await queueUp('left');
    const { number } = await stage.pull('right');
    await report(await stage.commit('right', { 'left.txt': 'another left\n' }), 'success');
    await enqueue(number);
    expect((await readEntries()).map(({ position }) => position)).toEqual([1]);
    expect(await timelineOf(number)).toMatchObject([{}, { reason: 'MERGE_CONFLICT' }]);
  });

  test('when the branch has no queue any more', async () => {
    const ruleset = await requireQueue();
    const number = await queueUp('cleared');
    await stage.as('owner', `DELETE ${REPO}/rulesets/${ruleset}`);
    expect(await timelineOf(number)).toMatchObject([{}, { reason: 'QUEUE_CLEARED' }]);
  });
});

describe('limits', () => {
  test('no more groups are built at once than the rule says', async () => {
    await requireQueue({ max_entries_to_build: 1 });
    await queueUp('one');
    await queueUp('two');
    expect((await readEntries()).map(({ state }) => state)).toEqual(['AWAITING_CHECKS', 'QUEUED']);
    await report((await groups())[0]?.head_sha ?? '', 'success');
    expect((await readEntries()).map(({ state }) => state)).toEqual(['AWAITING_CHECKS']);
  });

  test.each([
    [1, 2],
    [2, 1],
  ])('at most %i are merged at once: two in %i pushes', async (most, count) => {
    await requireQueue({ max_entries_to_merge: most });
    await queueUp('one');
    await queueUp('two');
    const [one, two] = await groups();
    await report(two?.head_sha ?? '', 'success');
    await report(one?.head_sha ?? '', 'success');
    expect(await tipOfMain()).toBe(two?.head_sha);
    const onMain = (await stage.webhooks('push')).filter(({ payload }) => payload.ref === 'refs/heads/main');
    expect(onMain).toHaveLength(count);
  });

  test('fewer than the least number are merged only after the wait', async () => {
    await requireQueue({ min_entries_to_merge: 2 });
    const number = await queueUp('alone');
    await report((await groups())[0]?.head_sha ?? '', 'success');
    expect((await pullOf(number)).merged).toBe(false);
    await stage.control('POST /clock', { advance: 5 * 60 });
    expect((await pullOf(number)).merged).toBe(true);
  });

  test('one that jumps goes first, and the others are built again on top of it', async () => {
    await requireQueue();
    const first = await queueUp('patient');
    const { number, sha } = await stage.pull('urgent');
    await report(sha, 'success');
    await enqueue(number, 'jump: true');
    const entries = await readEntries();
    expect(entries.map((one) => one.pullRequest.number)).toEqual([number, first]);
    expect(entries[1]?.baseCommit).toEqual(entries[0]?.headCommit);
  });
});

describe('an App', () => {
  const ask = async (selection: string) => {
    const response = await fetch(`${stage.simulator.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `bearer ${await newToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ repository(owner: "acme", name: "pump") { ${selection} } }` }),
    });
    return (await response.json()) as { data: { repository: unknown }; errors?: { type: string }[] };
  };
  const newToken = async () => {
    const path = `/app/installations/${stage.installation}/access_tokens`;
    return (await stage.call(signJwt(), `POST ${path}`)).body.token as string;
  };
  const selection = 'mergeQueue { configuration { mergeMethod } entries(first: 5) { totalCount } }';

  test('reads the queue and hears of groups with the permission merge_queues', async () => {
    await requireQueue({ merge_method: 'SQUASH' });
    await queueUp('seen');
    expect((await ask(selection)).data.repository).toEqual({
      mergeQueue: { configuration: { mergeMethod: 'SQUASH' }, entries: { totalCount: 1 } },
    });
  });

  test('does neither without it', async () => {
    await stage.control('PUT /app', { slug: 'holdpoint', permissions: SEED.app.permissions });
    await requireQueue();
    await queueUp('unseen');
    expect(await groups()).toEqual([]);
    const { data, errors } = await ask(selection);
    expect(data.repository).toEqual({ mergeQueue: null });
    expect(errors).toMatchObject([{ type: 'FORBIDDEN' }]);
  });

  test('finds no queue on a branch whose rules ask for none', async () => {
    expect((await ask(selection)).data.repository).toEqual({ mergeQueue: null });
  });
});

test('a seed may leave out what GitHub proposes', async () => {
  const rulesets = [
    {
      name: 'queue',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'] } },
      rules: [{ type: 'merge_queue', parameters: { merge_method: 'SQUASH' } }],
    },
  ];
  const seeded = await stage.control('POST /seed', { repositories: [{ owner: 'acme', name: 'valve', rulesets }] });
  const [{ id }] = seeded.body.repositories['acme/valve'].rulesets;
  const { body } = await stage.as('owner', `GET /repos/acme/valve/rulesets/${id}`);
  expect(body.rules).toEqual([{ type: 'merge_queue', parameters: { ...QUEUE, merge_method: 'SQUASH' } }]);
});
