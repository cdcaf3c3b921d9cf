import { createHash, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readLines } from '../src/cli/read-lines.ts';
import type { Database } from '../src/database/database.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { canonicalJson, digestOf } from '../src/evidence/canonical-json.ts';
import { type ChainEntry, toNextEntry } from '../src/evidence/chain.ts';
import { type BytesSigner, signStatement, toSignedBytes } from '../src/evidence/envelope.ts';
import { type MergeGroupStatement, toMergeGroupStatement } from '../src/evidence/merge-group-statement.ts';
import { createExportVerifier } from '../src/evidence/verify-export.ts';
import { type Ledger, openLedger } from '../src/ledger/ledger.ts';
import { readExport } from '../src/ledger/read-export.ts';
import { toSigner } from '../src/ledger/signer.ts';
import type { Figures } from './report.ts';

const sizes = [1_000, 100_000, 1_000_000];
const appended = 1_000;
const repository = 'acme/pump';

/**
 * How the ledger does with its length (F51, F54): appending one statement after another to a chain, exporting all of it,
 * and verifying the export; each beside a bare loop that does no more than hash and sign, or hash and check signatures.
 * What is appended is about a merge group, which is small: the chain is measured, and not the size of statements.
 */
export const measureLedger = async (): Promise<Figures> => {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-bench-'));
  const database = await openDatabase({ databaseUrl: null, dataFolder: join(folder, 'data') });
  try {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const signer = toSigner(privateKey);
    const ledger = await openLedger(database, signer);
    const columns: Column[] = [];
    for (const size of sizes) columns.push(await measure({ database, ledger, signer, publicKey, folder }, size));
    const row = (what: string, toValue: (column: Column) => string): string[] => [what, ...columns.map(toValue)];
    return {
      title: 'The ledger, by the length of its chain',
      head: ['', ...sizes.map((size) => `${size.toLocaleString('en')} entries`)],
      rows: [
        row('appended, one after another', ({ appends }) => aSecond(appends)),
        row('the bare loop: hash and sign', ({ signatures }) => aSecond(signatures)),
        row('first checkpoint of all of it', ({ checkpointSeconds }) => `${checkpointSeconds.toFixed(1)} s`),
        row('exported', ({ exported }) => aSecond(exported)),
        row('the export', ({ megabytes }) => `${megabytes.toFixed(1)} MB`),
        row('verified', ({ verified }) => aSecond(verified)),
        row('the bare loop: hash and check the signature', ({ checks }) => aSecond(checks)),
        row('verifying takes, of the bare loop’s time', ({ verified, checks }) => (checks / verified).toFixed(2)),
      ],
    };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const aSecond = (count: number): string => `${Math.round(count).toLocaleString('en')} a second`;

type Column = {
  readonly appends: number;
  readonly signatures: number;
  readonly checkpointSeconds: number;
  readonly exported: number;
  readonly megabytes: number;
  readonly verified: number;
  readonly checks: number;
};

type Bench = {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly signer: BytesSigner;
  readonly publicKey: KeyObject;
  readonly folder: string;
};

const measure = async (bench: Bench, size: number): Promise<Column> => {
  const { database, ledger, signer, publicKey, folder } = bench;
  await fillUp(bench, size - appended);
  const first = await readLength(database);
  const appendSeconds = await seconds(async () => {
    for (let index = first; index < first + appended; index++) {
      const { statement, facts } = toStated(index);
      const { subjectKey } = statement.predicate;
      await ledger.append({
        repository: { owner: 'acme', name: 'pump' },
        subjectKey,
        inputDigest: digestOf(index),
        statement,
        facts,
      });
    }
  });
  const signSeconds = await seconds(async () => {
    for (let index = 0; index < appended; index++) {
      const payload = Buffer.from(canonicalJson(toStated(index).statement), 'utf8');
      createHash('sha256').update(payload).digest();
      await signer.sign(toSignedBytes('bare', payload));
    }
  });
  const checkpointSeconds = await seconds(async () => {
    await ledger.writeCheckpoints();
  });
  const file = join(folder, 'export.jsonl');
  const exportSeconds = await seconds(() =>
    pipeline(Readable.from(readExport(database.pool, repository, { all: true })), createWriteStream(file)),
  );
  const verifySeconds = await seconds(async () => {
    const verifier = createExportVerifier({ keys: [publicKey] });
    for await (const line of readLines(file)) verifier.take(line);
    const { problems, entries } = verifier.end();
    if (problems.length > 0 || entries !== size) throw new Error(JSON.stringify({ problems, entries, size }));
  });
  return {
    appends: appended / appendSeconds,
    signatures: appended / signSeconds,
    checkpointSeconds,
    exported: size / exportSeconds,
    megabytes: (await stat(file)).size / 1e6,
    verified: size / verifySeconds,
    checks: size / (await checkBarely(size, bench)),
  };
};

const seconds = async (work: () => Promise<void>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

/** No export is verified with less: the bytes hashed once, and one signature checked, for each entry. */
const checkBarely = async (size: number, { signer, publicKey, folder }: Bench): Promise<number> => {
  const payload = Buffer.from(canonicalJson(toStated(0).statement), 'utf8');
  const bytes = toSignedBytes('bare', payload);
  const signature = await signer.sign(bytes);
  return seconds(async () => {
    const hash = createHash('sha256');
    for await (const line of readLines(join(folder, 'export.jsonl'))) hash.update(line);
    for (let index = 0; index < size; index++) if (!verify(null, bytes, publicKey, signature)) throw new Error('bad');
  });
};

const toStated = (index: number): { readonly statement: MergeGroupStatement; readonly facts: unknown } => {
  const headSha = index.toString(16).padStart(40, '0');
  const members = {
    known: true,
    value: [{ number: index, headSha, outcome: 'released', statementDigest: `sha256:${headSha}` }],
  } as const;
  const statement = toMergeGroupStatement({
    group: {
      kind: 'merge_group',
      installationId: 1,
      ref: { owner: 'acme', name: 'pump' },
      headSha,
      baseSha: 'b'.repeat(40),
      baseBranch: 'main',
    },
    repositoryUrl: 'https://github.com/acme/pump',
    observedAt: '2026-11-22T10:00:00Z',
    outcome: 'released',
    members,
    tool: { name: 'holdpoint', version: '0.0.0' },
  });
  return { statement, facts: members };
};

const readLength = async ({ pool }: Database): Promise<number> => {
  const { rows } = await pool.query<{ length: number }>(
    'SELECT coalesce(max(seq), 0)::integer AS length FROM ledger_entries',
  );
  return rows[0]?.length ?? 0;
};

const batch = 1_000;

/** Lengthens the chain to so many entries, many in a statement: a chain of a million is not appended one by one here. */
const fillUp = async ({ database, signer }: Bench, length: number): Promise<void> => {
  const { rows } = await database.pool.query<ChainEntry>(
    'SELECT seq, digest FROM ledger_entries WHERE repository = $1 ORDER BY seq DESC LIMIT 1',
    [repository],
  );
  let last: Pick<ChainEntry, 'seq' | 'digest'> | null = rows[0] ?? null;
  while ((last?.seq ?? 0) < length) {
    const filled: unknown[] = [];
    const facts: unknown[] = [];
    while (filled.length < batch && (last?.seq ?? 0) < length) {
      const stated = toStated(last?.seq ?? 0);
      const envelope = await signStatement(stated.statement, signer);
      const entry: ChainEntry = toNextEntry(repository, last, digestOf(envelope));
      facts.push({ digest: stated.statement.predicate.facts, facts: stated.facts });
      filled.push({
        repository,
        seq: entry.seq,
        subject_key: stated.statement.predicate.subjectKey,
        input_digest: digestOf(entry.seq),
        facts_digest: stated.statement.predicate.facts,
        statement_digest: digestOf(stated.statement),
        envelope_digest: entry.envelopeDigest,
        previous: entry.previous,
        digest: entry.digest,
        envelope,
      });
      last = entry;
    }
    await database.pool.query(
      `INSERT INTO ledger_facts (digest, facts)
       SELECT digest, facts FROM json_to_recordset($1) AS f(digest text, facts json) ON CONFLICT DO NOTHING`,
      [JSON.stringify(facts)],
    );
    await database.pool.query(
      `INSERT INTO ledger_entries (repository, seq, subject_key, input_digest, facts_digest, statement_digest,
         envelope_digest, previous, digest, envelope)
       SELECT e.repository, e.seq, e.subject_key, e.input_digest, e.facts_digest, e.statement_digest,
         e.envelope_digest, e.previous, e.digest, e.envelope
       FROM json_to_recordset($1) AS e(repository text, seq integer, subject_key text, input_digest text,
         facts_digest text, statement_digest text, envelope_digest text, previous text, digest text, envelope json)`,
      [JSON.stringify(filled)],
    );
  }
};
