import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isNativeError } from 'node:util/types';
import * as z from 'zod';
import { Secret } from './secret.ts';

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
  /** Null: there are no metrics. */
  readonly metricsToken: Secret | null;
  /** How many evaluations run at the same time in this process. */
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

const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be ${least} or more`).max(most, `must be ${most} or less`));
const hasProtocol = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

const postgresUrl = z.string().refine((text) => hasProtocol(text, ['postgres:', 'postgresql:']), {
  error: 'must be an address such as postgres://user:password@host:5432/holdpoint',
});

/** Every variable that is read, with its meaning; docs/operations.md and .env.example are checked against it. */
export const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development')
    .describe('`production` makes the rules below strict and switches the set-up page off'),
  APP_ID: count(1, 999_999_999).optional().describe('The App’s number, from its settings page'),
  PRIVATE_KEY: z.string().optional().describe('The App’s private key as PEM text; base64 of it is taken too'),
  PRIVATE_KEY_PATH: z.string().optional().describe('Instead of `PRIVATE_KEY`: the file that holds it'),
  WEBHOOK_SECRET: z
    .string()
    .optional()
    .describe('The App’s webhook secret; at least 16 characters in production, never `development`'),
  WEBHOOK_SECRET_PREVIOUS: z
    .string()
    .optional()
    .describe('The secret before a rotation, accepted beside the new one until you remove it'),
  GHE_HOST: z
    .string()
    .regex(
      /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i,
      'must be a host name, without https:// and without a path',
    )
    .optional()
    .describe('Host of GitHub Enterprise Server, or of your `ghe.com` domain; github.com when absent'),
  GHE_PROTOCOL: z
    .enum(['https', 'http'], 'must be https or http')
    .default('https')
    .describe('`http` only for a stand-in on your own machine; refused in production'),
  GH_ORG: z
    .string()
    .regex(/^[a-z0-9-]{1,39}$/i, 'must be the login of an organisation')
    .optional()
    .describe('Set-up only: the organisation that will own the App'),
  HOST: z
    .string()
    .optional()
    .describe('Address to listen on; all addresses in production, otherwise this machine alone (127.0.0.1)'),
  PORT: count(0, 65_535).default(3000).describe('Port to listen on; 0 lets the system choose'),
  PUBLIC_URL: z
    .string()
    .refine((text) => hasProtocol(text, ['http:', 'https:']) && new URL(text).pathname === '/', {
      error: 'must be an address such as https://holdpoint.example.com, without a path',
    })
    .transform((text) => new URL(text).origin)
    .optional()
    .describe('Where GitHub and browsers reach this service'),
  DATABASE_URL: postgresUrl
    .optional()
    .describe('PostgreSQL to use; without it a server of its own runs in `DATA_FOLDER`'),
  MIGRATION_DATABASE_URL: postgresUrl
    .optional()
    .describe(
      'The same database as the role that owns it, for migrations alone; the role of `DATABASE_URL` then can change nothing in the ledger',
    ),
  DATA_FOLDER: z.string().default('./data').describe('Folder for the embedded database and, outside production, keys'),
  EVIDENCE_KEY_PATH: z
    .string()
    .optional()
    .describe('File with the Ed25519 private key (PKCS#8 PEM) that signs evidence; required in production'),
  EVIDENCE_KEY: z
    .string()
    .optional()
    .describe('Instead of `EVIDENCE_KEY_PATH`: the key itself as PEM text; base64 of it is taken too'),
  EVIDENCE_KEY_PREVIOUS_PATH: z
    .string()
    .optional()
    .describe(
      'File with the evidence key before a rotation, which signs checkpoints beside the new one until you remove it',
    ),
  EVIDENCE_KEY_PREVIOUS: z.string().optional().describe('Instead of `EVIDENCE_KEY_PREVIOUS_PATH`: that key itself'),
  DELIVERY_DAYS: count(8, 3_650)
    .default(30)
    .describe('Days that deliveries are kept, with what GitHub sent; at least 8, since GitHub may redeliver for 7'),
  SERVE_CHECKPOINTS: z
    .enum(['yes', 'no'], 'must be yes or no')
    .default('no')
    .describe(
      '`yes` serves the latest checkpoint of each repository to whoever names it; it tells that the repository exists',
    ),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have 16 characters or more')
    .optional()
    .describe('`GET /metrics` answers whoever sends it as bearer token; without it there are no metrics'),
  WORKERS: count(1, 64).default(4).describe('How many evaluations run at the same time'),
  SWEEP_SECONDS: count(1, 3600)
    .default(60)
    .describe('How often what was lost is looked for; see “When deliveries are lost” in docs/reliability.md'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info')
    .describe('Least serious level that is logged'),
});

type Variables = z.output<typeof variables>;
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
    metricsToken: toSecret(values.METRICS_TOKEN),
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
