import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ExportLine } from '../../src/evidence/export-line.ts';
import { createExportVerifier } from '../../src/evidence/verify-export.ts';
import { publicKey, seal, split, stated, toLines } from './small-export.ts';

const script = fileURLToPath(new URL('../../docs/verify-evidence.py', import.meta.url));
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-export-'));
  writeFileSync(join(folder, 'key.pem'), pem);
});
afterAll(() => rmSync(folder, { recursive: true }));

const verify = (file: Buffer, keys = [publicKey], checkpoints: readonly string[] = []) => {
  const verifier = createExportVerifier({ keys, checkpoints });
  for (const line of split(file)) verifier.take(line);
  return verifier.end();
};

const holds = (file: Buffer) => verify(file).problems.length === 0;

/** What the second implementation says: 0 it holds, 1 it does not. */
const verifyWithPython = (file: Buffer, ...checkpoints: readonly string[]) => {
  writeFileSync(join(folder, 'export.jsonl'), file);
  const kept = checkpoints.map((note, index) => {
    writeFileSync(join(folder, `kept-${index}`), note);
    return join(folder, `kept-${index}`);
  });
  const { status, stdout, stderr, error } = spawnSync(
    'python3',
    [script, join(folder, 'export.jsonl'), join(folder, 'key.pem'), ...kept],
    { encoding: 'utf8' },
  );
  if (error !== undefined) throw error;
  return { status, said: stdout + stderr };
};

const whole = Buffer.concat(seal(await toLines({ all: true })));
const ofOne = Buffer.concat(seal(await toLines({ pullRequest: 12 })));

describe('F53 F72: an export', () => {
  test('holds as it was written, whole or of one pull request, by both implementations', () => {
    expect(verify(whole)).toMatchObject({ problems: [], repository: 'acme/pump', entries: 3, statements: 3 });
    // Its own verdict and that of the group that holds it.
    expect(verify(ofOne)).toMatchObject({ problems: [], entries: 3, statements: 2, selection: { pullRequest: 12 } });
    expect(verifyWithPython(whole)).toMatchObject({ status: 0, said: expect.stringContaining('3 statements') });
    expect(verifyWithPython(ofOne)).toMatchObject({ status: 0, said: expect.stringContaining('2 statements') });
  });

  test('a merge group is no release, though a tag may be called like its commit', async () => {
    const lines = await toLines({ pullRequests: [], release: 'd'.repeat(40) });
    const reason = `It holds no statement of the release ${'d'.repeat(40)}.`;
    expect(verify(Buffer.concat(seal(lines)))).toMatchObject({ problems: [{ reason }], entries: 3, statements: 0 });
  });

  test('holds for nobody who trusts another key: that a key is in the file proves nothing', () => {
    const { publicKey: other } = generateKeyPairSync('ed25519');
    const { problems } = verify(whole, [other]);
    expect(problems.filter(({ reason }) => reason.includes('None of the trusted keys signed it'))).toHaveLength(4);
  });

  test('every single byte that is changed is noticed', () => {
    const passed: number[] = [];
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 7));
      if (holds(changed)) passed.push(at);
    }
    expect(whole.length).toBeGreaterThan(5_000);
    expect(passed).toEqual([]);
  }, 120_000);

  test('so is every line that is taken out, repeated or moved, and every place where it is cut off', () => {
    const lines = split(whole);
    const passed: string[] = [];
    const tryOut = (what: string, changed: readonly Buffer[]) => {
      const file = Buffer.concat(changed);
      if (!file.equals(whole) && holds(file)) passed.push(what);
    };
    for (const [index, line] of lines.entries()) {
      tryOut(`without ${index}`, lines.toSpliced(index, 1));
      tryOut(`twice ${index}`, lines.toSpliced(index, 0, line));
      for (const other of lines.keys())
        tryOut(`${index} to ${other}`, lines.toSpliced(index, 1).toSpliced(other, 0, line));
    }
    for (let length = 0; length < whole.length; length += 13) {
      if (holds(whole.subarray(0, length))) passed.push(`cut off after ${length}`);
    }
    expect(passed).toEqual([]);
  }, 120_000);

  test('the second implementation notices the same, tried at some places', () => {
    const step = Math.floor(whole.length / 8);
    for (let at = 3; at < whole.length; at += step) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect({ at, status: verifyWithPython(changed).status }).toEqual({ at, status: 1 });
    }
    for (const index of [1, 3, 5]) {
      expect(verifyWithPython(Buffer.concat(split(whole).toSpliced(index, 1))).status).toBe(1);
    }
  }, 120_000);
});

