import { releaseFields } from '../../../records/definitions/release-record.ts';
import { toMarks } from '../../change-requests.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toEmptyRuleLack, toFinding } from '../../gates/gate.ts';
import { toMissingAnswers, toRecordLack } from '../../gates/missing-answers.ts';
import { toList, toParagraph } from '../../sentence.ts';
import type { ReleaseFacts } from '../release-facts.ts';
import { type ReleaseContext, type ReleaseGate, type SignedReleaseRecord, toDoubt, toLack } from './gate.ts';

const gate = 'release-record';

/** One record says what is released, of which commit, and how it was verified and built. */
export const releaseRecord: ReleaseGate = {
  id: gate,
  title: 'Release record',
  clauses: [
    'IEC 62304 5.8.4',
    'IEC 62304 5.8.5',
    'IEC 62304 5.8.6',
    'IEC 62304 5.8.7',
    'IEC 62304 6.2.5',
    'IEC 62304 6.3.2',
    'ISO 13485 7.3.10',
    'NIST 800-53 SA-10',
  ],
  evaluate: (context) => {
    const { record, release } = context;
    const lacks = record === null ? lacksOfNumber(context) : lacksOfRecord(context, record);
    return toFinding(gate, lacks, {
      gate,
      status: 'passed',
      because:
        record === null
          ? []
          : toParagraph([
              [
                { issue: record.issue.ref },
                ' releases ',
                { code: record.answers.version ?? '' },
                ' as ',
                { code: context.facts.tag },
                ', from ',
                { code: record.answers.commit ?? '' },
                '.',
              ],
              [`All ${release.sections.length} of the sections that the policy names are filled in.`],
            ]),
    });
  },
};

const lacksOfNumber = (context: ReleaseContext): readonly Lack[] => {
  const { records, release, facts } = context;
  if (!records.known) return [toDoubt(context, ['Which release records there are'], records.reason)];
  const tag = { code: facts.tag };
  if (records.value.length === 0) {
    return [
      toLack(
        context,
        ['There is no release record that names the tag ', tag, '.', ...toWithdrawn(facts.records)],
        [
          { link: `${facts.repository.url}/issues/new/choose`, text: 'Open a release record' },
          ' with ',
          ...toMarks(release.record),
          ', and name the tag under ',
          { code: releaseFields.tag },
          '.',
        ],
        { link: `${facts.repository.url}/issues/new/choose` },
      ),
    ];
  }
  const all = toList(records.value.map(({ ref }): Sentence => [{ issue: ref }]));
  return [
    toLack(
      context,
      ['More than one release record names the tag ', tag, ': ', ...all, '.'],
      [
        'Keep one; in the others correct what stands under ',
        { code: releaseFields.tag },
        ', or close them as not planned.',
      ],
    ),
  ];
};

/** Says of records that they were taken back, so that nobody wonders why they do not count. */
const toWithdrawn = (records: ReleaseFacts['records']): Sentence => {
  const withdrawn = records.known ? records.value.filter(({ isWithdrawn }) => isWithdrawn) : [];
  return withdrawn.length === 0
    ? []
    : [
        ' Closed as not planned, and so withdrawn: ',
        ...toList(withdrawn.map(({ ref }): Sentence => [{ issue: ref }])),
        '.',
      ];
};

const lacksOfRecord = (context: ReleaseContext, { issue, answers }: SignedReleaseRecord): readonly Lack[] => {
  const { release, reading } = context;
  const edit = (heading: string, says: string): Lack =>
    toRecordLack(
      issue,
      ['Under ', { code: heading }, ' ', { issue: issue.ref }, ` does not name ${says}.`],
      ['Edit the issue and write it there in one word, and nothing else.'],
    );
  return [
    ...(release.sections.length === 0
      ? [toEmptyRuleLack(context, 'a complete release record', 'section of it')]
      : toMissingAnswers(issue, reading, release.sections)),
    ...(answers.version === null ? [edit(releaseFields.version, 'a version')] : []),
    ...(answers.commit === null
      ? [edit(releaseFields.commit, 'a commit by its 40 characters')]
      : lacksOfTarget(context, answers.commit)),
    ...lacksOfTag(context, answers.commit),
  ];
};

const lacksOfTarget = (context: ReleaseContext, commit: string): readonly Lack[] => {
  const { target } = context.facts;
  if (!target.known) return [toDoubt(context, ['The commit ', { code: commit.slice(0, 7) }], target.reason)];
  if (target.value?.sha === commit) return [];
  return [
    toLack(
      context,
      ['There is no commit ', { code: commit }, ' in this repository.'],
      ['Edit the record and name a commit that is there.'],
    ),
  ];
};

/** A tag that is there already must be on the very commit that the record names. */
const lacksOfTag = (context: ReleaseContext, commit: string | null): readonly Lack[] => {
  const { tagged, tag } = context.facts;
  if (!tagged.known) return [toDoubt(context, ['What the tag ', { code: tag }, ' points to'], tagged.reason)];
  if (tagged.value === null || tagged.value.commitSha === commit) return [];
  return [
    toLack(
      context,
      [
        'The tag ',
        { code: tag },
        ' is there already, on the commit ',
        { code: tagged.value.commitSha },
        ', and not on that of the record.',
      ],
      ['If the tag is wrong, delete it; if the record is, correct its commit, and have it signed again.'],
    ),
  ];
};
