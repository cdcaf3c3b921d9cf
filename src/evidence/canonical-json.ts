import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/**
 * Canonical JSON (RFC 8785): equal values give equal texts. Text that users sent may hold half a surrogate pair, which
 * RFC 8785 cannot write; it becomes U+FFFD, so that nobody can make a decision impossible to record. Throws on what JSON
 * cannot hold at all, which would be a mistake of ours.
 */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(toWellFormed(value));
  if (text === undefined) throw new TypeError('There is no JSON for this value.');
  return text;
};

const toWellFormed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(toWellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toWellFormed(), toWellFormed(entry)]));
};

/** Digest of a value's canonical JSON. */
export const digestOf = (value: unknown): Digest => digestOfBytes(Buffer.from(canonicalJson(value), 'utf8'));

/** Digest of bytes. */
export const digestOfBytes = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
