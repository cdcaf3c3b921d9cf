import { randomUUID } from 'node:crypto';
import type { Subject } from '../../src/decision/subject.ts';
import type { Delivery } from '../../src/queue/accept-delivery.ts';

/** Pull request `number` of a demo repository. */
export const pullRequest = (number: number, name = 'pump'): Subject => ({
  kind: 'pull_request',
  installationId: 1,
  ref: { owner: 'acme', name, number },
});

export const delivery = (id: string = randomUUID()): Delivery => ({
  id,
  event: 'pull_request',
  action: 'edited',
  installationId: 1,
  receivedAt: '2026-11-21T02:30:23Z',
  payload: '{"action":"edited"}',
});

/** Resolves as soon as `holds`, which is asked every few milliseconds; the test's own timeout is the only limit. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** A promise and the function that resolves it. */
export const gate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};
