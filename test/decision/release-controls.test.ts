import { describe, expect, test } from '@jest/globals';
import { toControlGaps, toControlNotices } from '../../src/decision/release/controls.ts';
import type { ControlStretch } from '../../src/decision/release/release-facts.ts';
import { toText } from './to-text.ts';

const stretch = (
  state: ControlStretch['state'],
  from: string,
  until: string,
  place = 'branch main',
): ControlStretch => ({
  place,
  state,
  rulesets: state === 'required' ? ['Change control'] : [],
  from: `2026-11-${from}Z`,
  until: `2026-11-${until}Z`,
});

describe('F76: intervals in which enforcement was off or unknown', () => {
  test.each<[string, ControlStretch[], unknown[]]>([
    ['nothing was seen', [], []],
    ['on all the time, looked at every day', [stretch('required', '01T08:00:00', '20T08:00:00')], []],
    [
      'off until it was seen on again: nobody knows when in between it came back',
      [
        stretch('required', '01T08:00:00', '02T08:00:00'),
        stretch('absent', '02T09:00:00', '02T10:00:00'),
        stretch('required', '02T12:00:00', '03T08:00:00'),
      ],
      [{ place: 'branch main', state: 'absent', from: '2026-11-02T09:00:00Z', until: '2026-11-02T12:00:00Z' }],
    ],
    [
      'forgeable still',
      [stretch('forgeable', '02T09:00:00', '02T10:00:00', 'tags')],
      [{ place: 'tags', state: 'forgeable', from: '2026-11-02T09:00:00Z', until: null }],
    ],
    [
      'not looked at for more than a day, between two sights that differ',
      [
        { ...stretch('required', '01T08:00:00', '02T08:00:00'), rulesets: ['Old'] },
        stretch('required', '05T08:00:00', '06T08:00:00'),
      ],
      [{ place: 'branch main', state: 'unknown', from: '2026-11-02T08:00:00Z', until: '2026-11-05T08:00:00Z' }],
    ],
    [
      'each place by itself',
      [stretch('required', '01T08:00:00', '09T08:00:00'), stretch('absent', '02T09:00:00', '02T10:00:00', 'tags')],
      [{ place: 'tags', state: 'absent', from: '2026-11-02T09:00:00Z', until: null }],
    ],
    [
      'off in one place, which another place does not end',
      [stretch('absent', '01T08:00:00', '02T08:00:00'), stretch('required', '03T09:00:00', '04T10:00:00', 'tags')],
      [{ place: 'branch main', state: 'absent', from: '2026-11-01T08:00:00Z', until: null }],
    ],
    [
      'not looked at for a day and no longer',
      [stretch('required', '01T08:00:00', '02T08:00:00'), stretch('required', '03T08:00:00', '04T08:00:00')],
      [],
    ],
  ])('%s', (_, stretches, gaps) => {
    expect(toControlGaps(stretches)).toEqual(gaps);
  });

  test('are named with their times, and unknown controls are said to be unknown', () => {
    const [notice = []] = toControlNotices({ known: true, value: [stretch('absent', '02T09:00:00', '02T10:00:00')] });
    expect(toText(notice)).toContain('branch main (no ruleset required the check) from 2026-11-02 09:00:00 UTC on');
    const ended = [stretch('unknown', '02T09:00:00', '02T10:00:00'), stretch('required', '03T08:00:00', '03T09:00:00')];
    expect(toText(toControlNotices({ known: true, value: ended })[0] ?? [])).toContain(
      'branch main (nobody saw whether the check was required) from 2026-11-02 09:00:00 UTC until 2026-11-03 08:00:00 UTC.',
    );
    expect(toControlNotices({ known: true, value: [stretch('required', '01T08:00:00', '02T08:00:00')] })).toEqual([]);
    expect(toText(toControlNotices({ known: false, reason: 'why' })[0] ?? [])).toContain('unknown: why');
  });
});
