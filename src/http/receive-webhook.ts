import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isNativeError } from 'node:util/types';
import { Webhooks } from '@octokit/webhooks';
import { trace } from '@opentelemetry/api';
import type { Secret } from '../secret.ts';
import type { Logger } from './logger.ts';
import type { Body } from './read-body.ts';
import { type Handler, sendError, sendJson } from './respond.ts';

/** One verified delivery of GitHub’s. `payload` is a JSON object whose shape nobody has looked at yet. */
export type Delivery = {
  /** `X-GitHub-Delivery`; the same one comes again when a delivery is repeated. */
  readonly id: string;
  /** `X-GitHub-Event`. */
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Our clock when the request arrived, RFC 3339 in UTC. */
  readonly receivedAt: string;
};

/**
 * Takes a delivery over: resolves only when it is committed, or when it was there already, or refused for good with the
 * reason in words. A fault that is thrown with `retryable: true` is answered 503, any other 500; GitHub keeps both on
 * its list of failed deliveries, from which they are asked for again.
 */
export type OnDelivery = (delivery: Delivery) => Promise<'accepted' | 'duplicate' | { readonly refused: string }>;

type Options = {
  readonly secrets: readonly Secret[];
  readonly onDelivery: OnDelivery;
  readonly readBody: (request: IncomingMessage) => Promise<Body>;
  readonly logger: Logger;
};

type Refusal = { readonly status: number; readonly error: string };

/**
 * The handler of GitHub’s deliveries. 200 means committed. Everything that can be refused without reading the body is,
 * and nothing of an unverified body gets further than its signature check.
 * Stands on https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
 */
export const toWebhookHandler = ({ secrets, onDelivery, readBody, logger }: Options): Handler => {
  const isSigned = toSignatureCheck(secrets);

  return async (request, response) => {
    const receivedAt = new Date().toISOString();
    const head = parseHead(request);
    if ('error' in head) return refuse(response, logger, head);
    const log = logger.child({ delivery: head.id, event: head.name });

    const body = await readBody(request);
    if (!body.ok) return refuse(response, log, body);
    try {
      const payload = await parsePayload(body.bytes, (text) => isSigned(text, head.signature));
      if ('error' in payload) return refuse(response, log, payload);
      const outcome = await traced(head, () =>
        onDelivery({ id: head.id, name: head.name, payload: payload.value, receivedAt }),
      );
      if (typeof outcome === 'object') return refuse(response, log, { status: 422, error: outcome.refused });
      log.info({ action: payload.value.action }, outcome);
      return sendJson(response, 200, { delivery: head.id, status: outcome });
    } catch (error) {
      log.error({ err: error }, 'the delivery could not be taken over');
      return isRetryable(error)
        ? sendError(response, 503, 'The delivery could not be stored now; send it again.', { 'retry-after': '30' })
        : sendError(response, 500, 'The delivery could not be stored; the log says why.');
    } finally {
      body.release();
    }
  };
};

/** A span of OpenTelemetry's around the taking over of a delivery; nothing where no collector is named. */
const traced = <T>({ id, name }: { readonly id: string; readonly name: string }, work: () => Promise<T>): Promise<T> =>
  trace.getTracer('holdpoint').startActiveSpan(`delivery ${name}`, async (span) => {
    span.setAttribute('delivery', id);
    try {
      return await work();
    } finally {
      span.end();
    }
  });

/** Compares in constant time, with each secret in turn, so that a secret can be changed without losing deliveries. */
const toSignatureCheck = (secrets: readonly Secret[]) => {
  const verifiers = secrets.map((secret) => new Webhooks({ secret: secret.reveal() }));
  return async (text: string, signature: string): Promise<boolean> => {
    for (const verifier of verifiers) if (await verifier.verify(text, signature)) return true;
    return false;
  };
};

/** What the headers say, or why the body need not be read. The patterns keep odd text out of logs and tables. */
const parseHead = (request: IncomingMessage): { id: string; name: string; signature: string } | Refusal => {
  const { 'x-github-event': name, 'x-github-delivery': id, 'x-hub-signature-256': signature } = request.headers;
  const contentType = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(contentType)) {
    const error = 'Deliveries are taken as application/json only: choose that content type in the webhook’s settings.';
    return { status: 415, error };
  }
  if (request.headers['content-encoding'] !== undefined) return { status: 415, error: 'Bodies are taken unencoded.' };
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,64}$/.test(name)) {
    return { status: 400, error: 'The header X-GitHub-Event is missing or is not the name of an event.' };
  }
  if (typeof id !== 'string' || !/^[0-9a-zA-Z-]{1,64}$/.test(id)) {
    return { status: 400, error: 'The header X-GitHub-Delivery is missing or is not an id.' };
  }
  if (typeof signature !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(signature)) {
    const error =
      'The header X-Hub-Signature-256 is missing or malformed: set the webhook secret in the App’s settings.';
    return { status: 401, error };
  }
  return { id, name, signature };
};

const parsePayload = async (
  bytes: Buffer,
  isSigned: (text: string) => Promise<boolean>,
): Promise<{ value: Record<string, unknown> } | Refusal> => {
  if (bytes.length === 0) return { status: 400, error: 'The body is empty.' };
  if (!isUtf8(bytes)) return { status: 400, error: 'The body is not UTF-8.' };
  const text = bytes.toString('utf8');
  if (!(await isSigned(text))) {
    const error = 'The signature does not match: the webhook secret in the App’s settings is not the one in use here.';
    return { status: 401, error };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value: { ...value } };
    return { status: 400, error: 'The body is JSON but not an object.' };
  } catch {
    return { status: 400, error: 'The body is not JSON.' };
  }
};

const refuse = (response: ServerResponse, log: Logger, { status, error }: Refusal): void => {
  log.warn({ status }, `refused: ${error}`);
  const again = status === 503 ? { 'retry-after': '30' } : {};
  // A client that is too slow, or that broke off, has no further use for the connection.
  return sendError(response, status, error, status === 408 ? { connection: 'close' } : again);
};

const isRetryable = (error: unknown): boolean =>
  isNativeError(error) && 'retryable' in error && error.retryable === true;
