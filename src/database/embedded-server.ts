import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { findBinaries, type ServerUser } from './embedded-binaries.ts';
import { endLeftover } from './embedded-leftover.ts';
import { DatabaseFault } from './fault.ts';

export type EmbeddedServer = { readonly url: string; readonly stop: () => Promise<void> };

type Cluster = {
  /** Absolute. */
  readonly folder: string;
  readonly user: ServerUser;
  readonly binaries: string;
  readonly fsync: boolean;
};

const role = 'holdpoint';
const alternative = 'Set DATABASE_URL to use a server of your own.';
const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/**
 * Starts PostgreSQL on `<dataFolder>/postgres`, which it creates when it is not there, listening on a free port of
 * 127.0.0.1 alone, with a random password kept in `<dataFolder>/postgres.password` (mode 0600). It stops with `stop`,
 * and within a second when we end without a word. Throws `DatabaseFault`: `in-use`, `not-started`.
 */
export const startEmbeddedServer = async (options: { dataFolder: string; fsync: boolean }): Promise<EmbeddedServer> => {
  const dataFolder = resolve(options.dataFolder);
  const folder = join(dataFolder, 'postgres');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const user = await chooseUser(folder);
  const cluster = { folder, user, binaries: await findBinaries(user), fsync: options.fsync };
  const password = await keepPassword(join(dataFolder, 'postgres.password'));
  await createCluster(cluster, password);
  const ownerFile = join(dataFolder, 'postgres.owner');
  await endLeftover(folder, ownerFile);
  const { server, port } = await launch(cluster);
  await writeFile(ownerFile, `${process.pid}\n`, { mode: 0o600 });
  const guard = guardAgainstOrphan(server, user);
  const stop = () => stopServer(server, guard);
  try {
    await createDatabase(toUrl(password, port, 'postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: toEmbeddedUrl(password, port), stop };
};

/** Where the embedded server of this password answers. */
export const toEmbeddedUrl = (password: string, port: number): string => toUrl(password, port, role);

const toUrl = (password: string, port: number, database: string) =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

/**
 * PostgreSQL refuses to run as root. As root we run it as the owner of an existing cluster, else as `postgres`, else as
 * `nobody`, one of which every system has; initdb needs an account with a name, so a free number would not do.
 */
const chooseUser = async (folder: string): Promise<ServerUser> => {
  if (process.getuid?.() !== 0) return null;
  const existing = await stat(folder).catch(() => null);
  if (existing !== null && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find((fields) => fields[0] === name);
    if (account !== undefined) return { uid: Number(account[2]), gid: Number(account[3]) };
  }
  throw new DatabaseFault(
    'not-started',
    'PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as. Run Holdpoint as an ordinary user or set DATABASE_URL.',
  );
};

/**
 * How PostgreSQL is told where its folder is. Run as another user it may be unable to walk there (a clone below /root,
 * mode 0700), so it is started *in* the folder, which we may enter before we give up root, and finds it through
 * `/proc/self/cwd`, which needs no permission on the folders above. docs/decisions/embedded-postgres.md
 */
const toFolderArgument = (cluster: Cluster) =>
  cluster.user !== null && process.platform === 'linux' ? '/proc/self/cwd' : cluster.folder;

const keepPassword = async (file: string): Promise<string> => {
  try {
    await writeFile(file, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
};

/** Created beside its place and moved there when whole, so that being killed in the middle leaves nothing half-made. */
const createCluster = async (cluster: Cluster, password: string) => {
  if ((await stat(join(cluster.folder, 'PG_VERSION')).catch(() => null)) !== null) return;
  const secrets = await mkdtemp(join(tmpdir(), 'holdpoint-'));
  const passwordFile = join(secrets, 'password');
  const fresh = await mkdtemp(`${cluster.folder}.`);
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    if (cluster.user !== null) {
      for (const path of [secrets, passwordFile, fresh]) await chown(path, cluster.user.uid, cluster.user.gid);
    }
    await chmod(fresh, 0o700);
    await initialise({ ...cluster, folder: fresh }, passwordFile);
    await rename(fresh, cluster.folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    // Another process created it in the meantime; which of the two may run it is settled by the start.
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
};

const initialise = async (cluster: Cluster, passwordFile: string) => {
  // The built-in C.UTF-8 sorts and compares the same everywhere and for ever, whatever locales or ICU a machine has.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--username=${role}`, `--pwfile=${passwordFile}`];
  const sync = cluster.fsync ? [] : ['--no-sync'];
  const initdb = start(cluster, 'initdb', ['-D', toFolderArgument(cluster), ...locale, ...access, ...sync]);
  const output = collect(initdb);
  const [code] = (await once(initdb, 'close')) as [number | null];
  if (code !== 0)
    throw new DatabaseFault('not-started', `The embedded PostgreSQL could not be set up: ${output()}. ${alternative}`);
};

const start = (cluster: Cluster, program: 'initdb' | 'postgres', args: readonly string[]): ChildProcess =>
  spawn(join(cluster.binaries, 'bin', program), args, {
    ...cluster.user,
    cwd: cluster.folder,
    env: environment,
    // Of a process group of its own: Ctrl-C in a terminal must reach us alone, so that we drain before it stops.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** The last of what a child says, for a fault's message. PostgreSQL is told below not to log statements. */
const collect = (child: ChildProcess) => {
  let tail = '';
  const keep = (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-2_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.on('error', (error) => {
    tail += error.message;
  });
  return () => tail.trim();
};

const launch = async (cluster: Cluster): Promise<{ server: ChildProcess; port: number }> => {
  const port = await findFreePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_error_statement: 'panic',
    fsync: cluster.fsync ? 'on' : 'off',
    // For the most WORKERS that may be set, two each, with those of deliveries, of the queue and of whoever looks.
    max_connections: '200',
    full_page_writes: cluster.fsync ? 'on' : 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = start(cluster, 'postgres', ['-D', toFolderArgument(cluster), ...flags]);
  const output = collect(server);
  const ready = new Promise<'ready'>((tell) => {
    server.stderr?.on('data', () => output().includes('ready to accept connections') && tell('ready'));
  });
  const ended = once(server, 'close').then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  if ((await Promise.race([ready, ended])) === 'ready') return { server, port };
  if (output().includes('postmaster.pid" already exists')) {
    throw new DatabaseFault(
      'in-use',
      `Another process runs the database in ${cluster.folder}. Stop it, or set DATABASE_URL so that both can share one.`,
    );
  }
  if (output().includes('Address already in use')) return launch(cluster);
  throw new DatabaseFault('not-started', `The embedded PostgreSQL did not start: ${output()}. ${alternative}`);
};

const findFreePort = async (): Promise<number> => {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/**
 * A shell that waits for its standard input to end, which happens when we do, however we end, and then asks the server
 * for a fast shutdown. Without it a `kill -9` would leave PostgreSQL running.
 */
const guardAgainstOrphan = (server: ChildProcess, user: ServerUser): ChildProcess => {
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -INT ${server.pid}`], {
    ...user,
    cwd: '/',
    env: environment,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  // Whether the process may end is not for its database to say.
  for (const child of [guard, server]) child.unref();
  for (const stream of [guard.stdin, server.stdout, server.stderr]) (stream as Socket | null)?.unref();
  return guard;
};

const stopServer = async (server: ChildProcess, guard: ChildProcess) => {
  guard.kill('SIGKILL');
  if (server.exitCode !== null || server.signalCode !== null) return;
  const closed = once(server, 'close');
  server.ref();
  server.kill('SIGINT');
  await closed;
};

const createDatabase = async (url: string) => {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [role]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${role}`);
  } finally {
    await client.end();
  }
};
