import type { ArtifactsGate } from '../../../policy/policy.ts';
import type { Sentence } from '../../finding.ts';
import type { Lack } from '../../gates/gate.ts';
import { toList } from '../../sentence.ts';
import { type ReleaseContext, toCommitRun, toDoubt, toLack } from './gate.ts';

/** The tag and the commits have signatures that GitHub has verified, where the policy asks for them (F43). */
export const lacksOfSignatures = (context: ReleaseContext, { signed }: ArtifactsGate): readonly Lack[] => [
  ...(signed.includes('tag') ? lacksOfTagSignature(context) : []),
  ...(signed.includes('commits') ? lacksOfCommitSignatures(context) : []),
];

/** A tag that is not there yet has no signature; once it is there, it must. */
const lacksOfTagSignature = (context: ReleaseContext): readonly Lack[] => {
  const { tagged, tag } = context.facts;
  if (!tagged.known) return [toDoubt(context, ['Whether the tag ', { code: tag }, ' is signed'], tagged.reason)];
  if (tagged.value === null || tagged.value.signature?.isVerified === true) return [];
  const why: Sentence =
    tagged.value.signature === null ? ['it is no tag object'] : [{ code: tagged.value.signature.reason }];
  return [
    toLack(
      context,
      ['The tag ', { code: tag }, ' has no signature that GitHub has verified: ', ...why, '.'],
      ['Make the tag anew, signed: ', { code: 'git tag -s' }, '.'],
    ),
  ];
};

const lacksOfCommitSignatures = (context: ReleaseContext): readonly Lack[] => {
  const { range } = context;
  if (!range.known) return [toDoubt(context, ['Which commits are in it'], range.reason)];
  const unsigned = range.value.commits.filter(({ signature }) => !signature.isVerified);
  if (unsigned.length === 0) return [];
  return [
    toLack(
      context,
      [
        `${unsigned.length === 1 ? 'A commit of the range has' : `${unsigned.length} commits of the range have`} no signature that GitHub has verified: `,
        ...toList(
          unsigned.map(
            ({ sha, signature }): Sentence => [toCommitRun(context, sha), ' (', { code: signature.reason }, ')'],
          ),
          'and',
          20,
        ),
        '.',
      ],
      [
        'Sign commits, and require it by a ruleset of the branch; what is there already needs another release, or another policy.',
      ],
    ),
  ];
};
