import { SEED, Stage } from './stage.ts';

export const REPO = '/repos/acme/pump';
export const CHECK = 'holdpoint/change-control';
const BUILDER = { id: 815, slug: 'builder', name: 'Builder', permissions: { checks: 'write' } };

/** The stage of a test that is running; each has a new one. */
export let stage: Stage;

/** A stage whose App hears of merge groups, with a second App beside it. */
export async function setUpQueue(): Promise<void> {
  stage = await Stage.start();
  const { permissions, events } = SEED.app;
  await stage.control('PUT /app', {
    permissions: { ...permissions, merge_queues: 'read' },
    events: [...events, 'merge_group'],
  });
  await stage.control('POST /seed', {
    apps: [BUILDER],
    installations: [{ app: 'builder', account: 'acme', token: 'token-builder' }],
  });
}

/** A queue on main that waits for our check. */
export async function requireQueue(
  parameters: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<number> {
  const checks = {
    strict_required_status_checks_policy: false,
    required_status_checks: [{ context: CHECK, integration_id: SEED.app.id }],
  };
  const answer = await stage.as('owner', `POST ${REPO}/rulesets`, {
    name: 'queue',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
    rules: [
      { type: 'required_status_checks', parameters: checks },
      { type: 'merge_queue', parameters: { ...QUEUE, ...parameters } },
    ],
    ...more,
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id as number;
}
export const QUEUE = {
  check_response_timeout_minutes: 60,
  grouping_strategy: 'ALLGREEN',
  max_entries_to_build: 5,
  max_entries_to_merge: 5,
  merge_method: 'MERGE',
  min_entries_to_merge: 1,
  min_entries_to_merge_wait_minutes: 5,
};

export const report = (sha: string, conclusion: string, name = CHECK) =>
  stage.asApp(`POST ${REPO}/check-runs`, { name, head_sha: sha, status: 'completed', conclusion });
export const nodeIdOf = async (number: number) => (await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body.node_id;
export const enqueue = async (number: number, more = '', login = 'ada') =>
  stage.graphql(
    login,
    `mutation { enqueuePullRequest(input: { pullRequestId: "${await nodeIdOf(number)}" ${more} }) {
      mergeQueueEntry { position state } } }`,
  );
export const dequeue = async (number: number, login = 'ada') =>
  stage.graphql(
    login,
    `mutation { dequeuePullRequest(input: { id: "${await nodeIdOf(number)}" }) { mergeQueueEntry { enqueuer { login } } } }`,
  );
/** A pull request whose own check is green, in the queue. */
export async function queueUp(name: string, fields: Record<string, unknown> = {}): Promise<number> {
  const { number, sha } = await stage.pull(name, fields);
  await report(sha, 'success');
  await enqueue(number);
  return number;
}
type Entry = {
  position: number;
  state: string;
  headCommit: { oid: string } | null;
  baseCommit: { oid: string } | null;
  pullRequest: { number: number };
};
export async function readEntries(): Promise<Entry[]> {
  const data = await stage.graphql(
    'ada',
    `{ repository(owner: "acme", name: "pump") { mergeQueue(branch: "main") { entries(first: 10) { nodes {
      position state headCommit { oid } baseCommit { oid } pullRequest { number } } } } } }`,
  );
  return data.repository.mergeQueue.entries.nodes;
}
export const groups = async () =>
  (await stage.webhooks('merge_group')).map(({ payload }) => ({
    action: payload.action as string,
    reason: payload.reason as string | undefined,
    ...(payload.merge_group as { head_sha: string; head_ref: string; base_sha: string; base_ref: string }),
  }));
export const tipOfMain = async () =>
  (await stage.as('ada', `GET ${REPO}/git/ref/heads/main`)).body.object.sha as string;
export const pullOf = async (number: number) => (await stage.as('ada', `GET ${REPO}/pulls/${number}`)).body;
export const timelineOf = async (number: number) =>
  (
    await stage.graphql(
      'ada',
      `{ repository(owner: "acme", name: "pump") { pullRequest(number: ${number}) { timelineItems(first: 20,
        itemTypes: [ADDED_TO_MERGE_QUEUE_EVENT, REMOVED_FROM_MERGE_QUEUE_EVENT, MERGED_EVENT]) { nodes {
          __typename ... on RemovedFromMergeQueueEvent { reason actor { login } enqueuer { login } } } } } } }`,
    )
  ).repository.pullRequest.timelineItems.nodes;
