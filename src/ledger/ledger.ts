import { type Database, type Queryable, type Tx, transaction } from '../database/database.ts';
import { lockSpaces } from '../database/lock-spaces.ts';
import type { AnyStatement } from '../evidence/any-statement.ts';
import { canonicalJson, digestOf } from '../evidence/canonical-json.ts';
import { type ChainEntry, toNextEntry } from '../evidence/chain.ts';
import { type BytesSigner, type Envelope, readStatement, signStatement } from '../evidence/envelope.ts';
import { readCheckpoints, readLatestCheckpoint, writeCheckpoints } from './checkpoints.ts';

/** A repository; one chain each, whatever the case of its letters. */
type LedgerRepository = { readonly owner: string; readonly name: string };

/** Where a statement stands in the ledger. */
type LedgerEntry = {
  readonly seq: number;
  /** Digest of the chain's entry, which fixes everything before it. */
  readonly digest: string;
  readonly statementDigest: string;
};

export type Appending<S extends AnyStatement = AnyStatement> = {
  readonly repository: LedgerRepository;
  readonly subjectKey: string;
  /** `toInputDigest`: the same as that of the subject's last entry means that nothing is new. */
  readonly inputDigest: string;
  readonly statement: S;
  /** What was decided on, kept so that the decision can be replayed; their digest is the one in the statement. */
  readonly facts: unknown;
};

/** What a verifier needs of a key, and when it came into use. Which keys to trust is the verifier's decision. */
type LedgerKey = {
  readonly keyId: string;
  /** SubjectPublicKeyInfo in PEM. */
  readonly publicKey: string;
  readonly firstUsedAt: string;
};

export type Ledger = {
  /**
   * Signs the statement and appends it to the repository's chain, durable when it resolves. When the subject's last
   * entry has the same input digest nothing is appended, and that entry is returned with the statement that it holds.
   */
  readonly append: <S extends AnyStatement>(
    appending: Appending<S>,
  ) => Promise<{
    readonly entry: LedgerEntry;
    readonly statement: S;
    readonly appended: boolean;
  }>;
  /** The newest entry of a subject (`toSubjectKey`) with its envelope; null when there is none. */
  readonly latest: (subjectKey: string) => Promise<(LedgerEntry & { readonly envelope: Envelope }) | null>;
  /** A repository's whole chain in order, with the envelopes. */
  readonly readChain: (
    repository: LedgerRepository,
  ) => Promise<readonly (ChainEntry & { readonly envelope: Envelope })[]>;
  /** Facts by their digest; null when they were never kept. */
  readonly readFacts: (digest: string) => Promise<unknown>;
  /** Keys of every signer that ever opened this ledger, oldest first. */
  readonly readKeys: () => Promise<readonly LedgerKey[]>;
  /** A repository's signed checkpoints, oldest first; `verifyCheckpoint` and `whyNotExtended` say what they are worth. */
  readonly readCheckpoints: (repository: LedgerRepository) => Promise<readonly string[]>;
  /** A repository's newest checkpoint; null: it has none. */
  readonly latestCheckpoint: (repository: LedgerRepository) => Promise<string | null>;
  /**
   * Writes a checkpoint of each chain that grew since its last one, and resolves to how many. Throws `LedgerFault`
   * `broken-chain` after the others when a chain does not follow from its last one; such a chain gets none.
   */
  readonly writeCheckpoints: () => Promise<number>;
};

/**
 * Opens the append-only store of signed statements (F51). The database refuses every change of what was appended.
 * `signer` signs; `previous`, while one key takes over from another, signs the checkpoints too, by which whoever trusts
 * the old key can trust what the new one signed.
 */
