import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BytesSigner, toKeyId } from '../evidence/envelope.ts';
import { LedgerFault } from './fault.ts';

export type SignerSettings = {
  /** An Ed25519 private key as PKCS#8 PEM; null: the one in the data folder, made when there is none. */
  readonly key: string | null;
  readonly dataFolder: string;
  /** In production no key is made up: evidence signed with a key that vanishes with a container proves nothing. */
  readonly production: boolean;
};

/** Takes the signing key, or makes one outside production (mode 0600). Throws `LedgerFault` `no-key` or `bad-key`. */
export const openSigner = async ({ key, dataFolder, production }: SignerSettings): Promise<BytesSigner> => {
  if (key !== null) return toSigner(parseKey(key, 'What was given as evidence key'));
  if (production) throw new LedgerFault('no-key', 'There is no evidence key.');
  const path = join(dataFolder, 'evidence-key.pem');
  const pem = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return makeKey(path);
    throw new LedgerFault('bad-key', `The evidence key ${path} cannot be read: ${error.code}.`, error);
  });
  return toSigner(parseKey(pem, path));
};

const parseKey = (pem: string, what: string): KeyObject => {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The reason may quote the key; it goes no further.
  }
  throw new LedgerFault('bad-key', `${what} is not an Ed25519 private key as PKCS#8 PEM.`);
};

const makeKey = async (path: string): Promise<string> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, pem, { mode: 0o600, flag: 'wx' });
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFile(path, 'utf8');
  }
};

/** A signer whose key is in this process; it stays inside. */
export const toSigner = (key: KeyObject): BytesSigner => ({
  keyId: toKeyId(key),
  publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  sign: async (bytes) => sign(null, bytes, key),
});
