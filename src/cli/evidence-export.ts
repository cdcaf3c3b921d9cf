import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { connect } from '../database/connect.ts';
import { DatabaseFault, toDatabaseFault } from '../database/fault.ts';
import { readExport } from '../ledger/read-export.ts';
import { readExportOptions } from './evidence-options.ts';

const usage = `Usage: holdpoint evidence export --repo OWNER/NAME [--pr N | --release TAG | --since TIME] [--out FILE]

Writes a repository's evidence as one file that anybody can verify: docs/evidence.md. Reads DATABASE_URL, or the database
in DATA_FOLDER (default: data), whether or not the service runs.

Exit code: 0 written, 1 there is nothing of that kind, 2 it could not be written.
`;

/** `holdpoint evidence export`: writes what the ledger holds of a repository. @returns the exit code. */
export const evidenceExport = async (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> => {
  const options = readExportOptions(args);
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
    let counted = { entries: 0, statements: 0 };
    const lines = async function* () {
      counted = yield* readExport(database.pool, options.repository, options.selection);
    };
    if (options.out === null) await toStandardOutput(lines());
    else await toFile(lines(), options.out);
    if (counted.statements === 0) {
      const what = counted.entries === 0 ? `of ${options.repository}` : 'that was asked for';
      process.stderr.write(`The ledger holds no statement ${what}.\n`);
      return 1;
    }
    process.stderr.write(`${counted.statements} statements, of ${counted.entries} entries of ${options.repository}.\n`);
    return 0;
  } finally {
    await database.close();
  }
};

/** A file that bears the name is whole: it gets it at last. What is no ordinary file, as a pipe, is written to as it is. */
const toFile = async (lines: AsyncIterable<Buffer>, file: string): Promise<void> => {
  const present = await stat(file).catch(() => null);
  if (present !== null && !present.isFile()) return pipeline(Readable.from(lines), createWriteStream(file));
  const part = `${file}.part`;
  try {
    await pipeline(Readable.from(lines), createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
};

const toStandardOutput = async (lines: AsyncIterable<Buffer>): Promise<void> => {
  const readable = Readable.from(lines);
  readable.pipe(process.stdout, { end: false });
  await finished(readable, { writable: false });
};
