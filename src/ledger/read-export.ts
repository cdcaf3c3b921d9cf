import { createHash } from 'node:crypto';
import type { Queryable } from '../database/database.ts';
import { type Envelope, readStatement } from '../evidence/envelope.ts';
import { type ExportLine, exportFormat, type Selection } from '../evidence/export-line.ts';
import { isSelected } from '../evidence/selection.ts';
import { toExportLine } from '../evidence/verify-export.ts';
import { readCheckpoints } from './checkpoints.ts';

/** What of a chain is asked for. What is in a release says its own newest statement. */
export type Wanted = Exclude<Selection, { release: string }> | { readonly release: string };

/** Entries read at a time. */
const batch = 500;

type Row = Omit<Extract<ExportLine, { type: 'entry' }>, 'type' | 'envelope'> & {
  readonly envelope: Envelope;
  readonly factsDigest: string;
};

/**
 * The lines of an export of a repository's chain as it stands now, as bytes (F53, F54): all of it, or the whole chain with
 * the selected statements alone. Reads piece by piece, so that a long chain takes no more memory than a short one.
 *
 * @param repository `owner/name`, lower case.
 */
export async function* readExport(
  db: Queryable,
  repository: string,
  wanted: Wanted,
): AsyncGenerator<Buffer, { readonly entries: number; readonly statements: number }> {
  const hash = createHash('sha256');
  const write = (line: ExportLine): Buffer => {
    const bytes = toExportLine(line);
    hash.update(bytes);
    return bytes;
  };
  const selection =
    'release' in wanted
      ? { ...wanted, pullRequests: await readPullRequestsIn(db, repository, wanted.release) }
      : wanted;
  const length = await readLength(db, repository);
  yield write({ type: 'header', format: exportFormat, repository, selection });
  for (const key of await readKeys(db)) yield write({ type: 'key', ...key });
  for (const note of await readCheckpoints(db, repository, length)) yield write({ type: 'checkpoint', note });
  const written = new Set<string>();
  let [entries, statements] = [0, 0];
  while (entries < length) {
    const rows = await readRows(db, repository, entries, length);
    if (rows.length === 0) break;
    for (const { factsDigest, envelope, ...link } of rows) {
      entries += 1;
      const isWanted = isSelected(readStatement(envelope), selection);
      if (isWanted && !written.has(factsDigest)) {
        written.add(factsDigest);
        yield write({ type: 'facts', digest: factsDigest, facts: await readFacts(db, factsDigest) });
      }
      if (isWanted) statements += 1;
      yield write({ type: 'entry', ...link, envelope: isWanted ? envelope : null });
    }
  }
  yield write({ type: 'end', entries, statements, sha256: `sha256:${hash.copy().digest('hex')}` });
  return { entries, statements };
}

const readPullRequestsIn = async (db: Queryable, repository: string, tag: string): Promise<number[]> => {
  const { rows } = await db.query<{ envelope: Envelope }>(
    'SELECT envelope FROM ledger_entries WHERE repository = $1 AND subject_key = $2 ORDER BY seq DESC LIMIT 1',
    [repository, `release:${repository}@${tag}`],
  );
  const statement = rows[0] === undefined ? null : readStatement(rows[0].envelope);
  if (statement?.predicateType !== 'urn:holdpoint:release:v1') return [];
  return (statement.predicate.range?.pullRequests ?? []).map(({ number }) => number);
};

const readLength = async (db: Queryable, repository: string): Promise<number> => {
  const { rows } = await db.query<{ length: number }>(
    'SELECT coalesce(max(seq), 0)::integer AS length FROM ledger_entries WHERE repository = $1',
    [repository],
  );
  return rows[0]?.length ?? 0;
};

/** The keys that ever signed here, oldest first. */
export const readKeys = async (db: Queryable) => {
  const { rows } = await db.query<{ keyId: string; publicKey: string; firstUsedAt: string }>(
    `SELECT key_id AS "keyId", public_key AS "publicKey", first_used_at AS "firstUsedAt"
     FROM ledger_keys ORDER BY first_used_at, key_id`,
  );
  return rows;
};

/** Some of a chain's next entries, in their order. */
export const readRows = async (
  db: Queryable,
  repository: string,
  after: number,
  until: number,
): Promise<readonly Row[]> => {
  const { rows } = await db.query<Row>(
    `SELECT repository, seq, previous, envelope_digest AS "envelopeDigest", digest, envelope, facts_digest AS "factsDigest"
     FROM ledger_entries WHERE repository = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT ${batch}`,
    [repository, after, until],
  );
  return rows;
};

/** Facts by their digest; null: they were never kept. */
export const readFacts = async (db: Queryable, digest: string): Promise<unknown> => {
  const { rows } = await db.query<{ facts: unknown }>('SELECT facts FROM ledger_facts WHERE digest = $1', [digest]);
  return rows[0]?.facts ?? null;
};
