import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Environment, parseSettings, readEnvironment, type Settings } from '../src/settings.ts';
import { variables } from '../src/variables.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pkcs1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const webhookSecret = 'q8ZrV0mJ2cN5xT7w';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const rsaPath = file('app.pem', pkcs1);
const evidencePath = file('evidence.pem', ed25519);

const service = { APP_ID: '7', PRIVATE_KEY: pkcs1, WEBHOOK_SECRET: webhookSecret };
const production = { ...service, NODE_ENV: 'production', EVIDENCE_KEY_PATH: evidencePath };

const accept = (env: Environment): Settings => {
  const parsed = parseSettings(env);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.settings;
};
const refuse = (env: Environment): string[] => {
  const parsed = parseSettings(env);
  return parsed.ok ? [] : parsed.problems;
};

describe('settings that are complete', () => {
  test('have a default for everything but the credentials', () => {
    expect(accept(service)).toMatchObject({
      mode: 'service',
      production: false,
      app: { id: 7 },
      http: { host: '127.0.0.1', port: 3000, publicUrl: null },
      github: { webUrl: 'https://github.com', apiUrl: 'https://api.github.com' },
      dataFolder: resolve('data'),
      databaseUrl: null,
      evidenceKey: null,
      previousEvidenceKey: null,
      workers: 4,
      deliveryDays: 30,
      serveCheckpoints: false,
      evidenceMirror: null,
      sweepSeconds: 60,
      logLevel: 'info',
    });
  });

  test.each([
    ['a file', { EVIDENCE_KEY_PATH: evidencePath }],
    ['PEM', { EVIDENCE_KEY: ed25519 }],
    ['PEM in one line', { EVIDENCE_KEY: ed25519.replaceAll('\n', '\\n') }],
    ['base64 of PEM', { EVIDENCE_KEY: Buffer.from(ed25519).toString('base64') }],
  ])('take the evidence key as %s', (_what, env) => {
    const settings = accept({ ...service, ...env, EVIDENCE_KEY_PREVIOUS_PATH: evidencePath });
    for (const key of [settings.evidenceKey, settings.previousEvidenceKey]) expect(key?.reveal()).toBe(ed25519);
    expect(inspect(settings, { depth: 9 })).not.toContain(ed25519.split('\n')[1]);
  });

  test('listen on every address in production', () => {
    expect(accept(production).http.host).toBe('0.0.0.0');
    expect(accept({ ...production, HOST: '::1' }).http.host).toBe('::1');
  });

  test.each([
    ['PEM', { PRIVATE_KEY: pkcs1 }],
    ['PEM of PKCS#8', { PRIVATE_KEY: pkcs8 }],
    ['PEM with its line ends escaped', { PRIVATE_KEY: pkcs1.replaceAll('\n', '\\n') }],
    ['base64 of PEM', { PRIVATE_KEY: Buffer.from(pkcs1).toString('base64') }],
    ['a file', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: rsaPath }],
  ])('take the private key as %s', (_form, key) => {
    const settings = accept({ ...service, ...key });
    if (settings.mode !== 'service') throw new Error('not the service');
    expect(createPrivateKey(settings.app.privateKey.reveal()).equals(rsa)).toBe(true);
  });

  test.each([
    ['github.example.com', 'https', 'https://github.example.com/api/v3'],
    ['localhost:4000', 'http', 'http://localhost:4000/api/v3'],
    ['acme.ghe.com', 'https', 'https://api.acme.ghe.com'],
  ])('know where the API of %s is', (GHE_HOST, GHE_PROTOCOL, apiUrl) => {
    expect(accept({ ...service, GHE_HOST, GHE_PROTOCOL }).github).toEqual({
      webUrl: `${GHE_PROTOCOL}://${GHE_HOST}`,
      apiUrl,
    });
  });

  test('keep the present webhook secret before the previous one', () => {
    const settings = accept({ ...service, WEBHOOK_SECRET_PREVIOUS: 'of before' });
    expect(settings.mode === 'service' && settings.webhookSecrets.map((secret) => secret.reveal())).toEqual([
      webhookSecret,
      'of before',
    ]);
  });

  test('F54: take a repository for a mirror', () => {
    expect(accept({ ...service, EVIDENCE_MIRROR: 'Acme/.evidence_1' }).evidenceMirror).toEqual({
      owner: 'Acme',
      name: '.evidence_1',
    });
  });

  test('take empty text for absent, as compose files pass it on', () => {
    expect(accept({ ...service, GHE_HOST: '', DATABASE_URL: ' ', PRIVATE_KEY_PATH: '', EVIDENCE_MIRROR: '' })).toEqual(
      accept(service),
    );
  });
});

