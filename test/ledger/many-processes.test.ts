import { spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { verifyChain } from '../../src/evidence/chain.ts';
import { verifyCheckpoint, whyNotExtended } from '../../src/evidence/checkpoint.ts';
import { verifyEnvelope } from '../../src/evidence/envelope.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { toSigner } from '../../src/ledger/signer.ts';
import { startTestDatabase } from '../database/start-test-database.ts';

let db: Database;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

const processes = ['one', 'two', 'three', 'four'];
const each = 25;

/** Waits until all are ready, then lets them go at the same moment. */
const runAll = async () => {
  const script = new URL('appending-process.ts', import.meta.url).pathname;
  const children = processes.map((own) =>
    spawn(process.execPath, [script, db.url, own, String(each)], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const ended = Promise.all(children.map((child) => once(child, 'exit')));
  for (const child of children) child.stdin.end('go\n');
  return (await ended).map(([code]) => code as number | null);
};

describe('several processes that append at once', () => {
  test('F51: make one unbroken chain a repository, each entry signed, and checkpoints that it extends', async () => {
    expect(await runAll()).toEqual([0, 0, 0, 0]);
    const ledger = await openLedger(db, toSigner(generateKeyPairSync('ed25519').privateKey));
    const keys = (await ledger.readKeys()).map(({ publicKey }) => createPublicKey(publicKey));
    for (const [name, entries] of [
      ['shared', processes.length * each] as const,
      ...processes.map((own) => [own, each] as const),
    ]) {
      const repository = { owner: 'acme', name };
      const chain = await ledger.readChain(repository);
      expect(verifyChain(chain)).toMatchObject({ valid: true, entries });
      expect(chain.every(({ envelope }) => verifyEnvelope(envelope, keys).valid)).toBe(true);
      const notes = await ledger.readCheckpoints(repository);
      expect(notes.length).toBeGreaterThan(0);
      for (const note of notes) {
        const verified = verifyCheckpoint(note, keys);
        expect(verified.valid ? whyNotExtended(verified.checkpoint, chain) : verified.reason).toBeNull();
      }
    }
  }, 60_000);
});
