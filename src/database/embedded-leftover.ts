import { readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseFault } from './fault.ts';

/**
 * Deals with what an earlier run left in the cluster's folder. A server that still runs is stopped when the process
 * that started it is gone, and is otherwise refused as `in-use`. A `postmaster.pid` whose server is gone is removed:
 * PostgreSQL does so by itself, except when the number has been given to another process of the same user, which in
 * containers, where numbers start again at 1, is the usual case.
 */
export const endLeftover = async (folder: string, ownerFile: string): Promise<void> => {
  const pidFile = join(folder, 'postmaster.pid');
  const pid = await readPid(pidFile);
  if (pid === null) return;
  if (!(await runsOn(pid, folder))) {
    await rm(pidFile, { force: true });
    return;
  }
  let owner = await readOwner(ownerFile);
  // A process that has just started its server may not have written down yet that it owns it.
  if (owner === null && (await endsWithin(pid, await timeToSign(pidFile)))) return;
  owner ??= await readOwner(ownerFile);
  // It may be about to end, as at a restart.
  if (owner !== null && !(await endsWithin(pid, 3_000))) {
    throw new DatabaseFault(
      'in-use',
      `Process ${owner} runs the database in ${folder}. Stop it, or set DATABASE_URL so that both can share one.`,
    );
  }
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isAlive(pid)) process.kill(pid, signal);
    if (await endsWithin(pid, 10_000)) return;
  }
  throw new DatabaseFault('in-use', `The database server ${pid} in ${folder} does not stop. End it and start again.`);
};

/** The process that started the server; null when it is gone, and so when it bore the number that is now ours. */
const readOwner = async (file: string): Promise<number | null> => {
  const owner = await readPid(file);
  return owner !== null && owner !== process.pid && isAlive(owner) ? owner : null;
};

/** Milliseconds until the server is two seconds old. */
const timeToSign = async (pidFile: string): Promise<number> => {
  const { mtimeMs } = await stat(pidFile).catch(() => ({ mtimeMs: 0 }));
  return Math.max(0, mtimeMs + 2_000 - Date.now());
};

const readPid = async (file: string): Promise<number | null> => {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** A postmaster's working directory is its data folder. Where that cannot be looked up, being alive has to do. */
const runsOn = async (pid: number, folder: string): Promise<boolean> => {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const directory = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  return directory === null ? isAlive(pid) : directory === (await realpath(folder));
};

const endsWithin = async (pid: number, milliseconds: number): Promise<boolean> => {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await delay(50)) {
    if (!isAlive(pid)) return true;
  }
  return !isAlive(pid);
};