export const openLedger = async (
  database: Database,
  signer: BytesSigner,
  previous: BytesSigner | null = null,
): Promise<Ledger> => {
  const signers = previous === null ? [signer] : [signer, previous];
  for (const { keyId, publicKey } of signers.toReversed()) {
    await database.pool.query(
      'INSERT INTO ledger_keys (key_id, public_key, first_used_at) VALUES ($1, $2, clock_timestamp()) ON CONFLICT DO NOTHING',
      [keyId, publicKey],
    );
  }
  const { pool } = database;
  return {
    append: (appending) => transaction(database, (tx) => append(tx, signer, appending)),
    latest: (subjectKey) => readLatest(pool, subjectKey),
    readChain: (repository) => readChain(pool, toChainName(repository)),
    readFacts: async (digest) => {
      const { rows } = await pool.query<{ facts: unknown }>('SELECT facts FROM ledger_facts WHERE digest = $1', [
        digest,
      ]);
      return rows[0]?.facts ?? null;
    },
    readKeys: async () => {
      const { rows } = await pool.query<LedgerKey>(
        `SELECT key_id AS "keyId", public_key AS "publicKey", first_used_at AS "firstUsedAt"
         FROM ledger_keys ORDER BY first_used_at`,
      );
      return rows;
    },
    readCheckpoints: (repository) => readCheckpoints(pool, toChainName(repository)),
    latestCheckpoint: (repository) => readLatestCheckpoint(pool, toChainName(repository)),
    writeCheckpoints: () => writeCheckpoints(database, signers),
  };
};

const toChainName = ({ owner, name }: LedgerRepository) => `${owner}/${name}`.toLowerCase();

const append = async <S extends AnyStatement>(tx: Tx, signer: BytesSigner, appending: Appending<S>) => {
  const repository = toChainName(appending.repository);
  // One appends to a chain at a time; the unique constraint on `previous` would refuse a fork even without the lock.
  await tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [lockSpaces.chains, repository]);
  const last = await readLatest(tx, appending.subjectKey);
  if (last?.inputDigest === appending.inputDigest)
    return { entry: toEntry(last), statement: readStatement(last.envelope) as S, appended: false };
  const envelope = await signStatement(appending.statement, signer);
  const entry = toNextEntry(repository, await readHead(tx, repository), digestOf(envelope));
  const statementDigest = digestOf(appending.statement);
  const factsDigest = appending.statement.predicate.facts;
  await tx.query('INSERT INTO ledger_facts (digest, facts) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    factsDigest,
    canonicalJson(appending.facts),
  ]);
  await tx.query(
    `INSERT INTO ledger_entries
       (repository, seq, subject_key, input_digest, facts_digest, statement_digest, envelope_digest, previous, digest, envelope)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      repository,
      entry.seq,
      appending.subjectKey,
      appending.inputDigest,
      factsDigest,
      statementDigest,
      entry.envelopeDigest,
      entry.previous,
      entry.digest,
      canonicalJson(envelope),
    ],
  );
  return {
    entry: { seq: entry.seq, digest: entry.digest, statementDigest },
    statement: appending.statement,
    appended: true,
  };
};

const toEntry = ({ seq, digest, statementDigest }: LedgerEntry): LedgerEntry => ({ seq, digest, statementDigest });

const readHead = async (tx: Tx, repository: string) => {
  const { rows } = await tx.query<{ seq: number; digest: string }>(
    'SELECT seq, digest FROM ledger_entries WHERE repository = $1 ORDER BY seq DESC LIMIT 1',
    [repository],
  );
  return rows[0] ?? null;
};

type LatestRow = LedgerEntry & { readonly inputDigest: string; readonly envelope: Envelope };

const readLatest = async (db: Queryable, subjectKey: string): Promise<LatestRow | null> => {
  const { rows } = await db.query<LatestRow>(
    `SELECT seq, digest, statement_digest AS "statementDigest", input_digest AS "inputDigest", envelope
     FROM ledger_entries WHERE subject_key = $1 ORDER BY seq DESC LIMIT 1`,
    [subjectKey],
  );
  return rows[0] ?? null;
};

const readChain = async (db: Queryable, repository: string) => {
  const { rows } = await db.query<ChainEntry & { envelope: Envelope }>(
    `SELECT repository, seq, previous, envelope_digest AS "envelopeDigest", digest, envelope
     FROM ledger_entries WHERE repository = $1 ORDER BY seq`,
    [repository],
  );
  return rows;
};

/** Entries of all chains. */
export const countEntries = async (db: Queryable): Promise<number> => {
  const { rows } = await db.query<{ entries: number }>('SELECT count(*) AS entries FROM ledger_entries');
  return rows[0]?.entries ?? 0;
};
