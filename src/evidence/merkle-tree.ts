import { createHash } from 'node:crypto';

/**
 * A Merkle tree as RFC 6962, section 2.1, hashes it, kept as the roots of its complete subtrees, largest first: as many
 * as its size has binary ones. That is enough to add to it and to know its root.
 */
export type MerkleTree = { readonly size: number; readonly peaks: readonly Buffer[] };

export const emptyTree: MerkleTree = { size: 0, peaks: [] };

const hash = (...parts: readonly Uint8Array[]): Buffer => {
  const sha256 = createHash('sha256');
  for (const part of parts) sha256.update(part);
  return sha256.digest();
};
// Without these prefixes an inner node could be passed off as a leaf.
const toLeafHash = (leaf: Uint8Array) => hash(Buffer.of(0), leaf);
const toNodeHash = (left: Uint8Array, right: Uint8Array) => hash(Buffer.of(1), left, right);

/** The tree with one more leaf at its end. */
export const withLeaf = ({ size, peaks }: MerkleTree, leaf: Uint8Array): MerkleTree => {
  const kept = [...peaks];
  let node = toLeafHash(leaf);
  for (let left = size; left % 2 === 1; left = (left - 1) / 2) node = toNodeHash(kept.pop() ?? node, node);
  return { size: size + 1, peaks: [...kept, node] };
};

/** The root hash, 32 bytes; of an empty tree the hash of nothing. */
export const toRoot = ({ peaks }: MerkleTree): Buffer =>
  peaks.length === 0 ? hash() : peaks.slice(0, -1).reduceRight((right, left) => toNodeHash(left, right), last(peaks));

const last = (peaks: readonly Buffer[]): Buffer => peaks.at(-1) ?? hash();
