import { SIGNED_BY_GITHUB, type Verification } from '../../signatures.ts';
import { findByEmail } from '../../world.ts';
import { type Fields, field } from '../field.ts';
import type { CommitObject } from './git-objects.ts';

type SignatureObject = Verification & {
  kind: 'GpgSignature' | 'SmimeSignature' | 'SshSignature' | 'UnknownSignature';
  email: string;
};

/** A commit's signature; null where it has none. */
export function toSignature({ commit }: CommitObject): SignatureObject | null {
  const { signature } = commit.verification;
  if (signature === null) return null;
  return { ...commit.verification, kind: kindOf(signature), email: commit.committer.email };
}

function kindOf(signature: string): SignatureObject['kind'] {
  if (signature.includes('BEGIN PGP SIGNATURE')) return 'GpgSignature';
  if (signature.includes('BEGIN SSH SIGNATURE')) return 'SshSignature';
  return signature.includes('BEGIN SIGNED MESSAGE') ? 'SmimeSignature' : 'UnknownSignature';
}

/** Where GraphQL has another word than REST. */
const STATES: Record<string, string> = {
  malformed_signature: 'MALFORMED_SIG',
  unknown_signature_type: 'UNKNOWN_SIG_TYPE',
};

export const signatureFields: Fields<SignatureObject> = {
  email: field(({ email }) => email),
  isValid: field(({ verified }) => verified),
  payload: field(({ payload }) => payload),
  signature: field(({ signature }) => signature),
  signer: field(({ email }, _args, { world }) => {
    const account = findByEmail(world, email);
    return account?.kind === 'User' ? account : null;
  }),
  state: field(({ reason }) => STATES[reason] ?? reason.toUpperCase()),
  verifiedAt: field(({ verifiedAt }) => verifiedAt),
  wasSignedByGitHub: field(({ signature }) => signature === SIGNED_BY_GITHUB.signature),
};
