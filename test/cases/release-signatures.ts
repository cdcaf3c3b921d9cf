/** What is delivered: the software bill of materials, signatures and attestations. */

import { notKnown } from './case.ts';
import { at, type ReleaseCase } from './release-case.ts';
import { file, write } from './release-edits.ts';
import { bill, binary, otherDigest, released } from './release-parts.ts';

const held = { outcome: 'held', statuses: { artifacts: 'failed' } } as const;
const doubtful = { outcome: 'held', statuses: { artifacts: 'unknown' } } as const;

export const billCases: readonly ReleaseCase[] = [
  {
    name: 'F45: the record names no bill of materials',
    change: write(`${bill} sbom.cdx.json`, ''),
    ...held,
    says: { artifacts: ['The section SBOM of acme/pump#50 is blank'] },
  },
  {
    name: 'F45: it names one without its digest',
    change: write(`${bill} sbom.cdx.json`, 'sbom.cdx.json of the draft'),
    ...held,
    says: { artifacts: ['Under SBOM the record names no SHA-256, or more than one.'] },
  },
  {
    name: 'F45: it says that there is none, with a reason',
    change: write(`${bill} sbom.cdx.json`, 'None: there is no third-party software in it.'),
    ...held,
    says: { artifacts: ['Under SBOM the record names no SHA-256, or more than one.'] },
  },
  {
    name: 'F45: it names two digests',
    change: write(bill, `${bill} or ${binary}`),
    ...held,
    says: { artifacts: ['names no SHA-256, or more than one.', 'The release holds sbom.cdx.json'] },
  },
  {
    name: 'F45: no file has the digest',
    change: write(bill, otherDigest),
    ...held,
    says: { artifacts: ['No file of the release has the SHA-256 3333'] },
  },
  {
    name: 'F45: a digest of more digits is another digest',
    change: write(bill, `${bill}00`),
    ...held,
  },
  {
    name: 'F45: the file with the digest is not named like one',
    change: (given) => {
      Object.assign(file(given, 1), { name: 'parts.json', sbom: null });
    },
    ...held,
    says: { artifacts: ['parts.json is not named like a software bill of materials.'] },
  },
  {
    name: 'F45: the listed binary is no bill of materials',
    change: write(`${bill} sbom.cdx.json`, binary),
    ...held,
  },
  {
    name: 'F45: the bill of materials cannot be read',
    change: (given) => {
      file(given, 1).sbom = { known: false, reason: 'it is not JSON' };
    },
    ...doubtful,
    says: { artifacts: ['The software bill of materials sbom.cdx.json cannot be read: it is not JSON.'] },
  },
  ...[null, '1.0.9'].map(
    (version): ReleaseCase => ({
      name: `F45: the bill of materials is of version ${version}`,
      change: (given) => {
        const { sbom } = file(given, 1);
        if (sbom?.known === true) sbom.value.version = version;
      },
      ...held,
      says: { artifacts: [`is of version ${version ?? 'none'}, and the release is 1.1.0.`] },
    }),
  ),
  {
    name: 'F45: its digest is written in capital letters',
    change: (given) => {
      file(given, 1).digest = `sha256:${'ab'.repeat(32)}`;
      write(bill, `SHA256:${'AB'.repeat(32)}`)(given);
    },
    outcome: 'released',
  },
  {
    name: 'F45: the policy asks for none',
    change: (given) => {
      given.artifacts.sbom = false;
      given.page.files.pop();
      write(`${bill} sbom.cdx.json`, '')(given);
    },
    outcome: 'released',
  },
];

