import { createHash, type Hash, type KeyObject } from 'node:crypto';
import type { AnyStatement } from './any-statement.ts';
import { canonicalJson, digestOf } from './canonical-json.ts';
import { type ChainEntry, verifyChain } from './chain.ts';
import { type Checkpoint, verifyCheckpoint, withEntry } from './checkpoint.ts';
import { verifyEnvelope } from './envelope.ts';
import { type ExportLine, exportLineSchema } from './export-line.ts';
import { emptyTree, type MerkleTree, toRoot } from './merkle-tree.ts';
import { isSelected } from './selection.ts';
import { watchRelease } from './whole-release.ts';

/** What is wrong with an export, and where. */
export type ExportProblem = {
  /** Counted from 1; 0: not of a line. */
  readonly line: number;
  /** The entry's place in the chain; null when no entry is concerned. */
  readonly seq: number | null;
  readonly reason: string;
};

/** What a whole export says; nothing of it counts when there are problems. */
export type ExportReport = {
  readonly problems: readonly ExportProblem[];
  readonly repository: string | null;
  readonly selection: Of<'header'>['selection'] | null;
  readonly entries: number;
  readonly statements: number;
  /** Digest of the last entry. */
  readonly head: string | null;
  /** Of the keys that signed what is in it. */
  readonly keyIds: readonly string[];
  readonly checkpoints: number;
};

type Of<T extends ExportLine['type']> = Extract<ExportLine, { type: T }>;
type Trust = {
  /** Ed25519 keys that the verifier trusts; those in the file are never trusted for being there. */
  readonly keys: readonly KeyObject[];
  /** Checkpoints that were kept elsewhere: the chain must have grown out of each. */
  readonly checkpoints?: readonly string[];
};

/** A statement that was found good, with the facts that it was decided on. */
export type VerifiedStatement = {
  readonly seq: number;
  readonly statement: AnyStatement;
  /** Null: they came with an earlier statement that names the same. */
  readonly facts: unknown;
};

export type ExportVerifier = {
  /** Takes the next line with its newline. Untrusted: it may hold anything. */
  readonly take: (line: Uint8Array) => void;
  /** Says what came of it, once there is no further line. */
  readonly end: () => ExportReport;
};

/** After so many problems the rest is not told one by one. */
const mostProblems = 20;
const order = ['header', 'key', 'checkpoint', 'facts', 'entry', 'end'] as const;

/**
 * Verifies an export line by line, without network, database or any trust in who made it: each line's form, each
 * signature, the chain, the facts' digests, the checkpoints, and that nothing was cut off. The lines of parts may follow
 * those of a whole export. The memory that it takes does not grow with the length of the lines that are past.
 */
