import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { joinRuns, parseRun, type TestRun } from './results.ts';

/**
 * What `npm run check:tests` gives to Jest, run by run. The tests that kill processes run by themselves and one file after
 * another: beside others they would be late, and what is late looks like what is lost.
 */
export const allTests: readonly (readonly string[])[] = [
  ['--testPathIgnorePatterns=/test/durability/'],
  ['-i', 'test/durability/'],
];

/**
 * Runs the tests, one run after another, and reads the results of all; whether they pass is in the results.
 *
 * @throws Error when a run leaves no results: what it would have shown is then unknown.
 */
export const runTests = (root: string, runs: readonly (readonly string[])[]): TestRun =>
  joinRuns(runs.map((options) => parseRun(JSON.parse(runOnce(root, options)), root)));

const runOnce = (root: string, options: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-validation-'));
  try {
    const file = join(folder, 'results.json');
    const { status } = spawnSync('npm', ['test', '--', ...options, '--json', `--outputFile=${file}`], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (!existsSync(file)) throw new Error(`npm test ${options.join(' ')} ended with ${status} and left no results`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
