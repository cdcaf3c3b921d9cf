import type { KeyObject } from 'node:crypto';
import { type ChainEntry, verifyChain } from './chain.ts';
import type { BytesSigner } from './envelope.ts';
import { emptyTree, type MerkleTree, toRoot, withLeaf } from './merkle-tree.ts';
import { signNote, verifyNote } from './signed-note.ts';

/**
 * What a repository's chain was at a time (https://c2sp.org/tlog-checkpoint). Whoever keeps one notices when the ledger
 * is later cut off before it or says something else up to it.
 */
export type Checkpoint = {
  /** `owner/name`, lower case. */
  readonly repository: string;
  /** How many entries the chain had; 1 or more. */
  readonly size: number;
  /** Base64 of the root of the Merkle tree (RFC 6962) whose leaves are the 32 bytes of each entry's digest. */
  readonly root: string;
  /** When it was made, UTC. */
  readonly at: string;
  /** Digest of the chain's last entry. */
  readonly head: string;
};

/** `toOrigin`'s, a size, a root, then two extension lines. */
const checkpointText =
  /^holdpoint\/(?<repository>[a-z0-9._-]+\/[a-z0-9._-]+)\n(?<size>[1-9][0-9]{0,14})\n(?<root>[A-Za-z0-9+/]{43}=)\ntime (?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)\nhead (?<head>sha256:[0-9a-f]{64})\n$/;

/** The log's name and, as the form recommends, its key's. */
const toOrigin = (repository: string): string => `holdpoint/${repository}`;

/** The tree with the entry as its next leaf. */
export const withEntry = (tree: MerkleTree, { digest }: Pick<ChainEntry, 'digest'>): MerkleTree =>
  withLeaf(tree, Buffer.from(digest.slice('sha256:'.length), 'hex'));

/** The checkpoint of a chain that ends in `head` and has the tree `tree`. */
export const toCheckpoint = (
  tree: MerkleTree,
  head: Pick<ChainEntry, 'repository' | 'digest'>,
  at: string,
): Checkpoint => ({
  repository: head.repository,
  size: tree.size,
  root: toRoot(tree).toString('base64'),
  at,
  head: head.digest,
});

/** Signs a checkpoint as a note, by each of the signers. */
export const signCheckpoint = (
  { repository, size, root, at, head }: Checkpoint,
  signers: readonly BytesSigner[],
): Promise<string> => {
  const origin = toOrigin(repository);
  return signNote(`${origin}\n${size}\n${root}\ntime ${at}\nhead ${head}\n`, origin, signers);
};

/** What a note says that is a checkpoint of ours; null: it is none. Verifies nothing: `verifyCheckpoint` first. */
export const parseCheckpoint = (note: string): Checkpoint | null => {
  const found = checkpointText.exec(note.slice(0, note.lastIndexOf('\n\n') + 1))?.groups;
  if (found === undefined) return null;
  const { repository = '', size, root = '', at = '', head = '' } = found;
  if (Buffer.from(root, 'base64').toString('base64') !== root || Number.isNaN(Date.parse(at))) return null;
  return { repository, size: Number(size), root, at, head };
};

export type VerifiedCheckpoint =
  | { readonly valid: true; readonly checkpoint: Checkpoint; readonly keyIds: readonly string[] }
  | { readonly valid: false; readonly reason: string };

/** Says whether the note is a checkpoint that one of the keys signed for the repository that it names. Untrusted. */
export const verifyCheckpoint = (note: string, publicKeys: readonly KeyObject[]): VerifiedCheckpoint => {
  const checkpoint = parseCheckpoint(note);
  if (checkpoint === null) return { valid: false, reason: 'It is not a checkpoint.' };
  const verified = verifyNote(note, toOrigin(checkpoint.repository), publicKeys);
  return verified.valid ? { valid: true, checkpoint, keyIds: verified.keyIds } : verified;
};

/**
 * Why a chain, given whole from its first entry, is not one that the older checkpoint grew into; null: it is. This is
 * what finds a chain that was cut off at its end, or written anew with the right key.
 */
export const whyNotExtended = (older: Checkpoint, entries: readonly ChainEntry[]): string | null => {
  const chain = verifyChain(entries);
  if (!chain.valid) return `Entry ${chain.at}: ${chain.reason}`;
  if (entries.length < older.size)
    return `The chain has ${entries.length} entries, and the checkpoint of ${older.at} saw ${older.size}.`;
  const seen = entries.slice(0, older.size);
  const head = seen.at(-1);
  if (head === undefined || head.repository !== older.repository) return 'The chain is another repository’s.';
  const tree = seen.reduce(withEntry, emptyTree);
  if (head.digest !== older.head || toRoot(tree).toString('base64') !== older.root)
    return `The chain’s first ${older.size} entries are not those that the checkpoint of ${older.at} saw.`;
  return null;
};
