import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { SetupSettings } from '../settings.ts';
import { type AppFile, toManifest } from './app-manifest.ts';
import { sayAlive } from './health.ts';
import type { Logger } from './logger.ts';
import { type Handler, send, sendError } from './respond.ts';
import { listen, type RunningServer, webhookPath } from './server.ts';
import { toDonePage, toMessagePage, toPageHeaders, toRegisterPage } from './setup-page.ts';
import type { Credentials } from './write-credentials.ts';

type Options = {
  readonly settings: SetupSettings;
  readonly logger: Logger;
  readonly app: AppFile;
  /** Keeps the credentials; the page says they are kept only after it resolved. */
  readonly onCredentials: (credentials: Credentials) => Promise<void>;
};

export type SetupServer = Pick<RunningServer, 'url' | 'drain'> & {
  /** The address to open; it carries a token that only those who can read the log have. */
  readonly setupUrl: string;
};

/**
 * Serves GitHub’s App-manifest flow in the place of the service while there are no credentials. The page opens only with
 * the token from the log, and the way back only with the `state` of that page, so that nobody else can make this service
 * theirs; both work once. Why not Probot’s own page: docs/decisions/set-up-page.md.
 */
export const startSetupServer = async ({ settings, logger, app, onCredentials }: Options): Promise<SetupServer> => {
  const token = randomBytes(24).toString('base64url');
  const state = randomBytes(24).toString('base64url');
  const page = settings.organization === null ? '' : `/organizations/${settings.organization}`;
  const action = `${settings.github.webUrl}${page}/settings/apps/new?state=${state}`;
  const headers = toPageHeaders(settings.github.webUrl);
  let phase: 'open' | 'converting' | 'done' = 'open';

  const showPage: Handler = (request, response) => {
    if (phase === 'done') return sendPage(response, 410, toMessagePage('The App is registered already'));
    if (!isEqual(readQuery(request, 'token'), token)) {
      return sendPage(
        response,
        403,
        toMessagePage('Not from here', 'Open the address that the log of Holdpoint names.'),
      );
    }
    const base = toBase(settings, request);
    const webhook = `${settings.http.publicUrl ?? base}${webhookPath}`;
    if (settings.http.publicUrl === null && settings.github.webUrl === 'https://github.com') {
      const how = `Set PUBLIC_URL to an address under which GitHub reaches this service, and start it again.`;
      return sendPage(response, 409, toMessagePage('GitHub cannot reach this service yet', how));
    }
    const home = settings.http.publicUrl ?? base;
    const manifest = toManifest(app, { home, webhook, redirect: `${base}/setup/callback` });
    return sendPage(response, 200, toRegisterPage(action, manifest, webhook));
  };

  const comeBack: Handler = async (request, response) => {
    const code = readQuery(request, 'code');
    if (phase !== 'open' || !isEqual(readQuery(request, 'state'), state) || !/^[\w-]{1,128}$/.test(code)) {
      const how = 'This address works once, and only on the way back from GitHub.';
      return sendPage(response, 403, toMessagePage('Not from here', how));
    }
    phase = 'converting';
    try {
      const { credentials, installUrl } = await convertCode(settings.github.apiUrl, code);
      await onCredentials(credentials);
      phase = 'done';
      logger.info('the App is registered and its credentials are written');
      return sendPage(response, 200, toDonePage(installUrl));
    } catch (error) {
      phase = 'open';
      logger.error({ err: error }, 'the App could not be registered');
      const how = 'The log says why. Start again from the address in the log; a code is good for an hour and for once.';
      return sendPage(response, 502, toMessagePage('The App could not be registered', how));
    }
  };

  const sendPage = (response: Parameters<Handler>[1], status: number, html: string) =>
    send(response, status, 'text/html; charset=utf-8', html, headers);
  const notYet: Handler = (_request, response) =>
    sendError(response, 503, 'There are no credentials yet: the set-up is waiting.', { 'retry-after': '60' });

  const { url, drain } = await listen(settings, logger.child({ part: 'set-up' }), {
    '/setup': { GET: showPage },
    '/setup/callback': { GET: comeBack },
    '/healthz': { GET: sayAlive },
    '/readyz': { GET: notYet },
    [webhookPath]: { POST: notYet },
  });
  return { url, drain, setupUrl: `${settings.http.publicUrl ?? url}/setup?token=${token}` };
};

const readQuery = (request: IncomingMessage, name: string): string =>
  new URLSearchParams(request.url?.split('?', 2)[1] ?? '').get(name) ?? '';

const isEqual = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** The origin under which the browser came, so that GitHub sends it back there; never taken from forwarding headers. */
const toBase = (settings: SetupSettings, request: IncomingMessage): string => {
  const { publicUrl } = settings.http;
  const host = request.headers.host ?? '';
  if (publicUrl !== null && new URL(publicUrl).host === host) return publicUrl;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).origin : `http://localhost:${settings.http.port}`;
};

const conversion = z.object({
  id: z.number().int().positive(),
  pem: z.string().startsWith('-----BEGIN'),
  webhook_secret: z.string().min(16),
  html_url: z.url({ protocol: /^https?$/ }),
});

/** Trades the code for the App’s credentials: `POST /app-manifests/{code}/conversions`. Throws when GitHub does not. */
const convertCode = async (apiUrl: string, code: string): Promise<{ credentials: Credentials; installUrl: string }> => {
  const answer = await fetch(`${apiUrl}/app-manifests/${code}/conversions`, {
    method: 'POST',
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'holdpoint' },
    redirect: 'error',
    signal: AbortSignal.timeout(15_000),
  });
  if (answer.status !== 201) throw new Error(`GitHub answered ${answer.status} to the conversion of the code.`);
  const made = conversion.parse(await answer.json());
  return {
    credentials: { APP_ID: String(made.id), PRIVATE_KEY: made.pem, WEBHOOK_SECRET: made.webhook_secret },
    installUrl: `${made.html_url}/installations/new`,
  };
};
