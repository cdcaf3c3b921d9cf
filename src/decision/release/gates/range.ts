import { releaseFields } from '../../../records/definitions/release-record.ts';
import type { Sentence } from '../../finding.ts';
import { type Lack, toFinding } from '../../gates/gate.ts';
import { toRecordLack } from '../../gates/missing-answers.ts';
import { toActor, toList, toParagraph } from '../../sentence.ts';
import { shorten } from '../../show-text.ts';
import type { PreviousRelease, RangeCommit, RangePullRequest, ReleaseRange } from '../release-facts.ts';
import {
  type ReleaseContext,
  type ReleaseGate,
  type SignedReleaseRecord,
  toCommitRun,
  toDoubt,
  toLack,
  toPullRun,
  toRecordlessFinding,
} from './gate.ts';

const gate = 'range';

/** So many are named in one sentence. */
const mostNamed = 50;

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
    const isLetThrough = unaccounted.length > 0 && record.deviation.standing !== null;
    const lacks = [
      ...lacksOfPrevious(context, record),
      ...lacksOfRange(context),
      ...(isLetThrough ? [] : unaccounted.map((lack) => withWayOut(context, record, lack))),
    ];
    return toFinding(gate, lacks, { gate, status: 'passed', because: toBecause(context, isLetThrough) });
  },
};

/** Whether something is in a release that no verdict covers, and a deviation lets it through. */
export const isLetThrough = (context: ReleaseContext): boolean =>
  (context.record?.deviation.standing ?? null) !== null && lacksOfAccount(context).length > 0;

const toBecause = (context: ReleaseContext, isLet: boolean): Sentence => {
  const { facts, range: read, record } = context;
  if (!read.known) return [];
  const { commits, base, account } = read.value;
  const since: Sentence =
    base === null
      ? ['From the first commit on']
      : ['Since ', { code: facts.previous.known ? (facts.previous.value?.tag ?? '') : '' }];
  const settled = account.strays.filter(({ deviation }) => deviation === 'settled');
  return toParagraph([
    [...since, ` ${commits.length} commits came, through ${account.brought.length} pull requests that were released.`],
    ...(settled.length === 0 ? [] : [[`${settled.length} came without one, by deviations that were closed.`]]),
    ...(isLet && record?.deviation.standing
      ? [
          [
            'What no verdict covers is let through by a ',
            { link: record.deviation.standing.url, text: 'deviation' },
            '.',
          ],
        ]
      : []),
  ]);
};

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
  return previous.value === null ? [] : lacksOfTag(context, previous.value);
};

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

const lacksOfRange = (context: ReleaseContext): readonly Lack[] => {
  const { range: read } = context;
  if (!read.known) return [toDoubt(context, ['What is in this release'], read.reason)];
  if (read.value.isDescendant) return [];
  return [
    toLack(
      context,
      [
        'The previous release is not among the ancestors of ',
        toCommitRun(context, read.value.head),
        ': what was in it may not be in this one.',
      ],
      ['Name the release on which this one is built; or bring what it lacks onto its branch, through a pull request.'],
    ),
  ];
};

/** What no released verdict and no closed deviation covers. */
const lacksOfAccount = (context: ReleaseContext): readonly Lack[] => {
  const { range: read } = context;
  if (!read.known) return [];
  const { account } = read.value;
  const strays = account.strays.filter(({ deviation }) => deviation !== 'settled');
  const groups = Map.groupBy(
    account.brought.flatMap((one) => {
      const because = whyNotReleased(one);
      return because === null ? [] : [{ one, because }];
    }),
    ({ because }) => because,
  );
  return [
    ...lacksOfHistory(context, read.value),
    ...(strays.length === 0 ? [] : [lackOfStrays(context, strays)]),
    ...[...groups].map(([because, all]) =>
      toLack(
        context,
        [
          ...toList(
            all.map(({ one }): Sentence => [toPullRun(context, one.number)]),
            'and',
            mostNamed,
          ),
          ` ${all.length === 1 ? 'is' : 'are'} in it, and ${because}.`,
        ],
        [],
      ),
    ),
  ];
};

/** A release of before anything was looked at here says nothing of what was in it. */
const lacksOfHistory = (context: ReleaseContext, { base }: ReleaseRange): readonly Lack[] => {
  const { previous } = context.facts;
  if (base === null || !previous.known || previous.value === null || previous.value.noted !== null) return [];
  return [
    toLack(
      context,
      ['Nothing is known here of how the previous release ', { code: previous.value.tag }, ' came about.'],
      [],
    ),
  ];
};

const lackOfStrays = (context: ReleaseContext, strays: readonly RangeCommit[]): Lack =>
  toLack(
    context,
    [
      `${strays.length === 1 ? 'A commit' : `${strays.length} commits`} came without a pull request: `,
      ...toList(
        strays.map(
          ({ sha, message, author, deviation }): Sentence => [
            toCommitRun(context, sha),
            ' ',
            { code: shorten(message, 80) },
            ' by ',
            author.account.known ? toActor(author.account) : { code: shorten(author.name, 60) },
            ...(deviation === 'open' ? [', whose deviation is open'] : []),
          ],
        ),
        'and',
        mostNamed,
      ),
      '.',
    ],
    [],
  );

/** Ours alone: it goes into a sentence as it is. */
const whyNotReleased = ({ headSha, merge, mergeCommitSha }: RangePullRequest): string | null => {
  const they = mergeCommitSha === null ? 'GitHub does not say how it was merged' : null;
  if (they !== null) return they;
  if (merge === null) return 'no verdict was given before the merge';
  switch (merge.outcome) {
    case 'covered':
      return merge.headSha === headSha ? null : 'merged with another head than the one that was released';
    case 'settled':
      return null;
    case 'deviation':
      return 'merged without a released verdict, which is an open deviation';
    case 'not-governed':
      return 'no policy governed the merge';
  }
};

/** What else can be done where it cannot be brought about any more. */
const withWayOut = (
  context: ReleaseContext,
  { issue, deviation }: SignedReleaseRecord,
  { missing, status }: Lack,
): Lack => {
  const role = context.policy.deviationRole;
  const doubt: Sentence =
    deviation.doubt === null ? [] : [' One that was recorded cannot be judged: ', ...deviation.doubt, '.'];
  return {
    status,
    missing: {
      ...missing,
      who:
        role === null
          ? ['Nobody: the policy names no role that records deviations']
          : ['Somebody who holds the role ', { code: role }, ' and had no part in it'],
      how: [
        'Leave it out of the release: name another commit. Or, after looking at it, comment ',
        { code: '/deviation REASON' },
        ' on ',
        { issue: issue.ref },
        ': then it is let through, and shown for ever. Deviations that have an issue of their own are closed there.',
        ...doubt,
      ],
      link: issue.url,
    },
  };
};
