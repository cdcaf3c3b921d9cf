import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient, TypeOverrides, types } from 'pg';
import { isContention, toDatabaseFault } from './fault.ts';

/** A connection inside an open transaction. Only `transaction` makes one, so a pool cannot be passed by mistake. */
export type Tx = PoolClient;

/** Whatever a single statement can be run on: the pool, or a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/** An open database with every migration applied. */
export type Database = {
  readonly pool: Pool;
  /** Connection address, with the password in it: never log it. */
  readonly url: string;
  /** Whether the server is ours, in the data folder, and ends with us. */
  readonly embedded: boolean;
  /** Whether our role can neither change the ledger nor take its protection off. */
  readonly guarded: boolean;
  /** Whether it answers, for `/readyz`; never throws. */
  readonly answers: () => Promise<boolean>;
  /** Closes the pool, then stops the embedded server when there is one. */
  readonly close: () => Promise<void>;
};

const attempts = 6;

/**
 * Runs `work` in one READ COMMITTED transaction and commits it. Serialization failures and deadlocks are run again, up
 * to six times with a growing pause, so `work` must have no effect outside the transaction. Whatever `work` throws rolls
 * back and is thrown on; the database's own errors as `DatabaseFault`.
 */
export const transaction = async <T>(db: Pick<Database, 'pool'>, work: (tx: Tx) => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptTransaction(db.pool, work);
    } catch (error) {
      if (!isContention(error) || attempt >= attempts) throw toDatabaseFault(error);
      await delay(2 ** attempt * (1 + Math.random()));
    }
  }
};

const attemptTransaction = async <T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const tx = await pool.connect();
  let broken: Error | undefined;
  // Lost while no statement runs, as when we wait for GitHub, it would otherwise end the process: nobody else listens.
  const noteLoss = (error: Error) => {
    broken = error;
  };
  tx.on('error', noteLoss);
  try {
    await tx.query('BEGIN');
    const result = await work(tx);
    await tx.query('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away instead of being handed to the next caller.
    await tx.query('ROLLBACK').catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error('rollback failed');
    });
    throw error;
  } finally {
    tx.off('error', noteLoss);
    tx.release(broken);
  }
};

/**
 * Values as our stores want them: `bigint` as a number (GitHub's ids and our sequences stay below 2^53) and
 * `timestamptz` as an RFC 3339 instant in UTC, without a fraction when it has none, as GitHub writes it.
 */
const valueTypes = new TypeOverrides();
valueTypes.setTypeParser(types.builtins.INT8, Number);
valueTypes.setTypeParser(types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString().replace('.000Z', 'Z'));

/**
 * How long, in milliseconds, a transaction of ours may do nothing, as when it waits for GitHub: then the server ends it. Of a
 * process that is cut off from the database it would otherwise keep the locks for hours, and with them whatever is shown
 * on a commit, green or red.
 */
const longestPause = 100_000;

/**
 * Proves that a transaction, and with it every lock that it holds, is alive. What is done elsewhere under these locks is
 * to be given up when the signal aborts: half a pause later, so that nothing arrives that somebody else has overtaken.
 *
 * @throws what the database says of a transaction that it has ended.
 */
export const proveAlive = async (tx: Tx): Promise<AbortSignal> => {
  await tx.query('SELECT 1');
  return AbortSignal.timeout(longestPause / 2);
};

const session = [
  'timezone=UTC',
  `idle_in_transaction_session_timeout=${longestPause}`,
  // Of one that was cut off between transactions the session ends within a minute.
  'tcp_keepalives_idle=30',
  'tcp_keepalives_interval=10',
  'tcp_keepalives_count=3',
];

/** A statement waits for locks no longer than locks may be held; an answer that is later will not come, in milliseconds. */
export const longestStatement = 2 * longestPause;

/**
 * A pool on `url`; `patience`: after how many milliseconds a statement without an answer is given up. The caller ends it.
 * A lost idle connection is replaced on the next use, so its error ends here.
 */
export const createPool = (url: string, size: number, { patience }: { patience?: number } = {}): Pool => {
  const pool = new Pool({
    connectionString: url,
    max: size,
    application_name: 'holdpoint',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    ...(patience === undefined ? {} : { query_timeout: patience }),
    options: session.map((setting) => `-c ${setting}`).join(' '),
    types: valueTypes,
  });
  pool.on('error', () => undefined);
  return pool;
};
