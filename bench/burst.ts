import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../simulator/server.ts';
import { type Change, openReleasedChange, settle } from '../stage/change.ts';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { deliver, readEdits } from './deliveries.ts';
import { type Figures, toPercentile } from './report.ts';

const pullRequests = 200;
const latencyMs = 150;

/**
 * What becomes of many deliveries at once about 200 pull requests whose verdicts have all changed (F77): how soon they are
 * acknowledged, how many evaluations they make, and when the last check says what is true.
 */
export const measureBurst = async (): Promise<Figures> => {
  const columns: Outcome[] = [];
  for (const workers of [4, 32]) for (const count of [400, 5_000]) columns.push(await measure(count, workers));
  const row = (what: string, toValue: (outcome: Outcome) => string): string[] => [what, ...columns.map(toValue)];
  return {
    title: `Bursts: deliveries at once over ${pullRequests} pull requests, the simulator answering after ${latencyMs} ms`,
    head: ['', ...columns.map(({ count, workers }) => `${count}, \`WORKERS=${workers}\``)],
    rows: [
      row('accepted', ({ acks }) => String(acks.length)),
      row('acknowledged, p50', ({ acks }) => `${toPercentile(acks, 50).toFixed(0)} ms`),
      row('acknowledged, p99', ({ acks }) => `${toPercentile(acks, 99).toFixed(0)} ms`),
      row('the bare server, p50', ({ floor }) => `${toPercentile(floor, 50).toFixed(0)} ms`),
      row('the bare server, p99', ({ floor }) => `${toPercentile(floor, 99).toFixed(0)} ms`),
      row('evaluations', ({ evaluations }) => String(evaluations)),
      row('requests to GitHub', ({ requests }) => String(requests)),
      row('until the last check was written', ({ seconds }) => `${seconds.toFixed(1)} s`),
    ],
  };
};

type Outcome = {
  readonly count: number;
  readonly workers: number;
  readonly acks: readonly number[];
  /** The same deliveries to a server that only reads and answers: what the sender and two cores make of it. */
  readonly floor: readonly number[];
  readonly evaluations: number;
  readonly requests: number;
  readonly seconds: number;
};

const measure = async (count: number, workers: number): Promise<Outcome> => {
  // In this process, so that the last write can be seen without asking for it over HTTP.
  const simulator = await startSimulator();
  const stage = await setStage({ world, github: simulator.url, env: { LOG_LEVEL: 'warn', WORKERS: String(workers) } });
  try {
    const edits = await changeUnseen(stage);
    const { app } = simulator.world.counters;
    const before = { graphql: app.graphql, writes: app.restWrite, total: app.total };
    await stage.control('PUT', 'faults', { latencyMs });
    const floor = await deliverBarely(edits, count);
    const started = performance.now();
    const acks = await Promise.all(
      Array.from({ length: count }, (_, index) => deliver(stage, edits[index % edits.length] ?? '')),
    );
    while (app.restWrite - before.writes < pullRequests) await sleep(2);
    const seconds = (performance.now() - started) / 1000;
    await stage.control('PUT', 'faults', {});
    await settle(stage, 1_000);
    return {
      count,
      workers,
      acks,
      floor,
      evaluations: app.graphql - before.graphql,
      requests: app.total - before.total,
      seconds,
    };
  } finally {
    await stage.stop();
    await simulator.close();
  }
};

const deliverBarely = async (edits: readonly string[], count: number): Promise<readonly number[]> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts')]);
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const bare = { service: `http://127.0.0.1:${Number(line.toString())}`, webhookSecret: 'bare' };
    return await Promise.all(
      Array.from({ length: count }, (_, index) => deliver(bare, edits[index % edits.length] ?? '')),
    );
  } finally {
    child.kill();
  }
};

/** Released pull requests whose link is taken out without a delivery, and deliveries that tell of it. */
export const changeUnseen = async (stage: Stage, count = pullRequests): Promise<readonly string[]> => {
  const changes: Change[] = [];
  for (let index = 0; index < count; index++) {
    changes.push(await openReleasedChange(stage, 'acme', 'alarm-firmware', `change-${index}`));
  }
  await settle(stage);
  const edits = await readEdits(stage, changes);
  await stage.control('PUT', 'faults', { webhooks: { dropRate: 1 } });
  const { pulls } = stage.as('dana').rest;
  for (const { owner, repo, pull } of changes) await pulls.update({ owner, repo, pull_number: pull, body: 'no link' });
  await stage.control('POST', 'deliveries/settle');
  await stage.control('PUT', 'faults', {});
  return edits;
};
