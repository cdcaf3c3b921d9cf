import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { verifyChain } from '../../src/evidence/chain.ts';
import { verifyCheckpoint, whyNotExtended } from '../../src/evidence/checkpoint.ts';
import { type BytesSigner, verifyEnvelope } from '../../src/evidence/envelope.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { type Appending, type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { openSigner, toSigner } from '../../src/ledger/signer.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

let db: Database;
let folder: string;
let signer: BytesSigner;
let ledger: Ledger;

beforeAll(async () => {
  db = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-ledger-'));
  signer = await openSigner({ key: null, dataFolder: folder, production: false });
  ledger = await openLedger(db, signer);
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

/** What to append for pull request `number` of acme/`name` whose base branch, and title, are `what`. */
const toAppending = (name: string, number: number, what = 'first', observedAt = demoFacts.observedAt): Appending => {
  const facts = {
    ...demoFacts,
    observedAt,
    repository: { ...demoFacts.repository, owner: 'acme', name },
    pullRequest: { ...demoFacts.pullRequest, number, title: what, baseBranch: what },
  };
  const statement = toStatement({ facts, verdict, tool });
  return {
    repository: facts.repository,
    subjectKey: statement.predicate.subjectKey,
    inputDigest: toInputDigest({ facts, verdict, tool }),
    statement,
    facts: toLastingFacts(facts),
  };
};

describe('append', () => {
  test('F51: makes one chain a repository, each envelope signed and each statement the one that was appended', async () => {
    const appended = [];
    for (const title of ['one', 'two', 'three']) appended.push(await ledger.append(toAppending('chain', 1, title)));
    await ledger.append(toAppending('another', 1));
    const chain = await ledger.readChain({ owner: 'Acme', name: 'Chain' });
    expect(verifyChain(chain)).toEqual({ valid: true, entries: 3, head: appended[2]?.entry.digest });
    for (const [index, { envelope, envelopeDigest }] of chain.entries()) {
      expect(digestOf(envelope)).toBe(envelopeDigest);
      const verified = verifyEnvelope(envelope, [createPublicKey(signer.publicKey)]);
      expect(verified).toMatchObject({ valid: true, statementDigest: appended[index]?.entry.statementDigest });
    }
  });

  test('appends nothing when the subject’s last entry stands on the same input, and gives that entry', async () => {
    const first = await ledger.append(toAppending('same', 1));
    const again = await ledger.append(toAppending('same', 1, 'first', '2026-11-22T00:00:00Z'));
    expect(first.appended).toBe(true);
    expect(again).toEqual({ entry: first.entry, statement: first.statement, appended: false });
  });

  test('appends what was said before when something else was said in between', async () => {
    await ledger.append(toAppending('back', 1, 'one'));
    await ledger.append(toAppending('back', 1, 'two'));
    const back = await ledger.append(toAppending('back', 1, 'one'));
    expect(back).toMatchObject({ appended: true, entry: { seq: 3 } });
  });

  test('is not confused by another subject of the repository', async () => {
    await ledger.append(toAppending('two-subjects', 1));
    await ledger.append(toAppending('two-subjects', 2));
    expect(await ledger.append(toAppending('two-subjects', 1))).toMatchObject({ appended: false, entry: { seq: 1 } });
  });

  test('F51: gives one unbroken chain when many append at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, n) => ledger.append(toAppending('busy', n % 20, `title ${n}`))),
    );
    expect(new Set(results.map(({ entry }) => entry.seq)).size).toBe(60);
    const chain = await ledger.readChain({ owner: 'acme', name: 'busy' });
    expect(verifyChain(chain)).toMatchObject({ valid: true, entries: 60 });
  });

  test('appends once when the same thing is appended from many connections at once', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => ledger.append(toAppending('once', 1))));
    expect(results.filter(({ appended }) => appended)).toHaveLength(1);
    expect(new Set(results.map(({ entry }) => entry.digest)).size).toBe(1);
  });
});

