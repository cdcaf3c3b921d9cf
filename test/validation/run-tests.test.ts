import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { joinRuns, type TestRun } from '../../validation/results.ts';
import { allTests } from '../../validation/run-tests.ts';

/** In a process of its own, whose words about failures that are meant do not stand among those of this run. */
const runElsewhere = async (folder: string, runs: readonly (readonly string[])[]): Promise<string> => {
  const script = `import { runTests } from './validation/run-tests.ts'; console.log(JSON.stringify(runTests(${JSON.stringify(folder)}, ${JSON.stringify(runs)})));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
  });
  return stdout;
};

const root = resolve(import.meta.dirname, '../..');

test('F69: several runs count as one', () => {
  const toRun = (name: string, over: Partial<TestRun> = {}): TestRun => ({
    startedAt: '2026-11-27T10:00:00.000Z',
    tests: [{ name, file: `test/${name}.test.ts`, outcome: 'passed', requirements: [1] }],
    broken: [],
    ...over,
  });
  const later = toRun('b', { startedAt: '2026-11-27T10:20:00.000Z', broken: ['test/c.test.ts'] });
  expect(joinRuns([toRun('a'), later])).toEqual({
    startedAt: '2026-11-27T10:00:00.000Z',
    tests: [...toRun('a').tests, ...later.tests],
    broken: ['test/c.test.ts'],
  });
  expect(() => joinRuns([])).toThrow('no tests were run');
});

test('F69: the report runs what CI runs', () => {
  const commands = allTests.map((options) => `npm test -- ${options.join(' ')}`);
  expect(packageJson.scripts['check:tests']).toBe(commands.join(' && '));
});

test('F69: each file of tests is in exactly one of the runs', async () => {
  const list = async (options: readonly string[]) => {
    const { stdout } = await promisify(execFile)('npm', ['test', '--silent', '--', ...options, '--listTests'], {
      cwd: root,
    });
    return stdout.trim().split('\n');
  };
  const [all, ...runs] = await Promise.all([[], ...allTests].map(list));
  expect(all?.length).toBeGreaterThan(100);
  expect(runs.flat().toSorted()).toEqual(all?.toSorted());
});

test('F69: a run over two small projects reads what passed, what failed and what cannot be read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdpoint-validation-'));
  try {
    const jest = `node --experimental-vm-modules ${join(root, 'node_modules/jest/bin/jest.js')}`;
    await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { test: jest }, jest: { transform: {} } }));
    await writeFile(join(folder, 'a.test.js'), "test('F1: a', () => {}); test('F2: b', () => { throw new Error(); });");
    await writeFile(join(folder, 'b.test.js'), "throw new Error('early');");
    const run = JSON.parse(await runElsewhere(folder, [['a.test'], ['-i', 'b.test']])) as TestRun;
    expect(run.tests.map(({ name, file, outcome }) => [name, file, outcome])).toEqual([
      ['F1: a', 'a.test.js', 'passed'],
      ['F2: b', 'a.test.js', 'failed'],
    ]);
    expect(run.broken).toEqual(['b.test.js']);
    const unread = runElsewhere(folder, [['a.test'], ['--config=nowhere.json']]);
    await expect(unread).rejects.toThrow(/npm test --config=nowhere.json ended with 1 and left no results/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
