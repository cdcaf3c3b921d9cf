import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/database/database.ts';
import type { CopiedTo } from '../../src/evidence/mirrored.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { createExportVerifier } from '../../src/evidence/verify-export.ts';
import { readCovered } from '../../src/ledger/checkpoints.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { type Part, readPart } from '../../src/ledger/read-part.ts';
import { openSigner } from '../../src/ledger/signer.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

let db: Database;
let ledger: Ledger;
let folder: string;
beforeAll(async () => {
  db = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-parts-'));
  ledger = await openLedger(db, await openSigner({ key: null, dataFolder: folder, production: false }));
});
afterAll(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const append = async (name: string, title: string) => {
  const repository = { owner: 'Acme', name };
  const facts = { ...demoFacts, pullRequest: { ...demoFacts.pullRequest, title, baseBranch: title } };
  const statement = toStatement({ facts, verdict, tool });
  const inputDigest = toInputDigest({ facts, verdict, tool });
  const subjectKey = `${statement.predicate.subjectKey} of ${name}`;
  await ledger.append({ repository, subjectKey, inputDigest, statement, facts: toLastingFacts(facts) });
};

const verify = async (parts: readonly Part[]) => {
  const keys = (await ledger.readKeys()).map(({ publicKey }) => createPublicKey(publicKey));
  const verifier = createExportVerifier({ keys });
  for (const { text } of parts) for (const line of text.match(/.*\n/g) ?? []) verifier.take(Buffer.from(line));
  return verifier.end();
};

describe('F54: a chain in parts', () => {
  test('holds when they are put together, each as long as it may be, the facts in each that it names', async () => {
    // The last one decides on the same facts as the first.
    for (const title of ['one', 'two', 'one']) await append('pump', title);
    await ledger.writeCheckpoints();
    const parts: Part[] = [];
    let copied: CopiedTo | null = null;
    while (copied === null || copied.entries < 3) {
      const part = await readPart(db.pool, 'acme/pump', { copied, until: 3, mostBytes: 1 });
      parts.push(part);
      copied = { entries: part.entries, head: part.head };
    }
    expect(parts.map(({ entries, checkpoint }) => [entries, checkpoint !== null])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(await verify(parts)).toMatchObject({ problems: [], entries: 3, statements: 3, checkpoints: 1 });
    const whole = await readPart(db.pool, 'acme/pump', { copied: null, until: 3, mostBytes: 1_000_000 });
    expect(await verify([whole])).toMatchObject({ problems: [], entries: 3, head: copied.head });

    await append('pump', 'four');
    await append('valve', 'one');
    const before = await readCovered(db.pool);
    expect(before).toEqual([{ repository: 'acme/pump', entries: 3, head: copied.head }]);
    await ledger.writeCheckpoints();
    const covered = await readCovered(db.pool);
    expect(covered).toMatchObject([
      { repository: 'acme/pump', entries: 4 },
      { repository: 'acme/valve', entries: 1 },
    ]);
    const next = await readPart(db.pool, 'acme/pump', { copied, until: 4, mostBytes: 1_000_000 });
    expect(await verify([whole, next])).toMatchObject({ problems: [], entries: 4, checkpoints: 2 });
    expect(next).toMatchObject({ head: covered[0]?.head });
  });

  test.each([
    ['another entry', { entries: 2, head: `sha256:${'0'.repeat(64)}` }, 'is not that of its copy'],
    ['more entries', { entries: 9, head: `sha256:${'0'.repeat(64)}` }, 'is not there any more'],
  ])('does not go on from a copy that has %s', async (_what, copied, reason) => {
    const reading = readPart(db.pool, 'acme/pump', { copied, until: 10, mostBytes: 1 });
    await expect(reading).rejects.toMatchObject({ code: 'broken-chain', message: expect.stringContaining(reason) });
  });
});
