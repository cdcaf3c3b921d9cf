import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LedgerFault } from '../../src/ledger/fault.ts';
import { openSigner } from '../../src/ledger/signer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-signer-'));
});
afterAll(() => rm(folder, { recursive: true }));

const faultOf = (settings: Parameters<typeof openSigner>[0]): Promise<unknown> =>
  openSigner(settings).then(
    () => null,
    (error: unknown) => error,
  );

describe('openSigner', () => {
  test('makes a key that only we can read, and finds it again', async () => {
    const settings = { keyPath: null, dataFolder: join(folder, 'new'), production: false };
    const [first, second] = await Promise.all([openSigner(settings), openSigner(settings)]);
    expect(second.keyId).toBe(first.keyId);
    expect((await openSigner(settings)).keyId).toBe(first.keyId);
    expect((await stat(join(folder, 'new', 'evidence-key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('makes none in production, nor where one was named', async () => {
    const dataFolder = join(folder, 'none');
    for (const settings of [
      { keyPath: null, dataFolder, production: true },
      { keyPath: join(folder, 'missing.pem'), dataFolder, production: false },
    ]) {
      expect(await faultOf(settings)).toMatchObject({ code: 'no-key', retryable: false });
    }
  });

  test('refuses what is no Ed25519 key, without quoting it', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const text of ['top secret', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
      const keyPath = join(folder, 'bad.pem');
      await writeFile(keyPath, text);
      const fault = await faultOf({ keyPath, dataFolder: folder, production: true });
      expect(fault).toBeInstanceOf(LedgerFault);
      expect(fault).toMatchObject({ code: 'bad-key' });
      expect(String(fault)).not.toContain(text.slice(0, 10));
    }
  });
});
