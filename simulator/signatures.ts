import type { World } from './state.ts';
import { findByEmail } from './world.ts';

/** What GitHub says of the signature of a commit or an annotated tag. Nothing here is ever checked with a key. */
export type Verification = {
  verified: boolean;
  /** GitHub's word: `valid`, `unsigned`, `no_user`, … */
  reason: string;
  signature: string | null;
  /** What was signed: the object without its signature. */
  payload: string | null;
  verifiedAt: string | null;
};

/** The words that GitHub has for what comes of a signature. */
export const VERIFICATION_REASONS = [
  'valid',
  'unsigned',
  'no_user',
  'unverified_email',
  'bad_email',
  'unknown_key',
  'expired_key',
  'not_signing_key',
  'unknown_signature_type',
  'malformed_signature',
  'invalid',
  'bad_cert',
  'gpgverify_error',
  'gpgverify_unavailable',
  'ocsp_error',
  'ocsp_pending',
  'ocsp_revoked',
] as const;

/** A signature, and what comes of it. */
export type Signing = { signature: string; verified: boolean; reason: string };

const UNSIGNED: Verification = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verifiedAt: null,
};

const armored = (text: string) => `-----BEGIN PGP SIGNATURE-----\n\n${text}\n-----END PGP SIGNATURE-----`;

/** GitHub signs what it makes by itself. */
export const SIGNED_BY_GITHUB: Signing = { signature: armored('signed by GitHub'), verified: true, reason: 'valid' };

/** The signature of somebody whose key and its fate are somebody's say-so (control path). */
export const signedAs = (verdict: { verified: boolean; reason: string }): Signing | undefined =>
  verdict.reason === 'unsigned' ? undefined : { signature: armored('signed by a person'), ...verdict };

/**
 * A signature that came with a commit: good when the committer's address, which is whose key GitHub looks for, is that
 * of a user. Undefined where there is none.
 */
export function judgeSignature(world: World, signature: string | undefined, email: string): Signing | undefined {
  if (signature === undefined || signature.trim() === '') return undefined;
  const verified = findByEmail(world, email)?.kind === 'User';
  return { signature, verified, reason: verified ? 'valid' : 'no_user' };
}

export const toVerification = (signing: Signing | undefined, payload: string, at: string): Verification =>
  signing === undefined ? UNSIGNED : { ...signing, payload, verifiedAt: signing.verified ? at : null };

/** GitHub's `verification`. */
export const renderVerification = ({ verifiedAt, ...rest }: Verification): Record<string, unknown> => ({
  ...rest,
  verified_at: verifiedAt,
});