export const signatureCases: readonly ReleaseCase[] = [
  {
    name: 'F43: the tag is there and only a name for a commit',
    change: ({ facts }) => {
      facts.tagged = { known: true, value: { commitSha: released, signature: null } };
    },
    ...held,
    says: {
      artifacts: ['The tag v1.1.0 has no signature that GitHub has verified: it is no tag object.', 'git tag -s'],
    },
  },
  {
    name: 'F43: the tag has a signature that GitHub has not verified',
    change: ({ facts }) => {
      const signature = { isVerified: false, reason: 'unknown_key' };
      facts.tagged = { known: true, value: { commitSha: released, signature } };
    },
    ...held,
    says: { artifacts: ['unknown_key'] },
  },
  {
    name: 'F43: the policy does not ask for a signed tag',
    change: ({ facts, artifacts }) => {
      artifacts.signed = ['commits'];
      facts.tagged = { known: true, value: { commitSha: released, signature: null } };
    },
    outcome: 'released',
  },
  {
    name: 'F43: a commit is not signed',
    change: ({ range }) => {
      at(range.commits, 2).signature = { isVerified: false, reason: 'unsigned' };
    },
    ...held,
    says: { artifacts: ['A commit of the range has no signature that GitHub has verified: f1f1f1f', '(unsigned)'] },
  },
  {
    name: 'F43: several commits are not signed',
    change: ({ range }) => {
      for (const commit of range.commits) commit.signature = { isVerified: false, reason: 'unsigned' };
    },
    ...held,
    says: { artifacts: ['3 commits of the range have no signature'] },
  },
  {
    name: 'F43: the policy does not ask for signed commits',
    change: ({ range, artifacts }) => {
      artifacts.signed = ['tag'];
      at(range.commits, 2).signature = { isVerified: false, reason: 'unsigned' };
    },
    outcome: 'released',
  },
  {
    name: 'F43: the policy asks for no signatures of GitHub',
    change: ({ range, artifacts }) => {
      artifacts.signed = [];
      at(range.commits, 2).signature = { isVerified: false, reason: 'unsigned' };
    },
    outcome: 'released',
  },
  {
    name: 'F43: a file without an attestation',
    change: (given) => {
      file(given, 0).attested = { known: true, value: false };
    },
    ...held,
    says: { artifacts: ['GitHub has no attestation of pump.bin by its digest.'] },
  },
  {
    name: 'F34 F43: whether a file has an attestation is not known',
    change: (given) => {
      file(given, 0).attested = notKnown;
    },
    ...doubtful,
    says: { artifacts: ['Whether pump.bin has an attestation is not known'] },
  },
  {
    name: 'F43: no file is named like what must have an attestation',
    change: ({ artifacts }) => {
      artifacts.attested = ['*.hex', '*.elf'];
    },
    ...held,
    says: { artifacts: ['No file of the release is named like *.hex or *.elf, which must have an attestation.'] },
  },
  {
    name: 'F43: each pattern needs a file of its own',
    change: ({ artifacts }) => {
      artifacts.attested = ['*.bin', '*.hex'];
    },
    ...held,
    says: { artifacts: ['No file of the release is named like *.hex, which must have an attestation.'] },
  },
  {
    name: 'F43: each pattern has a file, and one of them has no attestation',
    change: (given) => {
      given.artifacts.attested = ['*.bin', '*.cdx.json'];
      file(given, 1).attested = { known: true, value: false };
    },
    ...held,
    says: { artifacts: ['GitHub has no attestation of sbom.cdx.json by its digest.'] },
  },
  {
    name: 'F43: each pattern has a file, and each file an attestation',
    change: (given) => {
      given.artifacts.attested = ['*.bin', '*.cdx.json'];
      file(given, 1).attested = { known: true, value: true };
    },
    outcome: 'released',
  },
  {
    name: 'F43: one file is enough for two patterns',
    change: ({ artifacts }) => {
      artifacts.attested = ['*.bin', 'pump.*'];
    },
    outcome: 'released',
  },
  {
    name: 'F43: the policy asks for no attestation',
    change: (given) => {
      given.artifacts.attested = [];
      file(given, 0).attested = { known: true, value: false };
    },
    outcome: 'released',
  },
];
