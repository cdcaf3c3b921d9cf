import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/database/embedded-server.ts';

/** A PostgreSQL that can be killed and started again on its folder. */
export type Postgres = {
  /** With the port of this run of it. */
  readonly url: () => string;
  readonly port: () => number | null;
  /** SIGKILL to the server and to each of its processes, at once. */
  readonly kill: () => void;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Processes that a process started, all the way down. */
const childrenOf = (pid: number): number[] => {
  try {
    const named = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return named === ''
      ? []
      : named
          .split(' ')
          .map(Number)
          .flatMap((child) => [child, ...childrenOf(child)]);
  } catch {
    return [];
  }
};

export const startPostgres = async (): Promise<Postgres> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'holdpoint-durability-'));
  // A killed process loses nothing that it has handed to the system, so what fsync is for does not come into it.
  const start = () => startEmbeddedServer({ dataFolder, fsync: false });
  const readPid = async () =>
    Number.parseInt(await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  let server: EmbeddedServer | null = await start();
  let { url } = server;
  let pid = await readPid();
  let killed: EmbeddedServer | null = null;
  return {
    url: () => url,
    port: () => (server === null ? null : Number(new URL(url).port)),
    kill: () => {
      if (server === null) return;
      for (const one of [pid, ...childrenOf(pid)]) {
        try {
          process.kill(one, 'SIGKILL');
        } catch {
          // It ended in this very moment.
        }
      }
      [killed, server] = [server, null];
    },
    restart: async () => {
      if (server !== null) return;
      await killed?.stop();
      for (let attempt = 1; server === null; attempt += 1) {
        try {
          server = await start();
        } catch (error) {
          // The memory that the killed processes shared may be theirs for a moment still.
          if (attempt === 20) throw error;
          await sleep(100);
        }
      }
      url = server.url;
      pid = await readPid();
    },
    stop: async () => {
      await server?.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
};
