import { createHmac, randomUUID } from 'node:crypto';
import type { Change } from '../stage/change.ts';
import type { Stage } from '../stage/stage.ts';

type Sent = { event: string; payload: { action?: string; pull_request?: { number: number } } };

/** For each change the body of a delivery that says that its pull request was edited, as the simulator would send it. */
export const readEdits = async (stage: Stage, changes: readonly Change[]): Promise<string[]> => {
  const sent = await stage.control<Sent[]>('GET', 'deliveries');
  return changes.map(({ pull }) => {
    const found = sent.find(
      ({ event, payload }) =>
        event === 'pull_request' && payload.action === 'opened' && payload.pull_request?.number === pull,
    );
    if (found === undefined) throw new Error(`no delivery for pull request ${pull}`);
    return JSON.stringify({ ...found.payload, action: 'edited', changes: {} });
  });
};

/** Sends a signed delivery about a pull request straight to a receiver; milliseconds until it was accepted. */
export const deliver = async (
  { service, webhookSecret }: Pick<Stage, 'service' | 'webhookSecret'>,
  body: string,
): Promise<number> => {
  const started = performance.now();
  const answer = await fetch(`${service}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    },
    body,
  });
  if (!answer.ok) throw new Error(`a delivery was answered with ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - started;
};
