import { createHash, timingSafeEqual } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Secret } from '../secret.ts';
import type { Logger } from './logger.ts';
import { type Handler, send, sendError } from './respond.ts';

/** What is looked up when somebody asks, and is the same in every replica. */
export type Readings = {
  readonly waiting: number;
  readonly running: number;
  readonly retrying: number;
  /** Seconds. */
  readonly oldestWaiting: number;
  /** Entries of all chains. */
  readonly ledgerEntries: number;
  readonly openPullRequests: number;
  /** Seconds since the open pull request was evaluated that was not for the longest time. */
  readonly sweepLag: number;
};

/** A request that GitHub has answered, or not. */
type MeteredRequest = {
  /** Null: the App itself. */
  readonly installationId: number | null;
  readonly kind: 'graphql' | 'read' | 'write';
  /** 0: no answer. */
  readonly status: number;
  /** What is left of the installation's hourly budget; null when the answer does not say. */
  readonly remaining: number | null;
};

export type Metrics = {
  readonly countDelivery: (event: string, outcome: 'accepted' | 'duplicate' | 'refused' | 'failed') => void;
  readonly countRequest: (request: MeteredRequest) => void;
  readonly countLimit: (limit: { readonly installationId: number | null; readonly limit: string }) => void;
  /** `seconds`: since the subject was enqueued. */
  readonly countEvaluation: (kind: string, seconds: number) => void;
  readonly countFailure: (kind: string) => void;
  readonly countMirrorRound: (outcome: 'done' | 'failed') => void;
  /** Everything in Prometheus's text form. */
  readonly read: () => Promise<string>;
  readonly contentType: string;
};

/** Names an installation in a label; there are as many values as installations. */
const toInstallation = (id: number | null): string => (id === null ? 'app' : String(id));

/** The service's metrics (F81). Labels hold numbers and words of ours, and nothing that a repository is called. */
export const createMetrics = (readings: () => Promise<Readings>): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'holdpoint_' });
  const deliveries = new Counter({
    name: 'holdpoint_deliveries_total',
    help: 'Webhook deliveries whose signature was verified',
    labelNames: ['event', 'outcome'],
    registers,
  });
  const requests = new Counter({
    name: 'holdpoint_github_requests_total',
    help: 'Requests to GitHub',
    labelNames: ['installation', 'kind', 'status'],
    registers,
  });
  const budget = new Gauge({
    name: 'holdpoint_github_budget_remaining',
    help: 'What was left of an installation’s hourly budget at its last answer',
    labelNames: ['installation', 'kind'],
    registers,
  });
  const limits = new Counter({
    name: 'holdpoint_github_limited_total',
    help: 'Times that GitHub asked to slow down',
    labelNames: ['installation', 'limit'],
    registers,
  });
  const evaluations = new Histogram({
    name: 'holdpoint_evaluation_seconds',
    help: 'From the time that a subject was enqueued until its evaluation ended',
    labelNames: ['kind'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900],
    registers,
  });
  const failures = new Counter({
    name: 'holdpoint_evaluation_failures_total',
    help: 'Attempts at an evaluation that failed; each is repeated',
    labelNames: ['kind'],
    registers,
  });
  const mirrorRounds = new Counter({
    name: 'holdpoint_mirror_rounds_total',
    help: 'Rounds that copy evidence to the mirror',
    labelNames: ['outcome'],
    registers,
  });
  const gauges = Object.entries({
    waiting: ['holdpoint_queue_waiting', 'Subjects that wait to be evaluated'],
    running: ['holdpoint_queue_running', 'Subjects that are evaluated now'],
    retrying: ['holdpoint_queue_retrying', 'Subjects that wait for another attempt'],
    oldestWaiting: ['holdpoint_queue_oldest_seconds', 'How long the oldest subject has waited'],
    ledgerEntries: ['holdpoint_ledger_entries', 'Entries of all chains'],
    openPullRequests: ['holdpoint_open_pull_requests', 'Open pull requests that are known'],
    sweepLag: ['holdpoint_sweep_lag_seconds', 'Since the evaluation of the open pull request that waits longest'],
  } as const satisfies Record<keyof Readings, readonly [string, string]>).map(
    ([key, [name, help]]) => [key as keyof Readings, new Gauge({ name, help, registers })] as const,
  );
  return {
    countDelivery: (event, outcome) => deliveries.inc({ event, outcome }),
    countRequest: ({ installationId, kind, status, remaining }) => {
      const installation = toInstallation(installationId);
      requests.inc({ installation, kind, status: String(status) });
      if (remaining !== null) budget.set({ installation, kind: kind === 'graphql' ? 'graphql' : 'rest' }, remaining);
    },
    countLimit: ({ installationId, limit }) => limits.inc({ installation: toInstallation(installationId), limit }),
    countEvaluation: (kind, seconds) => evaluations.observe({ kind }, seconds),
    countFailure: (kind) => failures.inc({ kind }),
    countMirrorRound: (outcome) => mirrorRounds.inc({ outcome }),
    read: async () => {
      const now = await readings();
      for (const [key, gauge] of gauges) gauge.set(now[key]);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
};

/** Makes the handler of `/metrics`, for whoever has the token: what an installation does is nobody else's business. */
export const toMetricsHandler = (metrics: Metrics, token: Secret, logger: Logger): Handler => {
  const wanted = digest(`Bearer ${token.reveal()}`);
  return async (request, response) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), wanted))
      return sendError(response, 401, 'The token is missing or wrong.', { 'www-authenticate': 'Bearer' });
    try {
      return send(response, 200, metrics.contentType, await metrics.read());
    } catch (error) {
      logger.error({ err: error }, 'the metrics cannot be read');
      return sendError(response, 503, 'The metrics cannot be read now.');
    }
  };
};

/** Of equal length, so that comparing takes as long whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
