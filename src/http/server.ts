import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http';
import { Probot, Server } from 'probot';
import type { ServiceSettings, Settings } from '../settings.ts';
import { type LatestCheckpoint, toCheckpointHandler } from './evidence-checkpoint.ts';
import { toKeysHandler } from './evidence-keys.ts';
import { type ReadinessChecks, sayAlive, toReadinessHandler } from './health.ts';
import type { Logger } from './logger.ts';
import { type Metrics, toMetricsHandler } from './metrics.ts';
import { type BodyLimits, defaultBodyLimits, toBodyReader } from './read-body.ts';
import { type OnDelivery, toWebhookHandler } from './receive-webhook.ts';
import { type Routes, route } from './respond.ts';

/** Where GitHub delivers; Probot’s own path. */
export const webhookPath = '/api/github/webhooks';

export type RunningServer = {
  /** `http://host:port`, with the port that the system chose when 0 was asked for. */
  readonly url: string;
  /** The App itself: `app.auth()` is its client, signed with the App’s key. */
  readonly app: Probot;
  /**
   * Takes no new connection, finishes the requests that run, and resolves when the last one is answered; what still
   * runs after `graceMilliseconds` is cut off.
   */
  readonly drain: (graceMilliseconds?: number) => Promise<void>;
};

type Options = {
  readonly settings: ServiceSettings;
  readonly logger: Logger;
  readonly onDelivery: OnDelivery;
  /** Named parts that must work before a delivery can be taken: database, migrations, queue. */
  readonly checks: ReadinessChecks;
  /** Public keys that evidence was ever signed with. */
  readonly readKeys: Parameters<typeof toKeysHandler>[0];
  /** Null: checkpoints are not served. */
  readonly latestCheckpoint: LatestCheckpoint | null;
  readonly metrics: Metrics;
  readonly limits?: { readonly body?: BodyLimits; readonly readinessMilliseconds?: number };
};

/** Starts the service’s HTTP side: deliveries, `/healthz`, `/readyz` and the public side of the evidence. Throws when the address cannot be listened on. */
export const startHttpServer = ({
  settings,
  logger,
  onDelivery,
  checks,
  readKeys,
  latestCheckpoint,
  metrics,
  limits,
}: Options): Promise<RunningServer> => {
  const log = logger.child({ part: 'http' });
  const readBody = toBodyReader(limits?.body ?? defaultBodyLimits);
  const receive = toWebhookHandler({
    secrets: settings.webhookSecrets,
    onDelivery: counted(onDelivery, metrics),
    readBody,
    logger: log,
  });
  const readiness = toReadinessHandler(checks, log, limits?.readinessMilliseconds ?? 2_000);
  return listen(settings, log, {
    [webhookPath]: { POST: receive },
    '/healthz': { GET: sayAlive },
    '/readyz': { GET: readiness },
    ...(settings.metricsToken === null
      ? {}
      : { '/metrics': { GET: toMetricsHandler(metrics, settings.metricsToken, log) } }),
    '/evidence/keys': { GET: toKeysHandler(readKeys, log) },
    ...(latestCheckpoint === null
      ? {}
      : { '/evidence/checkpoint': { GET: toCheckpointHandler(latestCheckpoint, log) } }),
  });
};

const counted =
  (onDelivery: OnDelivery, { countDelivery }: Metrics): OnDelivery =>
  async (delivery) => {
    try {
      const outcome = await onDelivery(delivery);
      countDelivery(delivery.name, typeof outcome === 'object' ? 'refused' : outcome);
      return outcome;
    } catch (error) {
      countDelivery(delivery.name, 'failed');
      throw error;
    }
  };

/**
 * Runs Probot’s server with `routes` as the App’s middleware, which answers everything. Probot’s own would answer 202
 * after nine seconds with the work still in memory, read bodies of any size and know one secret:
 * docs/decisions/webhook-handler.md.
 */
export const listen = async (settings: Settings, logger: Logger, routes: Routes): Promise<RunningServer> => {
  // Probot logs every request at `info` with all its headers; ours says what happened to a delivery, without them.
  const log = logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level });
  let draining = false;
  let node: NodeServer | null = null;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    response.once('close', () => {
      if (draining) node?.closeIdleConnections();
    });
    await route(routes, request, response);
    return true;
  };
  const server = new Server({
    host: settings.http.host,
    // Probot takes the number 0 for a missing port and the text for what it says.
    port: settings.http.port === 0 ? ('0' as unknown as number) : settings.http.port,
    log,
    Probot: toProbot(settings, log, answer),
  });
  let app: Probot | null = null;
  await server.load((loaded) => {
    app = loaded;
  });
  node = await server.start();
  node.headersTimeout = 10_000;
  // Longer than proxies keep theirs, commonly 60 s: otherwise they send into connections that are just being closed.
  node.keepAliveTimeout = 65_000;
  node.requestTimeout = 30_000;
  if (app === null) throw new Error('Probot did not load the App.');

  const url = `http://${server.host}:${server.port}`;
  const drain = async (graceMilliseconds = 10_000): Promise<void> => {
    draining = true;
    const cutOff = setTimeout(() => node?.closeAllConnections(), graceMilliseconds);
    await server.stop();
    clearTimeout(cutOff);
  };
  return { url, app, drain };
};

/** Probot with the App’s identity and with `answer` where it would put its own webhook middleware. */
const toProbot = (
  settings: Settings,
  log: Logger,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>,
): typeof Probot => {
  // During set-up there is no key; Probot’s own set-up gives it a placeholder in the same way, and never uses it.
  const service = settings.mode === 'service' ? settings : null;
  const identity = {
    appId: service?.app.id ?? 1,
    privateKey: service?.app.privateKey.reveal() ?? 'none during set-up',
    // Left out, it would become `development`; Probot verifies nothing here, and this is not a secret anybody knows.
    secret: service?.webhookSecrets[0].reveal() ?? crypto.randomUUID(),
    baseUrl: settings.github.apiUrl,
    log,
  };
  return class HoldpointApp extends Probot {
    constructor(options: ConstructorParameters<typeof Probot>[0]) {
      super({ ...options, ...identity });
    }

    override getNodeMiddleware(): ReturnType<Probot['getNodeMiddleware']> {
      return Promise.resolve(answer);
    }
  };
};
