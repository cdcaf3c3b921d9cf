import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/database/open-database.ts';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { verifyChain } from '../../src/evidence/chain.ts';
import { verifyCheckpoint, whyNotExtended } from '../../src/evidence/checkpoint.ts';
import { verifyEnvelope } from '../../src/evidence/envelope.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { openSigner } from '../../src/ledger/signer.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const repository = { owner: 'acme', name: 'pump' };
const toAppending = (title: string) => {
  const facts = { ...demoFacts, pullRequest: { ...demoFacts.pullRequest, title, baseBranch: title } };
  const statement = toStatement({ facts, verdict, tool });
  const inputDigest = toInputDigest({ facts, verdict, tool });
  return {
    repository,
    subjectKey: statement.predicate.subjectKey,
    inputDigest,
    statement,
    facts: toLastingFacts(facts),
  };
};

/** Opens what is in a data folder, runs `work` on its ledger, and closes it again. */
const withLedger = async <T>(name: string, work: (ledger: Awaited<ReturnType<typeof openLedger>>) => Promise<T>) => {
  const dataFolder = join(folder, name);
  const database = await openDatabase({ databaseUrl: null, dataFolder });
  try {
    return await work(await openLedger(database, await openSigner({ key: null, dataFolder, production: false })));
  } finally {
    await database.close();
  }
};

test('F54: a copy of the data folder, put elsewhere, verifies and goes on; what it lacks is found by a later checkpoint', async () => {
  await withLedger('data', async (ledger) => {
    for (const title of ['one', 'two']) await ledger.append(toAppending(title));
    await ledger.writeCheckpoints();
  });
  await promisify(execFile)('cp', ['-a', join(folder, 'data'), join(folder, 'restored')]);
  const later = await withLedger('data', async (ledger) => {
    await ledger.append(toAppending('three'));
    await ledger.writeCheckpoints();
    return ledger.latestCheckpoint(repository);
  });

  await withLedger('restored', async (ledger) => {
    const keys = (await ledger.readKeys()).map(({ publicKey }) => createPublicKey(publicKey));
    const restored = await ledger.readChain(repository);
    expect(verifyChain(restored)).toMatchObject({ valid: true, entries: 2 });
    for (const { envelope } of restored) {
      const verified = verifyEnvelope(envelope, keys);
      const { predicate } = JSON.parse(verified.valid ? verified.payload.toString() : '{}') as {
        predicate: { facts: string };
      };
      expect(digestOf(await ledger.readFacts(predicate.facts))).toBe(predicate.facts);
    }
    const kept = verifyCheckpoint(later ?? '', keys);
    expect(kept.valid && whyNotExtended(kept.checkpoint, restored)).toContain('has 2 entries, and the checkpoint of');

    const { entry } = await ledger.append(toAppending('after the restore'));
    expect(entry.seq).toBe(3);
    expect(await ledger.writeCheckpoints()).toBe(1);
    const grown = await ledger.readChain(repository);
    expect(verifyChain(grown)).toMatchObject({ valid: true, entries: 3 });
    for (const note of await ledger.readCheckpoints(repository)) {
      const own = verifyCheckpoint(note, keys);
      expect(own.valid && whyNotExtended(own.checkpoint, grown)).toBeNull();
    }
    expect(kept.valid && whyNotExtended(kept.checkpoint, grown)).toContain('are not those that the checkpoint of');
  });
}, 60_000);
