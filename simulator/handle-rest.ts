import { settleDue } from './actions/settle-due.ts';
import { authenticate } from './authenticate.ts';
import { groupOf } from './caller-group.ts';
import { countRequest } from './counters.ts';
import { ApiError, notImplemented, type SimulatorRequest, type SimulatorResponse } from './exchange.ts';
import { withFaults } from './fault-injection.ts';
import { validateRequest, validateResponse } from './openapi/validate.ts';
import { toRateLimitHeaders } from './rate-limit.ts';
import { restRoutes } from './rest/routes.ts';
import { createRouter } from './router.ts';
import type { Caller, World } from './state.ts';
import { toErrorResponse } from './wire.ts';

const findRoute = createRouter(restRoutes);

/**
 * Answers one REST request: who asks, what it counts as, which fault it meets, whether it is what GitHub describes,
 * then the route. An answer that departs from GitHub's description is a fault of the simulator: 500, with what departs.
 */
export async function handleRest(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const caller = authenticate(world, request.headers['authorization']);
  const match = findRoute(method, request.path);
  count(world, caller, method, match?.route.template ?? request.path);
  const response = await withFaults(world, { method, path: request.path, caller }, async () => {
    if (match === null) throw notImplemented(`${method} ${request.path}`);
    const departures = validateRequest({ method, path: request.path, query: request.query, body: request.body });
    if (departures.length > 0) throw new ApiError(422, `Invalid request.\n\n${departures.join('\n')}`);
    if (method !== 'GET') world.clock.step();
    const answer = await match.route.handle({ world, request: { ...request, caller }, params: match.params });
    if (method !== 'GET') settleDue(world);
    return answer;
  }).catch(toErrorResponse);
  if (response.transport === 'timeout') return response;
  const checked =
    response.status === 501 || response.status >= 500 ? response : refuseDepartures(method, request.path, response);
  return { ...checked, headers: { ...toRateLimitHeaders(world, caller, 'core'), ...checked.headers } };
}

function refuseDepartures(method: string, path: string, response: SimulatorResponse): SimulatorResponse {
  if (typeof response.body === 'string' || Buffer.isBuffer(response.body)) return response;
  const departures = validateResponse({ method, path }, { status: response.status, body: response.body });
  if (departures.length === 0) return response;
  const where = `The simulator's answer ${response.status} to ${method} ${path} departs from GitHub's description:`;
  return toErrorResponse(
    new ApiError(500, `${where}\n${departures.join('\n')}\n${JSON.stringify(response.body).slice(0, 2000)}`),
  );
}

function count(world: World, caller: Caller, method: string, template: string): void {
  const isToken = template === '/app/installations/{installation_id}/access_tokens';
  const kind = isToken ? 'token' : method === 'GET' ? 'restRead' : 'restWrite';
  const installation = caller.kind === 'installation' ? caller.installation.id : null;
  countRequest(world.counters, groupOf(caller), kind, `${method} ${template}`, installation);
}
