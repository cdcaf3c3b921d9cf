import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parsePeriod } from '../../src/records/period.ts';

test.each([
  ['2026-11-01 to 2026-11-30', '2026-11-01', '2026-11-30'],
  ['2026-11-01/2026-11-30', '2026-11-01', '2026-11-30'],
  ['From 2026-11-01\nuntil 2026-11-30 (sprint 23)', '2026-11-01', '2026-11-30'],
  ['2026-11-01–2026-11-30', '2026-11-01', '2026-11-30'],
  ['2026-11-05, 2026-11-05', '2026-11-05', '2026-11-05'],
  ['2024-02-29 - 2024-03-01', '2024-02-29', '2024-03-01'],
  ['２０２６-１１-０１ 2026-11-30', '2026-11-01', '2026-11-30'],
])('F7: %j is a period', (text, from, until) => {
  expect(parsePeriod(text)).toEqual({ from, until });
});

test.each([
  ['no date', 'November'],
  ['one date', '2026-11-01'],
  ['three dates', '2026-11-01, 2026-11-15, 2026-11-30'],
  ['three, one of them not real', '2026-11-01, 2026-11-31, 2026-11-30'],
  ['the end before the beginning', '2026-11-30 to 2026-11-01'],
  ['a day that is not', '2026-11-01 to 2026-11-31'],
  ['a leap day that is not', '2026-02-29 to 2026-03-01'],
  ['a month that is not', '2026-13-01 to 2026-14-01'],
  ['day zero', '2026-11-00 to 2026-11-30'],
  ['dates in another order', '01-11-2026 to 30-11-2026'],
  ['dates with other marks', '2026/11/01 to 2026/11/30'],
  ['short dates', '2026-11-1 to 2026-11-9'],
  ['parts of longer numbers', '12026-11-01 to 2026-11-301'],
  ['dates run together', '2026-11-01-2026-11-30'],
  ['nothing', ''],
])('F7: %s is no period', (_, text) => {
  expect(parsePeriod(text)).toBeNull();
});

test('F7: any two days of the calendar are one, and two that are not in order are none', () => {
  const day = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, (from, until) => {
      expect(parsePeriod(`${from} to ${until}`)).toEqual(from <= until ? { from, until } : null);
    }),
  );
});
