import { expect, test } from '@jest/globals';
import type { CopiedTo } from '../../src/evidence/mirrored.ts';
import { compareChains } from '../../src/workflows/grown-chains.ts';

const mirror = { owner: 'Acme', name: 'Evidence' };
const chain = (repository: string, entries: number, head = `sha256:${entries}`) => ({ repository, entries, head });
const holding = (...chains: readonly ReturnType<typeof chain>[]): ReadonlyMap<string, CopiedTo> =>
  new Map(chains.map(({ repository, entries, head }) => [repository, { entries, head }]));

test('F54: mirrored is what has grown, of the owner’s repositories and not of the mirror itself', () => {
  const ledger = [
    chain('acme/evidence', 3),
    chain('acme/new', 1),
    chain('acme/pump', 9),
    chain('acme/same', 4),
    chain('acme-two/pump', 5),
    chain('other/pump', 5),
  ];
  const held = holding(chain('acme/pump', 7), chain('acme/same', 4));
  expect(compareChains(mirror, ledger, held)).toEqual({
    grown: [
      { chain: chain('acme/new', 1), copied: null },
      { chain: chain('acme/pump', 9), copied: { entries: 7, head: 'sha256:7' } },
    ],
    broken: [],
  });
});

test.each([
  ['is shorter', [chain('acme/pump', 6)], 6],
  ['is as long and another', [chain('acme/pump', 7, 'sha256:other')], 7],
  ['is gone', [], 0],
])('F54: a chain that %s than in the mirror is told, and left as it is there', (_what, ledger, entries) => {
  expect(compareChains(mirror, ledger, holding(chain('acme/pump', 7)))).toEqual({
    grown: [],
    broken: [{ repository: 'acme/pump', mirrored: 7, ledger: entries }],
  });
});
