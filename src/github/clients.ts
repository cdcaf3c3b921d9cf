import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { LRUCache } from 'lru-cache';
import type { RepositoryRef } from '../records/reference.ts';
import { attempt } from './faults.ts';
import { type Pace, type Pacing, toPacing } from './pace.ts';

/** One installation's way to GitHub. Opaque outside this folder. */
export type InstallationClient = {
  readonly installationId: number;
  readonly appId: number;
  readonly octokit: Octokit;
  /** What this GitHub lacks, learned from its answers; one object for all clients of the same GitHub. */
  readonly host: { issueTypes: boolean };
};

/** The App's own way to GitHub, with no installation's rights. Opaque outside this folder. */
export type AppClient = { readonly octokit: Octokit };

/** A way to one repository alone, with fewer rights than the installation has. Opaque outside this folder. */
export type RepositoryClient = { readonly octokit: Octokit };

/** GitHub asked us to slow down. */
export type RateLimitWait = {
  /** Null: the App itself. */
  readonly installationId: number | null;
  readonly limit: 'primary' | 'secondary';
  /** Seconds until GitHub lets us in again. */
  readonly retryAfter: number;
  /** Whether the call waits in place; otherwise it failed, and the job comes back later. */
  readonly waits: boolean;
};

/** One attempt at a request, and what came of it. */
type AnsweredRequest = {
  /** Null: the App itself. */
  readonly installationId: number | null;
  readonly kind: 'graphql' | 'read' | 'write';
  /** 0: no answer. */
  readonly status: number;
  /** What GitHub says is left of the budget of this kind; null when it does not. */
  readonly remaining: number | null;
};

