import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isNativeError } from 'node:util/types';
import { Secret } from './secret.ts';
import { type Variables, variables } from './variables.ts';

type CommonSettings = {
  readonly production: boolean;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** `port` 0 lets the system choose; `publicUrl` is an origin without a slash at its end. */
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: string | null };
  /** `webUrl` as people see it, `apiUrl` the root of REST; neither ends in a slash. */
  readonly github: { readonly webUrl: string; readonly apiUrl: string };
  /** Absolute path. */
  readonly dataFolder: string;
  /** Null: the embedded server in `dataFolder`. */
  readonly databaseUrl: Secret | null;
  /** The same database as the role that owns its tables; null: one role does both. */
  readonly migrationDatabaseUrl: Secret | null;
  /** Ed25519 keys as PEM: the one that signs evidence, null outside production when one is to be made in `dataFolder`; and the one that it replaces. */
  readonly evidenceKey: Secret | null;
  readonly previousEvidenceKey: Secret | null;
  /** Days that a delivery and its payload are kept. */
  readonly deliveryDays: number;
  /** Whether checkpoints are served to everybody who can name a repository. */
  readonly serveCheckpoints: boolean;
  /** The repository that evidence is copied to; null: none. */
  readonly evidenceMirror: { readonly owner: string; readonly name: string } | null;
  /** Null: there are no metrics. */
  readonly metricsToken: Secret | null;
  /** How many evaluations run at the same time in this process. */
  /** Root of an OpenTelemetry collector; null: nothing is traced. */
  readonly tracesTo: string | null;
  readonly workers: number;
  /** Seconds between two rounds that look for what was lost. */
  readonly sweepSeconds: number;
};

export type ServiceSettings = CommonSettings & {
  readonly mode: 'service';
  /** `privateKey` in PKCS#8 PEM, whatever form it was given in. */
  readonly app: { readonly id: number; readonly privateKey: Secret };
  /** The present secret first, then the one that is being retired. */
  readonly webhookSecrets: readonly [Secret, ...Secret[]];
};

/** There are no credentials yet: only the set-up page is served. Never in production. */
export type SetupSettings = CommonSettings & {
  readonly mode: 'setup';
  /** Login of the organisation that is to own the App; null for the person's own account. */
  readonly organization: string | null;
};

export type Settings = ServiceSettings | SetupSettings;

/** Names and values, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;
type ReadText = (path: string) => string;
type Given = Readonly<Record<string, string>>;

/**
 * Reads the environment: the process's own, over a `.env` file in `folder` where there is one. The file goes through
 * Node's own parser and not into `process.env`, where every child process would inherit its secrets.
 */
export const readEnvironment = (folder = '.'): Environment => {
  try {
    return { ...parseEnv(readFileSync(resolve(folder, '.env'), 'utf8')), ...process.env };
  } catch (error) {
    if (toCode(error) === 'ENOENT') return process.env;
    throw error;
  }
};

/**
 * Environment → settings, or every problem at once, each a sentence that names the variable and says what to do.
 * No problem quotes the value of a secret. `readText` reads the key files.
 */
