import { execFile } from 'node:child_process';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.ts';
import { hasJustOurMigrations } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { createExportVerifier } from '../../src/evidence/verify-export.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { readExport } from '../../src/ledger/read-export.ts';
import { openSigner } from '../../src/ledger/signer.ts';
import { openQueue } from '../../src/queue/queue.ts';
import { findInstalledPostgres, startInstalledPostgres } from '../database/installed-postgres.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

const repository = { owner: 'acme', name: 'pump' };
const installed = findInstalledPostgres();

/** The commands of docs/operations.md, “Dump and restore”: what is written there is what is run here. */
const readCommands = async () => {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const section = page.split('### Dump and restore')[1]?.split('\n## ')[0] ?? '';
  const blocks = [...section.matchAll(/```(?:sql|sh)\n(.*?)```/gs)].map(([, text = '']) => text);
  const [backupRole, dump, twoRoles, restore, oneRole] = blocks;
  if (blocks.length !== 5 || !backupRole || !dump || !twoRoles || !restore || !oneRole)
    throw new Error('docs/operations.md is not as this test reads it');
  return { backupRole, dump, twoRoles, restore, oneRole };
};
const { backupRole, dump, twoRoles, restore, oneRole } = await readCommands();
const roles = {
  'two roles': { prepare: twoRoles, backup: 'holdpoint_backup', restore: 'postgres', owner: 'holdpoint_owner' },
  'one role': { prepare: oneRole, backup: 'holdpoint', restore: 'holdpoint', owner: null },
} as const;

const toAppending = (title: string) => {
  const facts = { ...demoFacts, pullRequest: { ...demoFacts.pullRequest, title, baseBranch: title } };
  const statement = toStatement({ facts, verdict, tool });
  const inputDigest = toInputDigest({ facts, verdict, tool });
  const { subjectKey } = statement.predicate;
  return { repository, subjectKey, inputDigest, statement, facts: toLastingFacts(facts) };
};

/** An export of what is there, as the command writes it. */
const toExport = async ({ pool }: Pick<Database, 'pool'>): Promise<readonly Buffer[]> => {
  const lines: Buffer[] = [];
  for await (const line of readExport(pool, 'acme/pump', { all: true })) lines.push(line);
  return lines;
};

/** Offline: with the public key and a checkpoint that was kept. */
const verify = (lines: readonly Buffer[], key: KeyObject, kept: string | null) => {
  const verifier = createExportVerifier({ keys: [key], checkpoints: kept === null ? [] : [kept] });
  for (const line of lines) verifier.take(line);
  return verifier.end();
};

