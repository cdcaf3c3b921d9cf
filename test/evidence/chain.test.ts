import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { type ChainEntry, toNextEntry, verifyChain } from '../../src/evidence/chain.ts';

const toChain = (length: number, repository = 'acme/pump'): ChainEntry[] => {
  const chain: ChainEntry[] = [];
  for (let n = 0; n < length; n++) chain.push(toNextEntry(repository, chain.at(-1) ?? null, digestOf(`envelope ${n}`)));
  return chain;
};

describe('verifyChain', () => {
  test('F51: accepts a whole chain and names its head', () => {
    const chain = toChain(4);
    expect(verifyChain(chain)).toEqual({ valid: true, entries: 4, head: chain[3]?.digest });
    expect(verifyChain([])).toEqual({ valid: true, entries: 0, head: null });
  });

  test('F51: notices one that was dropped, but for the last, which only its head tells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (length, seed) => {
        const at = seed % (length - 1);
        expect(verifyChain(toChain(length).toSpliced(at, 1))).toMatchObject({ valid: false, at: at + 1 });
      }),
    );
    expect(verifyChain(toChain(3).slice(0, 2))).toEqual({ valid: true, entries: 2, head: toChain(3)[1]?.digest });
  });

  test('F51: notices two that were swapped', () => {
    const [one, two, three] = toChain(3) as [ChainEntry, ChainEntry, ChainEntry];
    expect(verifyChain([one, three, two]).valid).toBe(false);
  });

  test.each<[string, Partial<ChainEntry>]>([
    ['envelope', { envelopeDigest: digestOf('forged') }],
    ['predecessor', { previous: digestOf('forged') }],
    ['repository', { repository: 'acme/other' }],
    ['digest', { digest: digestOf('forged') }],
    ['number', { seq: 7 }],
  ])('F51: notices a changed %s', (_field, change) => {
    for (const at of [0, 1, 2]) {
      const chain = toChain(3).map((entry, index) => (index === at ? { ...entry, ...change } : entry));
      expect(verifyChain(chain).valid).toBe(false);
    }
  });

  test('F51: notices an entry forged with a digest that is right in itself', () => {
    const chain = toChain(3);
    const forged = toNextEntry('acme/pump', chain[0] ?? null, digestOf('forged'));
    expect(verifyChain([chain[0], forged, chain[2]] as ChainEntry[])).toMatchObject({ valid: false, at: 3 });
  });

  test('F51: notices entries of another repository', () => {
    const chain = toChain(2);
    expect(verifyChain([...chain, toNextEntry('acme/other', chain[1] ?? null, digestOf('x'))])).toMatchObject({
      valid: false,
      at: 3,
    });
  });
});

test('F51: a first entry that counts itself as a later one tells that the earlier ones are gone', () => {
  const entry = { repository: 'acme/pump', seq: 3, previous: null, envelopeDigest: 'sha256:0' };
  expect(verifyChain([{ ...entry, digest: digestOf(entry) }])).toEqual({
    valid: false,
    at: 1,
    reason: 'Entry 1 is missing; the next one is number 3.',
  });
});
