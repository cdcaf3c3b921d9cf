import type { Caller } from './state.ts';

/** A request as the simulator's handlers see it: read whole, its JSON parsed, its caller known. */
export type SimulatorRequest = {
  method: string;
  /** The path as sent (percent-encoded), with the prefix that chose the handler (`/api/v3`, `/_control`) removed. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** The parsed JSON body, or undefined when there was none; the bytes themselves where a file is uploaded. */
  body: unknown;
  caller: Caller;
};

/** A handler's answer. A body of text or bytes goes out as it is, anything else as JSON; undefined is an empty body. */
export type SimulatorResponse = {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** A fault in the transport: never answer, or break off in the middle of the body. */
  transport?: 'timeout' | 'truncate';
};

/** An answer other than success, thrown by actions and turned into GitHub's `{message, errors, documentation_url}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: unknown[] | undefined;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, errors?: unknown[], headers: Record<string, string> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Not Found');

/** GitHub's 422 with a list of `{resource, code, field}`. */
export const validationFailed = (resource: string, field: string, code: string, message?: string): ApiError =>
  new ApiError(422, 'Validation Failed', [{ resource, field, code, ...(message === undefined ? {} : { message }) }]);

/** The answer to everything outside what the simulator implements: it says so and never invents. */
export const notImplemented = (what: string): ApiError =>
  new ApiError(501, `The simulator does not implement ${what}. See simulator/README.md for what it does.`);
