import { createPublicKey } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import type { Database } from '../../src/database/database.ts';
import { type CopiedTo, parseMirrored, toMirrored } from '../../src/evidence/mirrored.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { createExportVerifier } from '../../src/evidence/verify-export.ts';
import { readCovered } from '../../src/ledger/checkpoints.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { openSigner } from '../../src/ledger/signer.ts';
import type { Grown } from '../../src/workflows/grown-chains.ts';
import { takeBatch } from '../../src/workflows/mirror-batch.ts';
import { startTestDatabase } from '../database/start-test-database.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

let database: Database;
let ledger: Ledger;
let folder: string;
const logger = pino({ level: 'silent' });
beforeAll(async () => {
  database = await startTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-batch-'));
  ledger = await openLedger(database, await openSigner({ key: null, dataFolder: folder, production: false }));
  for (const title of ['one', 'two', 'three']) await append('long', title);
  await append('short', 'one');
  await ledger.writeCheckpoints();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const append = async (name: string, title: string) => {
  const facts = { ...demoFacts, pullRequest: { ...demoFacts.pullRequest, title, baseBranch: title } };
  const statement = toStatement({ facts, verdict, tool });
  const inputDigest = toInputDigest({ facts, verdict, tool });
  const subjectKey = `${statement.predicate.subjectKey} of ${name}`;
  const repository = { owner: 'acme', name };
  await ledger.append({ repository, subjectKey, inputDigest, statement, facts: toLastingFacts(facts) });
};
const findAll = async (): Promise<Grown[]> =>
  (await readCovered(database.pool)).map((chain) => ({ chain, copied: null }));

describe('F54: what goes into a commit of the mirror', () => {
  test('is as much as it may hold; the rest of a long chain comes after the others, and all of it holds', async () => {
    const grown = await findAll();
    const mirrored = new Map<string, CopiedTo>();
    const kept = new Map<string, string>();
    const commits: string[][] = [];
    while (grown.length > 0) {
      const { files, parts } = await takeBatch({ database, logger }, grown, mirrored, {
        bytesAFile: 1,
        bytes: 1,
        files: 9,
      });
      for (const { path, text } of files) kept.set(path, text);
      commits.push([...parts]);
    }
    expect(commits).toEqual([
      ['acme/long 000000001-000000001'],
      ['acme/short 000000001-000000001'],
      ['acme/long 000000002-000000002'],
      ['acme/long 000000003-000000003'],
    ]);
    const keys = (await ledger.readKeys()).map(({ publicKey }) => createPublicKey(publicKey));
    const verifier = createExportVerifier({ keys, checkpoints: [kept.get('acme/long/checkpoint') ?? ''] });
    for (const path of [...kept.keys()].filter((one) => /long.*jsonl/.test(one)).toSorted())
      for (const line of kept.get(path)?.match(/.*\n/g) ?? []) verifier.take(Buffer.from(line));
    const { head } = (await findAll())[0]?.chain ?? {};
    expect(verifier.end()).toMatchObject({ problems: [], entries: 3, checkpoints: 2, head });
    expect(mirrored.get('acme/long')).toEqual({ entries: 3, head });
  });

  test('has each file once, and as many as it may have', async () => {
    const grown = await findAll();
    const size = { bytesAFile: 1, bytes: 1_000_000 };
    const all = await takeBatch({ database, logger }, [...grown], new Map(), { ...size, files: 100 });
    expect(all.files.map(({ path }) => path).toSorted()).toEqual([
      'acme/long/000000001-000000001.jsonl',
      'acme/long/000000002-000000002.jsonl',
      'acme/long/000000003-000000003.jsonl',
      'acme/long/checkpoint',
      'acme/short/000000001-000000001.jsonl',
      'acme/short/checkpoint',
    ]);
    const few = await takeBatch({ database, logger }, grown, new Map(), { ...size, files: 1 });
    expect(few.files.map(({ path }) => path)).toEqual(['acme/long/000000001-000000001.jsonl']);
    expect(grown.map(({ chain }) => chain.repository)).toEqual(['acme/short', 'acme/long']);
  });

  test('leaves out a chain that is not the one that was mirrored, and goes on with the others', async () => {
    const copied = { entries: 2, head: `sha256:${'0'.repeat(64)}` };
    const grown = (await findAll()).map((one) => (one.chain.repository === 'acme/long' ? { ...one, copied } : one));
    const size = { bytesAFile: 1_000, bytes: 1_000_000, files: 100 };
    const { parts, isSound } = await takeBatch({ database, logger }, grown, new Map(), size);
    expect({ parts, isSound }).toEqual({ parts: ['acme/short 000000001-000000001'], isSound: false });
  });
});

describe('F54: what a mirror says that it holds', () => {
  const [first, second] = ['1', '2'].map((digit) => ({ entries: 7, head: `sha256:${digit.repeat(64)}` })) as [
    CopiedTo,
    CopiedTo,
  ];

  test('is read as it was written, a line a chain in their order', () => {
    const text = toMirrored(
      new Map([
        ['acme/pump', first],
        ['acme/alarm', second],
      ]),
    );
    expect(text.split('\n').map((line) => /acme.\w+/.exec(line)?.[0])).toEqual(['acme/alarm', 'acme/pump', undefined]);
    expect([...parseMirrored(text)]).toEqual([
      ['acme/alarm', second],
      ['acme/pump', first],
    ]);
    expect(parseMirrored('').size).toBe(0);
  });

  test.each(['hello', '{}', '{"entries":0,"head":"sha256:1","repository":"acme/pump"}', '[1]'])('is not %s', (text) => {
    expect(() => parseMirrored(text)).toThrow('cannot be read');
  });
});
