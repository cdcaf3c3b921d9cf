import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import nock from 'nock';
import { pino } from 'pino';
import { type Database, transaction } from '../../src/database/database.ts';
import type { CheckRunOutput } from '../../src/github/write-check-run.ts';
import { lockHead, noteShown } from '../../src/observations/shown-check-runs.ts';
import { show } from '../../src/workflows/show.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { api, grantToken, sha, toClient } from '../github/stand-in.ts';

const repository = { owner: 'acme', name: 'pump' };
const headSha = sha(2);
const green: CheckRunOutput = { conclusion: 'success', title: 'Released', summary: 'All is signed.' };
const path = '/api/v3/repos/acme/pump/check-runs';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect(/127\.0\.0\.1/);
  grantToken();
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

/** Shows the green; `meanwhile` happens while GitHub is asked what stands there. */
const showGreen = async (meanwhile: (pid: number) => Promise<unknown>) => {
  // Something was shown before that GitHub does not show, so that it is asked again.
  await noteShown(db.pool, repository, headSha, 'holdpoint/change-control', 'another');
  await transaction(db, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await lockHead(tx, repository, headSha);
    const client = toClient();
    api()
      .get(`/api/v3/repos/acme/pump/commits/${headSha}/check-runs`)
      .query(true)
      .reply(200, async () => {
        await meanwhile(rows[0]?.pid ?? 0);
        return { total_count: 0, check_runs: [] };
      });
    await show({ database: db, logger: pino({ level: 'silent' }) }, tx, { client, repository, headSha }, null, green);
  });
};

test('F34: whoever lost the turn on a commit shows nothing on it', async () => {
  const write = api().post(path).reply(201, { id: 1, html_url: 'h', url: 'u' });
  await expect(showGreen((pid) => db.pool.query('SELECT pg_terminate_backend($1)', [pid]))).rejects.toThrow();
  expect(write.isDone()).toBe(false);
});

test('F32: whoever has it does', async () => {
  const write = api().post(path).reply(201, { id: 1, html_url: 'h', url: 'u' });
  await showGreen(async () => undefined);
  expect(write.isDone()).toBe(true);
});