type Server = Awaited<ReturnType<typeof startInstalledPostgres>>;
const startServer = async (): Promise<Server> => {
  if (installed === null) throw new Error('There is no PostgreSQL to start.');
  return startInstalledPostgres(installed);
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-dump-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (command: string, environment: Record<string, string>) =>
  promisify(execFile)('/bin/sh', ['-euc', command], {
    cwd: folder,
    env: { PATH: [installed?.bin, process.env['PATH']].join(delimiter), ...environment },
  });
/** As a superuser; every password is the same word here. */
const administer = (server: Server, sql: string) =>
  run(`psql --quiet --set=ON_ERROR_STOP=1 "$URL" <<'END'\n${sql.replaceAll('…', 'secret')}END\n`, {
    URL: server.urlOf('postgres'),
  });

const openOn = (server: Server, owner: string | null) =>
  openDatabase({
    databaseUrl: server.urlOf('holdpoint', ['holdpoint', 'secret']),
    migrationUrl: owner === null ? null : server.urlOf('holdpoint', [owner, 'secret']),
    dataFolder: '',
  });
const openSame = async (database: Database) => {
  const signer = await openSigner({ key: null, dataFolder: folder, production: false });
  return { ledger: await openLedger(database, signer), key: createPublicKey(signer.publicKey) };
};

/** A server with three entries, two of them under a checkpoint that somebody kept, and a dump of it. */
const makeDump = async (which: keyof typeof roles) => {
  const { prepare, backup, owner } = roles[which];
  const server = await startServer();
  try {
    await administer(server, prepare);
    if (owner !== null) await administer(server, backupRole);
    const database = await openOn(server, owner);
    await (await openQueue(database, () => undefined)).close();
    const { ledger } = await openSame(database);
    for (const title of ['one', 'two']) await ledger.append(toAppending(title));
    await ledger.writeCheckpoints();
    const kept = await ledger.latestCheckpoint(repository);
    await ledger.append(toAppending('three'));
    const before = await toExport(database);
    await run(dump, { BACKUP_URL: server.urlOf('holdpoint', [backup, 'secret']) });
    await ledger.append(toAppending('four'));
    await ledger.writeCheckpoints();
    const later = await ledger.latestCheckpoint(repository);
    await database.close();
    return { before, kept, later };
  } finally {
    await server.stop();
  }
};

const columns = { ledger_entries: 'digest', ledger_facts: 'digest', ledger_keys: 'key_id', ledger_checkpoints: 'note' };
const changes = Object.entries(columns).flatMap(([table, column]) => [
  `UPDATE ${table} SET ${column} = 'forged'`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table} CASCADE`,
]);

/** What a superuser is told who tries to change what was restored, also one that switches ordinary triggers off. */
const tryToChange = async (url: string): Promise<readonly string[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const told: string[] = [];
    for (const change of changes)
      told.push(
        await client.query(change).then(
          () => change,
          (error: Error) => error.message,
        ),
      );
    return told;
  } finally {
    await client.end();
  }
};

const versioned =
  installed === null ? 'no PostgreSQL of 15 or newer with its tools here' : `PostgreSQL ${installed.version}`;
const testInstalled = installed === null ? test.skip : test;

describe(`F54: a dump by pg_dump, restored on an empty server (${versioned})`, () => {
  testInstalled.each(Object.keys(roles) as (keyof typeof roles)[])(
    'with %s: is the same evidence, is protected, and goes on',
    async (which) => {
      const { prepare, owner, restore: restorer } = roles[which];
      const { before, kept, later } = await makeDump(which);
      const server = await startServer();
      try {
        await administer(server, prepare);
        const superuser = server.urlOf('holdpoint');
        const own = server.urlOf('holdpoint', [restorer, 'secret']);
        await run(restore, { RESTORE_URL: owner === null ? own : superuser });
        for (const told of await tryToChange(superuser)) expect(told).toContain('the ledger is append-only');

        const database = await openOn(server, owner);
        expect(await hasJustOurMigrations(database)).toBe(true);
        expect(database.guarded).toBe(owner !== null);
        const refusal = owner === null ? 'the ledger is append-only' : 'permission denied for table';
        for (const change of changes) await expect(database.pool.query(change)).rejects.toThrow(refusal);
        const { ledger, key } = await openSame(database);
        const restored = await toExport(database);
        expect(Buffer.concat(restored).equals(Buffer.concat(before))).toBe(true);
        expect(verify(restored, key, kept)).toMatchObject({ problems: [], entries: 3, statements: 3, checkpoints: 2 });
        expect(verify(restored, key, later).problems).toEqual([
          expect.objectContaining({ reason: expect.stringContaining('The chain has 3 entries, and the checkpoint') }),
        ]);

        await (await openQueue(database, () => undefined)).close();
        expect(await ledger.append(toAppending('after the restore'))).toMatchObject({ entry: { seq: 4 } });
        expect(await ledger.writeCheckpoints()).toBe(1);
        expect(verify(await toExport(database), key, kept)).toMatchObject({ problems: [], entries: 4, checkpoints: 3 });
        await database.close();
      } finally {
        await server.stop();
      }
    },
    120_000,
  );
});
