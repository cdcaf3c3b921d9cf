import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { OnDelivery } from '../../src/http/receive-webhook.ts';
import { previousSecret, sendBare, sign, startService, toRequest } from './service.ts';

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

const readError = async (answer: Response): Promise<string> => ((await answer.json()) as { error: string }).error;

describe('a delivery that is signed', () => {
  test('is handed on and answered 200', async () => {
    const service = await start();
    const answer = await fetch(service.hook, toRequest('{"action":"opened"}', { id: 'd-1', name: 'pull_request' }));
    expect([answer.status, await answer.json()]).toEqual([200, { delivery: 'd-1', status: 'accepted' }]);
    expect(service.taken).toMatchObject([{ id: 'd-1', name: 'pull_request', payload: { action: 'opened' } }]);
    expect(service.taken[0]?.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('that comes twice is answered 200 twice', async () => {
    const service = await start();
    await fetch(service.hook, toRequest('{}', { id: 'd-1' }));
    const answer = await fetch(service.hook, toRequest('{}', { id: 'd-1' }));
    expect([answer.status, await answer.json()]).toEqual([200, { delivery: 'd-1', status: 'duplicate' }]);
  });

  test('is answered only once it is taken over', async () => {
    const steps: string[] = [];
    const commit = Promise.withResolvers<'accepted'>();
    const reached = Promise.withResolvers<void>();
    const service = await start({
      onDelivery: () => {
        reached.resolve();
        return commit.promise;
      },
    });
    const answered = fetch(service.hook, toRequest('{}')).then((answer) => steps.push(`answered ${answer.status}`));
    await reached.promise;
    steps.push('committed');
    commit.resolve('accepted');
    await answered;
    expect(steps).toEqual(['committed', 'answered 200']);
  });

  test('carries its id in every line of the log, and no line carries a header or the body', async () => {
    const service = await start();
    await fetch(service.hook, toRequest('{"action":"opened","note":"not for the log"}', { id: 'd-1' }));
    await fetch(service.hook, toRequest('not JSON', { id: 'd-1' }));
    const { lines } = service;
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toContain('"delivery":"d-1"');
    expect(lines.join()).not.toMatch(/not for the log|sha256=/);
  });

  test('with text beyond ASCII, a byte-order mark apart, is verified byte by byte', async () => {
    const service = await start();
    const body = '{"title":"Ünïcødé 🛑 \u202e"}';
    expect((await fetch(service.hook, toRequest(body))).status).toBe(200);
    expect(service.taken[0]?.payload).toEqual({ title: 'Ünïcødé 🛑 \u202e' });
  });
});

describe('a delivery that must be refused', () => {
  const body = '{"action":"opened"}';
  const cases: [string, Parameters<typeof toRequest>, number, RegExp][] = [
    ['a wrong signature', [body, { key: 'another secret' }], 401, /signature does not match/],
    ['a signature of another body', [body, { headers: { 'x-hub-signature-256': sign('{}') } }], 401, /does not match/],
    ['the signature of Probot’s default secret', [body, { key: 'development' }], 401, /does not match/],
    ['a malformed signature', [body, { headers: { 'x-hub-signature-256': 'sha256=beef' } }], 401, /webhook secret/],
    ['a SHA-1 signature alone', [body, { headers: { 'x-hub-signature-256': 'sha1=beef' } }], 401, /webhook secret/],
    ['a form', [body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }], 415, /application\/json/],
    ['a compressed body', [body, { headers: { 'content-encoding': 'gzip' } }], 415, /unencoded/],
    ['an event name of odd text', [body, { name: 'Pull Request' }], 400, /X-GitHub-Event/],
    ['a delivery id of odd text', [body, { id: '../../etc' }], 400, /X-GitHub-Delivery/],
    ['no body', [''], 400, /empty/],
    ['a body that is not JSON', ['{"action":'], 400, /not JSON/],
    ['a body that begins with a byte-order mark', ['\ufeff{}'], 400, /not JSON/],
    ['a body that is not UTF-8', [Buffer.from([0x7b, 0xff, 0x7d])], 400, /not UTF-8/],
    ['JSON that is an array', ['[]'], 400, /not an object/],
    ['JSON that is null', ['null'], 400, /not an object/],
    ['JSON of a thousand thousand brackets', ['['.repeat(1_000_000)], 400, /not JSON/],
  ];
  test.each(cases)('%s: answered 4xx with the reason, nothing handed on', async (_what, sent, status, reason) => {
    const service = await start();
    const answer = await fetch(service.hook, toRequest(...sent));
    expect([answer.status, await readError(answer)]).toEqual([status, expect.stringMatching(reason)]);
    expect(service.taken).toEqual([]);
  });

  test.each(['x-github-event', 'x-github-delivery', 'x-hub-signature-256', 'content-type'])(
    'without the header %s',
    async (header) => {
      const service = await start();
      const { headers, ...rest } = toRequest(Buffer.from(body));
      const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header));
      const answer = await fetch(service.hook, { ...rest, headers: kept });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(service.taken).toEqual([]);
    },
  );

  test('that the rest of the service refuses is answered 422 with its reason', async () => {
    const onDelivery: OnDelivery = () => Promise.resolve({ refused: 'The body is not a pull_request event.' });
    const service = await start({ onDelivery });
    const answer = await fetch(service.hook, toRequest(body));
    expect([answer.status, await readError(answer)]).toEqual([422, 'The body is not a pull_request event.']);
  });
});

