import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/database/open-database.ts';

// The folder above the data folder lets nobody but its owner in, as a clone below /root would.
let shut: string;
let dataFolder: string;
beforeAll(async () => {
  shut = await mkdtemp(join(tmpdir(), 'holdpoint-shut-'));
  await chmod(shut, 0o700);
  dataFolder = join(shut, 'data');
});
afterAll(() => rm(shut, { recursive: true, force: true }));

const open = () => openDatabase({ databaseUrl: null, dataFolder, fsync: false });
const script = new URL('hold-database.ts', import.meta.url).pathname;
const holdElsewhere = async () => {
  const child = spawn(process.execPath, [script, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
};

describe('the embedded server', () => {
  test('starts from nothing, keeps what was written, and lets nobody in without the password', async () => {
    const first = await open();
    await first.pool.query("CREATE TABLE kept AS SELECT 'kept' AS word");
    const withoutPassword = new URL(first.url);
    withoutPassword.password = 'wrong';
    await expect(openDatabase({ databaseUrl: withoutPassword.href, dataFolder: '' })).rejects.toMatchObject({
      code: 'refused',
    });
    await first.close();
    expect((await stat(join(dataFolder, 'postgres.password'))).mode & 0o777).toBe(0o600);
    const second = await open();
    expect((await second.pool.query('SELECT word FROM kept')).rows).toEqual([{ word: 'kept' }]);
    expect(await second.answers()).toBe(true);
    // What 64 workers may take: docs/operations.md.
    const many = await openDatabase({ databaseUrl: second.url, dataFolder: '', connections: 64 * 2 + 8 });
    await many.close();
    await expect(openDatabase({ databaseUrl: second.url, dataFolder: '', connections: 500 })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('Lower WORKERS'),
    });
    await second.close();
  });

  test('refuses a second process on one folder, and names the first', async () => {
    const child = await holdElsewhere();
    await expect(open()).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`Process ${child.pid} `),
    });
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('starts again after its process was killed without a word', async () => {
    const child = await holdElsewhere();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const again = await open();
    expect((await again.pool.query('SELECT word FROM kept')).rows).toEqual([{ word: 'kept' }]);
    await again.close();
  });

  test('is not misled by a stale lock whose number another process has been given', async () => {
    const { uid, gid } = await stat(join(dataFolder, 'postgres'));
    const lock = join(dataFolder, 'postgres', 'postmaster.pid');
    const bystander = spawn('sleep', ['60'], { uid, gid });
    await writeFile(lock, `${bystander.pid}\n${dataFolder}/postgres\n1\n1\n\n127.0.0.1\n`);
    await chown(lock, uid, gid);
    const again = await open();
    await again.close();
    bystander.kill();
  });

  test('stops with the process that started it', async () => {
    const child = await holdElsewhere();
    const pid = Number.parseInt(await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const isAlive = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
