import { releaseFields } from '../../../records/definitions/release-record.ts';
import type { Declared } from '../../declarations.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toRecordLack } from '../../gates/missing-answers.ts';
import { toList, toParagraph } from '../../sentence.ts';
import type { RangeAccount } from '../account.ts';
import type { PreviousRelease } from '../release-facts.ts';
import { whyNotReleased } from '../why-not-released.ts';
import {
  type ReleaseContext,
  type ReleaseGate,
  type SignedReleaseRecord,
  toCommitRun,
  toDoubt,
  toLack,
  toRecordlessFinding,
} from './gate.ts';
import { lacksOfAccount, withWayOut } from './unaccounted.ts';

const gate = 'range';

/** Everything since the previous release came through a released verdict, or through a deviation that somebody answers for. */
export const range: ReleaseGate = {
  id: gate,
  title: 'What is in it',
  clauses: [
    'IEC 62304 6.3.2',
    'IEC 62304 8.2.3',
    'IEC 62304 8.2.4',
    'IEC 62304 8.3',
    'ISO 13485 7.3.9',
    'NIST 800-53 CM-3(2)',
    'NIST 800-53 CM-5(1)',
    'SOC 2 CC8.1',
  ],
  evaluate: (context) => {
    const { record } = context;
    if (record === null) return toRecordlessFinding(context, gate);
    const unaccounted = lacksOfAccount(context);
    const standing = unaccounted.length === 0 ? null : record.deviation.standing;
    const lacks = [
      ...lacksOfPrevious(context, record),
      ...lacksOfRange(context, record),
      ...(standing !== null ? [] : unaccounted.map((lack) => withWayOut(context, record, lack))),
    ];
    return toFinding(gate, lacks, { gate, status: 'passed', because: toBecause(context, standing) });
  },
};

const toBecause = ({ facts, range: read }: ReleaseContext, standing: Declared['standing']): Sentence => {
  if (!read.known) return [];
  const { commits, base, account } = read.value;
  const since: Sentence =
    base === null
      ? ['From the first commit on']
      : ['Since ', { code: facts.previous.known ? (facts.previous.value?.tag ?? '') : '' }];
  const released = account.brought.filter((one) => one.merge?.outcome === 'covered' && whyNotReleased(one) === null);
  const settled =
    account.strays.filter(({ deviation }) => deviation === 'settled').length +
    account.brought.filter(({ merge }) => merge?.outcome === 'settled').length;
  return toParagraph([
    [
      ...since,
      ` ${count(commits.length, 'commit')} came, through ${count(released.length, 'pull request')} that ${released.length === 1 ? 'was' : 'were'} released.`,
    ],
    settled === 0 ? [] : [`${settled} came without a verdict, by deviations that were closed.`],
    standing === null
      ? []
      : ['What no verdict covers is let through by a ', { link: standing.url, text: 'deviation' }, '.'],
  ]);
};

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const lacksOfPrevious = (context: ReleaseContext, { issue, answers }: SignedReleaseRecord): readonly Lack[] => {
  if (answers.previous === null) {
    return [
      toRecordLack(
        issue,
        [
          'Under ',
          { code: releaseFields.previous },
          ' ',
          { issue: issue.ref },
          ' names no tag, and not ',
          { code: 'none' },
          '.',
        ],
        [
          'Edit the issue and write the tag of the release on which this one is built; for the first release, ',
          { code: 'none' },
          '.',
        ],
      ),
    ];
  }
  const { previous } = context.facts;
  if (!previous.known) return [toDoubt(context, ['The previous release'], previous.reason)];
  const named = answers.previous === 'first' ? null : answers.previous.tag;
  if (named !== (previous.value?.tag ?? null)) return [toDoubt(context, ['The previous release'], changed)];
  return previous.value === null ? [] : lacksOfTag(context, previous.value);
};

/** The facts were read of another text than the one that is judged. */
const changed = 'the record was changed while it was being read';

const lacksOfTag = (context: ReleaseContext, { tag, commitSha, noted }: PreviousRelease): readonly Lack[] => {
  const name = { code: tag };
  if (commitSha === null) {
    return [
      toLack(
        context,
        ['The previous release is ', name, ', and there is no such tag.'],
        ['Name a tag that is there, or put the tag back where it was.'],
      ),
    ];
  }
  if (noted !== null && noted.commitSha !== commitSha) {
    return [
      toLack(
        context,
        [
          'The tag ',
          name,
          ' of the previous release was moved: it was on ',
          toCommitRun(context, noted.commitSha),
          ' and is on ',
          toCommitRun(context, commitSha),
          '.',
        ],
        ['Put the tag back where it was.'],
      ),
    ];
  }
  if (noted?.outcome !== 'deviation') return [];
  return [
    toLack(
      context,
      ['The previous release ', name, ' came without a released verdict, and its deviation is open.'],
      ['See to the deviation: the issue that tracks it says who closes it and how.'],
      { link: `${context.facts.repository.url}/issues` },
    ),
  ];
};

const lacksOfRange = (context: ReleaseContext, { answers }: SignedReleaseRecord): readonly Lack[] => {
  const { range: read, facts } = context;
  const doubt = (reason: string) => toDoubt(context, ['What is in this release'], reason);
  if (!read.known) return [doubt(read.reason)];
  const { base, head, commits, isDescendant, account } = read.value;
  const since = facts.previous.known ? (facts.previous.value?.commitSha ?? null) : base;
  return [
    ...(answers.commit === head && since === base ? [] : [doubt(changed)]),
    ...(base === head || commits.some(({ sha }) => sha === head) ? [] : [doubt('GitHub does not show its commit')]),
    ...(account.unasked.length === 0 ? [] : [lackOfAnswers(context, account)]),
    ...(isDescendant ? [] : [lackOfDescent(context, head)]),
  ];
};

const lackOfAnswers = (context: ReleaseContext, { unasked }: RangeAccount): Lack =>
  toDoubt(
    context,
    ['Through which pull requests ', ...toList(unasked.map((sha): Sentence => [toCommitRun(context, sha)])), ' came'],
    'nobody was asked',
  );

const lackOfDescent = (context: ReleaseContext, head: string): Lack => {
  const tag = context.facts.previous.known ? context.facts.previous.value?.tag : undefined;
  return toLack(
    context,
    [
      'The previous release ',
      ...(tag === undefined ? [] : [{ code: tag }, ' ']),
      'is not among the ancestors of ',
      toCommitRun(context, head),
      ': what was in it may not be in this one.',
    ],
    ['Name the release on which this one is built; or bring what it lacks onto its branch, through a pull request.'],
  );
};
