import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { hasJustOurMigrations } from './database/migrate.ts';
import { openDatabase } from './database/open-database.ts';
import { createClients } from './github/clients.ts';
import { createMetrics } from './http/metrics.ts';
import { startHttpServer } from './http/server.ts';
import { startTracing } from './http/tracing.ts';
import { countEntries, openLedger } from './ledger/ledger.ts';
import { openSigner } from './ledger/signer.ts';
import { readOpenness, takeStale } from './observations/pull-requests.ts';
import { takeStaleReleases } from './observations/releases.ts';
import { openInbox } from './queue/inbox.ts';
import { openQueue, queueHealth } from './queue/queue.ts';
import { startRounds } from './queue/rounds.ts';
import { startSweep } from './queue/sweep.ts';
import { startWorker } from './queue/worker.ts';
import type { Secret } from './secret.ts';
import type { ServiceSettings } from './settings.ts';
import { evaluate } from './workflows/evaluate.ts';
import type { House } from './workflows/house.ts';
import { LookAgain } from './workflows/look-again.ts';
import { mirrorEvidence } from './workflows/mirror-evidence.ts';
import { receiveDelivery } from './workflows/receive-delivery.ts';
import { reconcile } from './workflows/reconcile.ts';

const tool = { name: packageJson.name, version: packageJson.version };

/** How late a lost delivery, or a link set by hand, can make a verdict: evaluated again after so many rounds. */
const sweep = { staleRounds: 15, most: 200 };

/** How much of a chain's end nobody could miss if it were cut off. */
const checkpointSeconds = 300;

/** Evaluations in progress get so long to end when the service is told to. */
const drainMilliseconds = 20_000;

/** A round that looks for what was lost, or copies evidence, gets so long to end. */
const reconcilingMilliseconds = 2_000;

export type Service = { readonly url: string; readonly stop: () => Promise<void> };

/** The database's errors carry their connection, with the key by which it can be cancelled. */
const withoutClient = (fault: unknown): unknown => {
  if (fault instanceof Error && 'client' in fault) delete fault.client;
  return fault;
};

/** Opens the house from the ground up, database first, and closes it in the opposite order. */
export const startService = async (settings: ServiceSettings, logger: Logger): Promise<Service> => {
  const stopTracing = settings.tracesTo === null ? async () => {} : startTracing(settings.tracesTo, tool);
  const database = await openDatabase({
    databaseUrl: settings.databaseUrl?.reveal() ?? null,
    migrationUrl: settings.migrationDatabaseUrl?.reveal() ?? null,
    dataFolder: settings.dataFolder,
    // Showing a verdict holds a connection while GitHub answers; deliveries and reading need some besides.
    connections: settings.workers * 2 + 8,
  });
  if (!database.guarded) {
    logger.warn('our database role could take the ledger’s protection off; docs/operations.md, “Two roles”');
  }
  const onFault = (fault: unknown) => logger.error({ err: withoutClient(fault) }, 'a fault in the background');
  const queue = await openQueue(database, onFault);
  const metrics = createMetrics(async () => ({
    ...(await queueHealth(queue)),
    ...(await readOpenness(database.pool)),
    ledgerEntries: await countEntries(database.pool),
  }));
  const house: House = {
    database,
    queue,
    inbox: openInbox(queue),
    ledger: await openLedger(database, ...(await openSigners(settings))),
    github: createClients({
      appId: settings.app.id,
      privateKey: settings.app.privateKey.reveal(),
      apiUrl: settings.github.apiUrl,
      userAgent: `${tool.name}/${tool.version}`,
      onRateLimit: (wait) => {
        metrics.countLimit(wait);
        logger.warn(wait, 'GitHub limits our requests');
      },
      onRequest: metrics.countRequest,
      onWarning: (message) => logger.warn(message),
    }),
    logger,
    webUrl: settings.github.webUrl,
    tool,
  };
  const worker = await startWorker(queue, evaluate(house), {
    concurrency: settings.workers,
    onFailure: ({ subject, delivery }, attempt, error) => {
      if (error instanceof LookAgain) {
        logger.info({ subject, delivery, attempt, reason: error.message }, 'an evaluation looks again');
        return;
      }
      metrics.countFailure(subject.kind);
      logger.warn({ subject, delivery, attempt, err: error }, 'an evaluation failed');
    },
    onDone: (subject, seconds) => metrics.countEvaluation(subject.kind, seconds),
  });
  const rounds = { every: settings.sweepSeconds, onFault };
  const stopSweep = startSweep(queue, {
    ...rounds,
    keepDays: settings.deliveryDays,
    findStale: async () => {
      const seconds = sweep.staleRounds * settings.sweepSeconds;
      return [
        ...(await takeStale(database.pool, seconds, sweep.most)),
        ...(await takeStaleReleases(database.pool, seconds, sweep.most)),
      ];
    },
  });
  const stopCheckpoints = startRounds(
    async () => {
      await house.ledger.writeCheckpoints();
    },
    { every: checkpointSeconds, onFault },
  );
  const server = await startHttpServer({
    settings,
    logger,
    onDelivery: receiveDelivery(house),
    readKeys: house.ledger.readKeys,
    metrics,
    latestCheckpoint: settings.serveCheckpoints ? house.ledger.latestCheckpoint : null,
    checks: {
      database: async () => ((await database.answers()) ? null : 'does not answer'),
      migrations: async () => ((await hasJustOurMigrations(database)) ? null : 'are not those of this version'),
      queue: async () => queueHealth(queue).then(() => null),
    },
  });
  // After the server listens: what is asked for is delivered at once.
  const stopReconciling = startRounds(reconcile(house, settings.sweepSeconds), rounds);
  const { evidenceMirror: mirror } = settings;
  const stopMirroring =
    mirror === null ? async () => {} : startRounds(mirrorEvidence(house, mirror, metrics.countMirrorRound), rounds);
  return {
    url: server.url,
    stop: async () => {
      await server.drain();
      // Whatever it does can be broken off at any point.
      const stopped = Promise.all([stopReconciling(), stopMirroring()]);
      await Promise.race([stopped, delay(reconcilingMilliseconds, undefined, { ref: false })]);
      await stopSweep();
      await stopCheckpoints();
      await worker.stop(drainMilliseconds);
      await queue.close();
      await database.close();
      await stopTracing();
    },
  };
};

/** The signer of evidence, and the one that it replaces. */
const openSigners = async ({ evidenceKey, previousEvidenceKey, dataFolder, production }: ServiceSettings) => {
  const open = (key: Secret | null) => openSigner({ key: key?.reveal() ?? null, dataFolder, production });
  return [await open(evidenceKey), previousEvidenceKey === null ? null : await open(previousEvidenceKey)] as const;
};
