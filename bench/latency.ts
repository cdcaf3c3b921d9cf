import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '../simulator/server.ts';
import { openReleasedChange, settle } from '../stage/change.ts';
import { setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { type Figures, toPercentile } from './report.ts';

const rounds = 200;

/**
 * Time from sending a delivery to the check run's write reaching GitHub, on an idle machine, with the simulator's
 * latency (150 ms a call, and without any) taken off for the two calls.
 */
export const measureLatency = async (): Promise<Figures> => {
  const rows: string[][] = [];
  for (const latencyMs of [0, 150]) {
    const times = await measure(latencyMs);
    rows.push([
      `${latencyMs} ms`,
      String(times.length),
      `${toPercentile(times, 50).toFixed(0)} ms`,
      `${toPercentile(times, 99).toFixed(0)} ms`,
    ]);
  }
  return {
    title: 'From delivery to the check run’s write, less the simulator’s latency for the two calls',
    head: ['simulator’s latency', 'deliveries', 'median', 'p99'],
    rows,
  };
};

const measure = async (latencyMs: number): Promise<number[]> => {
  // In this process, so that the moment of the write can be seen without asking for it over HTTP.
  const simulator = await startSimulator();
  const stage = await setStage({ world, github: simulator.url });
  try {
    const { owner, repo, pull, issue } = await openReleasedChange(stage, 'acme', 'alarm-firmware', 'measured');
    await settle(stage);
    await stage.control('PUT', 'faults', { latencyMs });
    const writes = () => simulator.world.counters.app.restWrite;
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = writes();
      // People wait for the simulator as well: the delivery leaves when their request has been answered for.
      const acted = stage.as('dana').rest.pulls.update({
        owner,
        repo,
        pull_number: pull,
        body: round % 2 === 0 ? 'no link' : `Closes #${issue}`,
      });
      const sent = await untilSent(simulator);
      while (writes() === before) await sleep(1);
      times.push(performance.now() - sent - 2 * latencyMs);
      await acted;
      await settle(stage, 20);
    }
    return times;
  } finally {
    await stage.stop();
    await simulator.close();
  }
};

/** The moment in which the newest delivery leaves the simulator. */
const untilSent = async (simulator: Awaited<ReturnType<typeof startSimulator>>): Promise<number> => {
  const before = simulator.world.deliveries.length;
  while (simulator.world.deliveries.length === before) await sleep(1);
  return performance.now();
};
