import { settleDue } from './actions/settle-due.ts';
import { authenticate } from './authenticate.ts';
import { groupOf } from './caller-group.ts';
import { countRequest } from './counters.ts';
import { ApiError, type SimulatorRequest, type SimulatorResponse } from './exchange.ts';
import { withFaults } from './fault-injection.ts';
import { handleGraphql } from './graphql/handle-graphql.ts';
import { toRateLimitHeaders } from './rate-limit.ts';
import type { World } from './state.ts';

/** `POST /api/graphql`: caller, count and faults here; the query itself in graphql/. */
export async function handleGraphqlRequest(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  if (request.method !== 'POST') throw new ApiError(404, 'Not Found');
  const caller = authenticate(world, request.headers['authorization']);
  if (caller.kind === 'anonymous') throw new ApiError(401, 'This endpoint requires you to be authenticated.');
  const { query, operationName } = (request.body ?? {}) as { query?: unknown; operationName?: unknown };
  const text = typeof query === 'string' ? query : '';
  const name = /\b(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? 'anonymous';
  const installation = caller.kind === 'installation' ? caller.installation.id : null;
  countRequest(
    world.counters,
    groupOf(caller),
    'graphql',
    `graphql ${typeof operationName === 'string' ? operationName : name}`,
    installation,
  );
  return withFaults(world, { method: 'POST', path: 'graphql', caller }, async () => {
    const isMutation = /^\s*mutation\b/m.test(text);
    if (isMutation) world.clock.step();
    const response = await handleGraphql(world, { ...request, caller });
    if (isMutation) settleDue(world);
    return { ...response, headers: { ...toRateLimitHeaders(world, caller, 'graphql'), ...response.headers } };
  });
}
