import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AppFile, parseAppFile } from '../../src/http/app-manifest.ts';
import { toLogger } from '../../src/http/logger.ts';
import { type SetupServer, startSetupServer } from '../../src/http/setup.ts';
import { writeCredentials } from '../../src/http/write-credentials.ts';
import { type Environment, parseSettings, readEnvironment } from '../../src/settings.ts';
import { appKey, sendBare, toRequest } from './service.ts';

const appFile = parseAppFile(await readFile(join(import.meta.dirname, '../../app.yml'), 'utf8'));
const made = {
  id: 4711,
  pem: appKey,
  webhook_secret: 'made-by-the-server-of-the-test',
  html_url: 'https://github.example/apps/holdpoint',
};

/** Stands where GitHub is: it trades the code `good` for credentials, once. */
const startConversions = async () => {
  let used = false;
  const server = createServer((request, response) => {
    const good = request.method === 'POST' && request.url === '/api/v3/app-manifests/good/conversions' && !used;
    if (good) used = true;
    response.writeHead(good ? 201 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(good ? made : {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
};

let folder: string;
let github: Awaited<ReturnType<typeof startConversions>>;
let setup: SetupServer | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
  github = await startConversions();
});
afterEach(async () => {
  await setup?.drain(0);
  setup = null;
  github.close();
  await rm(folder, { recursive: true });
});

const start = async (env: Environment = {}, app: AppFile = appFile): Promise<SetupServer> => {
  const parsed = parseSettings({ GHE_HOST: github.host, GHE_PROTOCOL: 'http', PORT: '0', ...env });
  if (!parsed.ok || parsed.settings.mode !== 'setup') throw new Error('the settings of the test are wrong');
  setup = await startSetupServer({
    settings: parsed.settings,
    logger: toLogger({ logLevel: 'silent' }),
    app,
    onCredentials: (credentials) => writeCredentials(join(folder, '.env'), credentials),
  });
  return setup;
};

const decode = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a browser would send to GitHub from the page. */
const readForm = async (page: Response) => {
  const html = await page.text();
  const action = decode(/action="([^"]*)"/.exec(html)?.[1] ?? '');
  const manifest = JSON.parse(decode(/value="([^"]*)"/.exec(html)?.[1] ?? '{}')) as Record<string, unknown>;
  return { action, manifest, state: new URL(action).searchParams.get('state') ?? '' };
};

const comeBack = (server: SetupServer, query: Record<string, string>) =>
  fetch(`${server.url}/setup/callback?${new URLSearchParams(query).toString()}`);

describe('F78: set-up through the App manifest', () => {
  test('the page takes the manifest of app.yml to GitHub, with the addresses of this service', async () => {
    const server = await start();
    const { action, manifest } = await readForm(await fetch(server.setupUrl));
    expect(action).toMatch(new RegExp(`^http://${github.host}/settings/apps/new\\?state=.{32}$`));
    expect(manifest).toEqual({
      ...appFile,
      public: false,
      url: server.url,
      hook_attributes: { url: `${server.url}/api/github/webhooks`, active: true },
      redirect_url: `${server.url}/setup/callback`,
    });
  });

  test('the page names PUBLIC_URL for webhooks and GH_ORG as the owner', async () => {
    const server = await start({ PUBLIC_URL: 'https://holdpoint.example', GH_ORG: 'acme' });
    expect(server.setupUrl).toMatch(/^https:\/\/holdpoint\.example\/setup\?token=/);
    const token = new URL(server.setupUrl).searchParams.get('token') ?? '';
    const { action, manifest } = await readForm(await fetch(`${server.url}/setup?token=${token}`));
    expect(new URL(action).pathname).toBe('/organizations/acme/settings/apps/new');
    expect(manifest.hook_attributes).toEqual({ url: 'https://holdpoint.example/api/github/webhooks', active: true });
  });

  test('an apostrophe in app.yml neither breaks the form nor escapes from it', async () => {
    const description = `The auditor's view: it's "held" & <b>kept</b>`;
    const server = await start({}, { ...appFile, description });
    expect((await readForm(await fetch(server.setupUrl))).manifest.description).toBe(description);
  });

  test('the way back writes credentials with which the service starts, for the owner alone', async () => {
    await writeFile(join(folder, '.env'), '# ours\nWORKERS=2\nAPP_ID=\n', { mode: 0o644 });
    const server = await start();
    const { state } = await readForm(await fetch(server.setupUrl));
    const page = await comeBack(server, { code: 'good', state });
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining(`${made.html_url}/installations/new`),
    ]);
    expect((await stat(join(folder, '.env'))).mode & 0o777).toBe(0o600);

    const text = await readFile(join(folder, '.env'), 'utf8');
    expect(text).toMatch(/^# ours\nWORKERS=2\nAPP_ID="4711"\nPRIVATE_KEY="-----BEGIN .*\nWEBHOOK_SECRET="made-by.*\n$/);
    const parsed = parseSettings(readEnvironment(folder));
    expect(parsed).toMatchObject({ ok: true, settings: { mode: 'service', app: { id: 4711 }, workers: 2 } });

    expect((await comeBack(server, { code: 'good', state })).status).toBe(403);
    expect((await fetch(server.setupUrl)).status).toBe(410);
  });

  test('a code that GitHub does not take leaves everything as it was, and another try works', async () => {
    const server = await start();
    const { state } = await readForm(await fetch(server.setupUrl));
    expect((await comeBack(server, { code: 'expired', state })).status).toBe(502);
    await expect(stat(join(folder, '.env'))).rejects.toThrow('ENOENT');
    expect((await comeBack(server, { code: 'good', state })).status).toBe(200);
  });
});

describe('nobody else can make the service theirs', () => {
  test.each(['/setup', '/setup?token=', '/setup?token=guessed'])('%s shows no form', async (path) => {
    const server = await start();
    const page = await fetch(`${server.url}${path}`);
    expect([page.status, await page.text()]).toEqual([403, expect.not.stringContaining('<form')]);
  });

  test('a code without the state of the page is not traded', async () => {
    const server = await start();
    for (const query of [{ code: 'good' }, { code: 'good', state: '' }, { code: 'good', state: 'guessed' }]) {
      expect((await comeBack(server, query as Record<string, string>)).status).toBe(403);
    }
    const { state } = await readForm(await fetch(server.setupUrl));
    expect((await comeBack(server, { code: '../../x', state })).status).toBe(403);
    expect((await comeBack(server, { code: 'good', state })).status).toBe(200);
  });

  test('forwarding headers and an odd Host do not move the way back', async () => {
    const server = await start();
    const path = server.setupUrl.slice(server.url.length);
    const odd = `GET ${path} HTTP/1.1\r\nhost: "><script>\r\nx-forwarded-host: evil.example\r\nconnection: close\r\n\r\n`;
    const answer = await sendBare(server.url, odd);
    expect(answer).toContain('&quot;redirect_url&quot;:&quot;http://localhost:');
    expect(answer).not.toMatch(/<script>|evil\.example/);
  });

  test('the page may send its form to GitHub alone', async () => {
    const server = await start();
    const policy = (await fetch(server.setupUrl)).headers.get('content-security-policy');
    expect(policy).toContain(`form-action http://${github.host};`);
    expect(policy).toContain("default-src 'none'");
  });
});

describe('while it waits for the set-up', () => {
  test('the service is alive, not ready, and takes no delivery', async () => {
    const server = await start();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/api/github/webhooks`, toRequest('{}', { key: 'development' }))).status).toBe(
      503,
    );
  });

  test('github.com without PUBLIC_URL: the page says what to set instead of sending people to an error', async () => {
    const server = await start({ GHE_HOST: '', GHE_PROTOCOL: '' });
    const page = await fetch(server.setupUrl);
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('Set PUBLIC_URL')]);
  });
});
