import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createClients, type GitHubClients, type RateLimitWait } from '../../src/github/clients.ts';
import { attempt, type GitHubFault } from '../../src/github/faults.ts';
import { toPacing } from '../../src/github/pace.ts';
import { readOpenPullRequests, readRepositories } from '../../src/github/read-lists.ts';
import { privateKey } from './stand-in.ts';

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let clients: GitHubClients;
let waits: RateLimitWait[];
let seen: string[];
let tokens: number;
let reply: Reply;
let refuseToken: ((response: ServerResponse) => void) | null;

const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

beforeEach(async () => {
  [waits, seen, tokens, refuseToken] = [[], [], 0, null];
  server = createServer((request, response) => {
    const call = `${request.method} ${request.url}`;
    if (call.endsWith('/access_tokens')) {
      if (refuseToken !== null) {
        refuseToken(response);
        return;
      }
      tokens += 1;
      json(response, 201, { token: `ghs_secret${tokens}`, expires_at: '2999-01-01T00:00:00Z', permissions: {} });
      return;
    }
    seen.push(`${call} as ${request.headers.authorization?.replace(/ eyJ.*/, ' JWT')}`);
    reply(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  clients = createClients({
    appId: 77,
    privateKey,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3/`,
    userAgent: 'holdpoint/test',
    // On a busy machine an honest answer takes some tenths of a second.
    timeout: 1_000,
    retryPause: 1,
    onRateLimit: (wait) => waits.push(wait),
  });
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const failing = async (call: Promise<unknown>): Promise<GitHubFault> => {
  try {
    await call;
  } catch (error) {
    return error as GitHubFault;
  }
  throw new Error('nothing was thrown');
};
const get = (installationId = 5) => {
  const { octokit } = clients.forInstallation(installationId);
  return attempt('reading', () => octokit.request('GET /users/{username}', { username: 'ada' }));
};

describe('an installation client', () => {
  test('says who it is, and asks for one token for all its calls', async () => {
    reply = (request, response) => json(response, 200, { login: request.headers['user-agent'] });
    const answers = await Promise.all([get(), get(), get(6)]);
    expect(answers[0].data.login).toMatch(/^holdpoint\/test /);
    expect(tokens).toBe(2);
    expect(clients.forInstallation(5)).toBe(clients.forInstallation(5));
  });

  test('a token that GitHub takes back is replaced at the next call', async () => {
    reply = (_request, response) => json(response, 200, {});
    await get();
    const before = clients.forInstallation(5);
    // As if the token were old: with a fresh one, Octokit would wait some seconds for GitHub to learn of it.
    const PresentDate = Date;
    globalThis.Date = class extends PresentDate {
      constructor(...at: unknown[]) {
        super(...((at.length === 0 ? [PresentDate.now() + 60_000] : at) as []));
      }
    } as DateConstructor;
    try {
      reply = (_request, response) => json(response, 401, { message: 'Bad credentials' });
      expect(await failing(get())).toMatchObject({ code: 'unauthorized', retryable: true });
    } finally {
      globalThis.Date = PresentDate;
    }
    reply = (_request, response) => json(response, 200, {});
    await get();
    expect(clients.forInstallation(5)).not.toBe(before);
    expect(tokens).toBe(2);
  });

  test('F34: a request without an answer is given up, repeated twice, then a fault to retry', async () => {
    reply = () => {};
    expect(await failing(get())).toMatchObject({ code: 'timeout', retryable: true, what: 'reading' });
    expect(seen).toHaveLength(3);
  });

  test('F34: a request whose caller gives it up is given up, though an answer would have come in time', async () => {
    reply = (_request, response) => void setTimeout(() => json(response, 200, {}), 500);
    const { octokit } = clients.forInstallation(5);
    await get(5).catch(() => undefined);
    const call = attempt('writing', () =>
      octokit.request('POST /user/repos', {
        name: 'n',
        request: { retries: 0, signal: AbortSignal.timeout(50) },
      }),
    );
    expect(await failing(call)).toMatchObject({ code: 'timeout', retryable: true, what: 'writing' });
  });

  test('F34: an answer that breaks off is no answer', async () => {
    reply = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('[{"number":');
      setImmediate(() => response.destroy());
    };
    const list = readOpenPullRequests(clients.forInstallation(5), { owner: 'acme', name: 'pump' });
    expect(await failing(list)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  test('F34: an empty answer is not an empty list', async () => {
    reply = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end();
    const list = readOpenPullRequests(clients.forInstallation(5), { owner: 'acme', name: 'pump' });
    expect(await failing(list)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  test('an answer that is not JSON is not a list', async () => {
    reply = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('[{"number');
    const list = readOpenPullRequests(clients.forInstallation(5), { owner: 'acme', name: 'pump' });
    expect(await failing(list)).toMatchObject({ retryable: true });
  });

  test('F34: nobody there', async () => {
    const { octokit } = clients.forInstallation(5);
    server.close();
    server.closeAllConnections();
    const call = attempt('reading', () => octokit.request('GET /users/{username}', { username: 'ada' }));
    expect(await failing(call)).toMatchObject({ code: 'unavailable', retryable: true });
    await new Promise<void>((resolve) => {
      server = createServer().listen(0, '127.0.0.1', resolve);
    });
  });
});

describe('the token cannot be had', () => {
  test.each([
    [404, 'Not Found', 'not-installed', false],
    [403, 'This installation has been suspended', 'not-installed', false],
    [404, 'Integration not found', 'unauthorized', true],
    [401, 'A JSON web token could not be decoded', 'unauthorized', true],
    [500, 'oops', 'unavailable', true],
  ])('%i %s', async (status, message, code, retryable) => {
    refuseToken = (response) => json(response, status, { message });
    expect(await failing(get())).toMatchObject({ code, retryable });
  });
});

describe('rate limits', () => {
  test('a short one is waited for in place and reported', async () => {
    reply = (_request, response) =>
      seen.length === 1
        ? json(response, 403, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '1' })
        : json(response, 200, {});
    await get();
    expect(waits).toEqual([{ installationId: 5, limit: 'secondary', retryAfter: 1, waits: true }]);
  });

  test('a long one gives the worker back, with the time to come again', async () => {
    reply = (_request, response) =>
      json(response, 429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '60' });
    expect(await failing(get())).toMatchObject({ code: 'rate-limited', retryable: true, retryAfter: 60 });
    expect(waits).toEqual([{ installationId: 5, limit: 'secondary', retryAfter: 60, waits: false }]);
    expect(seen).toHaveLength(1);
  });

  test('an exhausted allowance says when it is renewed', async () => {
    const reset = Math.floor(Date.now() / 1000) + 1800;
    reply = (_request, response) =>
      json(
        response,
        403,
        { message: 'API rate limit exceeded' },
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${reset}` },
      );
    const fault = await failing(get());
    expect(fault.code).toBe('rate-limited');
    expect(fault.retryAfter).toBeGreaterThan(1700);
    expect(waits).toMatchObject([{ limit: 'primary', waits: false }]);
  });

  test('one installation does not wait for another: F77', async () => {
    const order: string[] = [];
    reply = (request, response) => {
      const first = request.headers.authorization === 'token ghs_secret1';
      order.push(first ? 'five' : 'six');
      if (first && order.length === 1) json(response, 403, { message: 'secondary rate limit' }, { 'retry-after': '1' });
      else json(response, 200, {});
    };
    const slow = get(5);
    while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await get(6);
    await slow;
    expect(order).toEqual(['five', 'six', 'five']);
  });
});

describe('the pace on GitHub.com', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  // Any sixty seconds meet at most five windows, so each holds a fifth of the minute's allowance.
  test.each([
    ['reads', 'GET', '/repos/{owner}/{repo}/pulls', 900],
    ['writes, at five points each', 'PATCH', '/repos/{owner}/{repo}/check-runs/{check_run_id}', 900 / 5],
    ['queries', 'POST', '/graphql', 2000],
  ])('%s: no more than the documented limit in a minute', async (_name, method, url, aMinute) => {
    const { wait } = toPacing('documented');
    let passed = 0;
    for (let call = 0; call < aMinute + 1; call += 1) void wait(method, url).then(() => (passed += 1));
    await jest.advanceTimersByTimeAsync(1000);
    expect(passed).toBe(aMinute / 5);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(passed).toBeLessThanOrEqual(aMinute);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(passed).toBe(aMinute + 1);
  });

  test('no pace where GitHub sets none', async () => {
    const { wait } = toPacing('unlimited');
    await Promise.all(Array.from({ length: 2000 }, () => wait('POST', '/graphql')));
  });
});

