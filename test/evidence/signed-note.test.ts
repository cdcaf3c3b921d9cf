import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { signNote, verifyNote } from '../../src/evidence/signed-note.ts';
import { toSigner } from '../../src/ledger/signer.ts';

const ours = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const name = 'holdpoint/acme/pump';
const note = await signNote('one\n\ntwo\n', name, [toSigner(ours.privateKey)]);
const reasonOf = (text: string, keys: readonly KeyObject[] = [ours.publicKey]) => {
  const verified = verifyNote(text, name, keys);
  return verified.valid ? null : verified.reason;
};

describe('verifyNote', () => {
  test('F53: takes the example of the Go implementation', () => {
    const raw = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
    const text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    expect(verifyNote(text, 'PeterNeumann', [key])).toMatchObject({ valid: true });
    expect(verifyNote(text.replace('problem', 'Problem'), 'PeterNeumann', [key]).valid).toBe(false);
  });

  test('F53: gives the text, empty lines and all, and the key that signed it', () => {
    const keyIds = [toSigner(ours.privateKey).keyId];
    expect(verifyNote(note, name, [stranger.publicKey, ours.publicKey])).toEqual({
      valid: true,
      text: 'one\n\ntwo\n',
      keyIds,
    });
  });

  test('leaves the signatures of others aside, before and after ours', async () => {
    const by = await signNote('one\n\ntwo\n', 'other.example/log', [toSigner(stranger.privateKey)]);
    const other = by.slice(by.lastIndexOf('\n\n') + 2);
    expect(reasonOf(note + other)).toBeNull();
    expect(reasonOf(note.replace('\n— ', `\n${other}— `))).toBeNull();
  });

  test('F53: two keys of ours may sign one note, as while one takes over from the other', async () => {
    const both = await signNote('one\n\ntwo\n', name, [toSigner(stranger.privateKey), toSigner(ours.privateKey)]);
    const verified = verifyNote(both, name, [ours.publicKey, stranger.publicKey]);
    expect(verified.valid && verified.keyIds.length).toBe(2);
    expect(reasonOf(both)).toBeNull();
    expect(reasonOf(both, [stranger.publicKey])).toBeNull();
  });

  test.each([
    ['nothing', '', 'It is not a signed note.'],
    ['no signature', 'one\n\ntwo\n', 'It is not a signed note.'],
    ['no text', note.slice(note.lastIndexOf('\n\n') + 2), 'It is not a signed note.'],
    ['a cut-off end', note.slice(0, -1), 'It is not a signed note.'],
    ['something behind it', `${note}x`, 'It is not a signed note.'],
    ['a control character', note.replace('two', 't\two'), 'It is not a signed note.'],
    ['another name', note.replace('— holdpoint', '— Holdpoint'), 'None of the trusted keys signed it.'],
    ['another text', note.replace('two', 'tvo'), 'A signature that names a trusted key is not that key’s.'],
    ['many signatures', note + (note.split('\n\n').at(-1) ?? '').repeat(16), 'It has too many signatures.'],
  ])('F53: refuses a note with %s', (_what, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test('F53: refuses without a key, and by the wrong one', () => {
    for (const keys of [[], [stranger.publicKey], [generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey]])
      expect(reasonOf(note, keys)).toBe('None of the trusted keys signed it.');
  });

  test('F53: refuses every change of a single byte', () => {
    const bytes = Buffer.from(note, 'utf8');
    for (const [at, byte] of bytes.entries())
      for (const bit of [1, 2, 32, 128]) {
        const changed = Buffer.from(bytes);
        changed[at] = byte ^ bit;
        expect([at, bit, reasonOf(changed.toString('utf8')) !== null]).toEqual([at, bit, true]);
      }
  });
});
