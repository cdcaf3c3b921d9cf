import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '..');

/** What the stage's world is seeded with, besides the App: the document of `simulator/README.md`, without `app`. */
type World = Readonly<Record<string, unknown>>;

/** A process of the service. */
export type Replica = {
  /** Where it listens. */
  readonly service: string;
  readonly pid: () => number;
  /** Signals at once; resolves when the process is gone. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  readonly restart: () => Promise<void>;
};

/** The simulator and the service as processes of their own on loopback, and the people who act on it. */
export type Stage = {
  /** Address of the simulator; its pages live there. */
  readonly github: string;
  /** Address of the service. */
  readonly service: string;
  readonly servicePid: () => number;
  readonly webhookSecret: string;
  /** PEM: by it anybody is the App. */
  readonly privateKey: string;
  readonly logFile: string;
  /** Calls the simulator's control path. */
  readonly control: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  /** A person, acting with a token of their own through GitHub's REST paths. */
  readonly as: (login: string) => Octokit;
  readonly tokenOf: (login: string) => string;
  /** Whoever holds a token that the world was seeded with: another App. */
  readonly withToken: (token: string) => Octokit;
  readonly kill: Replica['kill'];
  readonly restart: Replica['restart'];
  /** Starts one more process of the service with the same settings, which must name a `DATABASE_URL`. */
  readonly addReplica: (env?: Readonly<Record<string, string>>) => Promise<Replica>;
  readonly stop: () => Promise<void>;
};

/** Starts the process of a service that pipes its output. */
export type SpawnService = (env: NodeJS.ProcessEnv) => ChildProcess;

export type StageOptions = {
  readonly world: World;
  readonly permissions?: Readonly<Record<string, string>>;
  /** Settings of the service beyond those that the stage makes. */
  readonly env?: Readonly<Record<string, string>>;
  /** A simulator that the caller started and ends; without it the stage starts one as a process of its own. */
  readonly github?: string;
  readonly onProgress?: (what: string) => void;
  /** Otherwise a process of its own is started when it is wanted. */
  readonly spawnService?: SpawnService;
};

/** Many processes of the same code are started on stages: what the first compiled, the others find. */
const compileCache = { NODE_COMPILE_CACHE: join(tmpdir(), 'holdpoint-compile-cache') };

/** The App's id on every stage; rulesets pin their required check to it. */
export const appId = 4711;

/** Sets the stage: simulator, App registration, world, PostgreSQL and service; resolves when the service is ready. */
export const setStage = async (options: StageOptions): Promise<Stage> => {
  const { github: given, onProgress = () => {} } = options;
  if (given === undefined) onProgress('starting the GitHub simulator');
  const simulator = given === undefined ? await startSimulatorProcess() : { address: given, end: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-stage-'));
  const clear = async () => {
    await simulator.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return await setOn(options, simulator.address, folder, clear);
  } catch (error) {
    await clear();
    throw error;
  }
};

const setOn = async (
  { world, permissions, env = {}, onProgress = () => {}, spawnService = spawnMain }: StageOptions,
  github: string,
  folder: string,
  clear: () => Promise<void>,
): Promise<Stage> => {
  const logFile = join(folder, 'service.log');
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const webhookSecret = randomBytes(24).toString('hex');
  const control = toControl(github);
  const app = await readAppFile();
  const port = await freePort();
  const service = toAddress(port);
  const seeded = await control<{ users: Record<string, { token: string }> }>('POST', 'seed', {
    ...world,
    app: {
      id: appId,
      slug: 'holdpoint',
      name: 'Holdpoint',
      public_key: keys.publicKey,
      permissions: permissions ?? app.default_permissions,
      events: app.default_events,
      webhook: { url: `${service}/api/github/webhooks`, secret: webhookSecret },
    },
  });
  const tokenOf = (login: string): string => {
    const token = seeded.users[login]?.token;
    if (token === undefined) throw new Error(`nobody on this stage is called ${login}`);
    return token;
  };
  const serviceEnv: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? folder,
    APP_ID: String(appId),
    PRIVATE_KEY: keys.privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: new URL(github).host,
    GHE_PROTOCOL: 'http',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_FOLDER: join(folder, 'data'),
    LOG_LEVEL: 'info',
    ...compileCache,
    ...env,
  };
  const replicas: Replica[] = [];
  const start = async (at: number, own: Readonly<Record<string, string>> = {}): Promise<Replica> => {
    const launch = () =>
      startServiceProcess(spawnService({ ...serviceEnv, ...own, PORT: String(at) }), toAddress(at), logFile);
    let running = await launch();
    const replica: Replica = {
      service: toAddress(at),
      pid: () => running.pid,
      kill: (signal) => running.end(signal),
      restart: async () => {
        running = await launch();
      },
    };
    replicas.push(replica);
    return replica;
  };
  const withToken = (auth: string) => new Octokit({ auth, baseUrl: `${github}/api/v3`, log: silent });
  onProgress('starting PostgreSQL and Holdpoint');
  const first = await start(port);
  return {
    github,
    service,
    servicePid: first.pid,
    webhookSecret,
    privateKey: keys.privateKey,
    logFile,
    control,
    as: (login) => withToken(tokenOf(login)),
    tokenOf,
    withToken,
    kill: first.kill,
    restart: first.restart,
    addReplica: async (own) => start(await freePort(), own),
    stop: async () => {
      await Promise.all(replicas.map(({ kill }) => kill('SIGTERM')));
      await clear();
    },
  };
};

const toAddress = (port: number): string => `http://127.0.0.1:${port}`;

const toControl =
  (github: string): Stage['control'] =>
  async (method, path, body) => {
    const response = await fetch(`${github}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the simulator refused ${method} ${path} with ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as never;
  };

/** Waits until `look` answers something. */
export const until = async <T>(
  look: () => Promise<T | null>,
  { timeoutMs = 30_000 }: { timeoutMs?: number } = {},
): Promise<T> => {
  const started = Date.now();
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() - started > timeoutMs) throw new Error(`it did not come within ${timeoutMs / 1000} s`);
    await sleep(25);
  }
};

const appFile = z.looseObject({
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/** What the App asks GitHub for when it is registered for real, so that the stage gives it no more. */
const readAppFile = async () => appFile.parse(parse(await readFile(join(root, 'app.yml'), 'utf8')));

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Ends a process and waits until it is gone; whoever started it takes it along when it ends itself. */
const toEnd = (child: ChildProcess) => {
  const takeAlong = () => child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const gone = new Promise<void>((done) => {
    child.once('exit', () => {
      process.off('exit', takeAlong);
      done();
    });
  });
  return async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
  };
};

const startSimulatorProcess = async (): Promise<{ address: string; end: () => Promise<void> }> => {
  const child = spawn(process.execPath, ['simulator/main.ts', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...compileCache },
  });
  const end = toEnd(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[\w.:[\]]+/.exec(line)?.[0];
    if (address !== undefined) return { address, end };
  }
  throw new Error('the simulator ended before it was ready');
};

const spawnMain: SpawnService = (env) =>
  spawn(process.execPath, ['src/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });

const startServiceProcess = async (child: ChildProcess, address: string, logFile: string) => {
  const end = toEnd(child);
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  await until(async () => {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(
        `Holdpoint ended with ${child.exitCode ?? child.signalCode}:\n${await readFile(logFile, 'utf8')}`,
      );
    }
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    return answer?.ok === true ? true : null;
  });
  return { pid: child.pid ?? 0, end };
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port could be had');
  return address.port;
};
