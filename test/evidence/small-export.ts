import { createHash, generateKeyPairSync } from 'node:crypto';
import type { AnyStatement } from '../../src/evidence/any-statement.ts';
import { digestOf } from '../../src/evidence/canonical-json.ts';
import { type ChainEntry, toNextEntry } from '../../src/evidence/chain.ts';
import { signCheckpoint, toCheckpoint, withEntry } from '../../src/evidence/checkpoint.ts';
import { type Envelope, signStatement } from '../../src/evidence/envelope.ts';
import { type ExportLine, exportFormat, type Selection } from '../../src/evidence/export-line.ts';
import { toMergeGroupStatement } from '../../src/evidence/merge-group-statement.ts';
import { emptyTree } from '../../src/evidence/merkle-tree.ts';
import { isSelected } from '../../src/evidence/selection.ts';
import { toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { toExportLine } from '../../src/evidence/verify-export.ts';
import { toSigner } from '../../src/ledger/signer.ts';
import { demoFacts, demoTool as tool, demoVerdict as verdict } from './demo-facts.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

export { publicKey };

const signer = toSigner(privateKey);
const repository = 'acme/pump';

type Stated = { readonly statement: AnyStatement; readonly facts: unknown };

const ofPullRequest = (number: number, title: string): Stated => {
  const facts = { ...demoFacts, pullRequest: { ...demoFacts.pullRequest, number, title } };
  return { statement: toStatement({ facts, verdict, tool }), facts: toLastingFacts(facts) };
};

const ofGroup = (): Stated => {
  const members = {
    known: true,
    value: [{ number: 12, headSha: 'a'.repeat(40), outcome: 'released', statementDigest: null }],
  } as const;
  const ref = { owner: 'Acme', name: 'Pump' };
  const group = {
    kind: 'merge_group',
    installationId: 1,
    ref,
    headSha: 'd'.repeat(40),
    baseSha: 'e'.repeat(40),
    baseBranch: 'main',
  } as const;
  const repositoryUrl = demoFacts.repository.url;
  const observedAt = '2026-11-22T10:00:00Z';
  const statement = toMergeGroupStatement({ group, repositoryUrl, observedAt, outcome: 'released', members, tool });
  return { statement, facts: members };
};

/** Two pull requests, and a merge group with the first of them. */
export const stated: readonly Stated[] = [ofPullRequest(12, 'Ünïcödé 💉'), ofPullRequest(13, 'Other'), ofGroup()];

/** The lines of an export, without the end, and the chain that it is of. */
export const toLines = async (
  selection: Selection,
  given: readonly Stated[] = stated,
): Promise<readonly ExportLine[]> => {
  const links: { link: ChainEntry; envelope: Envelope; stated: Stated }[] = [];
  let tree = emptyTree;
  for (const one of given) {
    const envelope = await signStatement(one.statement, signer);
    const link = toNextEntry(repository, links.at(-1)?.link ?? null, digestOf(envelope));
    tree = withEntry(tree, link);
    links.push({ link, envelope, stated: one });
  }
  const head = links.at(-1)?.link;
  if (head === undefined) throw new Error('An export of nothing has no checkpoint.');
  const note = await signCheckpoint(toCheckpoint(tree, head, '2026-11-23T10:00:00Z'), [signer]);
  const { keyId, publicKey: pem } = signer;
  return [
    { type: 'header', format: exportFormat, repository, selection },
    { type: 'key', keyId, publicKey: pem, firstUsedAt: '2026-11-20T10:00:00Z' },
    { type: 'checkpoint', note },
    ...links.flatMap(({ link, envelope, stated: { statement, facts } }): readonly ExportLine[] => {
      if (!isSelected(statement, selection)) return [{ type: 'entry', ...link, envelope: null }];
      return [
        { type: 'facts', digest: statement.predicate.facts, facts },
        { type: 'entry', ...link, envelope },
      ];
    }),
  ];
};

/** Ends the lines as a writer would: also those that somebody has changed. */
export const seal = (lines: readonly ExportLine[]): readonly Buffer[] => {
  const bytes = lines.map(toExportLine);
  const entries = lines.filter(({ type }) => type === 'entry').length;
  const statements = lines.filter((line) => line.type === 'entry' && line.envelope !== null).length;
  const sha256 = `sha256:${createHash('sha256').update(Buffer.concat(bytes)).digest('hex')}`;
  return [...bytes, toExportLine({ type: 'end', entries, statements, sha256 })];
};

/** A file's lines, each with its newline; the last one without, when there is none. */
export const split = (file: Buffer): readonly Buffer[] => {
  const ends = [...file.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
  const bounds = [0, ...ends, ...(ends.at(-1) === file.length ? [] : [file.length])];
  return bounds.slice(1).map((end, index) => file.subarray(bounds[index], end));
};
