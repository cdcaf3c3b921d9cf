import type { Delivery } from '../state.ts';

/** Sends deliveries in the background, in order unless a fault says otherwise. */
export type Outbox = {
  post(delivery: Delivery, options?: { redelivery: boolean }): void;
  /** Resolves when every posted delivery has been attempted. */
  settle(): Promise<void>;
  close(): Promise<void>;
};
