import { isDeepStrictEqual } from 'node:util';
import { PgBoss } from 'pg-boss';
import { type Database, type Tx, transaction } from '../database/database.ts';
import { lockSpaces } from '../database/lock-spaces.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';

/** Name of the only queue. */
export const evaluations = 'evaluations';

export type Queue = {
  readonly boss: PgBoss;
  readonly database: Database;
  /** The delivery on whose behalf is enqueued, for the log; null: nobody's. */
  readonly delivery: string | null;
  readonly close: () => Promise<void>;
};

/**
 * Opens the queue on the database; pg-boss brings its own schema `pgboss` up to date under a lock. `onFault` is told of
 * what goes wrong in the background (a lost connection, a failed heartbeat); the work itself is retried in any case.
 */
export const openQueue = async (database: Database, onFault: (fault: Error) => void): Promise<Queue> => {
  const boss = new PgBoss({
    connectionString: database.url,
    application_name: 'holdpoint-queue',
    max: 6,
    useListenNotify: true,
    schedule: false,
    // How soon the job of a worker that died is taken up again: its heartbeat's age plus this.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 3_600,
  });
  boss.on('error', onFault);
  await boss.start();
  // docs/decisions/queue-policy.md: key_strict_fifo runs one job a key, and a key that runs keeps no other waiting.
  await boss.createQueue(evaluations, { policy: 'key_strict_fifo', notify: true, ...jobOptions });
  await boss.updateQueue(evaluations, { notify: true, ...jobOptions });
  return { boss, database, delivery: null, close: () => boss.stop({ graceful: true, timeout: 1_000 }) };
};

const jobOptions = {
  // In practice for ever: what GitHub refuses today it may allow tomorrow, and a job given up is a check stuck for ever.
  retryLimit: 1_000_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  retentionSeconds: 365 * 86_400,
  deleteAfterSeconds: 86_400,
  // Longest run of one evaluation.
  expireInSeconds: 300,
  heartbeatSeconds: 15,
};

/** An evaluation to be made. */
export type Job = {
  readonly subject: Subject;
  /** The delivery that asked for it first since it was last begun, for the log; null: it came of nobody's. */
  readonly delivery: string | null;
};

/**
 * Enqueues an evaluation of each subject, in the caller's transaction. A subject that already waits is not enqueued
 * twice: its waiting job takes the newer subject, is brought forward if it waits for a retry, and cannot start before
 * the transaction ends, so that whatever else the transaction records is there for the evaluation to read. A subject
 * that runs gets one more job behind it.
 */
export const enqueue = (queue: Queue, tx: Tx, subjects: readonly Subject[]): Promise<void> =>
  enqueueJobs(
    queue,
    tx,
    subjects.map((subject) => ({ subject, delivery: queue.delivery })),
  );

/** `enqueue`, each on behalf of a delivery of its own. */
export const enqueueJobs = async (queue: Queue, tx: Tx, jobs: readonly Job[]): Promise<void> => {
  const byKey = new Map(jobs.map((job) => [toSubjectKey(job.subject), job]));
  if (byKey.size === 0) return;
  const db = toBossDatabase(tx);
  // pg-boss has no policy that lets one job a key wait and one run without blocking other keys, so who asks first for a
  // key makes the others wait until it has committed. Locks in one order, lest two transactions wait for each other.
  await tx.query(
    `SELECT pg_advisory_xact_lock($2, h) FROM (SELECT DISTINCT hashtext(k) AS h FROM unnest($1::text[]) k ORDER BY h) s`,
    [[...byKey.keys()], lockSpaces.subjectKeys],
  );
  const waiting = await lockWaiting(tx, [...byKey.keys()]);
  const [first] = waiting;
  // Another delivery alone is no reason to write: in a burst there are many for each.
  const outdated = waiting.filter(
    ({ ready, key, data }) => !ready || !isDeepStrictEqual(data.subject, byKey.get(key)?.subject),
  );
  // The lock may have hidden the jobs from a worker that looked; updating one of them calls the workers at the commit.
  for (const { key } of outdated.length > 0 || first === undefined ? outdated : [first]) {
    await queue.boss.update(evaluations, byKey.get(key), { singletonKey: key, match: 'all', startAfter: 0, db });
  }
  for (const { key } of waiting) byKey.delete(key);
  if (byKey.size === 0) return;
  await queue.boss.insert(
    evaluations,
    [...byKey].map(([singletonKey, data]) => ({ singletonKey, data, group: { id: toGroup(data.subject) } })),
    { db },
  );
};

/** Whose work it is: of one repository only so much is done at a time; see `startWorker`. */
const toGroup = (subject: Subject): string =>
  subject.kind === 'installation' ? toSubjectKey(subject) : `${subject.ref.owner}/${subject.ref.name}`.toLowerCase();

type WaitingJob = {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly ready: boolean;
  readonly data: Job;
};

/** The waiting jobs of the keys, which no worker can take before the transaction ends. */
const lockWaiting = async (tx: Tx, keys: readonly string[]): Promise<readonly WaitingJob[]> => {
  const { rows } = await tx.query<WaitingJob>(
    `SELECT id, singleton_key AS key, state, start_after <= now() AS ready, data FROM pgboss.job
     WHERE name = $1 AND singleton_key = ANY($2) AND state IN ('created', 'retry', 'failed') ORDER BY 2 FOR UPDATE`,
    [evaluations, keys],
  );
  // A job that failed finally would block its key for ever; it makes way when its subject is wanted again.
  const failed = rows.filter(({ state }) => state === 'failed').map(({ id }) => id);
  if (failed.length > 0)
    await tx.query('DELETE FROM pgboss.job WHERE name = $1 AND id = ANY($2)', [evaluations, failed]);
  return rows.filter(({ state }) => state !== 'failed');
};

/** `enqueue` in a transaction of its own. */
export const enqueueNow = (queue: Queue, subjects: readonly Subject[]): Promise<void> =>
  transaction(queue.database, (tx) => enqueue(queue, tx, subjects));

const toBossDatabase = (tx: Tx) => ({ executeSql: (text: string, values?: unknown[]) => tx.query(text, values) });

export type QueueHealth = {
  readonly waiting: number;
  readonly running: number;
  /** Waiting for another attempt after a failure. */
  readonly retrying: number;
  /** Seconds since the longest-waiting job that could run was enqueued; 0 when none waits. */
  readonly oldestWaiting: number;
};

/** How much work waits; throws when the database does not answer. */
export const queueHealth = async (queue: Queue): Promise<QueueHealth> => {
  const { rows } = await queue.database.pool.query<QueueHealth>(
    `SELECT count(*) FILTER (WHERE state IN ('created', 'retry')) AS waiting,
       count(*) FILTER (WHERE state = 'active') AS running,
       count(*) FILTER (WHERE state = 'retry') AS retrying,
       coalesce(extract(epoch FROM now() - min(created_on) FILTER (WHERE state = 'created')), 0)::float8 AS "oldestWaiting"
     FROM pgboss.job WHERE name = $1 AND state <= 'active'`,
    [evaluations],
  );
  return rows[0] ?? { waiting: 0, running: 0, retrying: 0, oldestWaiting: 0 };
};
