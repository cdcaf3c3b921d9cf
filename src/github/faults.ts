import { type Fact, unknown } from '../decision/facts.ts';

/** What went wrong between us and GitHub. */
export type GitHubFaultCode =
  | 'not-found'
  | 'not-installed'
  | 'unauthorized'
  | 'forbidden'
  | 'refused'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'invalid-answer'
  | 'changed-meanwhile';

const retryableCodes: ReadonlySet<GitHubFaultCode> = new Set([
  // A token can be revoked while it is cached; the next attempt asks for a fresh one.
  'unauthorized',
  'rate-limited',
  'unavailable',
  'timeout',
  'invalid-answer',
  'changed-meanwhile',
]);

/** A call to GitHub that gave no usable answer. Carries no request, so neither a token nor a body can reach a log. */
export class GitHubFault extends Error {
  override readonly name = 'GitHubFault';
  readonly code: GitHubFaultCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Which call, in words: `reading acme/pump#7`. */
  readonly what: string;
  /** Seconds to wait before the next attempt, where GitHub said so. */
  readonly retryAfter: number | null;

  constructor(
    code: GitHubFaultCode,
    what: string,
    detail: string,
    options: { cause?: unknown; retryAfter?: number | null } = {},
  ) {
    super(`${what}: ${detail}`, options.cause === undefined ? undefined : { cause: withoutRequest(options.cause) });
    this.code = code;
    this.retryable = retryableCodes.has(code);
    this.what = what;
    this.retryAfter = options.retryAfter ?? null;
  }
}

/** Octokit's errors carry the whole request and answer; a logger would print them. */
const withoutRequest = (cause: unknown): Error => {
  const bare = new Error(cause instanceof Error ? cause.message : String(cause));
  if (cause instanceof Error) {
    bare.name = cause.name;
    if (cause.stack !== undefined) bare.stack = cause.stack;
  }
  return bare;
};

type Headers = Readonly<Record<string, string | number | undefined>>;
type HttpError = Error & {
  status: number;
  request?: { url?: string };
  response?: { headers?: Headers; data?: unknown };
};

const isHttpError = (error: unknown): error is HttpError =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

/** Seconds until GitHub's rate limit lets us in again, from the headers of its answer; null when it does not say. */
export const toRetryAfter = (headers: Headers, now: number): number | null => {
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && after > 0) return after;
  const reset = Number(headers['x-ratelimit-reset']);
  // One second more: the limit is lifted after the instant, not at it.
  return headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset)
    ? Math.max(1, Math.ceil(reset - now / 1000) + 1)
    : null;
};

const toHttpFault = (what: string, error: HttpError): GitHubFault => {
  const { status, message } = error;
  const headers = error.response?.headers ?? {};
  const options = { cause: error, retryAfter: toRetryAfter(headers, Date.now()) };
  const detail = error.response === undefined ? message : `GitHub answered ${status}: ${message}`;
  const limited = options.retryAfter !== null || /rate limit/i.test(message);
  if (status === 429 || (status === 403 && limited)) return new GitHubFault('rate-limited', what, detail, options);
  if (error.request?.url?.endsWith('/access_tokens') === true && (status === 403 || status === 404)) {
    // `Integration not found` is about the App itself: its id or key is wrong, and the installation may be well.
    const code = /integration/i.test(message) ? 'unauthorized' : 'not-installed';
    return new GitHubFault(code, what, `no access token for the installation; ${detail}`, options);
  }
  switch (status) {
    case 401:
      return new GitHubFault('unauthorized', what, detail, options);
    case 404:
    case 410:
      return new GitHubFault('not-found', what, detail, options);
    case 403:
    case 451:
      return new GitHubFault('forbidden', what, detail, options);
    default:
      return new GitHubFault(status >= 500 ? 'unavailable' : 'refused', what, detail, options);
  }
};

/** By its name: an aborted fetch throws a DOMException, which not every runtime counts among the errors. */
const isTimeout = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  const { name, cause } = error as { name?: unknown; cause?: unknown };
  return name === 'TimeoutError' || name === 'AbortError' || isTimeout(cause);
};

/** Whatever a call threw, as a fault. */
export const toFault = (what: string, error: unknown): GitHubFault => {
  if (error instanceof GitHubFault) return error;
  if (isTimeout(error)) return new GitHubFault('timeout', what, 'GitHub did not answer in time', { cause: error });
  if (isHttpError(error)) return toHttpFault(what, error);
  return new GitHubFault('unavailable', what, error instanceof Error ? error.message : String(error), { cause: error });
};

/** Whether a question may have failed because it asked for more than GitHub can answer at once. */
export const isTooMuch = (error: unknown): boolean =>
  error instanceof GitHubFault && (error.code === 'unavailable' || error.code === 'timeout');

/** Runs one call to GitHub; whatever it throws becomes a `GitHubFault` that says which call it was. */
export const attempt = async <T>(what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw toFault(what, error);
  }
};

/** Like `attempt`, for one fact of many: where GitHub refuses for good, the fact is unknown for this reason. */
export const orUnknown = async <T>(reason: string, what: string, call: () => Promise<Fact<T>>): Promise<Fact<T>> => {
  try {
    return await attempt(what, call);
  } catch (error) {
    if (error instanceof GitHubFault && (error.code === 'not-found' || error.code === 'forbidden')) {
      return unknown(reason);
    }
    throw error;
  }
};
