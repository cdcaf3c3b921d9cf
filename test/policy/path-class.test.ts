import { describe, expect, test } from '@jest/globals';
import { coversRepository } from '../../src/policy/covers-repository.ts';
import { matchesAny, toPathRules } from '../../src/policy/path-class.ts';

test.each([
  ['src/**', 'src/a/b.c', true],
  ['src/**', 'src', false],
  ['src/**', 'Src/a', false],
  ['src/*', 'src/a/b', false],
  ['**/package.json', 'package.json', true],
  ['**/package.json', 'a/b/package.json', true],
  ['**/package.json', 'a/package.json5', false],
  ['**/requirements*.txt', 'a/requirements-dev.txt', true],
  ['*', '.gitmodules', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/x/y/b/c', false],
  ['app/?id?/**', 'app/[id]/page.tsx', true],
  ['docs/?.md', 'docs/🔬.md', true],
  ['docs/*', 'docs/a\nb', true],
] as const)('F19: %s on %j: %s', (pattern, path, matches) => {
  expect(matchesAny(['other', pattern], path)).toBe(matches);
});

test('F19: all rules that map a path are told, in the order of the policy', () => {
  const paths = [
    { pattern: 'src/**', safetyClass: 'B', line: 7 },
    { pattern: 'docs/**', safetyClass: 'A', line: 8 },
    { pattern: 'src/alarm/*', safetyClass: 'C', line: 9 },
  ] as const;
  const lines = (path: string) => toPathRules({ paths }, path).map(({ line }) => line);
  expect(lines('src/alarm/tone.c')).toEqual([7, 9]);
  expect(lines('src/ui/menu.c')).toEqual([7]);
  expect(lines('README.md')).toEqual([]);
  expect(toPathRules({ paths: null }, 'src/alarm/tone.c')).toEqual([]);
});

test('F19: a path made to be slow to match is matched at once', () => {
  const path = `${'a/'.repeat(2000)}${'ab'.repeat(2000)}`;
  const started = performance.now();
  expect(matchesAny(['**/a*a*a*a*a*c', '**/a/**/a/**/a/**/b'], path)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

describe('F74: which repositories a baseline covers', () => {
  test.each([
    [['**'], 'pump', true],
    [['pump-*'], 'Pump-Firmware', true],
    [['PUMP'], 'pump', true],
    [['pump'], 'pump-tools', false],
    [['a', 'b'], 'b', true],
  ] as const)('%j on %s: %s', (repositories, name, covered) => {
    expect(coversRepository({ repositories }, name)).toBe(covered);
  });
});
