import { setTimeout as delay } from 'node:timers/promises';
import type { JobWithMetadata } from 'pg-boss';
import type { Subject } from '../decision/subject.ts';
import { evaluations, type Job, type Queue } from './queue.ts';
import { enterWorkers } from './worker-presence.ts';

type Attempt = {
  /** 1 the first time. */
  readonly attempt: number;
  /** What went wrong the last time; null at the first attempt, and when the worker died of it. */
  readonly lastError: string | null;
  /** The delivery that asked for it, for the log; null: nobody's. */
  readonly delivery: string | null;
  /** Aborted when the worker stops without patience, or the job has been given to somebody else. */
  readonly signal: AbortSignal;
};

/** Evaluates one subject. Throwing means: again later, after a pause that grows to five minutes. */
export type Handler = (subject: Subject, attempt: Attempt) => Promise<void>;

export type Worker = {
  /** Takes no more jobs, waits for those that run, and after `patience` milliseconds gives the rest back to the queue. */
  readonly stop: (patience: number) => Promise<void>;
};

export type WorkerOptions = {
  /** How many subjects are evaluated at the same time. */
  readonly concurrency: number;
  /** Told of every failed attempt, for the log. */
  readonly onFailure: (job: Job, attempt: number, error: unknown) => void;
  /** Told of every attempt that succeeded, and how many seconds ago its subject was enqueued. */
  readonly onDone?: (subject: Subject, seconds: number) => void;
};

/**
 * Starts evaluating what is enqueued: never two jobs of one subject at the same time, in all processes together. A job
 * whose process died is taken up again at once when no other worker lives, otherwise when its heartbeat is overdue,
 * within about 20 s. No repository has more than three quarters of the workers of a process at a time.
 */
export const startWorker = async (queue: Queue, handler: Handler, options: WorkerOptions): Promise<Worker> => {
  const halt = new AbortController();
  const leave = await enterWorkers(queue);
  const work = async ([job]: JobWithMetadata<Job>[]): Promise<void> => {
    if (job === undefined) return;
    try {
      await attempt(queue, job, handler, options, halt.signal);
    } finally {
      goOn(queue);
    }
  };
  // New work calls the workers; the polling is for retries that have become due.
  const fetching = {
    includeMetadata: true,
    heartbeatRefreshSeconds: 5,
    pollingIntervalSeconds: 2,
    notifyPollingIntervalSeconds: 2,
    localConcurrency: options.concurrency,
    localGroupConcurrency: toMostOfOne(options.concurrency),
  } as const;
  if (options.concurrency > 0) await queue.boss.work(evaluations, fetching, work);
  return { stop: (patience) => stop(queue, halt, leave, patience) };
};

/**
 * pg-boss pauses between two fetches of one job each; as long as there is work there shall be no pause. Which worker calls
 * this is not known, but that it is busy: the others that are will not pause either.
 */
const goOn = ({ boss }: Queue): void => {
  for (const { id, name, count } of boss.getWipData()) if (name === evaluations && count > 0) boss.notifyWorker(id);
};

/** A quarter of the workers is kept from whatever repository has much to do, so that a quiet one need not wait for it. */
const toMostOfOne = (concurrency: number): number => Math.max(1, concurrency - Math.ceil(concurrency / 4));

const attempt = async (
  queue: Queue,
  job: JobWithMetadata<Job>,
  handler: Handler,
  options: WorkerOptions,
  halt: AbortSignal,
) => {
  const number = job.retryCount + 1;
  const { subject, delivery } = job.data;
  // A newer job of the subject waits behind this retry and carries newer knowledge: let it run instead.
  if (number > 1 && (await newerWaits(queue, job))) return;
  try {
    const signal = AbortSignal.any([job.signal, halt]);
    await handler(subject, { attempt: number, lastError: toLastError(job.output), delivery, signal });
    options.onDone?.(subject, Math.max(0, (Date.now() - new Date(job.createdOn).valueOf()) / 1_000));
  } catch (error) {
    options.onFailure(job.data, number, error);
    // It covers this one too, and at once instead of after the pause.
    if (await newerWaits(queue, job)) return;
    // pg-boss stores what is thrown, whole; the message alone cannot carry a request's headers or a response's body.
    // oxlint-disable-next-line preserve-caught-error
    throw new Error(toMessage(error));
  }
};

const newerWaits = async (queue: Queue, job: JobWithMetadata<Job>): Promise<boolean> => {
  const waiting = await queue.boss.findJobs(evaluations, { key: job.singletonKey ?? '', queued: true });
  return waiting.some(({ id }) => id !== job.id);
};

const toMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

const toLastError = (output: unknown): string | null =>
  typeof output === 'object' && output !== null && 'message' in output && typeof output.message === 'string'
    ? output.message
    : null;

const stop = async (queue: Queue, halt: AbortController, leave: () => Promise<void>, patience: number) => {
  const drained = queue.boss.offWork(evaluations, { wait: true });
  const timer = new AbortController();
  const patient = delay(patience, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([drained, patient]);
  timer.abort();
  halt.abort(new Error('The worker stops.'));
  // Handlers that heed the signal fail at once and their jobs go back; the others' jobs go back when the queue closes.
  await Promise.race([drained, delay(500)]);
  await leave();
};
