import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Replayed, replay, replayDeployment, replayRelease } from '../evidence/replay.ts';
import {
  createExportVerifier,
  type ExportProblem,
  type ExportReport,
  type VerifiedStatement,
} from '../evidence/verify-export.ts';
import { readLines } from './read-lines.ts';

const usage = `Usage: holdpoint evidence verify FILE... --key PUBLIC-KEY... [--checkpoint FILE...] [--replay]

Verifies an export without network or database, or one with the parts that go on from it, in their order: docs/evidence.md.
  --key FILE         a public key that you trust, in PEM; the keys in the export itself prove nothing
  --checkpoint FILE  a checkpoint that you kept earlier: the chain must have grown out of it
  --replay           decides anew on the facts of every verdict, and compares

Exit code: 0 it holds, 1 it does not, 2 it could not be verified.
`;

type Options = {
  readonly files: readonly string[];
  readonly keys: readonly KeyObject[];
  readonly checkpoints: readonly string[];
  readonly isReplayed: boolean;
};

/** `holdpoint evidence verify`: says whether an export holds, and what it says. @returns the exit code. */
export const evidenceVerify = async (args: readonly string[]): Promise<number> => {
  const options = readOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const said: string[] = [];
  const replays = toReplays();
  const verifier = createExportVerifier(options, (verified) => {
    said.push(toWords(verified));
    if (options.isReplayed) replays.take(verified);
  });
  const starts: Start[] = [];
  let taken = 0;
  for (const file of options.files) {
    starts.push({ file, before: taken });
    try {
      for await (const line of readLines(file)) {
        verifier.take(line);
        taken += 1;
      }
    } catch (error) {
      process.stderr.write(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.\n`);
      return 2;
    }
  }
  const report = verifier.end();
  const problems = [...report.problems, ...replays.problems];
  if (problems.length > 0) {
    for (const problem of problems)
      process.stderr.write(`${toPlace(problem, starts)}: ${toPrintable(problem.reason)}\n`);
    process.stderr.write('It does not hold.\n');
    return 1;
  }
  process.stdout.write(`${said.join('')}${toSummary(report, options)}`);
  if (options.isReplayed) process.stdout.write(`Decided anew, each of ${replays.count()} verdicts is the same.\n`);
  return 0;
};

/** A file, and how many lines were read before it. */
type Start = { readonly file: string; readonly before: number };

/** Where a problem is, in the file that has the line; what is of no line is told of the first one. */
const toPlace = ({ line, seq }: ExportProblem, starts: readonly Start[]): string => {
  const { file, before } = starts.findLast((start) => start.before < line) ?? { file: starts[0]?.file, before: 0 };
  const place = [line === 0 ? null : `line ${line - before}`, seq === null ? null : `entry ${seq}`];
  const told = place.filter((part) => part !== null).join(', ');
  return told === '' ? `${file}` : `${file}: ${told}`;
};

const readOptions = (args: readonly string[]): Options | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        checkpoint: { type: 'string', multiple: true },
        replay: { type: 'boolean' },
      },
    });
    if (positionals.length === 0) return 'Name a file.';
    if (values.key === undefined) return 'Name a public key that you trust: --key FILE.';
    const keys = values.key.map((path) => createPublicKey(readFileSync(path, 'utf8')));
    if (keys.some(({ asymmetricKeyType }) => asymmetricKeyType !== 'ed25519')) return 'A key is not an Ed25519 key.';
    return {
      files: positionals,
      keys,
      checkpoints: (values.checkpoint ?? []).map((path) => readFileSync(path, 'utf8')),
      isReplayed: values.replay === true,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Facts stand before the first statement that names them: they are kept for the others. */
const toReplays = () => {
  const known = new Map<string, unknown>();
  const problems: ExportProblem[] = [];
  let count = 0;
  const take = ({ seq, statement, facts }: VerifiedStatement): void => {
    const digest = statement.predicate.facts;
    if (facts !== null) known.set(digest, facts);
    const replayed = toReplayed(statement, known.get(digest));
    if (replayed === null) return;
    count += 1;
    if (replayed === 'same') return;
    const { name, version } = statement.predicate.tool;
    const reason =
      replayed === 'differs'
        ? `Decided anew, the verdict is another. It was made by ${name} ${version}: try that version.`
        : 'Its facts are not those that it names.';
    problems.push({ line: 0, seq, reason });
  };
  return { problems, take, count: () => count };
};

/** Null: nothing was decided on facts. */
const toReplayed = (statement: VerifiedStatement['statement'], facts: unknown): Replayed | null => {
  switch (statement.predicateType) {
    case 'urn:holdpoint:verdict:v1':
      return replay(statement, facts as Parameters<typeof replay>[1]);
    case 'urn:holdpoint:release:v1':
      return replayRelease(statement, facts as Parameters<typeof replayRelease>[1]);
    case 'urn:holdpoint:deployment:v1':
      return replayDeployment(statement, facts as Parameters<typeof replayDeployment>[1]);
    case 'urn:holdpoint:merge-group:v1':
    case 'urn:holdpoint:deviation:v1':
      return null;
  }
};

/** Untrusted text must not steer a terminal. */
const toPrintable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');

const toOutcome = (statement: VerifiedStatement['statement']): string => {
  switch (statement.predicateType) {
    case 'urn:holdpoint:verdict:v1':
    case 'urn:holdpoint:release:v1':
      return statement.predicate.verdict.outcome;
    case 'urn:holdpoint:deployment:v1':
      return statement.predicate.decision.outcome;
    case 'urn:holdpoint:merge-group:v1':
      return statement.predicate.outcome;
    case 'urn:holdpoint:deviation:v1':
      return statement.predicate.event;
  }
};

/** Who signed what: a line a statement, and one a sign-off. */
const toWords = ({ seq, statement }: VerifiedStatement): string => {
  const { predicate, predicateType, subject } = statement;
  const kind = predicateType.split(':')[2] ?? '';
  const outcome = toOutcome(statement);
  const head = `${seq}  ${predicate.observedAt}  ${kind} ${outcome}  ${predicate.subjectKey}  ${subject[0].digest.gitCommit}`;
  const verdict =
    statement.predicateType === 'urn:holdpoint:verdict:v1' || statement.predicateType === 'urn:holdpoint:release:v1'
      ? statement.predicate.verdict
      : null;
  const signOffs =
    verdict !== null && verdict.outcome !== 'not-governed' && verdict.cause === 'gates' ? verdict.signOffs : [];
  const lines = signOffs.map(
    ({ gate, signer, role, meaning, at, record, covers }) =>
      `    ${gate}: ${signer.name ?? signer.login} (${signer.login}, ${signer.id}) as ${role}, ${meaning}, ${at}, ` +
      `on ${record.owner}/${record.name}#${record.number}, covering ${covers}`,
  );
  return [head, ...lines].map((line) => `${toPrintable(line)}\n`).join('');
};

const toSummary = (report: ExportReport, { checkpoints }: Options): string => {
  const { repository, entries, statements, head, keyIds, selection } = report;
  const isWhole = selection !== null && 'all' in selection;
  return [
    `\nIt holds: ${statements} signed statements about ${repository}, in a chain of ${entries} entries that ends in ${head}.`,
    `Signed with ${keyIds.join(' and ')}, which you said you trust.`,
    isWhole
      ? 'Every entry of the chain is here with its statement.'
      : 'The chain is whole; the statements that were not asked for are left out, and what they say is not shown by this file.',
    checkpoints.length === 0
      ? 'Whether the chain was cut off at its end, this file alone cannot show: compare with a checkpoint that was kept elsewhere (--checkpoint), or with the entry numbers in the check runs.'
      : 'It has grown out of every checkpoint that you gave.',
    '',
  ].join('\n');
};
