import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findProblems, toReport, type Validated } from './report.ts';
import { parseClaims, parseRequirements } from './requirements.ts';
import { parseRun } from './results.ts';

/** `npm run validation -- [--write REPORT.md]`. Results of another run are not taken: of what they are, nobody could tell. */
const { values } = parseArgs({ options: { write: { type: 'string' } } });
const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Runs all tests; whether they pass is in what they write. */
const runTests = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'holdpoint-validation-'));
  try {
    const file = join(folder, 'results.json');
    const { status } = spawnSync('npm', ['test', '--', '--json', `--outputFile=${file}`], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (!existsSync(file)) throw new Error(`npm test ended with ${status} and left no results`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const validated: Validated = {
  requirements: parseRequirements(read('docs/requirements.md')),
  claims: parseClaims(read('README.md')),
  run: parseRun(JSON.parse(runTests()), root),
  tool: {
    version: (JSON.parse(read('package.json')) as { version: string }).version,
    commit: execFileSync('git', ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'], {
      cwd: root,
      encoding: 'utf8',
    }).trim(),
  },
};
const report = toReport(validated);
if (values.write === undefined) console.log(report);
else writeFileSync(values.write, report);
for (const problem of findProblems(validated)) {
  console.error(problem);
  process.exitCode = 1;
}
