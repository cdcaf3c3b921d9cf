import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, type SimulatorRequest, type SimulatorResponse } from './exchange.ts';

/** GitHub takes at most this much in a request. */
const MAX_BODY = 100 * 1024 * 1024;
/** Where files are uploaded: GitHub Enterprise has a root of its own for it, whose bodies are not JSON. */
export const UPLOADS = '/api/uploads/';
const DOCUMENTATION = 'https://docs.github.com/rest';

/** Reads a request whole. @throws ApiError 400 for a JSON body that does not parse. */
export async function readRequest(incoming: IncomingMessage): Promise<SimulatorRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new ApiError(413, 'Payload Too Large');
    chunks.push(chunk);
  }
  const [path = '/', search = ''] = (incoming.url ?? '/').split('?', 2);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: Object.fromEntries(headers),
    body: path.startsWith(UPLOADS) ? Buffer.concat(chunks) : parseBody(Buffer.concat(chunks).toString()),
    caller: { kind: 'anonymous' },
  };
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'Problems parsing JSON');
  }
}

/** GitHub's form of an error; anything that is not an ApiError is a fault of the simulator and says so. */
export function toErrorResponse(error: unknown): SimulatorResponse {
  if (error instanceof ApiError) {
    const { status, message, errors, headers } = error;
    const body = {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: DOCUMENTATION,
      status: String(status),
    };
    return { status, headers, body };
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    status: 500,
    body: { message: `The simulator failed: ${detail}`, documentation_url: DOCUMENTATION, status: '500' },
  };
}

/** Writes an answer out: JSON with an ETag (304 when the caller has it), or text and bytes as they are. */
export function sendResponse(
  request: SimulatorRequest | null,
  response: SimulatorResponse,
  outgoing: ServerResponse,
): void {
  // Never answered; the connection ends when the caller gives up or the simulator closes.
  if (response.transport === 'timeout') return;
  const isText = typeof response.body === 'string';
  const bytes = toBytes(response.body);
  const headers: Record<string, string> = {
    ...(response.body === undefined
      ? {}
      : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' }),
    'x-github-request-id': createHash('sha1')
      .update(String(performance.now()))
      .digest('hex')
      .slice(0, 20)
      .toUpperCase(),
    ...response.headers,
  };
  if (request?.method === 'GET' && response.status === 200) {
    headers['etag'] = `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
    if (request.headers['if-none-match'] === headers['etag']) {
      outgoing.writeHead(304, headers).end();
      return;
    }
  }
  headers['content-length'] = String(bytes.length);
  outgoing.writeHead(response.status, headers);
  if (response.transport === 'truncate') {
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
    return;
  }
  outgoing.end(request?.method === 'HEAD' ? undefined : bytes);
}

function toBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
