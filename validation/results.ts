import { relative } from 'node:path';
import { z } from 'zod';
import { parseNumbers } from './requirements.ts';

export type Outcome = 'passed' | 'failed' | 'skipped';

/** One test of a run, and the requirements that its name carries. */
export type TestResult = {
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  readonly outcome: Outcome;
  readonly requirements: readonly number[];
};

export type TestRun = {
  /** RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly tests: readonly TestResult[];
  /** Files that failed outside of their tests, so that nobody knows what they show. */
  readonly broken: readonly string[];
};

/** What `jest --json` writes, as far as it is read here. */
const jestOutput = z.object({
  startTime: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const isFailed = ({ status }: { readonly status: string }): boolean => status === 'failed';

/** @throws ZodError when it is not Jest's output. */
export const parseRun = (json: unknown, root: string): TestRun => {
  const { startTime, testResults } = jestOutput.parse(json);
  const files = testResults.map((one) => ({ ...one, file: relative(root, one.name) }));
  return {
    startedAt: new Date(startTime).toISOString(),
    tests: files.flatMap(({ file, assertionResults }) =>
      assertionResults.map(({ fullName: name, status }) => ({
        name,
        file,
        outcome: status === 'passed' || status === 'failed' ? status : 'skipped',
        requirements: parseNumbers(name),
      })),
    ),
    broken: files
      .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed))
      .map(({ file }) => file),
  };
};

/**
 * Several runs as one, begun when the first of them was.
 *
 * @throws Error when there is none: nothing was shown then, and nothing failed either.
 */
export const joinRuns = (runs: readonly TestRun[]): TestRun => {
  const [first] = runs;
  if (first === undefined) throw new Error('no tests were run');
  return {
    startedAt: first.startedAt,
    tests: runs.flatMap(({ tests }) => tests),
    broken: runs.flatMap(({ broken }) => broken),
  };
};
