import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { toLogger } from '../../src/http/logger.ts';
import { createMetrics, type Readings } from '../../src/http/metrics.ts';
import { type Delivery, type OnDelivery } from '../../src/http/receive-webhook.ts';
import { startHttpServer, webhookPath } from '../../src/http/server.ts';
import { type Environment, parseSettings, type ServiceSettings } from '../../src/settings.ts';

const secret = 'a secret of this test file';
export const previousSecret = 'the secret before the rotation';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const appKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

export const toServiceSettings = (env: Environment = {}): ServiceSettings => {
  const parsed = parseSettings({ APP_ID: '7', PRIVATE_KEY: appKey, WEBHOOK_SECRET: secret, PORT: '0', ...env });
  if (!parsed.ok || parsed.settings.mode !== 'service') throw new Error('the settings of the test are wrong');
  return parsed.settings;
};

type Options = Partial<
  Pick<Parameters<typeof startHttpServer>[0], 'checks' | 'limits' | 'readKeys' | 'latestCheckpoint'>
> & {
  env?: Environment;
  onDelivery?: OnDelivery;
  readings?: () => Promise<Readings>;
};

/** The service's HTTP side on a free port, with an array as the sink of deliveries and its log in another. */
export const startService = async (options: Options = {}) => {
  const taken: Delivery[] = [];
  const lines: string[] = [];
  const onDelivery: OnDelivery = (delivery) => {
    const outcome = taken.some(({ id }) => id === delivery.id) ? 'duplicate' : 'accepted';
    if (outcome === 'accepted') taken.push(delivery);
    return Promise.resolve(outcome);
  };
  const server = await startHttpServer({
    settings: toServiceSettings(options.env),
    logger: toLogger({ logLevel: 'info' }, { write: (line) => void lines.push(line) }),
    onDelivery: options.onDelivery ?? onDelivery,
    checks: options.checks ?? {},
    latestCheckpoint: options.latestCheckpoint ?? null,
    metrics: createMetrics(options.readings ?? (() => Promise.reject(new Error('no database here')))),
    readKeys: options.readKeys ?? (() => Promise.resolve([])),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  return { ...server, taken, lines, hook: `${server.url}${webhookPath}` };
};

export const sign = (body: string | Buffer, key = secret): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

type Sent = { id?: string; name?: string; headers?: Record<string, string>; key?: string };

/** The request that GitHub would make. */
export const toRequest = (body: string | Buffer, { id, name, headers, key }: Sent = {}) => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'x-github-delivery': id ?? randomUUID(),
    'x-github-event': name ?? 'pull_request',
    'x-hub-signature-256': sign(body, key),
    ...headers,
  },
  body: typeof body === 'string' ? body : new Uint8Array(body),
});

/** Sends `start` on a bare connection, then nothing, and returns everything that comes back until the other side closes. */
export const sendBare = async (url: string, start: string): Promise<string> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.write(start);
  await once(socket, 'close');
  return Buffer.concat(parts).toString('utf8');
};
