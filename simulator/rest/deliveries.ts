import { notFound } from '../exchange.ts';
import { type RouteContext, route } from '../router.ts';
import type { Delivery, DeliveryAttempt } from '../state.ts';
import { idOf, ok, paginate } from './answers.ts';
import { appOfCaller } from './apps.ts';

type Attempted = { delivery: Delivery; attempt: DeliveryAttempt };

/** Every finished attempt of the App's deliveries, newest first. */
function listAttempts(context: RouteContext): Attempted[] {
  const app = appOfCaller(context);
  return context.world.deliveries
    .filter((one) => one.app === app)
    .flatMap((delivery) => delivery.attempts.map((attempt) => ({ delivery, attempt })))
    .filter(({ attempt }) => attempt.statusCode !== 'pending')
    .sort((a, b) => b.attempt.id - a.attempt.id);
}

const renderItem = ({ delivery, attempt }: Attempted) => ({
  id: attempt.id,
  guid: delivery.guid,
  delivered_at: attempt.deliveredAt,
  redelivery: attempt.redelivery,
  duration: attempt.durationSeconds,
  status: attempt.status,
  status_code: attempt.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installation?.id ?? null,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

function requireAttempt(context: RouteContext): Attempted {
  const found = listAttempts(context).find((one) => one.attempt.id === idOf(context, 'delivery_id'));
  if (found === undefined) throw notFound();
  return found;
}

/** By the code of the answer, as GitHub classifies; an attempt that got no answer is neither. */
function outcomeOf({ statusCode }: DeliveryAttempt): 'success' | 'failure' | null {
  if (statusCode === 'pending' || statusCode < 200 || statusCode > 599) return null;
  return statusCode < 400 ? 'success' : 'failure';
}

/** Pages by cursor, as GitHub does here: `cursor` is the id of the last attempt that was seen. */
function listDeliveries(context: RouteContext) {
  const { query } = context.request;
  const cursor = query.get('cursor');
  const wanted = query.get('status');
  const attempts = listAttempts(context)
    .filter(({ attempt }) => cursor === null || attempt.id < Number(cursor))
    .filter(({ attempt }) => wanted === null || outcomeOf(attempt) === wanted);
  const page = paginate(context, attempts, renderItem);
  const size = (page.body as unknown[]).length;
  const last = attempts[size - 1]?.attempt.id;
  if (size === attempts.length || last === undefined) return { status: 200, body: page.body };
  const search = new URLSearchParams(query);
  search.set('cursor', String(last));
  const url = `${context.world.url}/api/v3/app/hook/deliveries?${search.toString()}`;
  return { status: 200, headers: { link: `<${url}>; rel="next"` }, body: page.body };
}

export const deliveryRoutes = [
  route('GET', '/app/hook/deliveries', listDeliveries),
  route('GET', '/app/hook/deliveries/{delivery_id}', (context) => {
    const found = requireAttempt(context);
    const { delivery, attempt } = found;
    return ok({
      ...renderItem(found),
      url: delivery.app.webhook?.url ?? '',
      request: { headers: attempt.requestHeaders, payload: JSON.parse(delivery.body) as Record<string, unknown> },
      response: { headers: attempt.responseHeaders, payload: attempt.responseBody },
    });
  }),
  route('POST', '/app/hook/deliveries/{delivery_id}/attempts', (context) => {
    context.world.outbox?.post(requireAttempt(context).delivery, { redelivery: true });
    return { status: 202, body: {} };
  }),
];
