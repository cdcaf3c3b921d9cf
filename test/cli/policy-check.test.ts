import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fiveLines } from '../policy/policies.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const holdpoint = (args: readonly string[], nodeOptions: readonly string[] = []) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, 'bin/holdpoint.js', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], GITHUB_REPOSITORY_OWNER: 'acme' },
  });
  return { status, stdout, stderr };
};

const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe('holdpoint policy check', () => {
  test('F79: a good policy, and what it asks for', () => {
    const more = 'gates: { safety-impact: { skip: Analysed elsewhere } }\n';
    const team = fiveLines.replace('acme/safety', 'safety').replace('[quinn]', '[quinn, ada], teams: [other/q]');
    expect(holdpoint(['policy', 'check', write('good.yml', team + more)])).toEqual({
      status: 0,
      stderr: '',
      stdout: `Infusion pump firmware, safety class C: no problems.
  Branches              **
  Change request        label change-request
  Role safety           team acme/safety
  Role quality          team other/q, @quinn, @ada
  Gate linked-change    a change request must be linked
  Gate record-complete  18 sections
  Gate safety-impact    skipped: Analysed elsewhere
  Gate approval         label change-approved, checklist “Approval checklist” (7 items), 1 sign-off of role quality meaning approval, before implementation, not by the record’s author
`,
    });
  });

  test('the owner given outweighs that of the environment', () => {
    const file = write('owner.yml', fiveLines.replace('acme/safety', 'safety'));
    expect(holdpoint(['policy', 'check', '--owner', 'umbrella', file]).stdout).toContain('team umbrella/safety\n');
  });

  test('F79: problems with file, line and column', () => {
    const file = write('bad.yml', `${fiveLines}lables: {}\ngates: { approval: { sign_off: { role: qa } } }\n`);
    expect(holdpoint(['policy', 'check', file])).toEqual({
      status: 1,
      stdout: '',
      stderr: `${file}:6:1: “lables” is not a key of the policy.
    Did you mean “labels”?
${file}:7:40: The gate approval asks for the role “qa”, which roles does not define.
    Right would be: safety, quality.
${file}: 2 problems. A policy with problems holds every change.
`,
    });
  });

  test('the policy of this repository holds', () => {
    expect(holdpoint(['policy', 'check', '.github/holdpoint.yml'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['no such file', () => join(folder, 'missing.yml'), 'there is no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['not UTF-8', () => write('latin.yml', new Uint8Array([0x70, 0xe9, 0x3a])), 'it is not text in UTF-8'],
  ])('%s', (_name, toFile, reason) => {
    const file = toFile();
    const stderr = `${file} cannot be read: ${reason}.\n`;
    expect(holdpoint(['policy', 'check', file])).toEqual({ status: 2, stdout: '', stderr });
  });

  (process.getuid?.() === 0 ? test.skip : test)('a file that may not be read', () => {
    const file = write('secret.yml', fiveLines);
    chmodSync(file, 0);
    expect(holdpoint(['policy', 'check', file])).toMatchObject({
      status: 2,
      stderr: `${file} cannot be read: permission denied.\n`,
    });
  });

  test.each([
    [[], /^Usage: holdpoint COMMAND/],
    [['policy'], /^Usage: holdpoint COMMAND/],
    [['policy', 'check'], /^Name one file\.\n\nUsage: holdpoint policy check FILE/],
    [['policy', 'check', 'a', 'b'], /^Name one file\./],
    [['policy', 'check', '--nonsense', 'a'], /^Unknown option '--nonsense'/],
  ])('wrong use %j', (args, message) => {
    expect(holdpoint(args)).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test.each([[['--help']], [['policy', 'check', '--help']]])('help %j', (args) => {
    expect(holdpoint(args)).toEqual({ status: 0, stderr: '', stdout: expect.stringMatching(/^Usage: holdpoint/) });
  });

  test('a Node too old says so', () => {
    const older = 'data:text/javascript,Object.defineProperty(process, "versions", { value: { node: "22.17.1" } })';
    expect(holdpoint(['--help'], ['--import', older])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^holdpoint needs Node 22\.18 or newer and runs on 22\.17\.1\./),
    });
  });
});