export const parseSettings = (
  env: Environment,
  readText: ReadText = (path) => readFileSync(path, 'utf8'),
): { ok: true; settings: Settings } | { ok: false; problems: string[] } => {
  // Compose files and shells hand over absent settings as empty strings.
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const parsed = variables.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} is malformed: it ${issue.message}.`);
  const credentials = parseCredentials(given, readText);
  const evidence = parseEvidenceKey('EVIDENCE_KEY', given, readText);
  const previous = parseEvidenceKey('EVIDENCE_KEY_PREVIOUS', given, readText);
  problems.push(...credentials.problems, ...evidence.problems, ...previous.problems, ...findUnsafe(given));
  if (!parsed.success || problems.length > 0) return { ok: false, problems };

  const keys = { evidenceKey: evidence.key, previousEvidenceKey: previous.key };
  const common = { ...toCommonSettings(parsed.data), ...keys };
  const { appId, privateKey, webhookSecrets } = credentials;
  if (appId === null || privateKey === null || webhookSecrets === null) {
    return { ok: true, settings: { ...common, mode: 'setup', organization: parsed.data.GH_ORG ?? null } };
  }
  return { ok: true, settings: { ...common, mode: 'service', app: { id: appId, privateKey }, webhookSecrets } };
};

const toCommonSettings = (values: Variables): Omit<CommonSettings, 'evidenceKey' | 'previousEvidenceKey'> => {
  const production = values.NODE_ENV === 'production';
  return {
    production,
    logLevel: values.LOG_LEVEL,
    http: {
      host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
      port: values.PORT,
      publicUrl: values.PUBLIC_URL ?? null,
    },
    github: toGitHubUrls(values.GHE_PROTOCOL, values.GHE_HOST ?? 'github.com'),
    dataFolder: resolve(values.DATA_FOLDER),
    databaseUrl: toSecret(values.DATABASE_URL),
    migrationDatabaseUrl: toSecret(values.MIGRATION_DATABASE_URL),
    deliveryDays: values.DELIVERY_DAYS,
    serveCheckpoints: values.SERVE_CHECKPOINTS === 'yes',
    evidenceMirror: values.EVIDENCE_MIRROR ?? null,
    metricsToken: toSecret(values.METRICS_TOKEN),
    tracesTo: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    workers: values.WORKERS,
    sweepSeconds: values.SWEEP_SECONDS,
  };
};

const toSecret = (text: string | undefined): Secret | null => (text === undefined ? null : new Secret(text));

/** github.com and `ghe.com` have a host of their own for the API, GitHub Enterprise Server a path. */
const toGitHubUrls = (protocol: string, host: string): CommonSettings['github'] => {
  const webUrl = `${protocol}://${host}`;
  const ownHost = host === 'github.com' || host.endsWith('.ghe.com');
  return { webUrl, apiUrl: ownHost ? `${protocol}://api.${host}` : `${webUrl}/api/v3` };
};

type Credentials = {
  readonly problems: readonly string[];
  readonly appId: number | null;
  readonly privateKey: Secret | null;
  readonly webhookSecrets: readonly [Secret, ...Secret[]] | null;
};

/** The App's number, key and webhook secrets; all null, and no problem, when there are none yet outside production. */
const parseCredentials = (given: Given, readText: ReadText): Credentials => {
  const hasKey = given.PRIVATE_KEY !== undefined || given.PRIVATE_KEY_PATH !== undefined;
  if (given.APP_ID === undefined && !hasKey && given.NODE_ENV !== 'production') {
    return { problems: [], appId: null, privateKey: null, webhookSecrets: null };
  }
  const problems: string[] = [];
  if (given.APP_ID === undefined) problems.push('APP_ID is missing: set it to the App ID on the App’s settings page.');
  const key = parsePrivateKey(given, readText);
  if ('problem' in key) problems.push(key.problem);
  if (given.WEBHOOK_SECRET === undefined) {
    problems.push('WEBHOOK_SECRET is missing: set it to the webhook secret on the App’s settings page.');
  }
  const secrets = [given.WEBHOOK_SECRET, given.WEBHOOK_SECRET_PREVIOUS].filter((text) => text !== undefined);
  const [first, ...rest] = secrets.map((text) => new Secret(text));
  return {
    problems,
    appId: given.APP_ID === undefined ? null : Number(given.APP_ID),
    privateKey: 'problem' in key ? null : key.privateKey,
    webhookSecrets: first === undefined ? null : [first, ...rest],
  };
};

