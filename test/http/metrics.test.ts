import { afterEach, describe, expect, test } from '@jest/globals';
import type { Readings } from '../../src/http/metrics.ts';
import { startService, toRequest } from './service.ts';

const token = 'a token of sixteen characters';
const readings: Readings = {
  waiting: 3,
  running: 1,
  retrying: 0,
  oldestWaiting: 12.5,
  ledgerEntries: 42,
  openPullRequests: 7,
  sweepLag: 61,
};

let stop: () => Promise<void> = () => Promise.resolve();
const start = async (options: Parameters<typeof startService>[0]) => {
  const service = await startService(options);
  stop = () => service.drain(0);
  return service;
};
afterEach(() => stop());

const ask = (url: string, authorization?: string) =>
  fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } });

describe('F81: /metrics', () => {
  test('answers whoever has the token, with what is read then and what was counted', async () => {
    const service = await start({ env: { METRICS_TOKEN: token }, readings: () => Promise.resolve(readings) });
    const hook = toRequest('{"action":"opened"}', { id: 'one' });
    await fetch(service.hook, hook);
    await fetch(service.hook, hook);
    await fetch(service.hook, {
      ...hook,
      headers: { ...hook.headers, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
    });
    const answer = await ask(service.url, `Bearer ${token}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    for (const line of [
      'holdpoint_deliveries_total{event="pull_request",outcome="accepted"} 1',
      'holdpoint_deliveries_total{event="pull_request",outcome="duplicate"} 1',
      'holdpoint_queue_waiting 3',
      'holdpoint_queue_oldest_seconds 12.5',
      'holdpoint_ledger_entries 42',
      'holdpoint_sweep_lag_seconds 61',
      'holdpoint_process_resident_memory_bytes',
    ])
      expect(text).toContain(line);
  });

  test.each([
    ['no token', undefined],
    ['another token', 'Bearer of another sixteen characters'],
    ['the token without its word', token],
    ['nothing but the word', 'Bearer '],
  ])('refuses who brings %s', async (_, authorization) => {
    const service = await start({ env: { METRICS_TOKEN: token }, readings: () => Promise.resolve(readings) });
    const answer = await ask(service.url, authorization);
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toContain('holdpoint_');
  });

  test('is not there without a token in the settings, not even for who sends an empty one', async () => {
    const service = await start({ readings: () => Promise.resolve(readings) });
    expect((await ask(service.url, 'Bearer ')).status).toBe(404);
    expect((await ask(service.url, 'Bearer undefined')).status).toBe(404);
  });

  test('says 503 when the database cannot be asked, and the log why', async () => {
    const service = await start({ env: { METRICS_TOKEN: token } });
    const answer = await ask(service.url, `Bearer ${token}`);
    expect([answer.status, await answer.json()]).toEqual([503, { error: 'The metrics cannot be read now.' }]);
    expect(service.lines.join()).toContain('no database here');
    expect(service.lines.join()).not.toContain(token);
  });
});
