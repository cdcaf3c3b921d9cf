import { readFileSync } from 'node:fs';
import { type Change, openReleasedChange, settle } from '../stage/change.ts';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
import { deliver, readEdits } from './deliveries.ts';
import type { Figures } from './report.ts';

const deliveries = 10_000;
const pullRequests = 20;
const atOnce = 16;

/** Resident memory of the service's process at rest and after 10,000 deliveries, Linux only (`/proc`). */
export const measureMemory = async (): Promise<Figures> => {
  const stage = await setStage({ world, env: { LOG_LEVEL: 'warn' } });
  try {
    const atStart = readResidentMegabytes(stage);
    const changes: Change[] = [];
    for (let index = 0; index < pullRequests; index++) {
      changes.push(await openReleasedChange(stage, 'acme', 'alarm-firmware', `change-${index}`));
    }
    await settle(stage);
    const atRest = readResidentMegabytes(stage);
    const started = performance.now();
    await deliverAll(stage, changes);
    const accepted = performance.now();
    await settle(stage, 1000);
    const done = performance.now();
    const afterOne = readResidentMegabytes(stage);
    // Once more, to tell what is kept from what is merely not yet given back.
    await deliverAll(stage, changes);
    await settle(stage, 1000);
    const row = (what: string, value: string) => [what, value];
    return {
      title: 'Memory of the service (resident, without PostgreSQL)',
      head: ['when', 'figure'],
      rows: [
        row('started, nothing done yet', `${atStart} MB`),
        row(`at rest, ${pullRequests} pull requests evaluated`, `${atRest} MB`),
        row(`after ${deliveries} more deliveries`, `${afterOne} MB`),
        row(`after ${2 * deliveries}`, `${readResidentMegabytes(stage)} MB`),
        row(`time to accept the first ${deliveries}`, `${((accepted - started) / 1000).toFixed(1)} s`),
        row('time until the last evaluation', `${((done - started) / 1000).toFixed(1)} s`),
      ],
    };
  } finally {
    await stage.stop();
  }
};

const readResidentMegabytes = (stage: Stage): number => {
  const status = readFileSync(`/proc/${stage.servicePid()}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
};

/** A few at a time. */
const deliverAll = async (stage: Stage, changes: readonly Change[]): Promise<void> => {
  const edits = await readEdits(stage, changes);
  let next = 0;
  const send = async () => {
    for (let index = next++; index < deliveries; index = next++)
      await deliver(stage, edits[index % edits.length] ?? '');
  };
  await Promise.all(Array.from({ length: atOnce }, send));
};
