import type { ReleasePolicy } from '../../policy/policy.ts';
import type { RoleBook } from '../authority.ts';
import type { Contributors } from '../contributors.ts';
import type { Declared } from '../declarations.ts';
import type { IssueFacts } from '../facts.ts';
import type { Reading } from '../reading.ts';
import { type Signing, toSigning } from '../sign-offs.ts';

/** Whoever contributed to a release may sign for it: docs/decisions/release-signers.md. */
export const nobody: Contributors = { excluded: new Map(), unknown: [] };

const undeclared: Declared = { standing: null, doubt: null, refused: [] };

/** Judges what was signed on a release record. */
export const toReleaseSigning = (
  issue: IssueFacts,
  { approval }: Pick<ReleasePolicy, 'approval'>,
  { roles, reading }: { readonly roles: RoleBook; readonly reading: Reading },
): Signing =>
  toSigning({
    gate: 'release',
    config: approval,
    issue,
    reading,
    roles,
    contributors: nobody,
    implementation: null,
    deviation: undeclared,
    emergency: null,
    others: new Map(),
  });
