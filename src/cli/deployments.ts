import { parseArgs } from 'node:util';
import { connect } from '../database/connect.ts';
import { DatabaseFault, toDatabaseFault } from '../database/fault.ts';
import { toReadable } from '../decision/instant.ts';
import { type RegisteredDeployment, registerOf } from '../observations/deployments.ts';
import type { RepositoryRef } from '../records/reference.ts';

const usage = `Usage: holdpoint deployments --repo OWNER/NAME [--environment NAME]

Prints what was deployed where, newest first: when, to which environment, which commit, the tag of its release, what was
said of that, and whether the deployment was approved: docs/deployments.md. Reads DATABASE_URL, or the database in
DATA_FOLDER (default: data), whether or not the service runs.

Exit code: 0 printed, 1 there is nothing of that kind, 2 it could not be read.
`;

type Options = { readonly repository: RepositoryRef; readonly environment: string | null };

/** `holdpoint deployments`: prints the register of what was deployed where (F49). @returns the exit code. */
export const deployments = async (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> => {
  const options = readOptions(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const settings = {
    databaseUrl: environment['DATABASE_URL'] ?? null,
    dataFolder: environment['DATA_FOLDER'] ?? 'data',
  };
  const database = await connect(settings).catch((error: unknown) => {
    const fault = toDatabaseFault(error);
    if (!(fault instanceof DatabaseFault)) throw error;
    process.stderr.write(`${fault.message}\n`);
    return null;
  });
  if (database === null) return 2;
  try {
    const all = await registerOf(database.pool, options.repository);
    const rows = all.filter((one) => isAsked(one, options));
    if (rows.length === 0) {
      process.stderr.write('No deployment is registered there.\n');
      return 1;
    }
    process.stdout.write(toTable(rows.map(toCells)));
    return 0;
  } finally {
    await database.close();
  }
};

const readOptions = (args: readonly string[]): Options | string => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { repo: { type: 'string' }, environment: { type: 'string' } },
    });
    const [, owner, name] = /^([\w.-]+)\/([\w.-]+)$/.exec(values.repo ?? '') ?? [];
    if (owner === undefined || name === undefined) return 'Name the repository: --repo OWNER/NAME.';
    return { repository: { owner, name }, environment: values.environment?.toLowerCase() ?? null };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const isAsked = (one: RegisteredDeployment, { environment }: Options): boolean =>
  environment === null || one.environment.toLowerCase() === environment;

const toCells = (one: RegisteredDeployment): readonly string[] => [
  toReadable(one.deployedAt),
  toPrintable(one.environment),
  one.commitSha.slice(0, 12),
  one.tag === null ? '-' : toPrintable(one.tag),
  one.verdict === 'none' ? 'no verdict' : one.verdict,
  toWord(one),
];

const toWord = ({ approved, isJudged, matterKey }: RegisteredDeployment): string => {
  if (matterKey !== null) return 'PAST THE GATE';
  if (approved) return 'approved';
  return isJudged ? 'not asked for' : 'not judged: a policy has problems';
};

/** Untrusted text must not steer a terminal. */
const toPrintable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');

const toTable = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
};
