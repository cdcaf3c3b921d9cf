import { type Digest, digestOf } from './canonical-json.ts';

/** One link of a repository's chain. Changing, dropping, inserting or reordering any entry breaks every later one. */
export type ChainEntry = {
  /** `owner/name`, lower case. */
  readonly repository: string;
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** Digest of the entry before; null at the first. */
  readonly previous: string | null;
  readonly envelopeDigest: string;
  /** Digest of the four fields above. */
  readonly digest: string;
};

const toEntryDigest = ({ repository, seq, previous, envelopeDigest }: Omit<ChainEntry, 'digest'>): Digest =>
  digestOf({ repository, seq, previous, envelopeDigest });

/** The entry that follows `last` (null: the first of the repository). */
export const toNextEntry = (
  repository: string,
  last: Pick<ChainEntry, 'seq' | 'digest'> | null,
  envelopeDigest: string,
): ChainEntry => {
  const entry = { repository, seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? null, envelopeDigest };
  return { ...entry, digest: toEntryDigest(entry) };
};

export type VerifiedChain =
  | { readonly valid: true; readonly entries: number; readonly head: string | null }
  | { readonly valid: false; readonly at: number; readonly reason: string };

/** The entry that others follow. */
type Last = Pick<ChainEntry, 'repository' | 'seq' | 'digest'>;

/**
 * Says whether the entries, in order, are one whole chain from its start, or from what follows `after`. A chain cut off
 * at its end verifies, as it must: compare it with a checkpoint that was kept elsewhere (`whyNotExtended`).
 */
export const verifyChain = (entries: readonly ChainEntry[], after: Last | null = null): VerifiedChain => {
  let last = after;
  for (const entry of entries) {
    const at = (last?.seq ?? 0) + 1;
    const reason = whyNotNext(last, entry, at);
    if (reason !== null) return { valid: false, at, reason };
    last = entry;
  }
  return { valid: true, entries: entries.length, head: last?.digest ?? null };
};

const whyNotNext = (last: Last | null, entry: ChainEntry, at: number): string | null => {
  if (entry.seq !== at) return `Entry ${at} is missing; the next one is number ${entry.seq}.`;
  if (last !== null && entry.repository !== last.repository) return 'It belongs to another repository.';
  if (entry.previous !== (last?.digest ?? null)) return 'It does not name the digest of the entry before it.';
  if (entry.digest !== toEntryDigest(entry)) return 'Its digest is not the digest of what it holds.';
  return null;
};
