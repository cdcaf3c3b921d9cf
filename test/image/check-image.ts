/**
 * Walks through the Dockerfile without a container engine: copies what it copies into an empty folder, installs as it
 * installs, starts what it starts with production settings, asks /healthz and /readyz, and stops it with SIGTERM. What
 * this cannot see: the base image, the user, the read-only file system. Run by `npm run check:image`; needs the registry.
 */

import { type ChildProcess, execSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open-database.ts';
import { parseDockerfile, toCopied } from './dockerfile.ts';

const root = join(import.meta.dirname, '../..');
const instructions = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
const last = (name: string): string => instructions.findLast((one) => one.name === name)?.text ?? '';

const install = (image: string) => {
  for (const path of instructions.flatMap(toCopied)) cpSync(join(root, path), join(image, path), { recursive: true });
  execSync(last('RUN'), { cwd: image, stdio: 'inherit' });
};

const toProductionEnvironment = (folder: string, databaseUrl: string): NodeJS.ProcessEnv => {
  const evidenceKey = join(folder, 'evidence-key.pem');
  const pem = { type: 'pkcs8', format: 'pem' } as const;
  writeFileSync(evidenceKey, generateKeyPairSync('ed25519').privateKey.export(pem), { mode: 0o600 });
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: '3917',
    HOST: '127.0.0.1',
    APP_ID: '1',
    PRIVATE_KEY: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString(),
    WEBHOOK_SECRET: 'only-for-this-check-of-the-image',
    EVIDENCE_KEY_PATH: evidenceKey,
    // Nothing listens there: the check must not reach GitHub.
    GHE_HOST: '127.0.0.1:1',
    DATABASE_URL: databaseUrl,
  };
};

const waitFor = async (child: ChildProcess, path: string): Promise<void> => {
  for (let tries = 0; tries < 100 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:3917${path}`).catch(() => null);
    if (answer?.ok) return console.log(`${path}: ${answer.status} ${(await answer.text()).trim()}`);
    await sleep(200);
  }
  throw new Error(`${path} did not answer 200`);
};

const folder = mkdtempSync(join(tmpdir(), 'image-'));
const image = join(folder, 'app');
mkdirSync(image);
install(image);
const database = await openDatabase({ databaseUrl: null, dataFolder: join(folder, 'data'), fsync: false });
try {
  const [, ...command] = JSON.parse(last('CMD')) as string[];
  const env = toProductionEnvironment(folder, database.url);
  const child = spawn(process.execPath, command, { cwd: image, env, stdio: 'inherit' });
  const exited = once(child, 'exit');
  try {
    await waitFor(child, '/healthz');
    await waitFor(child, '/readyz');
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`the service ended with ${code} after SIGTERM`);
  console.log('The image’s steps work.');
} finally {
  await database.close();
  rmSync(folder, { recursive: true });
}
