import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Answers a request, always. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Path → method → handler; paths match exactly. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<'GET' | 'POST', Handler>>>>>;

/** For every answer: nothing here is to be cached, framed, guessed at or told to others, and nothing names a version. */
const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export const send = (
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void => {
  const length = Buffer.byteLength(body);
  response
    .writeHead(status, { ...securityHeaders, 'content-type': contentType, 'content-length': length, ...headers })
    .end(body);
};

export const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: OutgoingHttpHeaders,
): void => send(response, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`, headers);

/** A refusal in one sentence, for the person who reads it on GitHub’s page of recent deliveries. */
export const sendError = (
  response: ServerResponse,
  status: number,
  error: string,
  headers?: OutgoingHttpHeaders,
): void => sendJson(response, status, { error }, headers);

/** The handler that a request’s path and method name; otherwise the answer is 404, or 405 with the methods there are. */
export const route = async (routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const path = request.url?.split('?', 1)[0] ?? '/';
  const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (methods === undefined) return sendError(response, 404, 'There is nothing at this address.');
  const asked = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = asked === 'GET' || asked === 'POST' ? methods[asked] : undefined;
  if (handler !== undefined) return handler(request, response);
  const allow = Object.keys(methods).join(', ');
  return sendError(response, 405, `This address takes ${allow} only.`, { allow });
};
