import { setTimeout as delay } from 'node:timers/promises';
import { groupOf } from './caller-group.ts';
import { ApiError, type SimulatorResponse } from './exchange.ts';
import { type FaultRule, pickFault } from './faults.ts';
import type { Caller, World } from './state.ts';

export async function waitForLatency(world: World): Promise<void> {
  const { latencyMs } = world.faults.settings;
  if (latencyMs > 0) await delay(latencyMs, undefined, { ref: false });
}

/** Runs a handler under whatever fault its request has met. A request that fails is not carried out, except `truncate`. */
export async function withFaults(
  world: World,
  request: { method: string; path: string; caller: Caller },
  handle: () => Promise<SimulatorResponse>,
): Promise<SimulatorResponse> {
  const fault = pickFault(world.faults, request.method, request.path, groupOf(request.caller));
  if (fault === null) return handle();
  switch (fault.effect) {
    case 'timeout':
      return { status: 0, transport: 'timeout' };
    case 'truncate':
      return { ...(await handle()), transport: 'truncate' };
    case 'graphql_partial':
      return toPartial(await handle(), fault);
    case 'primary_rate_limit':
      return toPrimaryLimit(request, fault);
    case 'secondary_rate_limit':
      throw new ApiError(403, fault.message ?? SECONDARY, undefined, toRetryAfter(fault));
    case 'status':
      throw new ApiError(fault.status, fault.message ?? 'Server Error', undefined, toRetryAfter(fault));
  }
}

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

const toRetryAfter = (fault: FaultRule): Record<string, string> =>
  fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };

/** GraphQL says it in a 200 with an error of type RATE_LIMITED, REST in a 403; both in the headers. */
function toPrimaryLimit(request: { path: string; caller: Caller }, fault: FaultRule): SimulatorResponse {
  const whose = request.caller.kind === 'installation' ? ` for installation ID ${request.caller.installation.id}` : '';
  const message = fault.message ?? `API rate limit exceeded${whose}.`;
  const headers = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-used': '5001',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + (fault.retryAfter ?? 60)),
    ...toRetryAfter(fault),
  };
  if (request.path === 'graphql')
    return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
  throw new ApiError(403, message, undefined, headers);
}

/** In an error's path the place in a list is a number. */
const toStep = (name: string): string | number => (/^\d+$/.test(name) ? Number(name) : name);

/** Nulls one part of the data and says so in `errors`, as GitHub does when a part of a query fails. */
function toPartial(response: SimulatorResponse, fault: FaultRule): SimulatorResponse {
  const body = structuredClone(response.body) as { data?: Record<string, unknown> | null; errors?: unknown[] };
  const path = fault.graphqlPath.length > 0 ? fault.graphqlPath : Object.keys(body.data ?? {}).slice(0, 1);
  let parent: Record<string, unknown> = body.data ?? {};
  for (const name of path.slice(0, -1)) {
    const next = parent[name];
    if (typeof next !== 'object' || next === null) return { ...response, body };
    parent = next as Record<string, unknown>;
  }
  parent[path.at(-1) ?? ''] = null;
  const message = fault.message ?? 'Something went wrong while executing your query.';
  return {
    ...response,
    body: {
      ...body,
      errors: [...(body.errors ?? []), { type: 'SERVICE_UNAVAILABLE', path: path.map(toStep), message }],
    },
  };
}