describe('reading', () => {
  test('gives the latest entry of a subject with its envelope, and null for a stranger', async () => {
    await ledger.append(toAppending('latest', 1, 'one'));
    const { entry } = await ledger.append(toAppending('latest', 1, 'two'));
    expect(await ledger.latest('pull_request:acme/latest#1')).toMatchObject(entry);
    expect(await ledger.latest('pull_request:acme/latest#2')).toBeNull();
  });

  test('F53: keeps the facts by their digest and the public keys of all signers', async () => {
    const appending = toAppending('facts', 1);
    await ledger.append(appending);
    const facts = await ledger.readFacts(appending.statement.predicate.facts);
    expect(digestOf(facts)).toBe(appending.statement.predicate.facts);
    expect(await ledger.readFacts('sha256:unknown')).toBeNull();
    expect(await ledger.readKeys()).toMatchObject([{ keyId: signer.keyId, publicKey: signer.publicKey }]);
  });

  test('keeps text that PostgreSQL’s own types would refuse', async () => {
    const appending = toAppending('odd-text', 1, 'NUL \u0000, half a pair \ud800');
    await ledger.append(appending);
    expect(digestOf(await ledger.readFacts(appending.statement.predicate.facts))).toBe(
      appending.statement.predicate.facts,
    );
  });
});

describe('checkpoints', () => {
  const read = (name: string) => ledger.readCheckpoints({ owner: 'Acme', name });
  const verify = (note: string | undefined) => verifyCheckpoint(note ?? '', [createPublicKey(signer.publicKey)]);

  test('F51: one is written of each chain that grew, and the chain extends every one of them', async () => {
    for (let round = 1; round <= 4; round++) {
      for (let n = 0; n < round; n++) await ledger.append(toAppending('checked', 1, `${round} ${n}`));
      expect(await ledger.writeCheckpoints()).toBeGreaterThan(0);
    }
    const chain = await ledger.readChain({ owner: 'acme', name: 'checked' });
    const checkpoints = (await read('checked')).map(verify);
    expect(checkpoints.map((verified) => verified.valid && verified.checkpoint.size)).toEqual([1, 3, 6, 10]);
    for (const verified of checkpoints) expect(verified.valid && whyNotExtended(verified.checkpoint, chain)).toBeNull();
  });

  test('F51: none is written where nothing was appended, nor twice by several at once', async () => {
    for (let round = 0; round < 12; round++) {
      await ledger.append(toAppending('quiet', 1, `round ${round}`));
      const written = await Promise.all(Array.from({ length: 4 }, () => ledger.writeCheckpoints()));
      expect(written.reduce((sum, one) => sum + one)).toBe(1);
    }
    expect(await ledger.writeCheckpoints()).toBe(0);
    expect(await read('quiet')).toHaveLength(12);
    expect(await read('stranger')).toEqual([]);
  });

  test('F51: a chain that was cut off gets none, which is a fault; the others get theirs', async () => {
    for (const what of ['one', 'two']) await ledger.append(toAppending('cut-off', 1, what));
    await ledger.writeCheckpoints();
    await db.pool.query('ALTER TABLE ledger_entries DISABLE TRIGGER ALL');
    await db.pool.query("DELETE FROM ledger_entries WHERE repository = 'acme/cut-off' AND seq = 2");
    await db.pool.query('ALTER TABLE ledger_entries ENABLE TRIGGER ALL');
    await db.pool.query('ALTER TABLE ledger_entries ENABLE ALWAYS TRIGGER append_only');
    await ledger.append(toAppending('healthy', 1));
    await expect(ledger.writeCheckpoints()).rejects.toMatchObject({ code: 'broken-chain' });
    expect(await read('healthy')).toHaveLength(1);
    // Written anew to the same length and beyond, it still does not follow from what was signed.
    for (const what of ['forged', 'more']) await ledger.append(toAppending('cut-off', 1, what));
    await expect(ledger.writeCheckpoints()).rejects.toThrow('The chain of acme/cut-off is not what');
    expect(await read('cut-off')).toHaveLength(1);
    await db.pool.query('ALTER TABLE ledger_entries DISABLE TRIGGER append_only');
    await db.pool.query('ALTER TABLE ledger_checkpoints DISABLE TRIGGER append_only');
    await db.pool.query("DELETE FROM ledger_checkpoints WHERE repository = 'acme/cut-off'");
    await db.pool.query("DELETE FROM ledger_entries WHERE repository = 'acme/cut-off'");
    await db.pool.query('ALTER TABLE ledger_entries ENABLE ALWAYS TRIGGER append_only');
    await db.pool.query('ALTER TABLE ledger_checkpoints ENABLE ALWAYS TRIGGER append_only');
  });
});

