/** The record of a release. */

import { notKnown, rewrite } from './case.ts';
import { type ReleaseCase, type ReleaseGiven } from './release-case.ts';
import { write } from './release-edits.ts';
import { sha } from './release-parts.ts';

const recordless = { changes: 'failed', range: 'failed', verification: 'failed', anomalies: 'failed' } as const;
const without = { ...recordless, artifacts: 'failed', release: 'failed', 'release-record': 'failed' } as const;
const doubtful = {
  'release-record': 'unknown',
  changes: 'unknown',
  range: 'unknown',
  verification: 'unknown',
  anomalies: 'unknown',
  artifacts: 'unknown',
  release: 'unknown',
} as const;

/** Another record of the same kind, acme/pump#51. */
const addRecord =
  (edit: (body: string) => string = (body) => body, isWithdrawn = false) =>
  (given: ReleaseGiven): void => {
    const other = structuredClone(given.record);
    other.ref.number = 51;
    other.url = 'https://github.com/acme/pump/issues/51';
    rewrite(other, edit);
    other.isWithdrawn = isWithdrawn;
    if (given.facts.records.known) given.facts.records.value.push(other);
  };

export const releaseRecordCases: readonly ReleaseCase[] = [
  {
    name: 'F38 F42 F46: a record that says what is released, how it was built and who is told',
    outcome: 'released',
    says: {
      'release-record': [
        `acme/pump#50 releases 1.1.0 as v1.1.0, from ${'a'.repeat(40)}.`,
        'All 3 of the sections that the policy names are filled in.',
      ],
    },
  },
  {
    name: 'F38: no record',
    change: ({ facts }) => {
      facts.records = { known: true, value: [] };
    },
    outcome: 'held',
    statuses: without,
    says: {
      'release-record': ['There is no release record that names the tag v1.1.0', 'Whoever makes the release'],
      range: ['This needs one release record that names the tag first.'],
    },
  },
  {
    name: 'F38: an issue without the mark is no record',
    change: ({ record }) => {
      record.labels = ['change-request'];
    },
    outcome: 'held',
    statuses: without,
  },
  {
    name: 'F38: a record of another repository is none',
    change: ({ record }) => {
      record.ref.name = 'requests';
    },
    outcome: 'held',
    statuses: without,
  },
  {
    name: 'F38: a record that names another tag is not that of this one',
    change: write('### Tag\n\nv1.1.0', '### Tag\n\nv1.2.0'),
    outcome: 'held',
    statuses: without,
  },
  {
    name: 'F38: two records that name the tag',
    change: addRecord(),
    outcome: 'held',
    statuses: without,
    says: { 'release-record': ['More than one release record names the tag v1.1.0: acme/pump#50 and acme/pump#51.'] },
  },
  {
    name: 'F38: a record that was closed as not planned is withdrawn',
    change: ({ record }) => {
      record.state = 'closed';
      record.isWithdrawn = true;
    },
    outcome: 'held',
    statuses: without,
    says: {
      'release-record': [
        'There is no release record that names the tag v1.1.0. Closed as not planned, and so withdrawn: acme/pump#50.',
      ],
    },
  },
  {
    name: 'F38: a record that was closed as completed is one',
    change: ({ record }) => {
      record.state = 'closed';
    },
    outcome: 'released',
  },
  {
    name: 'F38: a second record that was withdrawn is not in the way',
    change: addRecord((body) => body, true),
    outcome: 'released',
  },
  {
    name: 'F38: a second record of another tag is not in the way',
    change: addRecord((body) => body.replace('### Tag\n\nv1.1.0', '### Tag\n\nv1.2.0')),
    outcome: 'released',
  },
  {
    name: 'F38: which records there are is not known',
    change: ({ facts }) => {
      facts.records = notKnown;
    },
    outcome: 'held',
    statuses: doubtful,
    says: { 'release-record': ['Which release records there are is not known: GitHub answered 502', 'Re-run'] },
  },
  ...(
    [
      ['F42: the build is not described', 'Built by the workflow build.yml', 'is blank'],
      ['F46: nobody says who is told', 'Letter 12 goes to all clinics on the day of the release.', 'is blank'],
    ] as const
  ).map(
    ([name, words, says]): ReleaseCase => ({
      name,
      change: ({ record }) =>
        rewrite(record, (body) =>
          body
            .split('\n')
            .map((line) => (line.startsWith(words) ? '_No response_' : line))
            .join('\n'),
        ),
      outcome: 'held',
      statuses: { 'release-record': 'failed' },
      says: { 'release-record': [says] },
    }),
  ),
  {
    name: 'F46: that nobody is told needs a reason',
    change: write('Letter 12 goes to all clinics on the day of the release.', 'None'),
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
    says: { 'release-record': ['Notices to users and regulators', 'says only that it does not apply'] },
  },
  {
    name: 'F46: that nobody is told, with a reason',
    change: write('Letter 12 goes to all clinics on the day of the release.', 'None: no unit is with a customer yet.'),
    outcome: 'released',
  },
  {
    name: 'F42: a section stands there twice',
    change: ({ record }) => rewrite(record, (body) => `${body}\n### Build procedure and environment\n\nBy hand.\n`),
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
    says: { 'release-record': ['stands there more than once'] },
  },
  {
    name: 'F38: a policy that names no section of the record holds',
    change: ({ release }) => {
      release.sections = [];
    },
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
    says: { 'release-record': ['The policy requires a complete release record and names no section of it.'] },
  },
  ...['_No response_', 'N/A', '1.1.0\u200B', '1.1.0 or so'].map(
    (version): ReleaseCase => ({
      name: `F38: no version: ${JSON.stringify(version)}`,
      change: ({ record, release, artifacts }) => {
        release.sections = ['Notices to users and regulators'];
        artifacts.sbom = false;
        rewrite(record, (body) => body.replace('### Version\n\n1.1.0', `### Version\n\n${version}`));
      },
      outcome: 'held',
      statuses: { 'release-record': 'failed' },
      says: { 'release-record': ['Under Version acme/pump#50 does not name a version.'] },
    }),
  ),
  {
    name: 'F38: no commit by its 40 characters',
    change: write('a'.repeat(40), 'aaaaaaa'),
    outcome: 'held',
    statuses: { 'release-record': 'failed', range: 'unknown' },
    says: { 'release-record': ['does not name a commit by its 40 characters'] },
  },
  {
    name: 'F38: there is no such commit',
    change: ({ facts }) => {
      facts.target = { known: true, value: null };
    },
    outcome: 'held',
    statuses: { 'release-record': 'failed', verification: 'failed' },
    says: { 'release-record': [`There is no commit ${'a'.repeat(40)} in this repository.`] },
  },
  {
    name: 'F38: another commit was looked at than the record names',
    change: ({ target }) => {
      target.sha = sha('dd');
    },
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
  },
  {
    name: 'F34: whether the commit is there is not known',
    change: ({ facts }) => {
      facts.target = notKnown;
    },
    outcome: 'held',
    statuses: { 'release-record': 'unknown', verification: 'unknown' },
    says: { 'release-record': ['The commit aaaaaaa is not known: GitHub answered 502'] },
  },
  {
    name: 'F43: the tag is there, on the commit of the record, and signed',
    change: ({ facts }) => {
      facts.tagged = {
        known: true,
        value: { commitSha: 'a'.repeat(40), signature: { isVerified: true, reason: 'valid' } },
      };
    },
    outcome: 'released',
  },
  {
    name: 'F38 F43: the tag is there, on another commit',
    change: ({ facts }) => {
      facts.tagged = {
        known: true,
        value: { commitSha: sha('dd'), signature: { isVerified: true, reason: 'valid' } },
      };
    },
    outcome: 'held',
    statuses: { 'release-record': 'failed' },
    says: { 'release-record': [`The tag v1.1.0 is there already, on the commit ${sha('dd')}`] },
  },
  {
    name: 'F34: what the tag points to is not known',
    change: ({ facts }) => {
      facts.tagged = notKnown;
    },
    outcome: 'held',
    statuses: { 'release-record': 'unknown', artifacts: 'unknown' },
    says: { 'release-record': ['What the tag v1.1.0 points to is not known'] },
  },
];
