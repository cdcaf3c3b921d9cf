import type { CopiedTo } from '../evidence/mirrored.ts';
import type { MirrorFile } from '../github/mirror.ts';
import { LedgerFault } from '../ledger/fault.ts';
import { readPart } from '../ledger/read-part.ts';
import type { Grown } from './grown-chains.ts';
import type { House } from './house.ts';

/** What goes into one commit of the mirror. */
export type Batch = {
  readonly files: readonly MirrorFile[];
  /** Which entries of which chains, in words. */
  readonly parts: readonly string[];
  /** Whether every chain that was looked at is the one that the mirror holds. */
  readonly isSound: boolean;
};

/** What is logged of a chain that does not go on from what is in the mirror. */
export const notTheSame = 'a chain is not the one that its mirror holds; nothing of it is mirrored';

/** When a commit is full; a single entry may be longer than all of it. */
type Size = { readonly bytesAFile: number; readonly bytes: number; readonly files: number };

/**
 * Takes a part of one chain after another off `grown` until a commit is full, and notes in `mirrored` how far they go. A
 * chain that has more comes again after the others, so that a long one keeps none of them waiting.
 */
export const takeBatch = async (
  { database, logger }: Pick<House, 'database' | 'logger'>,
  grown: Grown[],
  mirrored: Map<string, CopiedTo>,
  size: Size,
): Promise<Batch> => {
  // By path: a later part of the same chain brings a newer checkpoint.
  const files = new Map<string, string>();
  const parts: string[] = [];
  let [bytes, isSound] = [0, true];
  while (bytes < size.bytes && files.size < size.files) {
    const next = grown.shift();
    if (next === undefined) break;
    const { chain, copied } = next;
    const { repository } = chain;
    try {
      const read = { copied, until: chain.entries, mostBytes: size.bytesAFile };
      const part = await readPart(database.pool, repository, read);
      const range = [(copied?.entries ?? 0) + 1, part.entries].map(toPadded).join('-');
      files.set(`${repository}/${range}.jsonl`, part.text);
      if (part.checkpoint !== null) files.set(`${repository}/checkpoint`, part.checkpoint);
      parts.push(`${repository} ${range}`);
      bytes += Buffer.byteLength(part.text);
      const reached = { entries: part.entries, head: part.head };
      mirrored.set(repository, reached);
      if (part.entries < chain.entries) grown.push({ chain, copied: reached });
    } catch (error) {
      if (!(error instanceof LedgerFault)) throw error;
      isSound = false;
      logger.error({ err: error, repository }, notTheSame);
    }
  }
  return { files: [...files].map(([path, text]) => ({ path, text })), parts, isSound };
};

/** So that the names stand in the order of the entries, also for a shell. */
const toPadded = (seq: number): string => String(seq).padStart(9, '0');