export type ClientSettings = {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** Root of REST: `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** Name and version of this product; GitHub asks every App to send one. */
  readonly userAgent: string;
  /** Milliseconds before one attempt at a request is given up. */
  readonly timeout?: number;
  /** Milliseconds of the first pause before a failed request is repeated; the second pause is four times as long. */
  readonly retryPause?: number;
  readonly pace?: Pace;
  readonly onRateLimit?: (wait: RateLimitWait) => void;
  readonly onRequest?: (request: AnsweredRequest) => void;
  readonly onWarning?: (message: string) => void;
};

export type GitHubClients = {
  /** Our own App's number. */
  readonly appId: number;
  /** Root of REST, without a slash at its end. */
  readonly apiUrl: string;
  readonly app: AppClient;
  /** The client of an installation; the same one each time, with its token and its pace. */
  readonly forInstallation: (installationId: number) => InstallationClient;
  /**
   * A client for one repository alone, with no more than these permissions, which the App must have; good for an hour.
   * @throws GitHubFault
   */
  readonly forRepository: (
    repository: RepositoryRef,
    permissions: Readonly<Record<string, 'read' | 'write'>>,
  ) => Promise<RepositoryClient>;
  /** Ids of the installations that are not suspended. */
  readonly readInstallations: () => Promise<number[]>;
};

/** Longer waits give the worker back; the queue repeats the job. */
const longestWaitInPlace = 5;
const repeats = 2;
const mostClients = 1000;

const PacedOctokit = Octokit.plugin(throttling, retry);

const isPublicGitHub = (apiUrl: string): boolean => /^api\.github\.com$|\.ghe\.com$/.test(new URL(apiUrl).hostname);

const withoutBody = new Set([204, 205, 304]);

type Meter = (url: string, method: string | undefined, answer: Response | null) => void;

const toMeter =
  (installationId: number | null, onRequest: ClientSettings['onRequest'] = () => {}): Meter =>
  (url, method = 'GET', answer) => {
    const isRead = method === 'GET' || method === 'HEAD';
    const kind = url.endsWith('/graphql') ? 'graphql' : isRead ? 'read' : 'write';
    const left = answer?.headers.get('x-ratelimit-remaining') ?? null;
    const remaining = left !== null && /^\d+$/.test(left) ? Number(left) : null;
    onRequest({ installationId, kind, status: answer?.status ?? 0, remaining });
  };

/**
 * Fetches with a timeout for each attempt beside the caller's own signal, and reads the whole answer before it counts:
 * Octokit takes a body that breaks off for an empty one, and an empty page for the end of a list.
 */
const toWholeFetch =
  (timeout: number, meter: Meter) =>
  async (url: string, options: RequestInit): Promise<Response> => {
    const signals = [AbortSignal.timeout(timeout), ...(options.signal ? [options.signal] : [])];
    const answer = await fetch(url, { ...options, signal: AbortSignal.any(signals) }).catch((error: unknown) => {
      meter(url, options.method, null);
      throw error;
    });
    meter(url, options.method, answer);
    const { status, statusText, headers, url: address } = answer;
    const body = await answer.arrayBuffer();
    if (status === 200 && body.byteLength === 0) throw new TypeError('the answer was empty');
    const whole = new Response(withoutBody.has(status) ? null : body, { status, statusText, headers });
    // Octokit follows pages from the address of the answer, which a Response made by hand does not have.
    return Object.defineProperty(whole, 'url', { value: address });
  };

const toAppAuth = ({ appId, privateKey }: ClientSettings, installationId: number | null) => ({
  authStrategy: createAppAuth,
  auth: { appId, privateKey, ...(installationId === null ? {} : { installationId }) },
});

const toOctokit = (
  settings: ClientSettings,
  installationId: number | null,
  pacing: Pacing,
  onUnauthorized: () => void,
  token: string | null = null,
): Octokit => {
  const { timeout = 20_000, retryPause = 1000, onWarning = () => {}, onRateLimit = () => {} } = settings;
  const onLimit =
    (limit: RateLimitWait['limit']) =>
    (retryAfter: number, _options: object, _octokit: unknown, retryCount: number): boolean => {
      const waits = retryAfter <= longestWaitInPlace && retryCount < repeats;
      onRateLimit({ installationId, limit, retryAfter, waits });
      return waits;
    };
  const quiet = (): void => {};
  const octokit = new PacedOctokit({
    baseUrl: settings.apiUrl.replace(/\/$/, ''),
    userAgent: settings.userAgent,
    ...(token === null ? toAppAuth(settings, installationId) : { auth: token }),
    // Octokit's own log lines hold whole requests, so only its warnings are let through.
    log: { debug: quiet, info: quiet, error: quiet, warn: onWarning },
    request: { fetch: toWholeFetch(timeout, toMeter(installationId, settings.onRequest)) },
    throttle: {
      ...pacing.groups,
      id: String(installationId ?? 'app'),
      onRateLimit: onLimit('primary'),
      onSecondaryRateLimit: onLimit('secondary'),
    },
    retry: {
      retries: repeats,
      retryAfterBaseValue: retryPause,
      // Rate limits are the throttling plugin's; what is refused once is refused twice.
      doNotRetry: [400, 401, 403, 404, 405, 409, 410, 422, 429, 451, 501],
    },
  });
  octokit.hook.before('request', (options) => {
    // All requests of a client share this object, and the retry plugin counts in it: the count of one request that
    // failed would lengthen the pauses of every later one.
    options.request = { ...options.request };
    return pacing.wait(options.method, options.url);
  });
  octokit.hook.error('request', (error) => {
    if ('status' in error && error.status === 401) onUnauthorized();
    throw error;
  });
  return octokit;
};

/** Clients for one App on one GitHub. Tokens live in memory only and are renewed a minute before they run out. */
export const createClients = (settings: ClientSettings): GitHubClients => {
  const host = { issueTypes: true };
  const pace = settings.pace ?? (isPublicGitHub(settings.apiUrl) ? 'documented' : 'unlimited');
  // Kept when a client is replaced: a new token brings no new allowance.
  const pacings = new Map<number, Pacing>();
  const pacingOf = (installationId: number): Pacing => {
    const pacing = pacings.get(installationId) ?? toPacing(pace);
    pacings.set(installationId, pacing);
    return pacing;
  };
  const clients = new LRUCache<number, InstallationClient>({ max: mostClients });
  const forInstallation = (installationId: number): InstallationClient => {
    const present = clients.get(installationId);
    if (present !== undefined) return present;
    const pacing = pacingOf(installationId);
    // A token that GitHub no longer takes goes with its client; the next call mints another.
    const octokit = toOctokit(settings, installationId, pacing, () => clients.delete(installationId));
    const client = { installationId, appId: settings.appId, octokit, host };
    clients.set(installationId, client);
    return client;
  };
  const app = toOctokit(settings, null, toPacing(pace), () => {});
  return {
    appId: settings.appId,
    apiUrl: settings.apiUrl.replace(/\/$/, ''),
    app: { octokit: app },
    forInstallation,
    forRepository: ({ owner, name }, permissions) =>
      attempt(`asking for a token for ${owner}/${name} alone`, async () => {
        const { data: found } = await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo: name });
        const { data: token } = await app.request('POST /app/installations/{installation_id}/access_tokens', {
          installation_id: found.id,
          repositories: [name],
          permissions: { ...permissions },
        });
        return { octokit: toOctokit(settings, found.id, pacingOf(found.id), () => {}, token.token) };
      }),
    readInstallations: () =>
      attempt('listing the installations of the App', async () => {
        const installations = await app.paginate('GET /app/installations', { per_page: 100 });
        return installations.filter((one) => !one.suspended_at).map((one) => one.id);
      }),
  };
};
