import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClockMode } from './clock.ts';
import { handleControl } from './control/handle-control.ts';
import { ApiError, type SimulatorRequest, type SimulatorResponse } from './exchange.ts';
import { waitForLatency } from './fault-injection.ts';
import { handleGraphqlRequest } from './handle-graphql-request.ts';
import { handleRest } from './handle-rest.ts';
import { renderPage } from './pages/render-page.ts';
import type { World } from './state.ts';
import { createOutbox } from './webhooks/outbox.ts';
import { readRequest, sendResponse, toErrorResponse, UPLOADS } from './wire.ts';
import { createWorld } from './world.ts';

export type SimulatorOptions = { port?: number; clock?: ClockMode };
export type Simulator = { url: string; world: World; close(): Promise<void> };

/** Starts a GitHub stand-in on 127.0.0.1. Port 0 (the default) takes a free one; `close` frees it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = createWorld({ url: '', clock: options.clock ?? 'stepped' });
  const server = createServer((incoming, outgoing) => {
    void answer(world, incoming, outgoing);
  });
  // A busy client finds its idle connection open when it comes back: Node's five seconds end while a picture is drawn.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outbox = createOutbox(world);
  world.outbox = outbox;
  const close = async () => {
    await outbox.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: world.url, world, close };
}

async function answer(world: World, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(incoming);
    const isControl = request.path === '/_control' || request.path.startsWith('/_control/');
    if (!isControl) await waitForLatency(world);
    if (!isControl && world.faults.settings.outage) {
      incoming.socket.destroy();
      return;
    }
    const response = await dispatch(world, request).catch(toErrorResponse);
    sendResponse(request, response, outgoing);
  } catch (error) {
    if (!outgoing.headersSent) sendResponse(null, toErrorResponse(error), outgoing);
    else outgoing.destroy();
  }
}

/** The only thing that is at the root for uploads: its bodies are bytes, which no other operation would understand. */
const UPLOAD = new RegExp(`^${UPLOADS}repos/[^/]+/[^/]+/releases/[^/]+/assets$`);

async function dispatch(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const { path } = request;
  if (path.startsWith('/_control')) return handleControl(world, { ...request, path: path.slice('/_control'.length) });
  if (path === '/api/graphql') return handleGraphqlRequest(world, request);
  if (path === '/api/v3' || path.startsWith('/api/v3/')) {
    return handleRest(world, { ...request, path: path.slice('/api/v3'.length) || '/' });
  }
  if (UPLOAD.test(path)) return handleRest(world, { ...request, path: path.slice(UPLOADS.length - 1) });
  if (request.method === 'GET') return renderPage(world, path);
  throw new ApiError(404, 'Not Found');
}