const parsePrivateKey = (given: Given, readText: ReadText): { privateKey: Secret } | { problem: string } => {
  const { PRIVATE_KEY: inline, PRIVATE_KEY_PATH: path } = given;
  if (inline !== undefined && path !== undefined) {
    return {
      problem: 'PRIVATE_KEY and PRIVATE_KEY_PATH are both set: remove one, so that it is clear which key is used.',
    };
  }
  if (inline === undefined && path === undefined) {
    return {
      problem: 'PRIVATE_KEY is missing: set it, or PRIVATE_KEY_PATH, to the key made on the App’s settings page.',
    };
  }
  const name = inline === undefined ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  const wanted = 'the .pem file that the App’s settings page offers when a key is made';
  try {
    const key = createPrivateKey(toPem(inline ?? readText(path ?? '')));
    if (key.asymmetricKeyType !== 'rsa') return { problem: `${name} is not an RSA key: use ${wanted}.` };
    return { privateKey: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()) };
  } catch (error) {
    return { problem: `${name} ${toReason(error, path)}: use ${wanted}.` };
  }
};

/** Key text as environments carry it: PEM, PEM with its line ends written `\n`, or base64 of PEM. */
const toPem = (text: string): string => {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  return pem.replaceAll('\\n', '\n');
};

/** The key in the variable `name`, or in the file that `name` with `_PATH` names; only the present one must be there. */
const parseEvidenceKey = (
  name: 'EVIDENCE_KEY' | 'EVIDENCE_KEY_PREVIOUS',
  given: Given,
  readText: ReadText,
): { readonly problems: readonly string[]; readonly key: Secret | null } => {
  const [inline, path] = [given[name], given[`${name}_PATH`]];
  const refuse = (problem: string) => ({ problems: [problem], key: null });
  const how = 'make one with `openssl genpkey -algorithm ed25519 -out evidence-key.pem` and keep it safe';
  if (inline !== undefined && path !== undefined)
    return refuse(`${name} and ${name}_PATH are both set: remove one, so that it is clear which key is used.`);
  if (inline === undefined && path === undefined) {
    const needed = name === 'EVIDENCE_KEY' && given.NODE_ENV === 'production';
    return needed ? refuse(`EVIDENCE_KEY_PATH is missing: ${how}.`) : { problems: [], key: null };
  }
  const variable = inline === undefined ? `${name}_PATH` : name;
  try {
    const key = createPrivateKey(toPem(inline ?? readText(path ?? '')));
    if (key.asymmetricKeyType !== 'ed25519') return refuse(`${variable} is not an Ed25519 key: ${how}.`);
    return { problems: [], key: new Secret(key.export({ type: 'pkcs8', format: 'pem' }).toString()) };
  } catch (error) {
    return refuse(`${variable} ${toReason(error, path)}: ${how}.`);
  }
};

/** Says whether a file could not be read or does not hold a key, without a word of its content. */
const toReason = (error: unknown, path: string | undefined): string => {
  const code = toCode(error);
  return /^E(?!RR)[A-Z]+$/.test(code) ? `cannot be read (${path}: ${code})` : 'does not hold a private key in PEM';
};

const toCode = (error: unknown): string => (isNativeError(error) && 'code' in error ? String(error.code) : '');

/** Values that are well formed and would still let somebody in. */
const findUnsafe = (given: Given): string[] => {
  const production = given.NODE_ENV === 'production';
  const problems = ['WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS'].flatMap((name) => {
    const secret = given[name];
    // Probot falls back to this word when no secret is set, so everybody knows it.
    if (secret === 'development') return [`${name} is “development”, which everybody knows: set a random one.`];
    if (production && secret !== undefined && secret.length < 16) {
      return [`${name} is shorter than 16 characters: set a random one, for instance from \`openssl rand -hex 32\`.`];
    }
    return [];
  });
  if (given.MIGRATION_DATABASE_URL !== undefined && given.DATABASE_URL === undefined) {
    problems.push('MIGRATION_DATABASE_URL is set without DATABASE_URL: set both, to the same database.');
  }
  if (production && given.GHE_PROTOCOL === 'http') {
    problems.push('GHE_PROTOCOL is http, which sends tokens in the clear: production needs https.');
  }
  return problems;
};
