import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { parseClaims, parseNumbers, parseRequirements } from '../../validation/requirements.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Whether one passes, only `npm run validation` can tell; that none bears a number can be told at once. */
test('F69: the README claims nothing without a test, and nothing bears a number that is no requirement', async () => {
  const known = new Set(parseRequirements(read('docs/requirements.md')).map(({ number }) => number));
  expect(known.size).toBe(82);
  const cited = new Set<number>();
  for await (const file of glob('test/**/*.test.ts', { cwd: root })) {
    // That one speaks of numbers as such.
    if (file !== 'test/validation/report.test.ts') for (const number of parseNumbers(read(file))) cited.add(number);
  }
  const { whole, inPart } = parseClaims(read('README.md'));
  expect([...cited].filter((number) => !known.has(number))).toEqual([]);
  expect([...whole, ...inPart].filter((number) => !cited.has(number))).toEqual([]);
  expect(whole.filter((number) => inPart.includes(number))).toEqual([]);
});
