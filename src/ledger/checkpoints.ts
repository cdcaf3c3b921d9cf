import { type Database, type Queryable, type Tx, transaction } from '../database/database.ts';
import { lockSpaces } from '../database/lock-spaces.ts';
import { type ChainEntry, verifyChain } from '../evidence/chain.ts';
import { parseCheckpoint, signCheckpoint, toCheckpoint, withEntry } from '../evidence/checkpoint.ts';
import type { BytesSigner } from '../evidence/envelope.ts';
import { emptyTree, type MerkleTree } from '../evidence/merkle-tree.ts';
import { LedgerFault } from './fault.ts';

/** Entries read at a time. */
const batch = 10_000;

/**
 * A repository's checkpoints, oldest first: signed notes. `repository` is `owner/name`, lower case; `most`: only those of
 * a chain of at most so many entries; `after`: of one of more than so many.
 */
export const readCheckpoints = async (
  db: Queryable,
  repository: string,
  most: number = Number.MAX_SAFE_INTEGER,
  after = 0,
): Promise<readonly string[]> => {
  const { rows } = await db.query<{ note: string }>(
    'SELECT note FROM ledger_checkpoints WHERE repository = $1 AND size <= $2 AND size > $3 ORDER BY size',
    [repository, most, after],
  );
  return rows.map(({ note }) => note);
};

/** A chain as far as its newest checkpoint covers it; `head`: the digest of the entry there. */
export type CoveredChain = { readonly repository: string; readonly entries: number; readonly head: string };

/** Every chain as far as a checkpoint covers it, by one look at the index a chain. */
export const readCovered = async (db: Queryable): Promise<readonly CoveredChain[]> => {
  const { rows } = await db.query<{ repository: string; entries: number; note: string }>(
    `WITH RECURSIVE newest AS (
       (SELECT repository, size, note FROM ledger_checkpoints ORDER BY repository DESC, size DESC LIMIT 1)
       UNION ALL
       SELECT next.repository, next.size, next.note FROM newest, LATERAL (
         SELECT repository, size, note FROM ledger_checkpoints WHERE repository < newest.repository
         ORDER BY repository DESC, size DESC LIMIT 1) next)
     SELECT repository, size AS entries, note FROM newest ORDER BY repository`,
  );
  return rows.map(({ repository, entries, note }) => {
    const checkpoint = parseCheckpoint(note);
    if (checkpoint === null) throw toBroken(repository, 'Its last checkpoint cannot be read.');
    return { repository, entries, head: checkpoint.head };
  });
};

/** A repository's newest checkpoint. */
export const readLatestCheckpoint = async (db: Queryable, repository: string): Promise<string | null> => {
  const { rows } = await db.query<{ note: string }>(
    'SELECT note FROM ledger_checkpoints WHERE repository = $1 ORDER BY size DESC LIMIT 1',
    [repository],
  );
  return rows[0]?.note ?? null;
};

/**
 * Writes a checkpoint of each chain that grew since its last one; resolves to how many. A chain that is shorter than its
 * last checkpoint, or does not follow from it, gets none: all others do, then `LedgerFault` `broken-chain` is thrown.
 */
export const writeCheckpoints = async (database: Database, signers: readonly BytesSigner[]): Promise<number> => {
  let written = 0;
  let broken: LedgerFault | null = null;
  for (const repository of await readChanged(database.pool)) {
    try {
      written += await transaction(database, (tx) => writeCheckpoint(tx, signers, repository));
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      broken ??= error;
    }
  }
  if (broken !== null) throw broken;
  return written;
};