describe('F51 F53: somebody who changes an export and ends it anew', () => {
  type Entry = Extract<ExportLine, { type: 'entry' }>;
  const change = async (edit: (lines: ExportLine[]) => ExportLine[]) =>
    Buffer.concat(seal(edit([...(await toLines({ all: true }))])));
  const entries = (lines: readonly ExportLine[]) => lines.filter((line): line is Entry => line.type === 'entry');

  test.each<[string, (lines: ExportLine[]) => ExportLine[], string]>([
    ['leaves out the last entry', (lines) => lines.slice(0, -2), 'it was cut off'],
    ['leaves out an entry in the middle', (lines) => lines.filter((line) => line !== entries(lines)[1]), 'missing'],
    [
      'leaves out a statement',
      (lines) =>
        lines.map(
          (line) => (line === entries(lines)[2] ? { ...entries(lines)[2], envelope: null } : line) as ExportLine,
        ),
      'Its statement is missing',
    ],
    [
      'puts another statement in its place',
      (lines) =>
        lines.map(
          (line) =>
            (line === entries(lines)[0]
              ? { ...entries(lines)[0], envelope: entries(lines)[2]?.envelope }
              : line) as ExportLine,
        ),
      'Its envelope is not the one it names',
    ],
    [
      'rewrites the facts',
      (lines) =>
        lines.map((line) =>
          line.type === 'facts' ? { ...line, facts: { ...(line.facts as object), state: 'x' } } : line,
        ),
      'not those of their digest',
    ],
    ['leaves the facts out', (lines) => lines.filter(({ type }) => type !== 'facts'), 'are missing'],
    [
      'narrows what was asked for',
      (lines) => lines.map((line) => (line.type === 'header' ? { ...line, selection: { pullRequest: 99 } } : line)),
      'was not selected',
    ],
    [
      'gives it to another repository',
      (lines) => lines.map((line) => (line.type === 'header' ? { ...line, repository: 'acme/other' } : line)),
      'another repository',
    ],
  ])('who %s is found out', async (_, edit, reason) => {
    const file = await change(edit);
    expect(
      verify(file)
        .problems.map((problem) => problem.reason)
        .join('\n'),
    ).toContain(reason);
  });

  test('and who begins the whole chain anew, by a checkpoint that was kept', async () => {
    const kept = (await toLines({ all: true })).find((line) => line.type === 'checkpoint');
    const shorter = Buffer.concat(seal(await toLines({ all: true }, stated.slice(0, 2))));
    expect(holds(shorter)).toBe(true);
    const notes = kept?.type === 'checkpoint' ? [kept.note] : [];
    expect(verify(shorter, [publicKey], notes).problems).toEqual([
      { line: 0, seq: null, reason: expect.stringContaining('it was cut off') },
    ]);
    expect(verifyWithPython(shorter, ...notes)).toMatchObject({ status: 1, said: expect.stringContaining('shorter') });
    expect(verifyWithPython(whole, ...notes).status).toBe(0);
  });

  test('F53: nothing that anybody feeds it makes it fail or hold', () => {
    const verifier = () => createExportVerifier({ keys: [publicKey] });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constantFrom(...split(whole).map(String)))), (lines) => {
        const one = verifier();
        for (const line of lines) one.take(Buffer.from(`${line}\n`));
        expect(one.end().problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
