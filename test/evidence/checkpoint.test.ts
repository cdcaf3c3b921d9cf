import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { type ChainEntry, toNextEntry } from '../../src/evidence/chain.ts';
import {
  type Checkpoint,
  parseCheckpoint,
  signCheckpoint,
  toCheckpoint,
  verifyCheckpoint,
  whyNotExtended,
  withEntry,
} from '../../src/evidence/checkpoint.ts';
import { emptyTree } from '../../src/evidence/merkle-tree.ts';
import { signNote } from '../../src/evidence/signed-note.ts';
import { toSigner } from '../../src/ledger/signer.ts';

const ours = generateKeyPairSync('ed25519');
const signer = toSigner(ours.privateKey);
const at = '2026-11-22T10:00:00Z';

const toChain = (length: number, word = 'envelope', repository = 'acme/pump'): ChainEntry[] => {
  const chain: ChainEntry[] = [];
  for (let n = 0; n < length; n++) chain.push(toNextEntry(repository, chain.at(-1) ?? null, digestOf(`${word} ${n}`)));
  return chain;
};
const toCheckpointOf = (chain: readonly ChainEntry[]): Checkpoint =>
  toCheckpoint(chain.reduce(withEntry, emptyTree), chain.at(-1) as ChainEntry, at);

const chain = toChain(5);
const checkpoint = toCheckpointOf(chain);
const note = await signCheckpoint(checkpoint, [signer]);

describe('a checkpoint', () => {
  test('F51: is a C2SP checkpoint, with the time and the chain’s head as extension lines', () => {
    const [origin, size, root, ...rest] = note.split('\n');
    expect([origin, size]).toEqual(['holdpoint/acme/pump', '5']);
    expect(Buffer.from(root ?? '', 'base64')).toHaveLength(32);
    expect(rest.slice(0, 3)).toEqual([`time ${at}`, `head ${chain[4]?.digest}`, '']);
    expect(rest[3]).toMatch(/^— holdpoint\/acme\/pump [A-Za-z0-9+/]{91}=$/u);
  });

  test('F53: verifies with the key that signed it, and says what it said', () => {
    expect(parseCheckpoint(note)).toEqual(checkpoint);
    expect(verifyCheckpoint(note, [ours.publicKey])).toEqual({ valid: true, checkpoint, keyIds: [signer.keyId] });
    expect(verifyCheckpoint(note, [generateKeyPairSync('ed25519').publicKey])).toMatchObject({ valid: false });
  });

  const origin = 'holdpoint/acme/pump';
  const root = checkpoint.root;
  const end = `time ${at}\nhead ${checkpoint.head}\n`;
  test.each([
    ['another log’s', `example.com/log\n5\n${root}\n${end}`],
    ['one of an empty chain', `${origin}\n0\n${root}\n${end}`],
    ['one with a zero in front of its size', `${origin}\n05\n${root}\n${end}`],
    ['one with a size beyond what can be counted', `${origin}\n9999999999999999\n${root}\n${end}`],
    ['one with half a root', `${origin}\n5\n${root.slice(22)}\n${end}`],
    ['one with a root spelt in another way', `${origin}\n5\n${'A'.repeat(42)}B=\n${end}`],
    ['one of no day', `${origin}\n5\n${root}\n${end.replace('11-22', '13-45')}`],
    ['one without a time', `${origin}\n5\n${root}\nhead ${checkpoint.head}\n`],
    ['one with a line more', `${origin}\n5\n${root}\n${end}more\n`],
  ])('F53: %s is none, though the key signed it', async (_what, text) => {
    const signed = await signNote(text, origin, [signer]);
    expect(verifyCheckpoint(signed, [ours.publicKey])).toEqual({ valid: false, reason: 'It is not a checkpoint.' });
  });

  test('F53: signed under the name of another repository it is refused', async () => {
    const signed = await signNote(note.slice(0, note.lastIndexOf('\n\n') + 1), 'holdpoint/acme/other', [signer]);
    expect(verifyCheckpoint(signed, [ours.publicKey])).toEqual({
      valid: false,
      reason: 'None of the trusted keys signed it.',
    });
  });
});

describe('whyNotExtended', () => {
  test('F51: a chain extends every checkpoint of its past', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(12), (seen, more) => {
        const grown = toChain(seen + more);
        expect(whyNotExtended(toCheckpointOf(grown.slice(0, seen)), grown)).toBeNull();
      }),
    );
  });

  test('F51: a chain that was cut off, or written anew, does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), fc.nat(4), (seen, seed, more) => {
        const kept = seed % seen;
        const older = toCheckpointOf(toChain(seen));
        expect(whyNotExtended(older, toChain(seen).slice(0, kept))).not.toBeNull();
        const forked = toChain(seen).slice(0, kept);
        while (forked.length < seen + more)
          forked.push(toNextEntry('acme/pump', forked.at(-1) ?? null, digestOf(`forged ${forked.length}`)));
        expect(whyNotExtended(older, forked)).not.toBeNull();
      }),
    );
  });

  test.each<[string, Checkpoint, readonly ChainEntry[], string]>([
    ['cut off', checkpoint, chain.slice(0, 4), `The chain has 4 entries, and the checkpoint of ${at} saw 5.`],
    [
      'written anew',
      checkpoint,
      toChain(6, 'forged'),
      `The chain’s first 5 entries are not those that the checkpoint of ${at} saw.`,
    ],
    ['of another repository', checkpoint, toChain(5, 'envelope', 'acme/other'), 'The chain is another repository’s.'],
    ['broken', checkpoint, chain.toSpliced(1, 1), 'Entry 2: Entry 2 is missing; the next one is number 3.'],
    [
      'with another root',
      { ...checkpoint, root: 'A'.repeat(43) + '=' },
      chain,
      `The chain’s first 5 entries are not those that the checkpoint of ${at} saw.`,
    ],
  ])('F51: says so of a chain %s', (_what, older, entries, reason) => {
    expect(whyNotExtended(older, entries)).toBe(reason);
  });
});
