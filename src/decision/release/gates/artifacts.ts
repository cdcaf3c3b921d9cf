import type { ArtifactsGate } from '../../../policy/policy.ts';
import { releaseFields } from '../../../records/definitions/release-record.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toMissingAnswers } from '../../gates/missing-answers.ts';
import { toCodes, toList, toParagraph } from '../../sentence.ts';
import { lacksOfAttestations } from './attestations.ts';
import { lacksOfSbom } from './bill-of-materials.ts';
import {
  type ReleaseContext,
  type ReleaseGate,
  type SignedReleaseRecord,
  toDoubt,
  toRecordlessFinding,
} from './gate.ts';
import { lacksOfList } from './listed-files.ts';
import { lacksOfSignatures } from './signatures.ts';

const gate = 'artifacts';

/** What is delivered is what was signed: digests, signatures, attestations, the software bill of materials (F43, F45). */
export const artifacts: ReleaseGate = {
  id: gate,
  title: 'Artifacts',
  clauses: [
    'IEC 62304 5.8.4',
    'IEC 62304 5.8.8',
    'IEC 62304 8.1.2',
    'ISO 13485 7.3.10',
    'FDA 524B',
    'NIST 800-53 SA-10',
  ],
  evaluate: (context) => {
    const { record, release } = context;
    const requirement = release.artifacts;
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (record === null) return toRecordlessFinding(context, gate);
    const { config } = requirement;
    const lacks = [
      ...lacksOfAnswers(context, record, config),
      ...lacksOfSignatures(context, config),
      ...lacksOfPage(context, record, config),
    ];
    return toFinding(gate, lacks, { gate, status: 'passed', because: toBecause(context, config) });
  },
};

const toBecause = ({ facts }: ReleaseContext, { sbom, signed }: ArtifactsGate): Sentence => {
  const page = facts.page.known ? facts.page.value : null;
  const files = page?.files ?? [];
  return toParagraph([
    files.length === 0
      ? ['No files are delivered on GitHub.']
      : [
          'With the digests of the record: ',
          ...toCodes(
            files.map(({ name }) => name),
            'and',
            50,
          ),
          '.',
        ],
    ...(sbom ? [['The software bill of materials is among them.'] as const] : []),
    ...(signed.length === 0
      ? []
      : [['Signed, as GitHub has verified: ', ...toList(signed.map((what): Sentence => [what])), '.'] as const]),
  ]);
};

const lacksOfAnswers = (
  context: ReleaseContext,
  { issue }: SignedReleaseRecord,
  { sbom }: ArtifactsGate,
): readonly Lack[] =>
  toMissingAnswers(issue, context.reading, [releaseFields.artifacts, ...(sbom ? [releaseFields.sbom] : [])]);

const lacksOfPage = (context: ReleaseContext, record: SignedReleaseRecord, config: ArtifactsGate): readonly Lack[] => {
  const { page } = context.facts;
  if (!page.known) {
    return [
      toDoubt(context, ['Which files the release has'], page.reason, [
        'Let an administrator grant Holdpoint ',
        { code: 'contents: write' },
        ', without which GitHub shows it no drafts; or switch the gate off with a reason.',
      ]),
    ];
  }
  return [
    ...lacksOfList(context, record, page.value),
    ...(config.sbom ? lacksOfSbom(context, record, page.value) : []),
    ...lacksOfAttestations(context, config, page.value?.files ?? []),
  ];
};