describe('keys', () => {
  test('F53: while one key takes over, both sign checkpoints, and the old one covers what the new one signed', async () => {
    const other = await startTestDatabase();
    try {
      const next = toSigner(generateKeyPairSync('ed25519').privateKey);
      const old = await openLedger(other, signer);
      await old.append(toAppending('rotated', 1, 'by the old key'));
      const both = await openLedger(other, next, signer);
      await both.append(toAppending('rotated', 1, 'by the new key'));
      await both.writeCheckpoints();
      const repository = { owner: 'acme', name: 'rotated' };
      const chain = await both.readChain(repository);
      expect(chain.map(({ envelope }) => envelope.signatures[0]?.keyid)).toEqual([signer.keyId, next.keyId]);
      const [note = ''] = await both.readCheckpoints(repository);
      for (const { keyId, publicKey } of [signer, next]) {
        const verified = verifyCheckpoint(note, [createPublicKey(publicKey)]);
        expect(verified).toMatchObject({ valid: true, keyIds: [keyId] });
        expect(verified.valid && whyNotExtended(verified.checkpoint, chain)).toBeNull();
      }
      expect((await both.readKeys()).map(({ keyId }) => keyId)).toEqual([signer.keyId, next.keyId]);
      expect((await old.readKeys()).map(({ keyId }) => keyId)).toEqual([signer.keyId, next.keyId]);
    } finally {
      await other.close();
    }
  });
});

describe('tampering', () => {
  const tables = ['ledger_entries', 'ledger_facts', 'ledger_keys', 'ledger_checkpoints'];
  beforeAll(async () => {
    await ledger.append(toAppending('tampered', 1));
    await ledger.writeCheckpoints();
  });

  test.each(tables.flatMap((table) => [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]))(
    'F51: %s is refused',
    async (statement) => {
      await expect(db.pool.query(statement)).rejects.toThrow('append-only');
    },
  );

  test.each([
    "UPDATE ledger_entries SET envelope = '{}'",
    "UPDATE ledger_facts SET facts = '{}'",
    "UPDATE ledger_keys SET public_key = ''",
    "UPDATE ledger_checkpoints SET note = ''",
    "INSERT INTO ledger_facts (digest, facts) SELECT digest, '{}' FROM ledger_facts ON CONFLICT (digest) DO UPDATE SET facts = '{}'",
  ])('F51: %s is refused', async (statement) => {
    await expect(db.pool.query(statement)).rejects.toThrow('append-only');
  });

  test('F51: is refused also where ordinary triggers are switched off', async () => {
    const client = await db.pool.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await expect(client.query('DELETE FROM ledger_entries')).rejects.toThrow('append-only');
    } finally {
      client.release(true);
    }
  });

  test('F51: a fork of the chain is refused', async () => {
    const fork = `INSERT INTO ledger_entries SELECT repository, seq + 1, subject_key, input_digest, facts_digest,
      statement_digest, envelope_digest, previous, 'forged', envelope FROM ledger_entries WHERE repository = 'acme/chain' AND seq = 3`;
    await expect(db.pool.query(fork)).rejects.toThrow('ledger_entries_repository_previous_key');
  });

  test('F51: whoever gets around all that is found out by the chain', async () => {
    await ledger.append(toAppending('owner', 1, 'one'));
    await ledger.append(toAppending('owner', 1, 'two'));
    await db.pool.query('ALTER TABLE ledger_entries DISABLE TRIGGER append_only');
    await db.pool.query("DELETE FROM ledger_entries WHERE repository = 'acme/owner' AND seq = 1");
    await db.pool.query('ALTER TABLE ledger_entries ENABLE ALWAYS TRIGGER append_only');
    expect(verifyChain(await ledger.readChain({ owner: 'acme', name: 'owner' }))).toMatchObject({
      valid: false,
      at: 1,
    });
  });
});
