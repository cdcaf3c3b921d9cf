import type { App, Installation } from './accounts.ts';

/** One webhook delivery. An attempt has an id of its own; all attempts share the guid of `X-GitHub-Delivery`. */
export type Delivery = {
  guid: string;
  app: App;
  installation: Installation | null;
  repositoryId: number | null;
  event: string;
  action: string | null;
  /** The JSON that is sent and signed: a redelivery sends the same bytes. */
  body: string;
  attempts: DeliveryAttempt[];
  /** Dropped by a fault: never attempted, and unknown to `/app/hook/deliveries`, as a lost delivery would be. */
  dropped: boolean;
};
export type DeliveryAttempt = {
  id: number;
  /** Real time, which a receiver's own clock agrees with. */
  deliveredAt: string;
  redelivery: boolean;
  /** `pending` until answered; 0 with `status` saying why when no answer came. */
  statusCode: number | 'pending';
  status: string;
  durationSeconds: number;
  requestHeaders: Record<string, string>;
  responseHeaders: Record<string, string>;
  responseBody: string;
};
