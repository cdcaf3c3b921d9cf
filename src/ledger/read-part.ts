import { createHash } from 'node:crypto';
import type { Queryable } from '../database/database.ts';
import { type ExportLine, exportFormat, partFormat } from '../evidence/export-line.ts';
import type { CopiedTo } from '../evidence/mirrored.ts';
import { toExportLine } from '../evidence/verify-export.ts';
import { readCheckpoints } from './checkpoints.ts';
import { LedgerFault } from './fault.ts';
import { readFacts, readKeys, readRows } from './read-export.ts';

export type Part = CopiedTo & {
  readonly text: string;
  /** The newest checkpoint in it; null: it has none. */
  readonly checkpoint: string | null;
};

/**
 * The next part of a chain as a file that goes on where a copy ended, or a whole export where there is none (F54): entries
 * up to `until`, fewer when they are longer than `mostBytes`, and one at least.
 *
 * @param repository `owner/name`, lower case.
 * @param until more than the copy has.
 * @throws LedgerFault `broken-chain` when the chain is not the one that was copied.
 */
export const readPart = async (
  db: Queryable,
  repository: string,
  {
    copied,
    until,
    mostBytes,
  }: { readonly copied: CopiedTo | null; readonly until: number; readonly mostBytes: number },
): Promise<Part> => {
  const after = copied?.entries ?? 0;
  if (copied !== null) await refuseAnother(db, repository, copied);
  const read = await readEntries(db, repository, { after, until, mostBytes });
  const notes = await readCheckpoints(db, repository, read.entries, after);
  const lines = [
    after === 0
      ? toExportLine({ type: 'header', format: exportFormat, repository, selection: { all: true } })
      : toExportLine({ type: 'part', format: partFormat, repository, after }),
    ...(await readKeys(db)).map((key) => toExportLine({ type: 'key', ...key })),
    ...notes.map((note) => toExportLine({ type: 'checkpoint', note })),
    ...read.lines,
  ];
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  const count = read.entries - after;
  const end: ExportLine = { type: 'end', entries: count, statements: count, sha256: `sha256:${hash.digest('hex')}` };
  const text = Buffer.concat([...lines, toExportLine(end)]).toString('utf8');
  return { text, entries: read.entries, head: read.head, checkpoint: notes.at(-1) ?? null };
};

const refuseAnother = async (db: Queryable, repository: string, { entries, head }: CopiedTo): Promise<void> => {
  const { rows } = await db.query<{ digest: string }>(
    'SELECT digest FROM ledger_entries WHERE repository = $1 AND seq = $2',
    [repository, entries],
  );
  if (rows[0]?.digest === head) return;
  const found = rows[0] === undefined ? 'is not there any more' : 'is not that of its copy';
  throw new LedgerFault('broken-chain', `Entry ${entries} of ${repository} ${found}.`);
};

const readEntries = async (
  db: Queryable,
  repository: string,
  { after, until, mostBytes }: { readonly after: number; readonly until: number; readonly mostBytes: number },
) => {
  const lines: Buffer[] = [];
  const named = new Set<string>();
  let [bytes, entries, head] = [0, after, ''];
  const add = (line: ExportLine): number => {
    const written = toExportLine(line);
    lines.push(written);
    return written.length;
  };
  while (entries < until && bytes < mostBytes) {
    const rows = await readRows(db, repository, entries, until);
    if (rows.length === 0) throw new LedgerFault('broken-chain', `The chain of ${repository} has ${entries} entries.`);
    for (const { factsDigest, envelope, ...link } of rows) {
      if (!named.has(factsDigest))
        bytes += add({ type: 'facts', digest: factsDigest, facts: await readFacts(db, factsDigest) });
      named.add(factsDigest);
      bytes += add({ type: 'entry', ...link, envelope });
      [entries, head] = [link.seq, link.digest];
      if (bytes >= mostBytes) break;
    }
  }
  return { lines, entries, head };
};
