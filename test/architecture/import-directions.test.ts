import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

// The directions stand in .oxlintrc.json. Here violations are planted in a copy of the layout, and the linter must
// catch each of them: a pattern that no longer matches would otherwise pass in silence.
const violations: readonly (readonly [file: string, imports: string])[] = [
  ['src/policy/planted.ts', '../decision/facts.ts'],
  ['src/records/planted.ts', '../decision/facts.ts'],
  ['src/decision/planted.ts', '../evidence/statement.ts'],
  ['src/decision/gates/planted.ts', '../../github/clients.ts'],
  ['src/decision/planted.ts', 'node:fs'],
  ['src/decision/planted.ts', 'node:timers/promises'],
  ['src/records/planted.ts', 'pg'],
  ['src/evidence/planted.ts', '../ledger/ledger.ts'],
  ['src/evidence/planted.ts', '../database/connection.ts'],
  ['src/database/planted.ts', '../ledger/ledger.ts'],
  ['src/ledger/planted.ts', '../github/clients.ts'],
  ['src/queue/planted.ts', '../ledger/ledger.ts'],
  ['src/observations/planted.ts', '../queue/jobs.ts'],
  ['src/github/planted.ts', '../queue/jobs.ts'],
  ['src/github/planted.ts', '../workflows/evaluate.ts'],
  ['src/workflows/planted.ts', '../http/server.ts'],
  ['src/http/planted.ts', '../main.ts'],
  ['src/main.ts', '../simulator/server.ts'],
  ['simulator/planted.ts', '../src/policy/policy.ts'],
];

const permitted: readonly (readonly [file: string, imports: string])[] = [
  ['src/decision/permitted.ts', '../policy/policy.ts'],
  ['src/evidence/permitted.ts', '../decision/verdict.ts'],
  ['src/evidence/permitted.ts', 'node:crypto'],
  ['src/ledger/permitted.ts', '../evidence/envelope.ts'],
  ['src/github/permitted.ts', '../decision/facts.ts'],
  ['src/workflows/permitted.ts', '../github/clients.ts'],
  ['src/http/permitted.ts', '../workflows/evaluate.ts'],
];

const root = resolve(import.meta.dirname, '../..');
let folder: string;

const lint = (file: string, imports: string): { code: number | null; output: string } => {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import * as imported from '${imports}';\nexport const planted = imported;\n`);
  const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--deny-warnings', file], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(path);
  return { code: run.status, output: run.stdout + run.stderr };
};

describe('the direction of imports', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdpoint-lint-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(violations)('%s must not import %s', (file, imports) => {
    const { code, output } = lint(file, imports);
    expect(output).toContain('no-restricted-imports');
    expect(code).toBe(1);
  });

  test.each(permitted)('%s may import %s', (file, imports) => {
    expect(lint(file, imports)).toMatchObject({ code: 0 });
  });
});
