import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { noteDeployed, noteDrift } from '../../src/observations/deployments.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const place = { id: 7, installationId: 5, owner: 'acme', name: 'pump' };
const line = {
  deploymentId: 1,
  environment: 'Production EU',
  commitSha: 'a'.repeat(40),
  tag: 'v1.0.0',
  verdict: 'released',
  approved: true,
  deployedAt: '2026-11-28T10:00:00Z',
} as const;

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
  await noteDeployed(db.pool, place, line);
  const other = {
    ...line,
    deploymentId: 2,
    environment: 'qa\u001b[31m',
    tag: null,
    verdict: 'none',
    approved: false,
  } as const;
  await noteDeployed(db.pool, place, { ...other, deployedAt: '2026-11-29T10:00:00Z' });
  await noteDrift(db.pool, place.id, other, null);
  await noteDeployed(db.pool, { ...place, id: 8, name: 'lamp' }, { ...line, approved: false });
});
afterAll(() => db.close());

const run = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, ['bin/holdpoint.js', 'deployments', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], DATABASE_URL: db.url },
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
};

describe('F49: npx holdpoint deployments', () => {
  test('prints what was deployed where, newest first, and nothing that steers a terminal', async () => {
    expect(await run('--repo', 'Acme/Pump')).toEqual({
      status: 0,
      stderr: '',
      stdout: `2026-11-29 10:00:00 UTC  qa\uFFFD[31m        aaaaaaaaaaaa  -       no verdict  not asked for
2026-11-28 10:00:00 UTC  Production EU  aaaaaaaaaaaa  v1.0.0  released    approved
`,
    });
  });

  test('of one environment alone, and says what could not be judged', async () => {
    const { stdout } = await run('--repo', 'acme/pump', '--environment', 'production eu');
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect((await run('--repo', 'acme/lamp')).stdout).toContain('not judged: a policy has problems');
  });

  test('says that there is nothing, and what is wrong with how it was called', async () => {
    expect(await run('--repo', 'acme/none')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No deployment'),
    });
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining('Name the repository') });
    expect(await run('--repo', 'acme/pump', '--what')).toMatchObject({ status: 2 });
  });
});
