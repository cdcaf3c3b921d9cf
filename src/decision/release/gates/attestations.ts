import type { ArtifactsGate } from '../../../policy/policy.ts';
import { matchesWildcards } from '../../../policy/wildcards.ts';
import type { Lack } from '../../gates/gate.ts';
import { toCodes } from '../../sentence.ts';
import type { ReleaseFile } from '../release-facts.ts';
import { type ReleaseContext, toDoubt, toLack } from './gate.ts';

/** Each file that is named as the policy says has an attestation, and there is a file for each pattern (F43). */
export const lacksOfAttestations = (
  context: ReleaseContext,
  { attested }: ArtifactsGate,
  files: readonly ReleaseFile[],
): readonly Lack[] => {
  const isLike = (pattern: string, { name }: ReleaseFile): boolean => matchesWildcards(pattern, name);
  const meant = files.filter((file) => attested.some((pattern) => isLike(pattern, file)));
  const without = attested.filter((pattern) => !files.some((file) => isLike(pattern, file)));
  const absent =
    without.length === 0
      ? []
      : [
          toLack(
            context,
            ['No file of the release is named like ', ...toCodes(without, 'or'), ', which must have an attestation.'],
            ['Put the files into the draft of the release.'],
          ),
        ];
  const unattested = meant.flatMap(({ name, attested: has }): readonly Lack[] => {
    if (!has.known) return [toDoubt(context, ['Whether ', { code: name }, ' has an attestation'], has.reason)];
    if (has.value) return [];
    return [
      toLack(
        context,
        ['GitHub has no attestation of ', { code: name }, ' by its digest.'],
        ['Have the build attest what it makes, and put that very file into the draft.'],
      ),
    ];
  });
  return [...absent, ...unattested];
};
