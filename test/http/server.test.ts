import { afterEach, describe, expect, test } from '@jest/globals';
import { toLogger } from '../../src/http/logger.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { startService, toRequest, toServiceSettings } from './service.ts';

type Service = Awaited<ReturnType<typeof startService>>;
let running: Service[] = [];

const start = async (options?: Parameters<typeof startService>[0]): Promise<Service> => {
  const service = await startService(options);
  running.push(service);
  return service;
};

afterEach(async () => {
  await Promise.all(running.map((service) => service.drain(0)));
  running = [];
});

describe('F81: health', () => {
  const ready = () => Promise.resolve(null);

  test('/healthz answers while the process lives, whatever else is broken', async () => {
    const service = await start({ checks: { database: () => Promise.reject(new Error('down')) } });
    const answer = await fetch(`${service.url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'alive' }]);
  });

  test('/readyz answers 200 when every part is ready', async () => {
    const service = await start({ checks: { database: ready, queue: ready } });
    const answer = await fetch(`${service.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'ready', checks: { database: 'ready', queue: 'ready' } },
    ]);
  });

  test('/readyz answers 503 and names each part that is not ready, without the detail of a fault', async () => {
    const checks = {
      database: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.1:5432')),
      migrations: () => Promise.resolve('2 migrations are pending'),
      queue: () => new Promise<null>(() => {}),
      settings: ready,
    };
    const service = await start({ checks, limits: { readinessMilliseconds: 50 } });
    const answer = await fetch(`${service.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      {
        status: 'not ready',
        checks: {
          database: 'failed',
          migrations: '2 migrations are pending',
          queue: 'no answer within 50 ms',
          settings: 'ready',
        },
      },
    ]);
    expect(service.lines.join()).toContain('ECONNREFUSED');
  });

  test('requests that come together share one run of the checks, later ones see the present', async () => {
    let runs = 0;
    const gate = Promise.withResolvers<null>();
    const begun = Promise.withResolvers<void>();
    const database = () => {
      runs += 1;
      begun.resolve();
      return runs === 1 ? gate.promise : Promise.resolve('gone');
    };
    const service = await start({ checks: { database } });
    const first = fetch(`${service.url}/readyz`);
    await begun.promise;
    gate.resolve(null);
    expect((await first).status).toBe(200);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
    expect(runs).toBe(2);
  });
});

describe('addresses', () => {
  test.each([
    ['GET', '/', 404, null],
    ['GET', '/probot', 404, null],
    ['GET', '/ping', 404, null],
    ['GET', '/probot/static/primer.css', 404, null],
    ['GET', '/setup', 404, null],
    ['GET', '/constructor', 404, null],
    ['POST', '/', 404, null],
    ['GET', '/api/github/webhooks', 405, 'POST'],
    ['PUT', '/api/github/webhooks', 405, 'POST'],
    ['POST', '/healthz', 405, 'GET'],
    ['HEAD', '/healthz', 200, null],
    ['GET', '/healthz?verbose', 200, null],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const service = await start();
    const answer = await fetch(`${service.url}${path}`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
  });

  test.each(['/healthz', '/nothing', '/api/github/webhooks'])(
    'the answer of %s carries the headers that protect it and names no version',
    async (path) => {
      const service = await start();
      const answer = await fetch(`${service.url}${path}`);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
      });
      const names = [...answer.headers.keys()];
      expect(names.filter((name) => /server|powered|version/.test(name))).toEqual([]);
    },
  );
});

describe('the server', () => {
  test('is a Probot App under the App’s own number', async () => {
    const service = await start({ env: { APP_ID: '4711' } });
    const octokit = await service.app.auth();
    const { token } = (await octokit.auth({ type: 'app' })) as { token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as object;
    expect(claims).toMatchObject({ iss: 4711 });
  });

  test('that cannot have its port says so', async () => {
    const service = await start();
    const { port } = new URL(service.url);
    const second = startHttpServer({
      settings: toServiceSettings({ PORT: port }),
      logger: toLogger({ logLevel: 'silent' }),
      onDelivery: () => Promise.resolve('accepted'),
      checks: {},
      readKeys: () => Promise.resolve([]),
      latestCheckpoint: null,
      metrics: createMetrics(() => Promise.reject(new Error('nobody asks'))),
    });
    await expect(second).rejects.toThrow(`Port ${port} is already in use`);
  });

  test('draining finishes what runs, and takes nothing new', async () => {
    const commit = Promise.withResolvers<'accepted'>();
    const reached = Promise.withResolvers<void>();
    const service = await start({
      onDelivery: () => {
        reached.resolve();
        return commit.promise;
      },
    });
    const inFlight = fetch(service.hook, toRequest('{}'));
    await reached.promise;
    // Far beyond the time limit of a test: only the end of the request may end the drain.
    const drained = service.drain(600_000);
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow('fetch failed');
    commit.resolve('accepted');
    expect((await inFlight).status).toBe(200);
    await drained;
  });

  test('draining cuts off what does not end', async () => {
    const reached = Promise.withResolvers<void>();
    const service = await start({
      onDelivery: () => {
        reached.resolve();
        return new Promise(() => {});
      },
    });
    const cutOff = expect(fetch(service.hook, toRequest('{}'))).rejects.toThrow('fetch failed');
    await reached.promise;
    await service.drain(10);
    await cutOff;
  });
});

describe('F53: /evidence/keys', () => {
  const keys = [{ keyId: 'sha256:aa', publicKey: 'PEM', firstUsedAt: '2026-11-21T02:30:23Z' }];

  test('serves the public keys, and asks the database once for many requests', async () => {
    let asked = 0;
    const service = await start({ readKeys: () => Promise.resolve(keys).finally(() => asked++) });
    for (let n = 0; n < 5; n++) {
      const answer = await fetch(`${service.url}/evidence/keys`);
      expect([answer.status, await answer.json()]).toEqual([200, { keys }]);
    }
    expect(asked).toBe(1);
  });

  test('answers 503 while they cannot be read, without the reason, and serves them afterwards', async () => {
    let broken = true;
    const service = await start({
      readKeys: () => (broken ? Promise.reject(new Error('password of 10.0.0.1')) : Promise.resolve(keys)),
    });
    const refused = await fetch(`${service.url}/evidence/keys`);
    expect([refused.status, await refused.json()]).toEqual([503, { error: 'The keys cannot be read now.' }]);
    broken = false;
    expect((await fetch(`${service.url}/evidence/keys`)).status).toBe(200);
  });
});

describe('F53: /evidence/checkpoint', () => {
  const latestCheckpoint = ({ owner, name }: { owner: string; name: string }) =>
    Promise.resolve(owner === 'acme' && name === 'pump' ? 'the note\n' : null);

  test('is not there unless it is switched on', async () => {
    const service = await start();
    expect((await fetch(`${service.url}/evidence/checkpoint?repository=acme/pump`)).status).toBe(404);
  });

  test('serves the latest one of the repository that is named', async () => {
    const service = await start({ latestCheckpoint });
    const answer = await fetch(`${service.url}/evidence/checkpoint?repository=acme/pump`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'the note\n',
    ]);
  });

  test.each([
    '',
    '?repository=acme',
    '?repository=acme/other',
    '?repository=acme/pump/x',
    '?repository=%00/%2e',
    '?repository=acme%2Fpump%27',
  ])('answers 404 to %p', async (query) => {
    const service = await start({ latestCheckpoint });
    const answer = await fetch(`${service.url}/evidence/checkpoint${query}`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'There is no checkpoint of that repository.' },
    ]);
  });

  test('answers 503 when it cannot be read, without the reason', async () => {
    const service = await start({ latestCheckpoint: () => Promise.reject(new Error('password of 10.0.0.1')) });
    const answer = await fetch(`${service.url}/evidence/checkpoint?repository=acme/pump`);
    expect([answer.status, await answer.json()]).toEqual([503, { error: 'The checkpoint cannot be read now.' }]);
  });
});
