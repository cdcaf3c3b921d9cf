import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findProblems, toReport, type Validated } from './report.ts';
import { parseClaims, parseRequirements } from './requirements.ts';
import { allTests, runTests } from './run-tests.ts';

/** `npm run validation -- [--write REPORT.md]`. Results of another run are not taken: of what they are, nobody could tell. */
const { values } = parseArgs({ options: { write: { type: 'string' } } });
const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const validated: Validated = {
  requirements: parseRequirements(read('docs/requirements.md')),
  claims: parseClaims(read('README.md')),
  run: runTests(root, allTests),
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
