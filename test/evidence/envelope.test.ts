import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { payloadType, signStatement, toKeyId, toSignedBytes, verifyEnvelope } from '../../src/evidence/envelope.ts';
import { toStatement } from '../../src/evidence/statement.ts';
import { toSigner } from '../../src/ledger/signer.ts';
import { demoFacts, demoTool, demoVerdict } from './demo-facts.ts';

// The private key of RFC 8032, 7.1, test 1, as PKCS#8: fixed, so that signatures can be compared.
const privateKey = createPrivateKey({
  key: Buffer.from(
    '302e020100300506032b6570042204209d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  ),
  format: 'der',
  type: 'pkcs8',
});
const publicKey = createPublicKey(privateKey);
const statement = toStatement({ facts: demoFacts, verdict: demoVerdict, tool: demoTool });
const envelope = await signStatement(statement, toSigner(privateKey));

describe('toSignedBytes', () => {
  test('F52: is the pre-authentication encoding of the DSSE specification, by its own example', () => {
    const bytes = toSignedBytes('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(bytes.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  test('counts bytes, not characters', () => {
    expect(toSignedBytes('ü', Buffer.from('€')).toString()).toBe('DSSEv1 2 ü 3 €');
  });
});

describe('verifyEnvelope', () => {
  test('F53: accepts what the key signed, and says which statement it is', () => {
    const verified = verifyEnvelope(envelope, [publicKey]);
    expect(verified).toMatchObject({ valid: true, keyId: toKeyId(publicKey), statementDigest: digestOf(statement) });
    expect(verified.valid && JSON.parse(verified.payload.toString())).toEqual(JSON.parse(JSON.stringify(statement)));
  });

  test('the same statement and key give the same envelope', async () => {
    expect(await signStatement(structuredClone(statement), toSigner(privateKey))).toEqual(envelope);
  });

  test('finds the signer among several keys, and refuses when it is not among them', () => {
    const stranger = generateKeyPairSync('ed25519').publicKey;
    expect(verifyEnvelope(envelope, [stranger, publicKey]).valid).toBe(true);
    expect(verifyEnvelope(envelope, [stranger])).toEqual({
      valid: false,
      reason: 'None of the trusted keys signed it.',
    });
    expect(verifyEnvelope(envelope, []).valid).toBe(false);
  });

  test('does not take the key id for a proof', async () => {
    const stranger = toSigner(generateKeyPairSync('ed25519').privateKey);
    const forged = {
      ...(await signStatement(statement, stranger)),
      signatures: [{ keyid: toKeyId(publicKey), sig: 'AAAA' }],
    };
    expect(verifyEnvelope(forged, [publicKey]).valid).toBe(false);
  });

  test('refuses a changed payload, wherever it was changed', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    fc.assert(
      fc.property(fc.nat(payload.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(payload);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(verifyEnvelope({ ...envelope, payload: changed.toString('base64') }, [publicKey]).valid).toBe(false);
      }),
    );
  });

  test('refuses another type, even when it was signed as such', () => {
    const payload = Buffer.from(envelope.payload, 'base64');
    const sig = sign(null, toSignedBytes('text/plain', payload), privateKey).toString('base64');
    const other = { payloadType: 'text/plain', payload: envelope.payload, signatures: [{ keyid: '', sig }] };
    expect(verifyEnvelope(other, [publicKey]).valid).toBe(false);
    expect(verifyEnvelope({ ...other, payloadType }, [publicKey]).valid).toBe(false);
  });

  test('answers to anything at all, and never with yes', () => {
    const guess = fc.oneof(
      fc.jsonValue(),
      fc.record({
        payloadType: fc.constant(payloadType),
        payload: fc.string(),
        signatures: fc.array(fc.record({ keyid: fc.string(), sig: fc.string() })),
      }),
    );
    fc.assert(fc.property(guess, (value) => expect(verifyEnvelope(value, [publicKey]).valid).toBe(false)));
  });

  test('uses no key but Ed25519', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    expect(verifyEnvelope(envelope, [rsa]).valid).toBe(false);
  });
});
