import { expect, test } from '@jest/globals';
import { isBefore, toReadable } from '../../src/decision/instant.ts';
import { toCodes, toParagraph, toPeople } from '../../src/decision/sentence.ts';
import { quinn, sam, sol } from '../cases/case.ts';
import { toText } from './to-text.ts';

test.each([
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c'], 'a, b or c'],
  [Array.from('abcdefghij'), 'a, b, c, d, e, f, g, h, i or j'],
  [Array.from('abcdefghijkl'), 'a, b, c, d, e, f, g, h, i, j and 2 more'],
])('F1: %j is listed as it is spoken', (items, text) => {
  expect(toText(toCodes(items, 'or'))).toBe(text);
});

test('F25: untrusted text stands in runs of its own', () => {
  expect(toCodes(['x`y', '|'])).toEqual([{ code: 'x`y' }, ' and ', { code: '|' }]);
  expect(toText(toPeople([sam, sol, quinn]))).toBe('@sam, @sol and @quinn');
  expect(toText(toParagraph([['One.'], [], ['Two.']]))).toBe('One. Two.');
});

test.each<[string, string, boolean]>([
  ['2026-11-02T12:00:00Z', '2026-11-02T12:00:01Z', true],
  ['2026-11-02T12:00:01Z', '2026-11-02T12:00:00Z', false],
  ['2026-11-02T12:00:00Z', '2026-11-02T12:00:00Z', false],
  // GitHub cuts off the milliseconds that our own receipts have.
  ['2026-11-02T12:00:00Z', '2026-11-02T12:00:00.900Z', false],
  ['2026-11-02T12:00:00.900Z', '2026-11-02T12:00:01Z', true],
  ['yesterday', '2026-11-02T12:00:01Z', false],
  ['2026-11-02T12:00:01Z', 'tomorrow', false],
])('F21: %s is certainly before %s: %s', (a, b, expected) => {
  expect(isBefore(a, b)).toBe(expected);
});

test('F25: times are told in UTC', () => {
  expect(toReadable('2026-11-02T12:00:00.900Z')).toBe('2026-11-02 12:00:00 UTC');
  expect(toReadable('2026-11-02T23:30:00-02:00')).toBe('2026-11-03 01:30:00 UTC');
  expect(toReadable('`code`')).toBe('an unreadable time');
});
