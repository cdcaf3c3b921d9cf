import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Change, openReleasedChange, settle } from '../stage/change.ts';
import { type Stage, setStage } from '../stage/stage.ts';
import { world } from '../stage/world.ts';
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

/** Sends signed deliveries straight to the service, a few at a time, each with an id of its own. */
const deliverAll = async (stage: Stage, changes: readonly Change[]): Promise<void> => {
  const templates = await readTemplates(stage, changes);
  let next = 0;
  const send = async () => {
    for (let index = next++; index < deliveries; index = next++) {
      const body = templates[index % templates.length] ?? '';
      const answer = await fetch(`${stage.service}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'pull_request',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': `sha256=${createHmac('sha256', stage.webhookSecret).update(body).digest('hex')}`,
        },
        body,
      });
      if (!answer.ok) throw new Error(`a delivery was answered with ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, send));
};

type Delivery = { event: string; payload: { action?: string; pull_request?: { number: number } } };

/** What the simulator itself sent when each pull request was opened. */
const readTemplates = async (stage: Stage, changes: readonly Change[]): Promise<string[]> => {
  const sent = await stage.control<Delivery[]>('GET', 'deliveries');
  return changes.map(({ pull }) => {
    const found = sent.find(
      ({ event, payload }) =>
        event === 'pull_request' && payload.action === 'opened' && payload.pull_request?.number === pull,
    );
    if (found === undefined) throw new Error(`no delivery for pull request ${pull}`);
    return JSON.stringify({ ...found.payload, action: 'edited', changes: {} });
  });
};
