import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type BytesSigner, toKeyId } from './envelope.ts';

/** `— NAME BASE64`; names hold neither spaces nor a plus. */
const signatureLine = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;
/** So much is verified and no more, so that a long list cannot keep a verifier busy. */
const mostSignatures = 16;
const ed25519 = Buffer.of(0x0a, 0x01);

/** The four bytes by which a note names a key; a hint, never a proof. */
const toNoteKeyId = (name: string, key: KeyObject): Buffer => {
  const publicKey = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from(name, 'utf8'), ed25519, publicKey]))
    .digest()
    .subarray(0, 4);
};

/**
 * Signs a text that ends in a newline as a note (https://c2sp.org/signed-note), with Ed25519, by each of the signers
 * under the one `name`.
 */
export const signNote = async (text: string, name: string, signers: readonly BytesSigner[]): Promise<string> => {
  const lines = signers.map(async (signer) => {
    const signature = await signer.sign(Buffer.from(text, 'utf8'));
    const named = Buffer.concat([toNoteKeyId(name, createPublicKey(signer.publicKey)), signature]);
    return `— ${name} ${named.toString('base64')}\n`;
  });
  return `${text}\n${(await Promise.all(lines)).join('')}`;
};

export type VerifiedNote =
  | { readonly valid: true; readonly text: string; readonly keyIds: readonly string[] }
  | { readonly valid: false; readonly reason: string };

type NoteSignature = { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer };

/**
 * Says whether one of the keys signed the note under `name`, and which (`toKeyId`). The note is untrusted. Signatures by
 * others are left aside; one that names a trusted key and does not verify refuses the whole note, as the form demands.
 */
export const verifyNote = (note: string, name: string, publicKeys: readonly KeyObject[]): VerifiedNote => {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2).split('\n');
  const signatures = lines.slice(0, -1).map(parseSignature);
  if (end < 0 || lines.at(-1) !== '' || hasControls(note) || signatures.includes(null) || signatures.length === 0)
    return { valid: false, reason: 'It is not a signed note.' };
  if (signatures.length > mostSignatures) return { valid: false, reason: 'It has too many signatures.' };
  const keyIds = new Set<string>();
  for (const key of publicKeys.filter((candidate) => candidate.asymmetricKeyType === 'ed25519')) {
    const noteKeyId = toNoteKeyId(name, key);
    for (const signature of signatures) {
      if (signature === null || signature.name !== name || !signature.keyId.equals(noteKeyId)) continue;
      if (!verify(null, Buffer.from(text, 'utf8'), key, signature.signature))
        return { valid: false, reason: 'A signature that names a trusted key is not that key’s.' };
      keyIds.add(toKeyId(key));
    }
  }
  if (keyIds.size === 0) return { valid: false, reason: 'None of the trusted keys signed it.' };
  return { valid: true, text, keyIds: [...keyIds] };
};

const parseSignature = (line: string): NoteSignature | null => {
  const [, name, base64] = signatureLine.exec(line) ?? [];
  if (name === undefined || base64 === undefined) return null;
  const bytes = Buffer.from(base64, 'base64');
  // Base64 has several spellings of the same bytes; only the one is taken.
  if (bytes.length < 5 || bytes.toString('base64') !== base64) return null;
  return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
};

/** Control characters other than the newline. */
const hasControls = (note: string): boolean => Buffer.from(note, 'utf8').some((byte) => byte < 0x20 && byte !== 0x0a);
