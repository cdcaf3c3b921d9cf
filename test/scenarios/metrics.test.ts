import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openReleasedChange, settle } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import { type Stage, setStage } from '../../stage/stage.ts';
import { toRepository, toWorld } from '../../stage/world.ts';

const token = 'a token of the metrics';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ world: toWorld([toRepository('metered')]), env: { METRICS_TOKEN: token } });
}, 60_000);
afterAll(() => stage?.stop(), 30_000);

/** Names with their labels, and values. */
const readMetrics = async (): Promise<ReadonlyMap<string, number>> => {
  const answer = await fetch(`${stage.service}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
};

const sum = (metrics: ReadonlyMap<string, number>, ...parts: readonly string[]) =>
  [...metrics]
    .filter(([name]) => parts.every((part) => name.includes(part)))
    .reduce((all, [, value]) => all + value, 0);

test('F77 F81: what the service did is counted, by installation and kind, and without the name of a repository', async () => {
  const change = await openReleasedChange(stage, 'acme', 'metered', 'counted');
  await untilCheckRun(stage, change, { conclusion: 'success' });
  await settle(stage);
  const metrics = await readMetrics();
  expect(sum(metrics, 'holdpoint_deliveries_total', 'event="issues"', 'accepted')).toBeGreaterThan(0);
  expect(sum(metrics, 'holdpoint_github_requests_total', 'kind="graphql"', 'status="200"')).toBeGreaterThan(0);
  expect(sum(metrics, 'holdpoint_github_requests_total', 'kind="write"', 'status="201"')).toBeGreaterThan(0);
  expect(sum(metrics, 'holdpoint_github_budget_remaining', 'kind="graphql"')).toBeGreaterThan(1_000);
  expect(sum(metrics, 'holdpoint_evaluation_seconds_count', 'kind="pull_request"')).toBeGreaterThan(0);
  expect(metrics.get('holdpoint_ledger_entries')).toBeGreaterThan(0);
  expect(metrics.get('holdpoint_open_pull_requests')).toBe(1);
  expect(metrics.get('holdpoint_queue_waiting')).toBe(0);
  expect(metrics.get('holdpoint_queue_retrying')).toBe(0);
  expect([...metrics.keys()].join('\n')).not.toMatch(/metered|acme/);

  await stage.control('PUT', 'faults', {
    requests: [{ path: 'graphql', effect: 'secondary_rate_limit', retryAfter: 1, next: 1 }],
  });
  await stage
    .as('dana')
    .rest.issues.createComment({ owner: 'acme', repo: 'metered', issue_number: change.pull, body: 'And?' });
  await settle(stage, 1_500);
  expect(sum(await readMetrics(), 'holdpoint_github_limited_total', 'limit="secondary"')).toBe(1);
}, 60_000);
