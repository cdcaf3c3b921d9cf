import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRelease } from '../../simulator/actions/releases.ts';
import { createClients, type InstallationClient } from '../../src/github/clients.ts';
import { findPage } from '../../src/github/release/read-page.ts';
import { privateKey, SEED, Stage } from '../simulator/stage.ts';

const pump = { owner: 'acme', name: 'pump' };

let stage: Stage;
let client: InstallationClient;
let draft: (tag: string) => void;
beforeAll(async () => {
  stage = await Stage.start();
  // Without it no draft is shown.
  await stage.control('PUT /app', { permissions: { ...SEED.app.permissions, contents: 'write' } });
  client = createClients({
    appId: SEED.app.id,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    apiUrl: `${stage.simulator.url}/api/v3`,
    userAgent: 'holdpoint/test',
  }).forInstallation(stage.installation);
  const { world } = stage.simulator;
  const repository = [...world.repositories.values()].find(({ name }) => name === 'pump');
  const user = world.accounts.get('ben');
  if (repository === undefined || user?.kind !== 'User') throw new Error('the world is another one');
  draft = (tag_name) => createRelease(world, { kind: 'user', user }, repository, { tag_name, draft: true });
});
afterAll(() => stage.close());

const find = (tag: string) => findPage(client, 'looking for a page', pump, tag);

test('F43: that a tag has no draft is known only of a list that was read to its end', async () => {
  draft('v0-old');
  expect(await find('v9')).toEqual({ known: true, value: null });
  for (let count = 0; count < 1_000; count += 1) draft(`v1-${count}`);
  expect(await find('v1-0')).toMatchObject({ known: true, value: { page: { tag_name: 'v1-0' } } });
  for (const tag of ['v0-old', 'v9']) {
    expect(await find(tag)).toEqual({ known: false, reason: expect.stringContaining('more than 1,000 releases') });
  }
});
