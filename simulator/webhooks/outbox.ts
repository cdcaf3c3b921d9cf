import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, DeliveryAttempt, World } from '../state.ts';

/** Sends deliveries in the background, in order unless a fault says otherwise. */
export type Outbox = {
  post(delivery: Delivery, options?: { redelivery: boolean }): void;
  /** Lets go what `hold` kept back, when it is no longer set. */
  release(): void;
  /** Resolves when every posted delivery has been attempted. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

type Posted = { delivery: Delivery; redelivery: boolean };
/** GitHub gives a receiver this long to answer. */
const TIMEOUT_MS = 10_000;
/** A delivery that is to be overtaken waits this long for another to come along. */
const OVERTAKING_MS = 100;

export function createOutbox(world: World): Outbox {
  const waiting: Posted[] = [];
  const closing = new AbortController();
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0 && !closing.signal.aborted && !world.faults.settings.webhooks.hold) {
      for (const posted of await takeNext(world, waiting)) await attempt(world, posted, closing.signal);
    }
    running = null;
  }
  const start = () => {
    // In a later turn, so that an action finishes its state before anybody hears of it.
    running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(drain);
  };
  const settle = async (): Promise<void> => {
    await running;
    // What was under way may have led to more.
    if (running !== null) await settle();
  };
  return {
    post(delivery, options) {
      waiting.push({ delivery, redelivery: options?.redelivery ?? false });
      start();
    },
    release: start,
    settle,
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** The next to send, with the faults of `webhooks` applied: none when dropped, two when repeated or put in reverse. */
async function takeNext(world: World, waiting: Posted[]): Promise<Posted[]> {
  const first = waiting.shift();
  if (first === undefined) return [];
  const { dropRate, repeatRate, reorderRate } = world.faults.settings.webhooks;
  const hits = (rate: number) => rate > 0 && world.faults.random() < rate;
  if (hits(dropRate)) {
    first.delivery.dropped = true;
    return [];
  }
  const isLate = hits(reorderRate);
  if (isLate && waiting.length === 0) await delay(OVERTAKING_MS);
  const second = isLate ? waiting.shift() : undefined;
  return [...(second === undefined ? [] : [second]), first, ...(hits(repeatRate) ? [first] : [])];
}

async function attempt(world: World, { delivery, redelivery }: Posted, closing: AbortSignal): Promise<void> {
  const { app } = delivery;
  if (app.webhook === null) return;
  const { body } = delivery;
  const record: DeliveryAttempt = {
    id: takeId(world),
    deliveredAt: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    redelivery,
    statusCode: 'pending',
    status: 'pending',
    durationSeconds: 0,
    requestHeaders: toHeaders(delivery, body, app.webhook.secret),
    responseHeaders: {},
    responseBody: '',
  };
  delivery.attempts.push(record);
  const startedAt = performance.now();
  try {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(app.webhook.url, { method: 'POST', headers: record.requestHeaders, body, signal });
    record.responseBody = (await response.text()).slice(0, 65_536);
    record.responseHeaders = Object.fromEntries(response.headers);
    record.statusCode = response.status;
    record.status = response.ok ? 'OK' : response.statusText || 'Invalid HTTP Response';
  } catch (error) {
    record.statusCode = 0;
    record.status = (error as Error).name === 'TimeoutError' ? 'timed out' : 'failed to connect to host';
  }
  record.durationSeconds = Math.round(performance.now() - startedAt) / 1000;
}

function takeId(world: World): number {
  world.nextId += 1;
  return world.nextId - 1;
}

function toHeaders(delivery: Delivery, body: string, secret: string): Record<string, string> {
  const { app } = delivery;
  const sign = (algorithm: string) => createHmac(algorithm, secret).update(body).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/simulator',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(app.hookId),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
