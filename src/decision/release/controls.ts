import type { Fact, Instant } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toList, toTime } from '../sentence.ts';
import type { ControlStretch } from './release-facts.ts';

/** A time in which GitHub did not enforce a check of ours, or nobody saw whether it did. */
export type ControlGap = {
  readonly place: string;
  readonly state: 'forgeable' | 'absent' | 'unknown';
  readonly from: Instant;
  /** Null: it lasts. */
  readonly until: Instant | null;
};

/** Longer than this without a look is a gap: whoever switches a rule off for an hour may still go unseen. */
const longestPause = 86_400_000;

/**
 * The intervals in which enforcement was off or unknown, by place and time (F76; SOC 2 CC6.1, NIST SP 800-53 CM-5(1)). What
 * was seen off counts from then until it was first seen on again, since nobody knows when in between it came back.
 */
export const toControlGaps = (stretches: readonly ControlStretch[]): readonly ControlGap[] =>
  [...Map.groupBy(stretches, ({ place }) => place).values()].flatMap((own) =>
    own.flatMap((stretch, index): readonly ControlGap[] => {
      const next = own[index + 1] ?? null;
      const { place, state, from, until } = stretch;
      if (state !== 'required') return [{ place, state, from, until: next?.from ?? null }];
      const isLong = next !== null && Date.parse(next.from) - Date.parse(until) > longestPause;
      return isLong ? [{ place, state: 'unknown', from: until, until: next.from }] : [];
    }),
  );

const words = {
  forgeable: 'anybody could satisfy the check',
  absent: 'no ruleset required the check',
  unknown: 'nobody saw whether the check was required',
} as const;

/** So many are named. */
const most = 20;

/** What to say of the controls in the time of a release; nothing where they were on all the time. */
export const toControlNotices = (controls: Fact<readonly ControlStretch[]>): readonly Sentence[] => {
  if (!controls.known)
    return [['⚠️ Whether the controls were on in the time of this release is unknown: ', { code: controls.reason }]];
  const gaps = toControlGaps(controls.value);
  if (gaps.length === 0) return [];
  return [
    [
      '⚠️ Controls that were off or not seen in the time of this release: ',
      ...toList(
        gaps.map(
          ({ place, state, from, until }): Sentence => [
            { code: place },
            ` (${words[state]}) from `,
            toTime(from),
            ...(until === null ? [' on'] : [' until ', toTime(until)]),
          ],
        ),
        'and',
        most,
      ),
      '.',
    ],
  ];
};
