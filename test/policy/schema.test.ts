import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { fiveLines } from './policies.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const schemaOf = (name: string) => JSON.parse(readFileSync(join(root, 'schema', name), 'utf8')) as object;

describe('the schemas for editors', () => {
  const validatePolicy = new Ajv({ allErrors: true }).compile(schemaOf('policy.schema.json'));
  const validateAuthority = new Ajv({ allErrors: true }).compile(schemaOf('authority.schema.json'));

  test.each([
    ['the smallest policy', '', true],
    ['an override', 'gates: { approval: { label: none, sign_off: { quorum: 2 } } }', true],
    ['a list of sign-offs', 'gates: { approval: { sign_off: [{ role: safety }, { role: quality }] } }', true],
    ['a sign-off of a list without a role', 'gates: { approval: { sign_off: [{ quorum: 2 }] } }', false],
    ['a batch', 'gates: { dependencies: { batch: { label: up, section: Period, days: 7 } } }', true],
    ['no batch', 'gates: { dependencies: { batch: none } }', true],
    ['another word for a batch', 'gates: { dependencies: { batch: monthly } }', false],
    ['classes of paths', 'paths: [{ pattern: src/**, class: B }]', true],
    ['a pattern with braces', 'paths: [{ pattern: "{a,b}", class: B }]', false],
    ['a baseline', 'repositories: [pump-*]', true],
    ['an unknown key', 'gates: { aproval: {} }', false],
    ['no gate', 'gates: {}', false],
    ['a bad team', 'roles: { safety: { teams: ["@x"] } }', false],
    ['a label called none', 'labels: { none: {} }', false],
    ['a quorum of nobody', 'gates: { approval: { sign_off: { quorum: 0 } } }', false],
    ['an emergency path without days', 'emergency: { role: q, sign_off: { role: q }, owes: [approval] }', false],
  ])('%s', (_name, more, valid) => {
    expect(validatePolicy({ ...(parse(fiveLines) as object), ...(parse(more) as object | null) })).toBe(valid);
  });

  test.each([
    ['an entry', '[{ person: ada, role: safety, from: 2026-01-31 }]', true],
    ['nobody', '[]', false],
    ['a date of another kind', '[{ person: ada, role: safety, from: 31.1.2026 }]', false],
  ])('F29: authority of %s', (_name, entries, valid) => {
    expect(validateAuthority(parse(`authority: ${entries}`))).toBe(valid);
  });

  test('every key is described', () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, child] of Object.entries('properties' in node ? (node.properties as object) : {})) {
        if (!('description' in (child as object))) undescribed.push(`${path}.${key}`);
      }
      for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
    };
    for (const name of ['policy.schema.json', 'authority.schema.json']) visit(schemaOf(name), '');
    expect(undescribed).toEqual([]);
  });
});

test('npm run check:schema says so when the schema has drifted, and npm run schema mends it', () => {
  const copy = mkdtempSync(join(tmpdir(), 'holdpoint-schema-'));
  try {
    for (const folder of ['src/policy', 'src/records', 'schema']) {
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    }
    cpSync(join(root, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
    const run = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [join(copy, 'src/policy/write-schema.ts'), ...args], {
        encoding: 'utf8',
      });
      return { status, stderr };
    };
    const current = { status: 0, stderr: '' };
    const drifted = {
      status: 1,
      stderr: 'schema/policy.schema.json is not what src/policy/ says: run “npm run schema”.\n',
    };
    const written = join(copy, 'schema/policy.schema.json');
    expect(run('--check')).toEqual(current);
    writeFileSync(written, readFileSync(written, 'utf8').replace('product', 'produkt'));
    expect(run('--check')).toEqual(drifted);
    rmSync(written);
    expect(run('--check')).toEqual(drifted);
    expect(run()).toEqual(current);
    expect(run('--check')).toEqual(current);
  } finally {
    rmSync(copy, { recursive: true });
  }
});
