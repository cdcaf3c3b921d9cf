import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ExportLine, partFormat } from '../../src/evidence/export-line.ts';
import { createExportVerifier } from '../../src/evidence/verify-export.ts';
import { publicKey, seal, split, stated, toLines } from './small-export.ts';

const script = fileURLToPath(new URL('../../docs/verify-evidence.py', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdpoint-parts-'));
  writeFileSync(join(folder, 'key.pem'), publicKey.export({ type: 'spki', format: 'pem' }).toString());
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The part of the small chain after so many entries, as the mirror writes it; with `until` fewer than there are. */
const toPart = async (after: number, until = stated.length, over: object = {}): Promise<Buffer> => {
  const lines = await toLines({ all: true }, stated.slice(0, until));
  const isOf = (line: ExportLine, seq: number) => line.type === 'entry' && line.seq === seq;
  const from = lines.findIndex((line) => isOf(line, after)) + 1;
  const about = lines.filter(({ type }) => type === 'key' || type === 'checkpoint');
  const head = { type: 'part', format: partFormat, repository: 'acme/pump', after, ...over } as const;
  return Buffer.concat(seal([head, ...about, ...lines.slice(from)]));
};
const first = Buffer.concat(seal(await toLines({ all: true }, stated.slice(0, 1))));
const [second, third] = [await toPart(1, 2), await toPart(2)];

const verify = (...files: readonly Buffer[]) => {
  const verifier = createExportVerifier({ keys: [publicKey] });
  for (const file of files) for (const line of split(file)) verifier.take(line);
  return verifier.end();
};

/** What the second implementation says of the files, put together. */
const verifyWithPython = (...files: readonly Buffer[]) => {
  writeFileSync(join(folder, 'export.jsonl'), Buffer.concat(files));
  const args = [script, join(folder, 'export.jsonl'), join(folder, 'key.pem')];
  return spawnSync('python3', args, { encoding: 'utf8' }).status;
};

describe('F53 F54: a whole export and the parts that go on from it', () => {
  test('hold together, by both implementations, as far as they go', () => {
    expect(verify(first, second)).toMatchObject({ problems: [], entries: 2, statements: 2, checkpoints: 2 });
    expect(verify(first, second, third)).toMatchObject({ problems: [], entries: 3, statements: 3, checkpoints: 3 });
    expect(verifyWithPython(first, second, third)).toBe(0);
  });

  const changed = (file: Buffer, from: string, to: string) => Buffer.from(file.toString('utf8').replace(from, to));
  test.each<[string, () => Promise<readonly Buffer[]> | readonly Buffer[], string]>([
    ['a part alone', () => [second], 'the files before it are missing'],
    ['one that is left out', () => [first, third], 'It goes on after entry 2, and what stands before it has 1'],
    [
      'one that stands twice',
      () => [first, second, second],
      'It goes on after entry 1, and what stands before it has 2',
    ],
    ['another order', () => [first, third, second], 'It goes on after entry 2'],
    ['a part after one that is cut off', () => [first.subarray(0, -1), second], 'no newline at its end'],
    [
      'a part after one whose end is missing',
      () => [Buffer.concat(split(first).slice(0, -1)), second],
      'what stands before it has not ended',
    ],
    [
      'a part after an export that leaves statements out',
      async () => [Buffer.concat(seal(await toLines({ pullRequest: 12 }, stated.slice(0, 1)))), second],
      'a whole export ended, and this is none',
    ],
    ['another repository’s', async () => [first, await toPart(1, 2, { repository: 'acme/x' })], 'another repository'],
    ['another form', async () => [first, await toPart(1, 2, { format: 'else' })], 'no line of an export'],
    ['a second whole export', () => [first, first], 'Something follows the end'],
    [
      'a count for all in the place of its own',
      () => [first, changed(second, '"entries":1', '"entries":2')],
      'not as many',
    ],
    [
      'something that was changed',
      () => [first, changed(second, 'firstUsedAt":"2026', 'firstUsedAt":"2025')],
      'changed',
    ],
    [
      'a checkpoint of what is before it',
      async () => {
        const note = (await toLines({ all: true }, stated.slice(0, 1))).filter(({ type }) => type === 'checkpoint');
        const lines = split(second).map((line) => JSON.parse(line.toString()) as ExportLine);
        return [first, Buffer.concat(seal([...lines.slice(0, 2), ...note, ...lines.slice(2, -1)]))];
      },
      'cut off',
    ],
  ])('do not with %s', async (_what, make, reason) => {
    const files = await make();
    const said = verify(...files).problems.map((problem) => problem.reason);
    expect(said.join('\n')).toContain(reason);
    expect(verifyWithPython(...files)).toBe(1);
  });

  test('every single byte of a part that is changed is noticed', () => {
    const passed: number[] = [];
    for (let at = 0; at < second.length; at += 1) {
      const other = Buffer.from(second);
      other[at] = (other[at] ?? 0) ^ (1 << (at % 7));
      if (verify(first, other).problems.length === 0) passed.push(at);
    }
    expect(second.length).toBeGreaterThan(2_000);
    expect(passed).toEqual([]);
  }, 120_000);
});