describe('settings without credentials', () => {
  test('ask for the set-up outside production', () => {
    expect(accept({ GH_ORG: 'acme' })).toMatchObject({ mode: 'setup', organization: 'acme' });
  });

  test('are refused in production, with everything that is missing', () => {
    expect(refuse({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^APP_ID is missing: set it/),
      expect.stringMatching(/^PRIVATE_KEY is missing: set it/),
      expect.stringMatching(/^WEBHOOK_SECRET is missing: set it/),
      expect.stringMatching(/^EVIDENCE_KEY_PATH is missing: make one/),
    ]);
  });
});

describe('settings that are refused', () => {
  const cases: [string, Environment, RegExp][] = [
    ['no webhook secret', { ...service, WEBHOOK_SECRET: undefined }, /^WEBHOOK_SECRET is missing/],
    ['an empty webhook secret', { ...service, WEBHOOK_SECRET: '' }, /^WEBHOOK_SECRET is missing/],
    ['Probot’s default secret', { ...service, WEBHOOK_SECRET: 'development' }, /^WEBHOOK_SECRET is “development”/],
    ['a short secret in production', { ...production, WEBHOOK_SECRET: 'short' }, /^WEBHOOK_SECRET is shorter than 16/],
    [
      'a short previous secret in production',
      { ...production, WEBHOOK_SECRET_PREVIOUS: 'short' },
      /^WEBHOOK_SECRET_PREVIOUS is shorter/,
    ],
    ['an App without a key', { APP_ID: '7', WEBHOOK_SECRET: webhookSecret }, /^PRIVATE_KEY is missing/],
    ['a key without an App', { PRIVATE_KEY: pkcs1, WEBHOOK_SECRET: webhookSecret }, /^APP_ID is missing/],
    ['two keys', { ...service, PRIVATE_KEY_PATH: rsaPath }, /both set/],
    ['a key that is none', { ...service, PRIVATE_KEY: 'hello' }, /^PRIVATE_KEY does not hold a private key/],
    ['a key of another kind', { ...service, PRIVATE_KEY: ed25519 }, /^PRIVATE_KEY is not an RSA key/],
    [
      'a key file that is not there',
      { ...service, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere/key.pem' },
      /^PRIVATE_KEY_PATH cannot be read \(\/nowhere\/key.pem: ENOENT\)/,
    ],
    [
      'an evidence key of another kind',
      { ...service, EVIDENCE_KEY_PATH: rsaPath },
      /^EVIDENCE_KEY_PATH is not an Ed25519/,
    ],
    [
      'an evidence key given twice',
      { ...service, EVIDENCE_KEY: ed25519, EVIDENCE_KEY_PATH: evidencePath },
      /^EVIDENCE_KEY and EVIDENCE_KEY_PATH are both set/,
    ],
    [
      'an evidence key that is none',
      { ...service, EVIDENCE_KEY: 'hello' },
      /^EVIDENCE_KEY does not hold a private key/,
    ],
    [
      'a previous evidence key of another kind',
      { ...service, EVIDENCE_KEY_PREVIOUS: pkcs8 },
      /^EVIDENCE_KEY_PREVIOUS is not an Ed25519/,
    ],
    [
      'an App ID that is a name',
      { ...service, APP_ID: 'holdpoint' },
      /^APP_ID is malformed: it must be a whole number/,
    ],
    ['an App ID of 0', { ...service, APP_ID: '0' }, /^APP_ID is malformed/],
    ['a port beyond the last', { ...service, PORT: '70000' }, /^PORT is malformed: it must be 65535 or less/],
    ['a host with its protocol', { ...service, GHE_HOST: 'https://github.example.com' }, /^GHE_HOST is malformed/],
    ['plain HTTP in production', { ...production, GHE_PROTOCOL: 'http' }, /^GHE_PROTOCOL is http/],
    ['a misspelt environment', { ...service, NODE_ENV: 'prod' }, /^NODE_ENV is malformed/],
    ['a public address with a path', { ...service, PUBLIC_URL: 'https://a.example/hooks' }, /^PUBLIC_URL is malformed/],
    ['another database', { ...service, DATABASE_URL: 'mysql://u:pw-of-db@h/d' }, /^DATABASE_URL is malformed/],
    ['an unknown log level', { ...service, LOG_LEVEL: 'loud' }, /^LOG_LEVEL is malformed/],
    [
      'a mirror as an address',
      { ...service, EVIDENCE_MIRROR: 'https://github.com/a/b' },
      /^EVIDENCE_MIRROR is malformed/,
    ],
    [
      'a mirror without an owner',
      { ...service, EVIDENCE_MIRROR: 'evidence' },
      /it must be a repository as owner\/name/,
    ],
    ['a mirror that is a folder above', { ...service, EVIDENCE_MIRROR: 'acme/..' }, /^EVIDENCE_MIRROR is malformed/],
    ['no workers', { ...service, WORKERS: '0' }, /^WORKERS is malformed: it must be 1 or more/],
  ];
  test.each(cases)('%s', (_what, env, problem) => {
    expect(refuse(env)).toEqual([expect.stringMatching(problem)]);
  });

  test('are all named at once, malformed and missing ones together', () => {
    const names = refuse({
      NODE_ENV: 'production',
      PORT: 'x',
      EVIDENCE_MIRROR: 'x',
      GHE_PROTOCOL: 'http',
      WEBHOOK_SECRET: 'development',
    }).map((problem) => problem.split(' ')[0]);
    expect(names).toEqual([
      'PORT',
      'EVIDENCE_MIRROR',
      'APP_ID',
      'PRIVATE_KEY',
      'EVIDENCE_KEY_PATH',
      'WEBHOOK_SECRET',
      'GHE_PROTOCOL',
    ]);
  });

  test('never quote a secret', () => {
    const secrets = { WEBHOOK_SECRET: 'tiny!', PRIVATE_KEY: 'half-a-key', DATABASE_URL: 'mysql://u:pw-of-db@h/d' };
    expect(refuse({ ...production, ...secrets }).join()).not.toMatch(/tiny!|half-a-key|pw-of-db/);
  });
});

describe('secrets', () => {
  test('are not shown by any way of printing the settings', () => {
    const settings = accept({
      ...service,
      DATABASE_URL: 'postgres://u:pw-of-db@h/d',
      WEBHOOK_SECRET_PREVIOUS: 'of before',
    });
    const printed = [JSON.stringify(settings), inspect(settings, { depth: 9, showHidden: true })];
    if (settings.mode === 'service')
      printed.push(`${settings.webhookSecrets.join()} ${String(settings.app.privateKey)}`);
    for (const text of printed) {
      expect(text).toContain('[secret]');
      expect(text).not.toMatch(new RegExp(`BEGIN|pw-of-db|of before|${webhookSecret}`));
    }
  });
});

describe('readEnvironment', () => {
  test('puts the environment over the file, and the file not into the process', () => {
    file('.env', `# ours\nAPP_ID=12\nHOME=elsewhere\nPRIVATE_KEY="${pkcs1.replaceAll('\n', '\\n')}"\n`);
    const env = readEnvironment(folder);
    expect([env.APP_ID, env.HOME, env.PRIVATE_KEY]).toEqual(['12', process.env.HOME, pkcs1]);
    expect(process.env.APP_ID).toBeUndefined();
  });

  test('needs no file', () => {
    expect(readEnvironment('/nowhere')).toEqual(process.env);
  });
});

describe('the documents about settings', () => {
  const root = join(import.meta.dirname, '..');
  const described = Object.entries(variables.shape).map(([name, type]) => [name, type.description ?? '']);

  test('docs/operations.md has a row for each with the words of the code, and no other', () => {
    const rows = readFileSync(join(root, 'docs/operations.md'), 'utf8')
      .split('\n')
      .flatMap((line) => {
        const cells = /^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/.exec(line);
        return cells === null ? [] : [[cells[1], cells[3]]];
      });
    expect(rows).toEqual(described);
  });

  test('.env.example names each once, and no other', () => {
    const names = readFileSync(join(root, '.env.example'), 'utf8')
      .split('\n')
      .flatMap((line) => /^#? ?([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names).toHaveLength(described.length);
    expect(new Set(names)).toEqual(new Set(described.map(([name]) => name)));
  });
});
