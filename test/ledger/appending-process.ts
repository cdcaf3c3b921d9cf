import { generateKeyPairSync } from 'node:crypto';
import { openDatabase } from '../../src/database/open-database.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { toSigner } from '../../src/ledger/signer.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from '../evidence/demo-facts.ts';

// A process that appends to a chain of its own and to one that it shares; `many-processes.test.ts` starts several.
const [databaseUrl = '', own = '', count = '0'] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl, dataFolder: '', connections: 8 });
const ledger = await openLedger(database, toSigner(generateKeyPairSync('ed25519').privateKey));
const append = (name: string, number: number) => {
  const repository = { ...demoFacts.repository, owner: 'acme', name };
  const facts = { ...demoFacts, repository, pullRequest: { ...demoFacts.pullRequest, number, title: own } };
  return ledger.append({
    repository,
    subjectKey: `pull_request:acme/${name}#${number}-${own}`,
    inputDigest: toInputDigest({ facts, verdict, tool }),
    statement: toStatement({ facts, verdict, tool }),
    facts: toLastingFacts(facts),
  });
};
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
await Promise.all(
  Array.from({ length: Number(count) }, async (_, n) => {
    await append('shared', n + 1);
    await append(own, n + 1);
    await ledger.writeCheckpoints();
  }),
);
await database.close();
process.exit(0);
