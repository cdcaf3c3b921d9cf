import { describe, expect, test } from '@jest/globals';
import { findProblems, toReport, type Validated } from '../../validation/report.ts';
import { parseClaims, parseNumbers, parseRequirements } from '../../validation/requirements.ts';
import { type Outcome, parseRun } from '../../validation/results.ts';

const toRun = (...tests: readonly (readonly [name: string, outcome: string])[]) =>
  parseRun(
    {
      startTime: Date.parse('2026-11-27T10:00:00Z'),
      testResults: [
        {
          name: '/root/test/a.test.ts',
          status: 'passed',
          assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
        },
      ],
    },
    '/root',
  );

const toValidated = (over: Partial<Validated> = {}): Validated => ({
  requirements: [
    { number: 1, text: 'Change request' },
    { number: 2, text: 'Problem | report' },
    { number: 3, text: 'Later' },
  ],
  claims: { whole: [1], inPart: [2] },
  run: toRun(['F1: holds', 'passed'], ['F2: is read', 'passed']),
  tool: { version: '0.1.0', commit: 'c'.repeat(40) },
  ...over,
});

describe('F69: numbers in a name', () => {
  test.each([
    ['F21 F70: late', [21, 70]],
    ['F10 to F12: sections', [10, 11, 12]],
    ['Built: F1–F3, F5.', [1, 2, 3, 5]],
    ['F1, F1', [1]],
    ['PDF1, F1a and f2', []],
    // By place: a name with numbers in it would count as their test.
  ])('%#', (text, numbers) => {
    expect(parseNumbers(text)).toEqual(numbers);
  });
});

test('F69: requirements are the numbered rows of the table', () => {
  const markdown =
    '# R\n\n| F | requirement |\n|---|---|\n| | **Intake** |\n| F1 | Change `request` |\n| F22 | Quorum |\n';
  expect(parseRequirements(markdown)).toEqual([
    { number: 1, text: 'Change request' },
    { number: 22, text: 'Quorum' },
  ]);
});

describe('F69: what the README claims', () => {
  test('is what two of its paragraphs list', () => {
    expect(parseClaims('# H\n\nF9 is fine.\n\nBuilt: F1–F2.\n\nIn part: F3 (no x), F4.\n')).toEqual({
      whole: [1, 2],
      inPart: [3, 4],
    });
  });

  test('cannot be left out', () => {
    expect(() => parseClaims('Built: F1.\n')).toThrow('In part:');
  });
});

describe('F69: what is claimed', () => {
  test('is borne out by a test that passed', () => {
    expect(findProblems(toValidated())).toEqual([]);
  });

  test.each<[string, Partial<Validated>, ...string[]]>([
    ['no test', { run: toRun(['F1: holds', 'passed']) }, 'README.md claims F2, and its result is: no test'],
    [
      'a test that failed beside one that passed',
      { run: toRun(['F1: a', 'passed'], ['F1: b', 'failed'], ['F2: c', 'passed']) },
      'README.md claims F1, and its result is: failed',
      'test/a.test.ts: “F1: b” failed',
    ],
    [
      'a test that failed and bears no number',
      { run: toRun(['F1: a', 'passed'], ['F2: b', 'passed'], ['is tidy', 'failed']) },
      'test/a.test.ts: “is tidy” failed',
    ],
    [
      'skipped tests alone',
      { run: toRun(['F1: a', 'pending'], ['F2: c', 'passed']) },
      'README.md claims F1, and its result is: skipped',
    ],
    ['a claim of nothing', { claims: { whole: [1, 9], inPart: [2] } }, 'README.md claims F9, which is no requirement'],
    [
      'a claim made twice',
      { claims: { whole: [1, 2], inPart: [2] } },
      'README.md claims F2 as built and as built in part',
    ],
    [
      'a test of nothing',
      { run: toRun(['F1: a', 'passed'], ['F2: b', 'passed'], ['F99: c', 'passed']) },
      'a test bears the number F99, which is no requirement',
    ],
  ])('is not by %s', (_name, over, ...problems) => {
    expect(findProblems(toValidated(over))).toEqual(problems);
    for (const problem of problems) expect(toReport(toValidated(over))).toContain(`- ${problem}`);
  });

  test.each([
    ['cannot run', []],
    ['fails when all its tests have passed', [{ fullName: 'a', status: 'passed' }]],
  ])('is not while a file of tests %s', (_name, assertionResults) => {
    const broken = { name: '/root/test/b.test.ts', status: 'failed', assertionResults };
    const run = { ...toValidated().run, broken: parseRun({ startTime: 0, testResults: [broken] }, '/root').broken };
    expect(findProblems(toValidated({ run }))).toEqual(['test/b.test.ts failed outside of its tests']);
  });
});

test('F69: the report names each requirement with its claim, its result and its tests', () => {
  const outcomes: readonly Outcome[] = ['passed', 'skipped'];
  expect(toRun(['F1: a', 'passed'], ['F1: b', 'todo']).tests.map(({ outcome }) => outcome)).toEqual(outcomes);
  const report = toReport(toValidated());
  expect(report).toContain(`Holdpoint 0.1.0, commit ${'c'.repeat(40)}; tests begun at 2026-11-27T10:00:00.000Z.`);
  expect(report).toContain('2 tests: 2 passed, 0 failed, 0 skipped.');
  expect(report).toMatch(/\| F1 +\| Change request +\| built +\| verified +\| 1 /);
  expect(report).toMatch(/\| F2 +\| Problem \\\| report +\| in part +\| verified +\| 1 /);
  expect(report).toMatch(/\| F3 +\| Later +\| not claimed +\| no test +\| 0 /);
  expect(report).toContain('### F1: Change request');
  expect(report).toMatch(/\| F1: holds \| test\/a\.test\.ts \| passed/);
  expect(report).toBe(toReport(toValidated()));
});
