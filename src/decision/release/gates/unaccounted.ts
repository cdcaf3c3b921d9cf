import type { Sentence } from '../../finding.ts';
import type { Lack } from '../../gates/gate.ts';
import { toActor, toList } from '../../sentence.ts';
import { shorten } from '../../show-text.ts';
import type { RangeCommit, ReleaseRange } from '../release-facts.ts';
import { whyNotReleased } from '../why-not-released.ts';
import { type ReleaseContext, type SignedReleaseRecord, toCommitRun, toLack, toPullRun } from './gate.ts';

/** So many are named in one sentence. */
const mostNamed = 50;

/** What no released verdict and no closed deviation covers. */
export const lacksOfAccount = (context: ReleaseContext): readonly Lack[] => {
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

/** What else can be done where it cannot be brought about any more. */
export const withWayOut = (
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
      how:
        role === null
          ? ['Leave it out of the release: name another commit. Or name such a role in the policy.']
          : [
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
