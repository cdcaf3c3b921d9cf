import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formsFolder, toFormFiles } from '../records/form-files.ts';
import { recordTypes } from '../records/record-types.ts';

const usage = `Usage: holdpoint forms DIRECTORY [--force]

Writes the issue forms of Holdpoint's records into the repository in DIRECTORY (${formsFolder}).
  --force   overwrite files that differ

Exit code: 0 all forms are there, 1 some were kept because they differ, 2 they could not be written.
`;

type Outcome = 'written' | 'unchanged' | 'replaced' | 'kept';

const words: Readonly<Record<Outcome, string>> = {
  written: 'written',
  unchanged: 'is there already',
  replaced: 'replaced',
  kept: 'differs and was left alone; --force overwrites it',
};

/**
 * `holdpoint forms DIRECTORY [--force]`: installs the issue forms in a repository's work tree. A file that says something
 * else is only overwritten when asked to.
 *
 * @returns the exit code: 0 all forms are there, 1 some were kept, 2 wrong use or a folder that cannot be written.
 */
export const forms = (args: readonly string[]): number => {
  const options = readOptions(args);
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  try {
    if (!statSync(options.directory).isDirectory()) throw new Error('it is not a folder');
    const outcomes = installForms(options.directory, options.force);
    process.stdout.write(toLabelWords());
    return outcomes.includes('kept') ? 1 : 0;
  } catch (error) {
    process.stderr.write(`The forms cannot be written into ${options.directory}: ${toReason(error)}.\n`);
    return 2;
  }
};

const readOptions = (args: readonly string[]): { directory: string; force: boolean } | string => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { force: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help === true) return 'help';
    const [directory, ...more] = positionals;
    if (directory === undefined || more.length > 0) return 'Name one folder, the root of a repository.';
    return { directory, force: values.force === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** Says of each file what became of it as soon as it is known, so that nothing is left unsaid when the next one fails. */
const installForms = (directory: string, force: boolean): readonly Outcome[] => {
  mkdirSync(join(directory, formsFolder), { recursive: true });
  return toFormFiles().map(({ name, text }) => {
    const file = `${formsFolder}/${name}`;
    const outcome = writeForm(join(directory, file), text, force);
    process.stdout.write(`${file}: ${words[outcome]}\n`);
    return outcome;
  });
};

const writeForm = (path: string, text: string, force: boolean): Outcome => {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if (toCode(error) !== 'EEXIST') throw error;
  }
  if (readFileSync(path, 'utf8') === text) return 'unchanged';
  if (!force) return 'kept';
  writeFileSync(path, text);
  return 'replaced';
};

const toLabelWords = (): string => {
  const width = Math.max(...recordTypes.map(({ label }) => label.length));
  const labels = recordTypes.map(({ label, name }) => `  ${label.padEnd(width)}  ${name}\n`);
  return `
The forms set these labels. GitHub sets only labels that the repository has, so create those that are missing:
${labels.join('')}
The labels by which people sign are those of the policy: “holdpoint policy check” names them.
`;
};

const toCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const toReason = (error: unknown): string => {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EROFS: 'it is read-only',
    ENOTDIR: 'a part of its path is a file',
    EEXIST: 'a file is in the way',
    EISDIR: 'a folder is in the way',
  };
  const reason = reasons[toCode(error)] ?? (error instanceof Error ? error.message : String(error));
  return error instanceof Error && 'path' in error ? `${reason} (${String(error.path)})` : reason;
};
