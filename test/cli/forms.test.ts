import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formsFolder, toFormFiles } from '../../src/records/form-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-forms-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const holdpoint = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/holdpoint.js', 'forms', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { status, stdout, stderr };
};

const files = toFormFiles();
const pathOf = (name: string): string => join(folder, formsFolder, name);
const written = () => readdirSync(join(folder, formsFolder)).sort();
const write = (name: string, text: string): void => {
  mkdirSync(join(folder, formsFolder), { recursive: true });
  writeFileSync(pathOf(name), text);
};

const labels = `
The forms set these labels. GitHub sets only labels that the repository has, so create those that are missing:
  change-request           Change request
  problem-report           Problem report
  soup-review              SOUP review
  release-record           Release record
  maintenance-plan-review  Maintenance plan review
  retirement               Retirement

The labels by which people sign are those of the policy: “holdpoint policy check” names them.
`;

describe('holdpoint forms', () => {
  test('F78 F79: writes every form, says so, and names the labels', () => {
    expect(holdpoint(folder)).toEqual({
      status: 0,
      stderr: '',
      stdout: files.map(({ name }) => `.github/ISSUE_TEMPLATE/${name}: written\n`).join('') + labels,
    });
    expect(written()).toEqual(files.map(({ name }) => name).sort());
    for (const { name, text } of files) expect(readFileSync(pathOf(name), 'utf8')).toBe(text);
  });

  test('F78: a second time changes nothing', () => {
    holdpoint(folder);
    const before = files.map(({ name }) => statSync(pathOf(name)).mtimeMs);
    expect(holdpoint(folder, '--force')).toMatchObject({
      status: 0,
      stdout: files.map(({ name }) => `.github/ISSUE_TEMPLATE/${name}: is there already\n`).join('') + labels,
    });
    expect(files.map(({ name }) => statSync(pathOf(name)).mtimeMs)).toEqual(before);
  });

  test('F78: a file that says something else is left alone unless --force says otherwise', () => {
    write('change-request.yml', 'name: Ours\n');
    write('bug.yml', 'name: Bug\n');
    const kept = holdpoint(folder);
    expect(kept).toMatchObject({ status: 1, stderr: '' });
    expect(kept.stdout).toContain('change-request.yml: differs and was left alone; --force overwrites it\n');
    expect(kept.stdout).toContain('problem-report.yml: written\n');
    expect(readFileSync(pathOf('change-request.yml'), 'utf8')).toBe('name: Ours\n');

    const replaced = holdpoint('--force', folder);
    expect(replaced).toMatchObject({ status: 0, stderr: '' });
    expect(replaced.stdout).toContain('change-request.yml: replaced\n');
    expect(readFileSync(pathOf('change-request.yml'), 'utf8')).toBe(files[0]?.text);
    expect(readFileSync(pathOf('bug.yml'), 'utf8')).toBe('name: Bug\n');
  });

  test('F78: a link that leads elsewhere is not followed unasked', () => {
    mkdirSync(join(folder, formsFolder), { recursive: true });
    symlinkSync(join(folder, 'elsewhere.yml'), pathOf('change-request.yml'));
    expect(holdpoint(folder)).toEqual({
      status: 2,
      stdout: '',
      stderr: `The forms cannot be written into ${folder}: there is no such file or folder (${pathOf('change-request.yml')}).\n`,
    });
    expect(existsSync(join(folder, 'elsewhere.yml'))).toBe(false);
  });

  test.each([
    ['that is not there', () => join(folder, 'missing'), 'there is no such file or folder'],
    ['that is a file', () => join(root, 'package.json'), 'it is not a folder'],
    ['below a file', () => join(root, 'package.json', 'x'), 'a part of its path is a file'],
  ])('F79: a folder %s', (_, toFolder, reason) => {
    const directory = toFolder();
    const { status, stdout, stderr } = holdpoint(directory);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`The forms cannot be written into ${directory}: ${reason}`);
  });

  test('F79: a folder in the way of a form, after others were written', () => {
    mkdirSync(pathOf('problem-report.yml'), { recursive: true });
    const { status, stdout, stderr } = holdpoint(folder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '.github/ISSUE_TEMPLATE/change-request.yml: written\n' });
    expect(stderr).toContain('a folder is in the way');
  });

  test('F79: a file in the way of the folder', () => {
    mkdirSync(join(folder, '.github'));
    writeFileSync(join(folder, formsFolder), '');
    expect(holdpoint(folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('a file is in the way'),
    });
  });

  (process.getuid?.() === 0 ? test.skip : test)('F79: a folder that may not be written', () => {
    chmodSync(folder, 0o500);
    expect(holdpoint(folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('permission denied'),
    });
    chmodSync(folder, 0o700);
  });

  test.each([
    [[], /^Name one folder, the root of a repository\.\n\nUsage: holdpoint forms DIRECTORY/],
    [['a', 'b'], /^Name one folder/],
    [['--nonsense', 'a'], /^Unknown option '--nonsense'/],
  ])('F79: wrong use %j', (args, message) => {
    expect(holdpoint(...args)).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('F79: help', () => {
    expect(holdpoint('--help')).toEqual({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^Usage: holdpoint forms/),
    });
  });
});