export const createExportVerifier = (
  trust: Trust,
  onStatement: (verified: VerifiedStatement) => void = () => {},
): ExportVerifier => {
  const problems: ExportProblem[] = [];
  let hash: Hash = createHash('sha256');
  const keyIds = new Set<string>();
  const listedKeys = new Set<string>();
  const seenFacts = new Set<string>();
  const expected = new Map<number, { readonly checkpoint: Checkpoint; readonly line: number }[]>();
  let line = 0;
  let stage = -1;
  let header: Of<'header'> | null = null;
  let pending: { readonly digest: string; readonly facts: unknown } | null = null;
  let last: ChainEntry | null = null;
  let tree: MerkleTree = emptyTree;
  let [statements, checkpoints] = [0, 0];
  /** What stood before the part that is being read. */
  let before = { entries: 0, statements: 0 };
  let isEnded = false;
  const release = watchRelease(() => header?.selection ?? null);

  const complain = (reason: string, seq: number | null = null, at = line): void => {
    if (problems.length < mostProblems) problems.push({ line: at, seq, reason });
  };
  const expect = (note: string, at: number): void => {
    const verified = verifyCheckpoint(note, trust.keys);
    if (!verified.valid) return complain(`The checkpoint is not good: ${verified.reason}`, null, at);
    const { checkpoint } = verified;
    if (header !== null && checkpoint.repository !== header.repository)
      return complain('The checkpoint is another repository’s.', null, at);
    if (at > 0) for (const keyId of verified.keyIds) keyIds.add(keyId);
    checkpoints += 1;
    expected.set(checkpoint.size, [...(expected.get(checkpoint.size) ?? []), { checkpoint, line: at }]);
  };
  const takeEntry = (entry: Of<'entry'>): void => {
    const { type: _, envelope, ...link } = entry;
    const chain = verifyChain([link], last);
    if (!chain.valid) complain(chain.reason, link.seq);
    if (header !== null && link.repository !== header.repository) complain('It is another repository’s.', link.seq);
    last = link;
    tree = withEntry(tree, link);
    for (const { checkpoint, line: at } of expected.get(tree.size) ?? []) {
      if (checkpoint.head !== link.digest || toRoot(tree).toString('base64') !== checkpoint.root)
        complain(`The entries up to here are not those that the checkpoint of ${checkpoint.at} saw.`, link.seq, at);
    }
    expected.delete(tree.size);
    if (envelope === null) {
      if (header !== null && 'all' in header.selection) complain('Its statement is missing.', link.seq);
    } else takeStatement(link, envelope);
    if (pending !== null) complain(`The facts before it are named by no statement.`, link.seq);
    pending = null;
  };
  const takeStatement = (link: ChainEntry, envelope: unknown): void => {
    if (digestOf(envelope) !== link.envelopeDigest) return complain('Its envelope is not the one it names.', link.seq);
    const verified = verifyEnvelope(envelope, trust.keys);
    if (!verified.valid) return complain(verified.reason, link.seq);
    const statement = parsePayload(verified.payload);
    if (statement === null) return complain('Its payload is not a statement in canonical JSON.', link.seq);
    if (header !== null && !isSelected(statement, header.selection))
      return complain('Its statement was not selected.', link.seq);
    keyIds.add(verified.keyId);
    statements += 1;
    release.take(statement);
    const { facts: named } = statement.predicate;
    const isNew = pending?.digest === named;
    if (!isNew && !seenFacts.has(named)) return complain(`The facts ${named} that it names are missing.`, link.seq);
    seenFacts.add(named);
    onStatement({ seq: link.seq, statement, facts: isNew ? pending?.facts : null });
    if (isNew) pending = null;
  };
  const takePart = ({ repository, after }: Of<'part'>): void => {
    const entries = last?.seq ?? 0;
    if (header === null) return complain(`It goes on after entry ${after}, and the files before it are missing.`);
    if (!isEnded) complain('A part begins, and what stands before it has not ended.');
    if (!('all' in header.selection)) complain('A part goes on where a whole export ended, and this is none.');
    if (repository !== header.repository) complain('The part is another repository’s.');
    if (after !== entries) complain(`It goes on after entry ${after}, and what stands before it has ${entries}.`);
    // A part names its keys and brings its facts anew, so that each can be made without reading those before it.
    listedKeys.clear();
    seenFacts.clear();
    before = { entries, statements };
    [stage, isEnded, hash] = [order.indexOf('header'), false, createHash('sha256')];
  };
  const takeLine = (parsed: ExportLine): void => {
    if (parsed.type === 'part') return takePart(parsed);
    if (isEnded) return complain('Something follows the end.');
    const next = order.indexOf(parsed.type);
    const isFactsAgain = parsed.type === 'facts' && stage === order.indexOf('entry');
    if ((next < stage && !isFactsAgain) || (next === 0 && stage === 0) || (stage === -1 && next !== 0))
      return complain(`A line of the kind “${parsed.type}” stands where none may.`);
    stage = next;
    switch (parsed.type) {
      case 'header':
        header = parsed;
        for (const note of trust.checkpoints ?? []) expect(note, 0);
        return;
      case 'key':
        if (listedKeys.has(parsed.keyId)) complain('The key is listed twice.');
        listedKeys.add(parsed.keyId);
        return;
      case 'checkpoint':
        expect(parsed.note, line);
        return;
      case 'facts':
        if (pending !== null || seenFacts.has(parsed.digest))
          complain('The facts are there twice, or named by nothing.');
        if (digestOf(parsed.facts) !== parsed.digest) complain('The facts are not those of their digest.');
        pending = parsed;
        return;
      case 'entry':
        takeEntry(parsed);
        return;
      case 'end':
        isEnded = true;
        if (pending !== null) complain('The facts before the end are named by no statement.');
        if (
          parsed.entries !== (last?.seq ?? 0) - before.entries ||
          parsed.statements !== statements - before.statements
        )
          complain('There are not as many entries and statements as the end says.');
        if (parsed.sha256 !== `sha256:${hash.copy().digest('hex')}`)
          complain('Something before the end was changed: its digest is another.');
    }
  };

  return {
    take: (bytes) => {
      line += 1;
      const parsed = parseLine(bytes);
      if (typeof parsed === 'string') complain(parsed);
      else takeLine(parsed);
      hash.update(bytes);
    },
    end: () => {
      if (!isEnded) complain('It is cut off: the line that ends it is missing.', null, line + 1);
      for (const [size, ones] of expected)
        for (const { checkpoint, line: at } of ones)
          complain(
            `The chain has ${last?.seq ?? 0} entries, and the checkpoint of ${checkpoint.at} saw ${size}: it was cut off.`,
            null,
            at,
          );
      for (const missing of release.findMissing()) complain(missing, null, line + 1);
      return {
        problems,
        repository: header?.repository ?? null,
        selection: header?.selection ?? null,
        entries: last?.seq ?? 0,
        statements,
        head: last?.digest ?? null,
        keyIds: [...keyIds],
        checkpoints,
      };
    },
  };
};

/** The line's value, or why it is none. */
const parseLine = (bytes: Uint8Array): ExportLine | string => {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return 'It is not JSON in UTF-8.';
  }
  const parsed = exportLineSchema.safeParse(value);
  if (!parsed.success) return `It is no line of an export: ${parsed.error.issues[0]?.message ?? 'unknown form'}.`;
  return isCanonical(value, text, '\n') ? parsed.data : 'It is not in canonical form, or has no newline at its end.';
};

/** Another spelling of the same value could hide something from another reader. */
const isCanonical = (value: unknown, text: string, end: string): boolean => {
  try {
    return `${canonicalJson(value)}${end}` === text;
  } catch {
    return false;
  }
};

const parsePayload = (payload: Buffer): AnyStatement | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload);
    const statement = JSON.parse(text) as AnyStatement;
    const { predicate, predicateType, subject } = statement;
    const isWhole =
      typeof predicate.facts === 'string' && typeof predicate.subjectKey === 'string' && subject.length > 0;
    return isWhole && predicateType.startsWith('urn:holdpoint:') && isCanonical(statement, text, '') ? statement : null;
  } catch {
    return null;
  }
};

/** An export's lines, digested on the way: what `createExportVerifier` takes. */
export const toExportLine = (value: ExportLine): Buffer => Buffer.from(`${canonicalJson(value)}\n`, 'utf8');
