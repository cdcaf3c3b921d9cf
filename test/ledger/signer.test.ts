import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
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
    const settings = { key: null, dataFolder: join(folder, 'new'), production: false };
    const [first, second] = await Promise.all([openSigner(settings), openSigner(settings)]);
    expect(second.keyId).toBe(first.keyId);
    expect((await openSigner(settings)).keyId).toBe(first.keyId);
    expect((await stat(join(folder, 'new', 'evidence-key.pem'))).mode & 0o777).toBe(0o600);
  });

  test('makes none in production', async () => {
    const settings = { key: null, dataFolder: join(folder, 'none'), production: true };
    expect(await faultOf(settings)).toMatchObject({ code: 'no-key', retryable: false });
  });

  test('refuses what is no Ed25519 key, given or found, without quoting it', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await mkdir(join(folder, 'bad'));
    for (const text of ['top secret', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()]) {
      await writeFile(join(folder, 'bad', 'evidence-key.pem'), text);
      for (const key of [text, null]) {
        const fault = await faultOf({ key, dataFolder: join(folder, 'bad'), production: false });
        expect(fault).toBeInstanceOf(LedgerFault);
        expect(fault).toMatchObject({ code: 'bad-key' });
        expect(String(fault)).not.toContain(text.slice(0, 10));
      }
    }
  });
});
