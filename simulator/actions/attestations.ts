import { validationFailed } from '../exchange.ts';
import { authorize, toWrite } from '../permissions.ts';
import type { Attestation, Caller, Repository, World } from '../state.ts';
import { register } from '../world.ts';

export type Bundle = { dsseEnvelope?: { payload?: unknown } };
type Statement = { predicateType?: unknown; subject?: { digest?: Record<string, unknown> }[] };

/** Keeps a bundle as it came. GitHub checks its signature first; here nothing is checked but that it can be read. */
export function createAttestation(world: World, caller: Caller, repository: Repository, bundle: Bundle): Attestation {
  authorize(world, caller, repository, toWrite('write', 'attestations'));
  const statement = readStatement(bundle);
  const subjects = digestsOf(statement);
  if (subjects.length === 0) throw validationFailed('Attestation', 'bundle', 'invalid');
  const attestation: Attestation = register(world, {
    kind: 'Attestation',
    repository,
    bundle,
    subjects,
    predicateType: typeof statement.predicateType === 'string' ? statement.predicateType : '',
    createdAt: world.clock.now(),
  });
  repository.attestations.push(attestation);
  return attestation;
}

/** The in-toto statement inside the envelope. */
function readStatement(bundle: Bundle): Statement {
  const payload = bundle.dsseEnvelope?.payload;
  try {
    const statement: unknown = JSON.parse(Buffer.from(String(payload), 'base64').toString());
    if (typeof statement === 'object' && statement !== null) return statement;
  } catch {
    // Falls through: what is not JSON is refused as any other bundle without a statement.
  }
  throw validationFailed('Attestation', 'bundle', 'invalid');
}

/** `sha256:HEX` of everything that the statement is about. */
const digestsOf = ({ subject }: Statement): string[] =>
  (Array.isArray(subject) ? subject : []).flatMap(({ digest }) =>
    Object.entries(digest ?? {}).map(([algorithm, hex]) => `${algorithm}:${String(hex)}`),
  );

/** The short names that GitHub has for types of predicates; any other is meant as it is written. */
const TYPES: Record<string, string[]> = {
  provenance: ['https://slsa.dev/provenance/'],
  sbom: ['https://spdx.dev/Document', 'https://cyclonedx.org/bom'],
  release: ['https://in-toto.io/attestation/release/'],
};

/** Newest first. */
export function listAttestations(repository: Repository, digest: string, type: string | null): Attestation[] {
  const isMeant = ({ predicateType }: Attestation) =>
    type === null ||
    predicateType === type ||
    (TYPES[type] ?? []).some((beginning) => predicateType.startsWith(beginning));
  return repository.attestations.filter((one) => one.subjects.includes(digest) && isMeant(one)).reverse();
}
