import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';

export type Credentials = { readonly APP_ID: string; readonly PRIVATE_KEY: string; readonly WEBHOOK_SECRET: string };

/**
 * Puts the credentials into a `.env` file, for its owner alone to read (mode 0600), in the place of earlier ones and
 * beside the other settings there. The file is replaced as a whole, so that a crash leaves the old one.
 */
export const writeCredentials = async (path: string, credentials: Credentials): Promise<void> => {
  const earlier = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const names = Object.keys(credentials);
  const kept = earlier.split('\n').filter((line) => !names.includes(line.split('=', 1)[0]?.trim() ?? ''));
  const added = Object.entries(credentials).map(([name, value]) => `${name}="${value.trim().replaceAll('\n', '\\n')}"`);
  const text = [...kept.join('\n').trimEnd().split('\n'), ...added, ''].join('\n').trimStart();

  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
};
