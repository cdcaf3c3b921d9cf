import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createClients } from '../../src/github/clients.ts';
import { readMergeGroup } from '../../src/github/read-merge-group.ts';
import { privateKey, SEED, Stage } from '../simulator/stage.ts';

const repository = { owner: 'acme', name: 'pump' };
const REPO = '/repos/acme/pump';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.start();
});
afterEach(() => stage.close());

const permit = (permissions: Record<string, string>) =>
  stage.control('PUT /app', {
    permissions: { ...SEED.app.permissions, ...permissions },
    events: [...SEED.app.events, 'merge_group'],
  });

const queueUp = async (method: string): Promise<void> => {
  const checks = {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: 'holdpoint/change-control', integration_id: SEED.app.id }],
  };
  const rules = [
    { type: 'required_status_checks', parameters: checks },
    {
      type: 'merge_queue',
      parameters: {
        check_response_timeout_minutes: 60,
        grouping_strategy: 'ALLGREEN',
        max_entries_to_build: 5,
        max_entries_to_merge: 5,
        merge_method: method,
        min_entries_to_merge: 1,
        min_entries_to_merge_wait_minutes: 5,
      },
    },
  ];
  const conditions = { ref_name: { include: ['refs/heads/main'], exclude: [] } };
  const ruleset = { name: 'queue', target: 'branch', enforcement: 'active', conditions, rules };
  expect((await stage.as('owner', `POST ${REPO}/rulesets`, ruleset)).status).toBe(201);
};

/** Opens a pull request of two commits, whose own check is green, and puts it into the queue. */
const enqueue = async (branch: string): Promise<number> => {
  await stage.branch(branch);
  const sha = await stage.commit(branch, { [`${branch}/more.txt`]: 'more\n' });
  const pull = await stage.as('ada', `POST ${REPO}/pulls`, { title: branch, head: branch, base: 'main' });
  const run = { name: 'holdpoint/change-control', head_sha: sha, status: 'completed', conclusion: 'success' };
  await stage.asApp(`POST ${REPO}/check-runs`, run);
  await stage.graphql(
    'ada',
    `mutation { enqueuePullRequest(input: { pullRequestId: "${pull.body.node_id}" }) { mergeQueueEntry { id } } }`,
  );
  return pull.body.number;
};

/** What is read of each group that GitHub has announced. */
const readGroups = async () => {
  const announced = (await stage.webhooks('merge_group')).filter(
    ({ payload }) => payload.action === 'checks_requested',
  );
  const client = createClients({
    appId: SEED.app.id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiUrl: `${stage.simulator.url}/api/v3`,
    userAgent: 'holdpoint/test',
  }).forInstallation(stage.installation);
  return Promise.all(
    announced.map(async ({ payload: { merge_group: group } }) => {
      const { head_sha: headSha, base_sha: baseSha } = group;
      return (await readMergeGroup(client, repository, { headSha, baseSha, baseBranch: 'main' })).pullRequests;
    }),
  );
};
const knownAs = (...value: number[]) => ({ known: true, value });

describe('F33: groups of a merge queue in the simulator', () => {
  test.each(['MERGE', 'SQUASH', 'REBASE'])('%s: one group a pull request', async (method) => {
    await permit({ merge_queues: 'read' });
    await queueUp(method);
    const [first, second] = [await enqueue('one'), await enqueue('two')];
    expect(await readGroups()).toEqual([knownAs(first), knownAs(second)]);
  });

  test.each(['MERGE', 'SQUASH', 'REBASE'])('%s: two pull requests in one group', async (method) => {
    await permit({ merge_queues: 'read' });
    await queueUp(method);
    await stage.control('PUT /merge-queues', { repository: 'acme/pump', paused: true, together: true });
    const [first, second] = [await enqueue('one'), await enqueue('two')];
    await stage.control('PUT /merge-queues', { repository: 'acme/pump', paused: false });
    expect(await readGroups()).toEqual([knownAs(first, second)]);
  });

  test.each([
    ['MERGE', true],
    ['SQUASH', false],
  ])(
    '%s: where the App may not read the queue, a merge tells what it merged, and nothing else does',
    async (method, known) => {
      await permit({ merge_queues: 'read' });
      await queueUp(method);
      const number = await enqueue('one');
      await stage.webhooks();
      await permit({});
      expect(await readGroups()).toEqual([
        known ? knownAs(number) : { known: false, reason: expect.stringContaining('merge queue could not be read') },
      ]);
    },
  );
});
