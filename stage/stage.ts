import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Octokit } from '@octokit/rest';

const root = resolve(import.meta.dirname, '..');

/** What the stage's world is seeded with, besides the App: the document of `simulator/README.md`, without `app`. */
export type World = Readonly<Record<string, unknown>>;

/** The simulator and the service as processes of their own on loopback, and the people who act on it. */
export type Stage = {
  /** Address of the simulator; its pages live there. */
  readonly github: string;
  /** Address of the service. */
  readonly service: string;
  readonly servicePid: () => number;
  readonly webhookSecret: string;
  readonly logFile: string;
  /** Calls the simulator's control path. */
  readonly control: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  /** A person, acting with a token of their own through GitHub's REST paths. */
  readonly as: (login: string) => Octokit;
  readonly tokenOf: (login: string) => string;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type StageOptions = {
  readonly world: World;
  readonly permissions?: Readonly<Record<string, string>>;
  /** Settings of the service beyond those that the stage makes. */
  readonly env?: Readonly<Record<string, string>>;
  /** A simulator that the caller started and ends; without it the stage starts one as a process of its own. */
  readonly github?: string;
  readonly onProgress?: (what: string) => void;
};

/** The App's id on every stage; rulesets pin their required check to it. */
export const appId = 4711;

/** Sets the stage: simulator, App registration, world, PostgreSQL and service; resolves when the service is ready. */
export const setStage = async ({
  world,
  permissions,
  env = {},
  github: given,
  onProgress = () => {},
}: StageOptions): Promise<Stage> => {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-stage-'));
  const logFile = join(folder, 'service.log');
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const webhookSecret = randomBytes(24).toString('hex');

  if (given === undefined) onProgress('starting the GitHub simulator');
  const simulator = given === undefined ? await startSimulatorProcess() : { address: given, stop: () => {} };
  const github = simulator.address;
  const control: Stage['control'] = async (method, path, body) => {
    const response = await fetch(`${github}/_control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the simulator refused ${method} ${path} with ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as never;
  };

  const port = await freePort();
  const service = `http://127.0.0.1:${port}`;
  const seeded = await control<{ users: Record<string, { token: string }> }>('POST', 'seed', {
    ...world,
    app: {
      id: appId,
      slug: 'holdpoint',
      name: 'Holdpoint',
      public_key: keys.publicKey,
      permissions: permissions ?? leastPermissions,
      events: subscribedEvents,
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
    ...env,
  };
  const start = async () => {
    onProgress('starting PostgreSQL and Holdpoint');
    const child = spawn(process.execPath, ['src/main.ts'], {
      cwd: root,
      env: serviceEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    await untilReady(`${service}/readyz`, child, logFile);
    return child;
  };
  let child = await start();

  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await gone;
  };

  return {
    github,
    service,
    servicePid: () => child.pid ?? 0,
    webhookSecret,
    logFile,
    control,
    as: (login) => new Octokit({ auth: tokenOf(login), baseUrl: `${github}/api/v3`, log: silent }),
    tokenOf,
    kill,
    restart: async () => {
      child = await start();
    },
    stop: async () => {
      await kill('SIGTERM');
      simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Waits until `look` answers something; calls `onWait` once a second meanwhile. */
export const until = async <T>(
  look: () => Promise<T | null>,
  { onWait = () => {}, timeoutMs = 30_000 }: { onWait?: (seconds: number) => void; timeoutMs?: number } = {},
): Promise<T> => {
  const started = Date.now();
  for (let told = 0; ; ) {
    const seen = await look();
    if (seen !== null) return seen;
    const seconds = Math.floor((Date.now() - started) / 1000);
    if (seconds > told) {
      told = seconds;
      onWait(seconds);
    }
    if (Date.now() - started > timeoutMs) throw new Error(`it did not come within ${timeoutMs / 1000} s`);
    await sleep(25);
  }
};

/** As in app.yml. */
const leastPermissions = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'read',
  members: 'read',
  issues: 'write',
  checks: 'write',
};
const subscribedEvents = [
  'pull_request',
  'pull_request_review',
  'issues',
  'issue_comment',
  'label',
  'check_run',
  'check_suite',
  'membership',
  'team',
  'member',
  'organization',
  'push',
];

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const startSimulatorProcess = async (): Promise<{ address: string; stop: () => void }> => {
  const child = spawn(process.execPath, ['simulator/main.ts', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[\w.:[\]]+/.exec(line)?.[0];
    if (address !== undefined) return { address, stop: () => child.kill('SIGTERM') };
  }
  throw new Error('the simulator ended before it was ready');
};

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port could be had');
  return address.port;
};

const untilReady = async (url: string, child: { exitCode: number | null }, logFile: string): Promise<void> => {
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`Holdpoint ended with exit code ${child.exitCode}; see ${logFile}`);
    const answer = await fetch(url).catch(() => null);
    return answer?.ok === true ? true : null;
  });
};
