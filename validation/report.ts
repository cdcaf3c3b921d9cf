import { markdownTable } from 'markdown-table';
import type { Claims, Requirement } from './requirements.ts';
import type { TestResult, TestRun } from './results.ts';

export type Validated = {
  readonly requirements: readonly Requirement[];
  readonly claims: Claims;
  readonly run: TestRun;
  /** Version and commit of what was tested; a commit that was changed and not committed ends with `-dirty`. */
  readonly tool: { readonly version: string; readonly commit: string };
};

type Result = 'verified' | 'failed' | 'skipped' | 'no test';

/** Failed outweighs passed; what was only skipped shows nothing. */
const toResult = (tests: readonly TestResult[]): Result => {
  if (tests.some(({ outcome }) => outcome === 'failed')) return 'failed';
  if (tests.some(({ outcome }) => outcome === 'passed')) return 'verified';
  return tests.length > 0 ? 'skipped' : 'no test';
};

const testsOf = ({ tests }: TestRun, number: number): readonly TestResult[] =>
  tests.filter(({ requirements }) => requirements.includes(number));

/** Why the run does not bear out what the README claims, or shows nothing at all; empty when it does. */
export const findProblems = ({ requirements, claims, run }: Validated): readonly string[] => {
  const known = new Set(requirements.map(({ number }) => number));
  const claimed = [...claims.whole, ...claims.inPart];
  const cited = new Set(run.tests.flatMap((test) => test.requirements));
  return [
    ...claims.inPart
      .filter((number) => claims.whole.includes(number))
      .map((number) => `README.md claims F${number} as built and as built in part`),
    ...claimed
      .filter((number) => !known.has(number))
      .map((number) => `README.md claims F${number}, which is no requirement`),
    ...[...cited]
      .filter((number) => !known.has(number))
      .map((number) => `a test bears the number F${number}, which is no requirement`),
    ...claimed
      .map((number) => ({ number, result: toResult(testsOf(run, number)) }))
      .filter(({ number, result }) => known.has(number) && result !== 'verified')
      .map(({ number, result }) => `README.md claims F${number}, and its result is: ${result}`),
    // Also one without a number: of a run in which something failed nobody can say that all is as it should be.
    ...run.tests.filter(({ outcome }) => outcome === 'failed').map(({ name, file }) => `${file}: “${name}” failed`),
    ...run.broken.map((file) => `${file} failed outside of its tests`),
  ];
};

/** The report, in Markdown: the same run gives the same text. */
export const toReport = (validated: Validated): string => {
  const { requirements, claims, run, tool } = validated;
  const toClaim = (number: number): string =>
    claims.whole.includes(number) ? 'built' : claims.inPart.includes(number) ? 'in part' : 'not claimed';
  const rows = requirements.map(({ number, text }) => ({ number, text, tests: testsOf(run, number) }));
  const problems = findProblems(validated);
  const count = (outcome: TestResult['outcome']): number => run.tests.filter((test) => test.outcome === outcome).length;
  return [
    '# Validation report',
    `Holdpoint ${tool.version}, commit ${tool.commit}; tests begun at ${run.startedAt}.`,
    `${run.tests.length} tests: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.`,
    problems.length === 0
      ? 'Every requirement that the README claims has a test that passed, and no test failed.'
      : ['**What is claimed is not borne out:**', '', ...problems.map((problem) => `- ${toCell(problem)}`)].join('\n'),
    markdownTable([
      ['F', 'Requirement', 'Claim', 'Result', 'Passed', 'Failed', 'Skipped'],
      ...rows.map(({ number, text, tests }) => [
        `F${number}`,
        toCell(text),
        toClaim(number),
        toResult(tests),
        ...(['passed', 'failed', 'skipped'] as const).map(
          (one) => `${tests.filter(({ outcome }) => outcome === one).length}`,
        ),
      ]),
    ]),
    '## The tests of each requirement',
    ...rows
      .filter(({ tests }) => tests.length > 0)
      .map(({ number, text, tests }) =>
        [
          `### F${number}: ${text}`,
          '',
          markdownTable([
            ['Test', 'File', 'Result'],
            ...tests.map(({ name, file, outcome }) => [toCell(name), file, outcome]),
          ]),
        ].join('\n'),
      ),
    '',
  ].join('\n\n');
};

/** Names of tests hold whatever the tests are about: line ends and bars would break the table. */
const toCell = (text: string): string =>
  text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');
