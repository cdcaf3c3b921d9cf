import { releaseFields } from '../../../records/definitions/release-record.ts';
import type { Lack } from '../../gates/gate.ts';
import { toAnswer, toRecordLack } from '../../gates/missing-answers.ts';
import type { ReleasePage } from '../release-facts.ts';
import { type ReleaseContext, type SignedReleaseRecord, toLack } from './gate.ts';

/** `sha256:…` of the bill of materials, as the record names it; null where it names none, or several. */
export const toBillDigest = ({ issue }: SignedReleaseRecord, { reading }: ReleaseContext): string | null => {
  const text = toAnswer(issue, reading, releaseFields.sbom)?.text ?? '';
  const [digest, ...others] = text.match(/(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/gi) ?? [];
  return digest === undefined || others.length > 0 ? null : `sha256:${digest.toLowerCase()}`;
};

/** The software bill of materials that the record names is there, readable, and of this version (F45). */
export const lacksOfSbom = (
  context: ReleaseContext,
  record: SignedReleaseRecord,
  page: ReleasePage | null,
): readonly Lack[] => {
  const { issue, answers } = record;
  if (toAnswer(issue, context.reading, releaseFields.sbom) === null) return [];
  const digest = toBillDigest(record, context);
  if (digest === null) {
    return [
      toRecordLack(
        issue,
        ['Under ', { code: releaseFields.sbom }, ' the record names no SHA-256, or more than one.'],
        ['Write ', { code: 'sha256:' }, ' and its 64 hexadecimal digits.'],
      ),
    ];
  }
  const file = page?.files.find((one) => one.digest === digest);
  const link = page?.url ?? context.facts.repository.url;
  if (file === undefined) {
    return [
      toLack(
        context,
        [
          'No file of the release has the SHA-256 ',
          { code: digest.slice('sha256:'.length) },
          ' of the software bill of materials.',
        ],
        [
          'Put it into the draft of the release, named like ',
          { code: 'sbom.cdx.json' },
          ' (CycloneDX) or ',
          { code: 'sbom.spdx.json' },
          ' (SPDX); or correct the record.',
        ],
        { link },
      ),
    ];
  }
  const name = { code: file.name };
  if (file.sbom === null) {
    return [
      toLack(
        context,
        [name, ' is not named like a software bill of materials.'],
        ['Name it like ', { code: 'sbom.cdx.json' }, ' (CycloneDX) or ', { code: 'sbom.spdx.json' }, ' (SPDX).'],
        { link },
      ),
    ];
  }
  if (!file.sbom.known) {
    return [
      toLack(
        context,
        ['The software bill of materials ', name, ' cannot be read: ', { code: file.sbom.reason }, '.'],
        ['Make it anew, as CycloneDX or SPDX in JSON.'],
        { status: 'unknown', link },
      ),
    ];
  }
  const { version } = file.sbom.value;
  if (version === answers.version) return [];
  return [
    toLack(
      context,
      [
        'The software bill of materials ',
        name,
        ' is of version ',
        { code: version ?? 'none' },
        ', and the release is ',
        { code: answers.version ?? 'none' },
        '.',
      ],
      ['Make it for this version; or correct the record.'],
      { link },
    ),
  ];
};
