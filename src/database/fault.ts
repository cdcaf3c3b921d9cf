import { isNativeError } from 'node:util/types';
import { DatabaseError } from 'pg';

/** What can go wrong between us and PostgreSQL. */
export type DatabaseFaultCode =
  /** No answer: it is down, restarting, or the address is wrong. */
  | 'unreachable'
  /** Too many transactions wanted the same rows; it was tried several times. */
  | 'contended'
  /** PostgreSQL answered and refused: a constraint, a permission, a statement. */
  | 'refused'
  /** The embedded server could not be set up or started. */
  | 'not-started'
  /** Another process runs the embedded server on this data folder. */
  | 'in-use'
  /** The migrations on disk and those in the database do not agree. */
  | 'migrations';

/** A fault of the database. The message never holds a password or a statement's values. */
export class DatabaseFault extends Error {
  override readonly name = 'DatabaseFault';
  readonly code: DatabaseFaultCode;
  /** Whether the same call may succeed later without anybody acting. */
  readonly retryable: boolean;

  constructor(code: DatabaseFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = code === 'unreachable' || code === 'contended';
  }
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const networkMessages =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** SQLSTATE of a serialization failure or a deadlock: the transaction did nothing and may be run again. */
export const isContention = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');

/** SQLSTATE classes 08 (connection) and 57P (shutting down, starting up), 53300 (too many connections), or no answer. */
export const isUnreachable = (error: unknown): boolean => {
  if (!isNativeError(error)) return false;
  if (error instanceof DatabaseError) return /^(08|57P0|53300)/.test(error.code ?? '');
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  return networkCodes.has(String((error as NodeJS.ErrnoException).code)) || networkMessages.test(error.message);
};

/** Names what `pg` threw; anything that is not the database's own error is handed back as it is. */
export const toDatabaseFault = (error: unknown): unknown => {
  if (isContention(error))
    return new DatabaseFault('contended', 'The database is contended; it was tried several times.', error);
  if (isUnreachable(error)) return new DatabaseFault('unreachable', 'The database does not answer.', error);
  if (error instanceof DatabaseError) {
    return new DatabaseFault(
      'refused',
      `The database refused: ${error.message} (SQLSTATE ${error.code ?? 'unknown'}).`,
      error,
    );
  }
  return error;
};
