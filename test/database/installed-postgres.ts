import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder of a PostgreSQL that the machine has besides ours, with its tools. */
export type InstalledPostgres = { readonly bin: string; readonly version: number };

/** Our migrations need `NULLS NOT DISTINCT`. */
const oldest = 15;
const programs = ['initdb', 'postgres', 'psql', 'pg_dump', 'pg_restore'];
const superuser = 'postgres';

const versionOf = (bin: string): number =>
  Number(/\d+/.exec(execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }))?.[0]);

/** The newest one with a server, where Debian and Red Hat put it or on the path; null: there is none of use. */
export const findInstalledPostgres = (): InstalledPostgres | null => {
  const under = (parent: string, toBin: (name: string) => string) =>
    existsSync(parent) ? readdirSync(parent).map((name) => join(parent, toBin(name))) : [];
  const folders = [
    ...under('/usr/lib/postgresql', (name) => `${name}/bin`),
    ...under('/usr', (name) => (name.startsWith('pgsql-') ? `${name}/bin` : 'bin')),
    ...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
  ];
  const found = [...new Set(folders)]
    .filter((bin) => programs.every((program) => existsSync(join(bin, program))))
    .map((bin) => ({ bin, version: versionOf(bin) }))
    .filter(({ version }) => version >= oldest);
  return found.toSorted((one, other) => other.version - one.version)[0] ?? null;
};

/** PostgreSQL refuses to run as root. */
const chooseUser = () => {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  const account = accounts.find((line) => /^(postgres|nobody):/.test(line))?.split(':');
  if (account === undefined) throw new Error('There is no user `postgres` or `nobody` to run PostgreSQL as.');
  return { uid: Number(account[2]), gid: Number(account[3]) };
};

const findFreePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Starts an empty server of it in a folder of its own; `urlOf` says where a role, by default the superuser, finds a database. */
export const startInstalledPostgres = async ({ bin }: InstalledPostgres) => {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-installed-'));
  const user = chooseUser();
  const [data, passwordFile, password] = [
    join(folder, 'data'),
    join(folder, 'password'),
    randomBytes(9).toString('hex'),
  ];
  await writeFile(passwordFile, password);
  await mkdir(data, { mode: 0o700 });
  if (user !== null) for (const path of [folder, passwordFile, data]) await chown(path, user.uid, user.gid);
  const initdb = ['-D', data, '--no-sync', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
  const options = { ...user, cwd: folder };
  await promisify(execFile)(
    join(bin, 'initdb'),
    [...initdb, `--username=${superuser}`, `--pwfile=${passwordFile}`],
    options,
  );
  const port = await findFreePort();
  const flags = `-D '${data}' -p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
  // The shell waits for the pipe that only we hold, so that the server ends with us, however we end.
  const script = `'${bin}/postgres' ${flags} & server=$!; cat >/dev/null; kill -INT $server; wait $server`;
  const server = spawn('/bin/sh', ['-c', script], { ...options, stdio: ['pipe', 'ignore', 'pipe'] });
  await untilReady(server);
  return {
    urlOf: (database: string, [role, secret]: readonly [string, string] = [superuser, password]) =>
      `postgres://${role}:${secret}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      const ended = once(server, 'exit');
      server.stdin?.end();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const untilReady = async (server: ChildProcess): Promise<void> => {
  let output = '';
  await new Promise<void>((ready, fail) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-2_000);
      if (output.includes('ready to accept connections')) ready();
      if (/FATAL/.test(output)) fail(new Error(output));
    });
    server.once('exit', () => fail(new Error(output)));
  });
};
