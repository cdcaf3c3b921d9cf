import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Pool } from 'pg';
import { openReleasedChange } from '../../stage/change.ts';
import { untilCheckRun } from '../../stage/check-run.ts';
import type { Replica } from '../../stage/stage.ts';
import { toRepository } from '../../stage/world.ts';
import { untilQuiet } from './campaign.ts';
import { findLedgerProblems } from './end-state.ts';
import { type Rig, setRig } from './rig.ts';

const owner = 'acme';

let rig: Rig;
let db: Pool;
let others: readonly Replica[];
beforeAll(async () => {
  rig = await setRig();
  db = new Pool({ connectionString: rig.postgres.url(), max: 4 });
  others = [await rig.stage.addReplica(), await rig.stage.addReplica()];
  rig.setReceivers([rig.stage.service, ...others.map(({ service }) => service)]);
}, 90_000);
afterAll(async () => {
  await db?.end();
  await rig?.stop();
}, 60_000);

/** Opens so many released changes in a repository of their own, without waiting for their checks. */
const openChanges = async (repo: string, count: number) => {
  await rig.stage.control('POST', 'seed', { repositories: [toRepository(repo)] });
  const changes = [];
  for (let index = 0; index < count; index += 1) {
    changes.push(await openReleasedChange(rig.stage, owner, repo, `${repo}-${index}`));
  }
  return changes;
};

type Sent = {
  readonly guid: string;
  readonly attempts: readonly { readonly redelivery: boolean; readonly status: string }[];
};
type Runs = readonly { readonly conclusion: string | null }[];

const expectOneGreenEach = async (changes: Awaited<ReturnType<typeof openChanges>>, timeoutMs = 60_000) => {
  for (const change of changes) await untilCheckRun(rig.stage, change, { conclusion: 'success' }, { timeoutMs });
  expect(await untilQuiet(rig)).toEqual([]);
  for (const { repo, sha } of changes) {
    const { data } = await rig.stage.as('dana').rest.checks.listForRef({ owner, repo, ref: sha, filter: 'all' });
    const runs: Runs = data.check_runs;
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success']);
  }
  expect(await findLedgerProblems(db)).toEqual([]);
};

describe('three replicas on one database', () => {
  test('F82: share the work, and nothing is done twice', async () => {
    const changes = await openChanges('shared', 8);
    await expectOneGreenEach(changes);
  }, 90_000);

  test('F82: one is killed while it works, and the others take over', async () => {
    const [victim] = others;
    await rig.stage.control('PUT', 'faults', { latencyMs: 150 });
    const opening = openChanges('orphaned', 6);
    await sleep(1500);
    await victim?.kill('SIGKILL');
    // As a load balancer does when nobody answers.
    rig.setReceivers([rig.stage.service, others[1]?.service ?? '']);
    const changes = await opening;
    await rig.stage.control('PUT', 'faults', {});
    await expectOneGreenEach(changes);
    await victim?.restart();
    rig.setReceivers([rig.stage.service, ...others.map(({ service }) => service)]);
  }, 120_000);

  test('F50: a start of all three asks for each missed delivery until it has come, and not again', async () => {
    const all: readonly Pick<Replica, 'kill' | 'restart'>[] = [rig.stage, ...others];
    const before = new Set((await rig.stage.control<Sent[]>('GET', 'deliveries')).map(({ guid }) => guid));
    await Promise.all(all.map(({ kill }) => kill('SIGKILL')));
    const changes = await openChanges('missed', 3);
    await rig.stage.control('POST', 'deliveries/settle');
    await Promise.all(all.map(({ restart }) => restart()));
    // What was sent to a replica that did not listen yet is asked for again after a minute or two.
    await expectOneGreenEach(changes, 200_000);
    const sent = await rig.stage.control<Sent[]>('GET', 'deliveries');
    // One that is sent to a replica that does not listen yet has not come.
    const come = sent
      .filter(({ guid }) => !before.has(guid))
      .map(({ attempts }) => attempts.filter(({ redelivery, status }) => redelivery && status === 'OK').length);
    expect(Math.max(...come)).toBe(1);
  }, 240_000);

  test('F34: whose clocks are an hour wrong give the same verdicts, and sign what they saw in order', async () => {
    const fast = await rig.stage.addReplica({ CLOCK_OFFSET_SECONDS: '3600' });
    const slow = await rig.stage.addReplica({ CLOCK_OFFSET_SECONDS: '-3600' });
    rig.setReceivers([rig.stage.service, fast.service, slow.service]);
    const changes = await openChanges('clocks', 6);
    await expectOneGreenEach(changes);
    const issue = { owner, repo: 'clocks', issue_number: changes[0]?.issue ?? 0 };
    await rig.stage.as('quinn').rest.issues.createComment({ ...issue, body: '/revoke approval' });
    const [first] = changes;
    if (first !== undefined) await untilCheckRun(rig.stage, first, { conclusion: 'failure' });
    await Promise.all([fast.kill('SIGTERM'), slow.kill('SIGTERM')]);
  }, 90_000);
});
