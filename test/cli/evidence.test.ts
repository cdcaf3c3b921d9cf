import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { decide } from '../../src/decision/decide.ts';
import { known } from '../../src/decision/facts.ts';
import { toPolicies } from '../../src/decision/policy-outcome.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { readPart } from '../../src/ledger/read-part.ts';
import { openSigner } from '../../src/ledger/signer.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { demoFacts, demoTool as tool } from '../evidence/demo-facts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let db: Database;
let ledger: Ledger;
let folder: string;
beforeAll(async () => {
  db = await startTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-evidence-'));
  const signer = await openSigner({ key: null, dataFolder: folder, production: false });
  writeFileSync(join(folder, 'key.pem'), signer.publicKey);
  ledger = await openLedger(db, signer);
  for (const [number, title] of [
    [12, 'first'],
    [13, 'other'],
    [12, 'second'],
  ] as const)
    await append(number, title);
  await ledger.writeCheckpoints();
  const [note] = await ledger.readCheckpoints({ owner: 'acme', name: 'pump' });
  writeFileSync(join(folder, 'kept'), note ?? '');
  await append(12, 'third');
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

/** What the service appends when it decides on these facts. */
const append = async (number: number, title: string) => {
  const text = 'product: Pump\nsafety_class: B\nroles: { safety: { users: [sam] }, quality: { users: [quinn] } }\n';
  const facts = {
    ...demoFacts,
    policyFile: known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), text }),
    pullRequest: { ...demoFacts.pullRequest, number, title, headSha: `${title.length}`.repeat(40) },
  };
  const verdict = decide(facts, toPolicies(facts));
  const statement = toStatement({ facts, verdict, tool });
  await ledger.append({
    repository: facts.repository,
    subjectKey: statement.predicate.subjectKey,
    inputDigest: toInputDigest({
      facts: { ...facts, pullRequest: { ...facts.pullRequest, baseBranch: title } },
      verdict,
      tool,
    }),
    statement,
    facts: toLastingFacts(facts),
  });
};

const holdpoint = async (args: readonly string[], environment: Record<string, string> = {}) => {
  const child = spawn(process.execPath, ['bin/holdpoint.js', 'evidence', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
  });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
};

const exportTo = (file: string, ...more: readonly string[]) =>
  holdpoint(['export', '--repo', 'Acme/Pump', '--out', join(folder, file), ...more], { DATABASE_URL: db.url });
const verify = (file: string, ...more: readonly string[]) =>
  holdpoint(['verify', join(folder, file), '--key', join(folder, 'key.pem'), ...more]);

describe('F53 F54: npx holdpoint evidence', () => {
  test('exports the whole chain, and verifies and replays it without a database', async () => {
    expect(await exportTo('whole')).toMatchObject({ status: 0, stderr: expect.stringContaining('4 statements') });
    const verified = await verify('whole', '--replay', '--checkpoint', join(folder, 'kept'));
    expect(verified).toMatchObject({ status: 0, stderr: '' });
    for (const line of [
      'verdict held  pull_request:acme/pump#12',
      'It holds: 4 signed statements about acme/pump',
      'Every entry of the chain is here',
      'grown out of every checkpoint',
      'each of 4 verdicts is the same',
    ])
      expect(verified.stdout).toContain(line);
  });

  test('exports one pull request, within the whole chain', async () => {
    expect(await exportTo('one', '--pr', '13')).toMatchObject({ status: 0 });
    const { status, stdout } = await verify('one');
    expect(status).toBe(0);
    expect(stdout).toContain('1 signed statements about acme/pump, in a chain of 4 entries');
    expect(stdout).toContain('left out');
    expect(stdout).not.toContain('#12');
  });

  test('says where a changed file is wrong', async () => {
    await exportTo('changed');
    const lines = readFileSync(join(folder, 'changed'), 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('"seq":2'));
    writeFileSync(
      join(folder, 'changed'),
      lines.toSpliced(at, 1, (lines[at] ?? '').replace('"seq":2', '"seq":7')).join('\n'),
    );
    const { status, stdout, stderr } = await verify('changed');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`line ${at + 1}, entry 7: Entry 2 is missing`);
    expect(stderr).toContain('It does not hold.');
  });

  test('F54: verifies an export with the part that goes on from it, and says in which of the files something is wrong', async () => {
    const first = await readPart(db.pool, 'acme/pump', { copied: null, until: 2, mostBytes: 1_000_000 });
    const next = await readPart(db.pool, 'acme/pump', { copied: first, until: 4, mostBytes: 1_000_000 });
    writeFileSync(join(folder, 'first'), first.text);
    writeFileSync(join(folder, 'next'), next.text);
    const verified = await verify('first', join(folder, 'next'), '--replay', '--checkpoint', join(folder, 'kept'));
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('4 signed statements') });
    expect(verified.stdout).toContain('each of 4 verdicts is the same');

    const lines = next.text.split('\n');
    const at = lines.findIndex((line) => line.includes('"seq":3'));
    writeFileSync(join(folder, 'next'), next.text.replace('"seq":3', '"seq":7'));
    const { status, stderr } = await verify('first', join(folder, 'next'));
    expect(status).toBe(1);
    expect(stderr).toContain(`${join(folder, 'next')}: line ${at + 1}, entry 7: Entry 3 is missing`);
    expect(stderr).not.toContain(join(folder, 'first'));
  });

  test.each<[string, readonly string[], number, string]>([
    ['no repository', ['export'], 2, 'Name the repository'],
    ['two selections', ['export', '--repo', 'a/b', '--pr', '1', '--since', '2026-11-01'], 2, 'Only one of'],
    ['a number that is none', ['export', '--repo', 'a/b', '--pr', 'x'], 2, '--pr takes a number'],
    ['a time that is none', ['export', '--repo', 'a/b', '--since', 'yesterday'], 2, '--since takes a day'],
    ['a repository that has no evidence', ['export', '--repo', 'acme/none'], 1, 'no statement of acme/none'],
    [
      'a release that nobody made',
      ['export', '--repo', 'acme/pump', '--release', 'v9'],
      1,
      'no statement that was asked for',
    ],
    ['no key', ['verify', 'README.md'], 2, 'a public key that you trust'],
    ['a key that is none', ['verify', 'README.md', '--key', 'README.md'], 2, 'Usage'],
  ])('tells what is wrong with %s', async (_, args, status, words) => {
    const said = await holdpoint(args, { DATABASE_URL: db.url });
    expect(said).toMatchObject({ status, stderr: expect.stringContaining(words) });
  });

  test('writes into a pipe as it is, and does not put a file in its place', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), exportTo('pipe')]);
    expect(read.trimEnd().split('\n').at(-1)).toContain('"type":"end"');
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  test('exports nothing from a folder without a database, and makes none there', async () => {
    const empty = mkdtempSync(join(folder, 'empty-'));
    const { status, stderr } = await holdpoint(['export', '--repo', 'acme/pump'], { DATA_FOLDER: empty });
    expect(status).toBe(2);
    expect(stderr).toBe(
      `There is no database in ${empty}: name the service’s data folder with DATA_FOLDER, or its database with DATABASE_URL.\n`,
    );
    expect(readdirSync(empty)).toEqual([]);
  });

  test('verifies nothing that is no export', async () => {
    writeFileSync(join(folder, 'text'), 'hello\n');
    expect(await verify('text')).toMatchObject({ status: 1, stderr: expect.stringContaining('line 1') });
    expect(await verify('nowhere')).toMatchObject({ status: 2 });
  });
});
