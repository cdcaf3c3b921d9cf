import type { Change } from './change.ts';
import type { Stage } from './stage.ts';
import { toRepository } from './world.ts';

const owner = 'acme';

/**
 * Merged by a queue alone. The seed takes a rule by its type; its parameters are GitHub's proposals, but that nothing waits
 * for others unless it is told to.
 */
export const toQueued = (name: string, parameters: object = { min_entries_to_merge_wait_minutes: 0 }) => {
  const repository = toRepository(name);
  return {
    ...repository,
    rulesets: repository.rulesets.map((ruleset) => ({
      ...ruleset,
      rules: [...ruleset.rules, { type: 'merge_queue', parameters }],
    })),
  };
};

const askGraphql = async <T>(stage: Stage, query: string, variables: Record<string, unknown>): Promise<T> => {
  const { data } = await stage.as('dana').request(`POST ${stage.github}/api/graphql`, { query, variables });
  const answer = data as { data?: T; errors?: { message: string }[] };
  if (answer.errors !== undefined || answer.data === undefined) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

/** Puts a pull request into its queue. */
export const enqueue = async (stage: Stage, { repo, pull }: Change): Promise<void> => {
  const { data } = await stage.as('dana').rest.pulls.get({ owner, repo, pull_number: pull });
  await askGraphql(
    stage,
    'mutation ($id: ID!) { enqueuePullRequest(input: { pullRequestId: $id }) { clientMutationId } }',
    {
      id: data.node_id,
    },
  );
};

/** The head commits of the groups that the queue tries out now, from the front on. */
export const readGroupHeads = async (stage: Stage, repo: string): Promise<readonly string[]> => {
  type Answer = { repository: { mergeQueue: { entries: { nodes: { headCommit: { oid: string } | null }[] } } } };
  const query = `query ($repo: String!) { repository(owner: "acme", name: $repo) {
    mergeQueue(branch: "main") { entries(first: 10) { nodes { headCommit { oid } } } } } }`;
  const { repository } = await askGraphql<Answer>(stage, query, { repo });
  return repository.mergeQueue.entries.nodes.flatMap(({ headCommit }) => headCommit?.oid ?? []);
};

export const setQueue = (stage: Stage, repo: string, settings: { paused?: boolean; together?: boolean }) =>
  stage.control('PUT', 'merge-queues', { repository: `${owner}/${repo}`, ...settings });
