import type { ArtifactsGate } from '../../../policy/policy.ts';
import { matchesWildcards } from '../../../policy/wildcards.ts';
import { releaseFields } from '../../../records/definitions/release-record.ts';
import { type ListedFile, parseFileList } from '../../../records/release-answers.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toAnswer, toMissingAnswers, toRecordLack } from '../../gates/missing-answers.ts';
import { toCodes, toList, toParagraph } from '../../sentence.ts';
import type { ReleaseFile, ReleasePage } from '../release-facts.ts';
import {
  type ReleaseContext,
  type ReleaseGate,
  type SignedReleaseRecord,
  toCommitRun,
  toDoubt,
  toLack,
  toRecordlessFinding,
} from './gate.ts';

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
  const isSigned =
    signed.length > 0 ? toList(signed.map((what): Sentence => [what === 'tag' ? 'tag' : 'commits'])) : [];
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
    ...(isSigned.length === 0 ? [] : [['Signed, as GitHub has verified: ', ...isSigned, '.'] as const]),
  ]);
};

const lacksOfAnswers = (
  context: ReleaseContext,
  { issue }: SignedReleaseRecord,
  { sbom }: ArtifactsGate,
): readonly Lack[] =>
  toMissingAnswers(issue, context.reading, [releaseFields.artifacts, ...(sbom ? [releaseFields.sbom] : [])]);

/** What the record lists; null where it says that nothing is delivered as files. */
const toListed = (context: ReleaseContext, { issue }: SignedReleaseRecord) => {
  const answer = toAnswer(issue, context.reading, releaseFields.artifacts);
  return answer === null || answer.notApplicable !== 'no' ? null : parseFileList(answer.text);
};

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
  const listed = toListed(context, record);
  const unread = listed === null ? [] : listed.unread;
  return [
    ...(unread.length === 0
      ? []
      : [
          toRecordLack(
            record.issue,
            [
              'Under ',
              { code: releaseFields.artifacts },
              ' these lines name no file with its SHA-256: ',
              ...toCodes(unread, 'and', 10),
              '.',
            ],
            [
              'Write a line for each file as ',
              { code: 'sha256sum' },
              ' does: 64 hexadecimal digits, two spaces, the name.',
            ],
          ),
        ]),
    ...lacksOfFiles(context, record, listed?.files ?? [], page.value),
    ...(config.sbom ? lacksOfSbom(context, record, page.value) : []),
    ...lacksOfAttestations(context, config, page.value?.files ?? []),
  ];
};

/** The files and the list must be the same: name by name, digest by digest. */
const lacksOfFiles = (
  context: ReleaseContext,
  record: SignedReleaseRecord,
  listed: readonly ListedFile[],
  page: ReleasePage | null,
): readonly Lack[] => {
  const { issue } = record;
  const files = page?.files ?? [];
  const link = page?.url ?? `${context.facts.repository.url}/releases/new?tag=${encodeURIComponent(context.facts.tag)}`;
  const digestOf = new Map(files.map(({ name, digest }) => [name, digest]));
  const absent = listed.filter(({ name }) => !digestOf.has(name));
  const other = listed.filter(({ name, digest }) => digestOf.has(name) && digestOf.get(name) !== digest);
  const known = new Set(listed.map(({ name }) => name));
  // The one bill of materials that the record names by its digest is signed with it, and need not be listed as well.
  const bill = toBillDigest(record, context);
  const unlisted = files.filter(({ name, digest }) => !known.has(name) && (bill === null || digest !== bill));
  const toNames = (all: readonly { readonly name: string }[]) =>
    toCodes(
      all.map(({ name }) => name),
      'and',
      20,
    );
  return [
    ...(absent.length === 0
      ? []
      : [
          toLack(
            context,
            [
              'The record lists ',
              ...toNames(absent),
              ', and the release ',
              page === null ? 'has no draft' : 'has no such file',
              '.',
            ],
            [
              'Put what is delivered into a draft of the release; or take it out of the record, and have it signed again.',
            ],
            { link },
          ),
        ]),
    ...(other.length === 0
      ? []
      : [
          toLack(
            context,
            ['Not what was signed: ', ...toNames(other), ' of the release has another SHA-256 than in the record.'],
            ['Put the file that was signed into the draft; or correct the record, and have it signed again.'],
            { link },
          ),
        ]),
    ...(unlisted.length === 0
      ? []
      : [
          toRecordLack(
            issue,
            ['The release holds ', ...toNames(unlisted), ', which the record does not list.'],
            [
              'List each file with its SHA-256 under ',
              { code: releaseFields.artifacts },
              '; or take it out of the draft.',
            ],
          ),
        ]),
  ];
};

/** `sha256:…` of the bill of materials, as the record names it; null where it names none, or several. */
const toBillDigest = ({ issue }: SignedReleaseRecord, { reading }: ReleaseContext): string | null => {
  const text = toAnswer(issue, reading, releaseFields.sbom)?.text ?? '';
  const [digest, ...others] = text.match(/(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/gi) ?? [];
  return digest === undefined || others.length > 0 ? null : `sha256:${digest.toLowerCase()}`;
};

const lacksOfSbom = (
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

const lacksOfAttestations = (
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

const lacksOfSignatures = (context: ReleaseContext, { signed }: ArtifactsGate): readonly Lack[] => [
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
