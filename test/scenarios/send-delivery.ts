import { createHmac, randomUUID } from 'node:crypto';
import type { Stage } from '../../stage/stage.ts';

type Sent = {
  readonly event: string;
  readonly id?: string;
  readonly secret?: string;
  readonly signature?: string | null;
};

/** Sends one webhook to the service as GitHub would, signed with the App's secret unless told otherwise; null: unsigned. */
export const sendDelivery = async (
  stage: Stage,
  body: string | Buffer,
  { event, id = randomUUID(), secret = stage.webhookSecret, signature }: Sent,
): Promise<{ status: number; answer: unknown }> => {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${stage.service}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      ...(signature === null ? {} : { 'x-hub-signature-256': signature ?? `sha256=${digest}` }),
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, answer: await response.json() };
};

export const isReady = async (stage: Stage): Promise<boolean> => (await fetch(`${stage.service}/readyz`)).ok;
