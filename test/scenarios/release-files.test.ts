import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '../../stage/change.ts';
import { untilTracked } from '../../stage/matter.ts';
import { comment } from '../../stage/record.ts';
import {
  bringChange,
  filesPolicy,
  openDraft,
  openReleaseRecord,
  pushTag,
  readTier,
  signRelease,
  toReleaseBody,
  toReleaseWorld,
  toReleasing,
  untilReleaseCheck,
} from '../../stage/release.ts';
import { type Stage, setStage, until } from '../../stage/stage.ts';

const root = resolve(import.meta.dirname, '../..');
const owner = 'acme';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const firmware = 'the firmware itself';
const toSbom = (version: string): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'firmware', name: 'pump', version } },
    components: [{ type: 'library', name: 'rtos', version: '3.2.1' }],
  });

let stage: Stage;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdpoint-release-'));
  stage = await setStage({
    world: toReleaseWorld([toReleasing('filed', 'check', filesPolicy), toReleasing('retracted', 'none', filesPolicy)]),
    permissions: await readTier({ contents: 'write' }),
  });
}, 60_000);
afterAll(async () => {
  await stage?.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

const readRelease = async (repo: string, id: number) =>
  (await stage.as('rita').rest.repos.getRelease({ owner, repo, release_id: id })).data;

const download = async (repo: string, id: number): Promise<Buffer> => {
  const { data } = await stage.as('rita').rest.repos.getReleaseAsset({
    owner,
    repo,
    asset_id: id,
    headers: { accept: 'application/octet-stream' },
  });
  return Buffer.from(data as unknown as ArrayBuffer);
};

describe('F43 F45: the files of a release', () => {
  test('F54: are those that were signed; the evidence goes with them, and verifies offline', async () => {
    const home = { owner, repo: 'filed' };
    const sha = await bringChange(stage, home, 'filed-1');
    const sbom = toSbom('1.0.0');
    const answers = {
      'Artifact digests': `\`\`\`text\n${digestOf(firmware)}  pump.bin\n\`\`\``,
      SBOM: `sha256:${digestOf(sbom)}, sbom.cdx.json`,
    };
    const record = await openReleaseRecord(stage, home, { tag: 'v1.0.0', commit: sha, previous: 'none', answers });
    await comment(stage, 'quinn', record, '/deviation What was there before was reviewed in DHF-1.');
    await signRelease(stage, record);
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure', mentions: ['Artifacts', 'has no draft'] });
    const id = await openDraft(stage, home, { tag: 'v1.0.0', sha, files: { 'pump.bin': 'another firmware' } });
    await untilReleaseCheck(stage, home, sha, { conclusion: 'failure', mentions: ['Not what was signed', 'pump.bin'] });
    const [wrong] = (await readRelease('filed', id)).assets;
    await stage.as('rita').rest.repos.deleteReleaseAsset({ ...home, asset_id: wrong?.id ?? 0 });
    const { data } = await stage.as('rita').rest.repos.getRelease({ ...home, release_id: id });
    for (const [name, text] of Object.entries({ 'pump.bin': firmware, 'sbom.cdx.json': sbom })) {
      await stage.as('rita').request({ method: 'POST', url: data.upload_url, name, data: text });
    }
    await comment(stage, 'dana', record, 'The files are there now.');
    await untilReleaseCheck(stage, home, sha, { conclusion: 'success', mentions: ['software bill of materials'] });
    const attached = await until(async () => {
      const { assets, body } = await readRelease('filed', id);
      const evidence = assets.find(({ name }) => name === 'holdpoint-evidence.jsonl');
      return evidence !== undefined && body?.includes('Verify it offline') === true ? { evidence, body } : null;
    });
    const bytes = await download('filed', attached.evidence.id);
    expect(attached.body).toContain(digestOf(bytes.toString('utf8')));
    await settle(stage);
    expect((await readRelease('filed', id)).assets).toHaveLength(3);

    const file = join(folder, 'evidence.jsonl');
    const key = join(folder, 'key.pem');
    await writeFile(file, bytes);
    const keys = (await (await fetch(`${stage.service}/evidence/keys`)).json()) as { keys: { publicKey: string }[] };
    await writeFile(key, keys.keys[0]?.publicKey ?? '');
    const verify = ['bin/holdpoint.js', 'evidence', 'verify', file, '--key', key, '--replay'];
    const { stdout } = await promisify(execFile)(process.execPath, verify, { cwd: root });
    expect(stdout).toContain('release released');
    expect(stdout).toContain('release: Rita Release (rita');
    expect(stdout).toContain('approval: Quinn Quality (quinn');
    expect(stdout).toMatch(/each of \d+ verdicts is the same/);

    await stage.as('rita').rest.repos.updateRelease({ ...home, release_id: id, draft: false });
    await settle(stage);
    await stage.as('rita').request({ method: 'POST', url: data.upload_url, name: 'more.bin', data: 'more' });
    await comment(stage, 'dana', record, 'It has been published.');
    await stage.as('rita').rest.repos.updateRelease({ ...home, release_id: id, name: 'One' });
    await untilTracked(stage, home, 'holdpoint-deviation', {
      mentions: 'v1.0.0 has other files than it was released with',
    });
    await stage.as('rita').rest.repos.deleteRelease({ ...home, release_id: id });
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'v1.0.0 has lost its page on GitHub' });
  }, 120_000);

  test('F37: published without a verdict, a release is put back to a draft where the policy says so', async () => {
    const home = { owner, repo: 'retracted' };
    const sha = await bringChange(stage, home, 'retracted-1');
    const { data } = await stage
      .as('rita')
      .rest.repos.createRelease({ ...home, tag_name: 'v1.0.0', target_commitish: sha, draft: false });
    await untilTracked(stage, home, 'holdpoint-deviation', { mentions: 'v1.0.0 was tagged before it was judged' });
    await until(async () => ((await readRelease('retracted', data.id)).draft ? true : null));
    expect(await pushTag(stage, home, { tag: 'v1.0.0', sha })).toContain('already exists');
    expect(toReleaseBody({ tag: 'v1', commit: sha, previous: 'none' })).toContain('v1');
  }, 60_000);
});
