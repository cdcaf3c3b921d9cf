import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import type { AnyStatement } from './any-statement.ts';
import { canonicalJson, type Digest, digestOfBytes } from './canonical-json.ts';

export const payloadType = 'application/vnd.in-toto+json';

/** A DSSE envelope (secure-systems-lab/dsse, v1): what was said, and who said it. */
export type Envelope = {
  readonly payloadType: string;
  /** Base64 of the payload's bytes. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
};

const envelopeSchema = z.strictObject({
  payloadType: z.string(),
  payload: z.base64(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.base64() })).min(1),
});

/** DSSE's pre-authentication encoding: what is really signed. Lengths are in bytes, in decimal digits. */
export const toSignedBytes = (type: string, payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.byteLength} `, 'utf8'), payload]);

/** Names a key: the SHA-256 of its public half as SubjectPublicKeyInfo in DER. */
export const toKeyId = (key: KeyObject): Digest => {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return digestOfBytes(publicKey.export({ type: 'spki', format: 'der' }));
};

/** Whatever holds an Ed25519 key: this process, or a service that never hands it out. */
export type BytesSigner = {
  /** `toKeyId` */
  readonly keyId: string;
  /** SubjectPublicKeyInfo in PEM: what a verifier needs. */
  readonly publicKey: string;
  /** The 64 bytes of an Ed25519 signature (RFC 8032) over the bytes. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** Wraps a statement in canonical JSON and signs it. Deterministic, as Ed25519 is. */
export const signStatement = async (statement: AnyStatement, signer: BytesSigner): Promise<Envelope> => {
  const payload = Buffer.from(canonicalJson(statement), 'utf8');
  const signature = await signer.sign(toSignedBytes(payloadType, payload));
  return {
    payloadType,
    payload: payload.toString('base64'),
    signatures: [{ keyid: signer.keyId, sig: Buffer.from(signature).toString('base64') }],
  };
};

/** What an envelope of our own ledger says. Verifies nothing: of an envelope from anywhere else, `verifyEnvelope` first. */
export const readStatement = ({ payload }: Envelope): AnyStatement =>
  JSON.parse(Buffer.from(payload, 'base64').toString('utf8')) as AnyStatement;

export type Verified =
  | { readonly valid: true; readonly keyId: string; readonly payload: Buffer; readonly statementDigest: Digest }
  | { readonly valid: false; readonly reason: string };

/**
 * Says whether one of the keys signed the envelope, over exactly this payload and type. The envelope is untrusted: it
 * may come from anywhere and hold anything. The keys are trusted, and only Ed25519 ones are used; a signature's `keyid`
 * is a hint that chooses nothing, as DSSE demands.
 */
export const verifyEnvelope = (envelope: unknown, publicKeys: readonly KeyObject[]): Verified => {
  const parsed = envelopeSchema.safeParse(envelope);
  if (!parsed.success) return { valid: false, reason: 'It is not a DSSE envelope.' };
  if (parsed.data.payloadType !== payloadType)
    return { valid: false, reason: 'Its payload is not an in-toto statement.' };
  const payload = Buffer.from(parsed.data.payload, 'base64');
  const bytes = toSignedBytes(parsed.data.payloadType, payload);
  const signer = publicKeys
    .filter((key) => key.asymmetricKeyType === 'ed25519')
    .find((key) => parsed.data.signatures.some(({ sig }) => verify(null, bytes, key, Buffer.from(sig, 'base64'))));
  if (signer === undefined) return { valid: false, reason: 'None of the trusted keys signed it.' };
  return { valid: true, keyId: toKeyId(signer), payload, statementDigest: digestOfBytes(payload) };
};
