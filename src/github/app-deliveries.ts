import { z } from 'zod';
import type { Instant } from '../decision/facts.ts';
import type { AppClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { toShape } from './graphql.ts';
import { instant } from './shapes.ts';

/** One attempt of GitHub's to deliver something; a redelivery is another attempt under the same `guid`. */
type DeliveryAttempt = {
  /** A number that JavaScript's may not hold. */
  readonly id: string;
  /** `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  /** By GitHub's clock. */
  readonly deliveredAt: Instant;
  readonly succeeded: boolean;
};

type DeliveryPage = {
  /** Newest first. */
  readonly attempts: readonly DeliveryAttempt[];
  /** Where the next page begins; null: there is none. */
  readonly next: string | null;
};

const attempts = z.array(
  z.looseObject({ id: z.string(), guid: z.string(), event: z.string(), delivered_at: instant, status_code: z.int() }),
);

/**
 * A page of what GitHub attempted to deliver to the App. Its filter by status is not used: it knows answers only, and the
 * worst failures are those without one.
 *
 * @throws GitHubFault
 */
export const readDeliveryAttempts = (app: AppClient, cursor: string | null): Promise<DeliveryPage> => {
  const what = 'listing the deliveries of the App';
  return attempt(what, async () => {
    const { data, headers } = await app.octokit.request('GET /app/hook/deliveries', {
      per_page: 100,
      ...(cursor === null ? {} : { cursor }),
      request: { parseSuccessResponseBody: false },
    });
    const text = await new Response(data as unknown as ReadableStream).text();
    const page = toShape(what, attempts, parseWithWholeIds(text));
    return {
      attempts: page.map(({ id, guid, event, delivered_at, status_code }) => ({
        id,
        guid,
        event,
        deliveredAt: delivered_at,
        succeeded: status_code >= 200 && status_code < 300,
      })),
      next: toNextCursor(headers.link),
    };
  });
};

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** GitHub numbers attempts beyond 2^53, where JSON's numbers would be rounded to those of other attempts. */
const parseWithWholeIds = (text: string): unknown =>
  (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, (key, value, { source }) =>
    key === 'id' && typeof value === 'number' ? source : value,
  );

const toNextCursor = (link: string | undefined): string | null => {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return next === undefined ? null : new URL(next).searchParams.get('cursor');
};

/** Asks GitHub to deliver again; `gone`: it no longer can. @throws GitHubFault */
export const askForRedelivery = async (app: AppClient, attemptId: string): Promise<'asked' | 'gone'> => {
  try {
    await attempt('asking for a delivery once more', () =>
      app.octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', {
        // Goes into the path as it is.
        delivery_id: attemptId as unknown as number,
      }),
    );
    return 'asked';
  } catch (error) {
    if (error instanceof GitHubFault && !error.retryable) return 'gone';
    throw error;
  }
};