describe('lists', () => {
  test('installations that are not suspended, as the App itself', async () => {
    reply = (_request, response) =>
      json(response, 200, [
        { id: 5, suspended_at: null },
        { id: 6, suspended_at: '2026-01-01T00:00:00Z' },
      ]);
    expect(await clients.readInstallations()).toEqual([5]);
    expect(seen).toEqual(['GET /api/v3/app/installations?per_page=100 as bearer JWT']);
  });

  test('repositories that can be written to, over pages', async () => {
    const repository = (name: string, archived = false) => ({
      name,
      node_id: `R_${name}`,
      owner: { login: 'acme' },
      archived,
      disabled: false,
    });
    reply = (request, response) => {
      const next = `<http://${request.headers.host}/api/v3/installation/repositories?per_page=100&page=2>; rel="next"`;
      if (request.url?.includes('page=2') === true)
        json(response, 200, { total_count: 3, repositories: [repository('valve')] });
      else
        json(
          response,
          200,
          { total_count: 3, repositories: [repository('pump'), repository('old', true)] },
          { link: next },
        );
    };
    expect(await readRepositories(clients.forInstallation(5))).toEqual([
      { owner: 'acme', name: 'pump', nodeId: 'R_pump' },
      { owner: 'acme', name: 'valve', nodeId: 'R_valve' },
    ]);
  });

  test('open pull requests', async () => {
    reply = (_request, response) => json(response, 200, [{ number: 7 }, { number: 8 }]);
    const list = readOpenPullRequests(clients.forInstallation(5), { owner: 'acme', name: 'pump' });
    expect(await list).toEqual([7, 8]);
    expect(seen[0]).toContain('GET /api/v3/repos/acme/pump/pulls?state=open&per_page=100');
  });
});

test('no fault shows a token, a key or a request', async () => {
  reply = (_request, response) => json(response, 403, { message: 'no' });
  const all = inspect(await failing(get()), { depth: 20, showHidden: true });
  expect(all).toContain('GitHub answered 403: no');
  expect(all).not.toMatch(/ghs_secret|authorization|PRIVATE KEY/);
});