/** Names the chains whose length is not that of their last checkpoint, by one look at the index a chain. */
const readChanged = async (db: Queryable): Promise<readonly string[]> => {
  const { rows } = await db.query<{ repository: string }>(
    `WITH RECURSIVE chains AS (
       (SELECT repository, seq FROM ledger_entries ORDER BY repository DESC, seq DESC LIMIT 1)
       UNION ALL
       SELECT next.repository, next.seq FROM chains, LATERAL (
         SELECT repository, seq FROM ledger_entries WHERE repository < chains.repository
         ORDER BY repository DESC, seq DESC LIMIT 1) next)
     SELECT repository FROM chains
     WHERE seq <> coalesce((SELECT max(size) FROM ledger_checkpoints c WHERE c.repository = chains.repository), 0)`,
  );
  return rows.map(({ repository }) => repository);
};

/**
 * What is committed of a chain never changes and has no gaps, so the chain's own lock is not needed: no verdict waits
 * for a checkpoint.
 */
const writeCheckpoint = async (tx: Tx, signers: readonly BytesSigner[], repository: string): Promise<number> => {
  const { rows } = await tx.query<{ ours: boolean; at: string }>(
    'SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS ours, now() AS at',
    [lockSpaces.checkpoints, repository],
  );
  const [lock] = rows;
  if (lock?.ours !== true) return 0;
  const last = await readLast(tx, repository);
  const { tree, head } = await readTree(tx, repository, last);
  if (head === null || tree.size === last.tree.size) return 0;
  const note = await signCheckpoint(toCheckpoint(tree, head, lock.at), signers);
  await tx.query('INSERT INTO ledger_checkpoints (repository, size, note, peaks) VALUES ($1, $2, $3, $4)', [
    repository,
    tree.size,
    note,
    tree.peaks,
  ]);
  return 1;
};

type Head = Pick<ChainEntry, 'repository' | 'seq' | 'digest'>;
type Seen = { readonly tree: MerkleTree; readonly head: Head | null };

const readLast = async (db: Queryable, repository: string): Promise<Seen> => {
  const { rows } = await db.query<{ size: number; note: string; peaks: Buffer[] }>(
    'SELECT size, note, peaks FROM ledger_checkpoints WHERE repository = $1 ORDER BY size DESC LIMIT 1',
    [repository],
  );
  const [row] = rows;
  if (row === undefined) return { tree: emptyTree, head: null };
  const checkpoint = parseCheckpoint(row.note);
  if (checkpoint === null) throw toBroken(repository, 'Its last checkpoint cannot be read.');
  return {
    tree: { size: row.size, peaks: row.peaks },
    head: { repository, seq: row.size, digest: checkpoint.head },
  };
};

/** Adds the entries since `last` to its tree, each checked to follow the one before. */
const readTree = async (db: Queryable, repository: string, last: Seen): Promise<Seen> => {
  let { tree, head } = last;
  if (head !== null && !(await stands(db, head)))
    throw toBroken(repository, `Entry ${head.seq} is missing or another.`);
  for (;;) {
    const entries = await readEntries(db, repository, tree.size);
    const chain = verifyChain(entries, head);
    if (!chain.valid) throw toBroken(repository, `Entry ${chain.at}: ${chain.reason}`);
    tree = entries.reduce(withEntry, tree);
    head = entries.at(-1) ?? head;
    if (entries.length < batch) return { tree, head };
  }
};

const stands = async (db: Queryable, { repository, seq, digest }: Head): Promise<boolean> => {
  const { rows } = await db.query('SELECT FROM ledger_entries WHERE repository = $1 AND seq = $2 AND digest = $3', [
    repository,
    seq,
    digest,
  ]);
  return rows.length === 1;
};

const readEntries = async (db: Queryable, repository: string, after: number): Promise<readonly ChainEntry[]> => {
  const { rows } = await db.query<ChainEntry>(
    `SELECT repository, seq, previous, envelope_digest AS "envelopeDigest", digest
     FROM ledger_entries WHERE repository = $1 AND seq > $2 ORDER BY seq LIMIT ${batch}`,
    [repository, after],
  );
  return rows;
};

const toBroken = (repository: string, reason: string) =>
  new LedgerFault('broken-chain', `The chain of ${repository} is not what its last checkpoint says. ${reason}`);