describe('the webhook secret', () => {
  test('of before a rotation is accepted beside the new one', async () => {
    const service = await start({ env: { WEBHOOK_SECRET_PREVIOUS: previousSecret } });
    expect((await fetch(service.hook, toRequest('{}'))).status).toBe(200);
    expect((await fetch(service.hook, toRequest('{}', { key: previousSecret }))).status).toBe(200);
    expect(service.taken).toHaveLength(2);
  });

  test('of before a rotation is refused once it is removed', async () => {
    const service = await start();
    expect((await fetch(service.hook, toRequest('{}', { key: previousSecret }))).status).toBe(401);
  });
});

describe('a store that fails', () => {
  class Fault extends Error {
    readonly retryable: boolean;
    constructor(retryable: boolean) {
      super('password=hunter2 at 10.0.0.1');
      this.retryable = retryable;
    }
  }
  test.each([
    [true, 503, '30'],
    [false, 500, null],
  ])('retryable %s: answered %i, and the answer names no detail', async (retryable, status, retryAfter) => {
    const service = await start({ onDelivery: () => Promise.reject(new Fault(retryable)) });
    const answer = await fetch(service.hook, toRequest('{}'));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await answer.text()).not.toContain('10.0.0.1');
    expect(service.lines.join()).toContain('10.0.0.1');
  });
});

describe('a large body', () => {
  const toBody = (bytes: number) => `{"pad":"${' '.repeat(bytes - 10)}"}`;

  test('of 25 MB is taken', async () => {
    const service = await start();
    expect((await fetch(service.hook, toRequest(toBody(25 * 1024 * 1024)))).status).toBe(200);
  });

  test('of a byte more is answered 413, nothing handed on', async () => {
    const service = await start();
    const answer = await fetch(service.hook, toRequest(toBody(25 * 1024 * 1024 + 1)));
    expect([answer.status, await readError(answer)]).toEqual([413, expect.stringContaining('26214400')]);
    expect(service.taken).toEqual([]);
  });

  test('of unknown length is counted as it comes', async () => {
    const limits = { body: { bytes: 1000, bytesAtOnce: 10_000, milliseconds: 10_000 } };
    const service = await start({ limits });
    const body = ReadableStream.from([new Uint8Array(600).fill(32), new Uint8Array(600).fill(32)]);
    const { headers } = toRequest('{}');
    const upload = { method: 'POST', headers, body, duplex: 'half' } as const;
    const answer = await fetch(service.hook, upload);
    expect(answer.status).toBe(413);
  });

  test('beside others of the same size is put off when they are too many', async () => {
    const limits = { body: { bytes: 1000, bytesAtOnce: 1500, milliseconds: 10_000 } };
    const held = Promise.withResolvers<'accepted'>();
    const reached = Promise.withResolvers<void>();
    const service = await start({
      limits,
      onDelivery: () => {
        reached.resolve();
        return held.promise;
      },
    });
    const first = fetch(service.hook, toRequest(toBody(1000)));
    await reached.promise;
    const second = await fetch(service.hook, toRequest(toBody(1000)));
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '30']);
    held.resolve('accepted');
    expect((await first).status).toBe(200);
    expect((await fetch(service.hook, toRequest(toBody(1000)))).status).toBe(200);
  });
});

describe('a slow client', () => {
  const head = (length: number) =>
    Object.entries({ host: 'localhost', ...toRequest('{}').headers, 'content-length': String(length) })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');

  test('is answered 408 and cut off at the time limit', async () => {
    const service = await start({ limits: { body: { bytes: 1000, bytesAtOnce: 1000, milliseconds: 50 } } });
    const text = await sendBare(service.url, `POST /api/github/webhooks HTTP/1.1\r\n${head(100)}\r\n{"a":`);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(service.taken).toEqual([]);
  });

  test('that was refused already is cut off at the time limit', async () => {
    const service = await start({ limits: { body: { bytes: 1000, bytesAtOnce: 1000, milliseconds: 50 } } });
    const text = await sendBare(service.url, `POST /api/github/webhooks HTTP/1.1\r\n${head(1001)}\r\n{"a":`);
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('GitHub’s own examples', () => {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@octokit/webhooks-examples');
  const events = JSON.parse(readFileSync(path, 'utf8')) as { name: string; examples: unknown[] }[];

  test('every one of them is handed on as it was sent', async () => {
    const service = await start();
    let sent = 0;
    for (const { name, examples } of events) {
      for (const example of examples) {
        const answer = await fetch(service.hook, toRequest(JSON.stringify(example), { name }));
        expect([name, answer.status]).toEqual([name, 200]);
        expect(service.taken[sent]).toMatchObject({ name, payload: example });
        sent += 1;
      }
    }
    expect(sent).toBeGreaterThan(250);
  });
});
