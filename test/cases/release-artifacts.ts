/** What is delivered: the files and their digests. */

import { notKnown } from './case.ts';
import { type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { file, write } from './release-edits.ts';
import { bill, binary, otherDigest, toFileOf } from './release-parts.ts';

const held = { outcome: 'held', statuses: { artifacts: 'failed' } } as const;
const doubtful = { outcome: 'held', statuses: { artifacts: 'unknown' } } as const;

const line = `${'1'.repeat(64)}  pump.bin`;
const fence = `\`\`\`text\n${line}\n\`\`\``;

/** Nothing is delivered as files, and the record says so. */
const undelivered = (given: ReleaseGiven): void => {
  given.artifacts.sbom = false;
  given.artifacts.attested = [];
  given.facts.page = { known: true, value: null };
  write(fence, 'None: the pump takes its software from the image build-7.')(given);
};

export const fileCases: readonly ReleaseCase[] = [
  {
    name: 'F43 F45: the files are those that were signed',
    outcome: 'released',
    says: {
      artifacts: [
        'With the digests of the record: pump.bin and sbom.cdx.json.',
        'The software bill of materials is among them.',
        'Signed, as GitHub has verified: tag and commits.',
      ],
    },
  },
  {
    name: 'F43: the record lists no files',
    change: write(fence, '_No response_'),
    ...held,
    says: { artifacts: ['The section Artifact digests of acme/pump#50 is blank', 'The release holds pump.bin'] },
  },
  {
    name: 'F43: a line names no file with its digest',
    change: write(line, `${line}\npump.hex, see the build`),
    ...held,
    says: { artifacts: ['these lines name no file with its SHA-256: pump.hex, see the build.', 'sha256sum'] },
  },
  {
    name: 'F43: there is no draft of the release',
    change: ({ facts }) => {
      facts.page = { known: true, value: null };
    },
    ...held,
    says: { artifacts: ['The record lists pump.bin, and the release has no draft.', '/releases/new?tag=v1.1.0'] },
  },
  {
    name: 'F43: the release has no such file',
    change: write('  pump.bin', '  pump.img'),
    ...held,
    says: { artifacts: ['The record lists pump.img, and the release has no such file.', 'The release holds pump.bin'] },
  },
  {
    name: 'F43: a file is not what was signed',
    change: (given) => {
      file(given, 0).digest = otherDigest;
    },
    ...held,
    says: { artifacts: ['Not what was signed: pump.bin of the release has another SHA-256'] },
  },
  {
    name: 'F43: GitHub does not say the digest of a file',
    change: (given) => {
      file(given, 0).digest = null;
    },
    ...held,
  },
  {
    name: 'F43: one file is listed with two digests',
    change: write(line, `${line}\n${'3'.repeat(64)}  pump.bin`),
    ...held,
  },
  {
    name: 'F43: the release holds a file that the record does not list',
    change: ({ page }) => {
      page.files.push(toFileOf('more.zip', otherDigest));
    },
    ...held,
    says: { artifacts: ['The release holds more.zip, which the record does not list.'] },
  },
  {
    name: 'F43: it holds one more of which GitHub does not say the digest, and no bill of materials is named',
    change: (given) => {
      given.artifacts.sbom = false;
      given.page.files.pop();
      write(`${bill} sbom.cdx.json`, '')(given);
      given.page.files.push(toFileOf('more.zip', null));
    },
    ...held,
    says: { artifacts: ['The release holds more.zip, which the record does not list.'] },
  },
  {
    name: 'F43 F45: a second file that is named like a bill of materials must be listed as well',
    change: (given) => {
      given.page.files.push({ ...file(given, 1), name: 'bom.json', digest: otherDigest });
    },
    ...held,
    says: { artifacts: ['The release holds bom.json, which the record does not list.'] },
  },
  {
    name: 'F43 F45: the bill of materials may be listed as well',
    change: write(line, `${line}\n${bill}  sbom.cdx.json`),
    outcome: 'released',
  },
  {
    name: 'F43: nothing is delivered as files, and the record says so',
    change: undelivered,
    outcome: 'released',
    says: { artifacts: ['No files are delivered on GitHub.'] },
  },
  {
    name: 'F43: nothing is delivered as files, says the record, and there is one',
    change: (given) => {
      undelivered(given);
      given.facts.page = { known: true, value: { ...given.page, files: [toFileOf('pump.bin', binary)] } };
    },
    ...held,
  },
  {
    name: 'F34: which files the release has is not known',
    change: ({ facts }) => {
      facts.page = { known: false, reason: 'the App may not see drafts of releases' };
    },
    ...doubtful,
    says: { artifacts: ['Which files the release has is not known', 'contents: write'] },
  },
  {
    name: 'F43: the policy asks for none of it, and says why',
    change: ({ release, facts }) => {
      release.artifacts = { required: false, reason: 'delivered on paper' };
      facts.page = notKnown;
    },
    outcome: 'released',
    statuses: { artifacts: 'not-applicable' },
    says: { artifacts: ['delivered on paper'] },
  },
];
