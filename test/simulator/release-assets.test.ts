import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { type Answer, Stage, signJwt } from './stage.ts';

const REPO = '/repos/acme/pump';
const BYTES = Buffer.from([0, 255, 1, 254, 10, 13]);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.start();
});
afterAll(() => stage.close());

const octokitOf = (login: string) =>
  new Octokit({ baseUrl: `${stage.simulator.url}/api/v3`, auth: `token-${login}`, log: quiet });
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

async function release(tag: string, fields: Record<string, unknown> = {}, repo = REPO): Promise<Answer> {
  const answer = await stage.as('owner', `POST ${repo}/releases`, { tag_name: tag, ...fields });
  expect(answer.status).toBe(201);
  return answer;
}

/** As octokit and the command line do it: by the template of the release. */
async function upload(
  url: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer> = BYTES,
  token = 'token-ada',
) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/zip' };
  const target = url.replace('{?name,label}', `?name=${encodeURIComponent(name)}`);
  const response = await fetch(target, { method: 'POST', headers, body: content });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('the files of a release', () => {
  test('are uploaded with octokit by the template of the release, and downloaded byte for byte', async () => {
    const octokit = octokitOf('ada');
    const { body } = await release('v1');
    expect(body.upload_url).toBe(
      `${stage.simulator.url}/api/uploads/repos/acme/pump/releases/${body.id}/assets{?name,label}`,
    );
    const place = { owner: 'acme', repo: 'pump', release_id: body.id };
    const { data: asset } = await octokit.rest.repos.uploadReleaseAsset({
      ...place,
      url: body.upload_url,
      name: 'pump.zip',
      label: 'The pump',
      data: BYTES as unknown as string,
      headers: { 'content-type': 'application/zip' },
    });
    expect(asset).toMatchObject({
      name: 'pump.zip',
      label: 'The pump',
      state: 'uploaded',
      content_type: 'application/zip',
      size: 6,
      digest: `sha256:${createHash('sha256').update(BYTES).digest('hex')}`,
      uploader: { login: 'ada' },
    });
    const download = await octokit.rest.repos.getReleaseAsset({
      owner: 'acme',
      repo: 'pump',
      asset_id: asset.id,
      headers: { accept: 'application/octet-stream' },
    });
    expect(Buffer.from(download.data as unknown as ArrayBuffer)).toEqual(BYTES);
    const inBrowser = await fetch(asset.browser_download_url);
    expect(Buffer.from(await inBrowser.arrayBuffer())).toEqual(BYTES);
    const shown = await octokit.rest.repos.getReleaseAsset({ owner: 'acme', repo: 'pump', asset_id: asset.id });
    expect(shown.data).toMatchObject({ name: 'pump.zip', download_count: 2 });
    expect((await octokit.rest.repos.listReleaseAssets(place)).data).toHaveLength(1);
    expect((await octokit.rest.repos.getRelease(place)).data.assets).toMatchObject([{ id: asset.id }]);
  });

  test('a text that octokit calls JSON is taken as it is, at the root for uploads', async () => {
    const { body } = await release('v2');
    const { data: asset } = await octokitOf('ada').rest.repos.uploadReleaseAsset({
      owner: 'acme',
      repo: 'pump',
      release_id: body.id,
      baseUrl: `${stage.simulator.url}/api/uploads`,
      name: 'evidence.json',
      data: '{"not": json',
    });
    expect(asset).toMatchObject({ size: 12, name: 'evidence.json' });
    expect((await stage.as('ada', `POST ${REPO}/releases/${body.id}/assets?name=x`, {})).status).toBe(404);
    const elsewhere = await fetch(`${stage.simulator.url}/api/uploads/repos/acme/pump/issues`, { method: 'POST' });
    expect(elsewhere.status).toBe(404);
  });

  test('a name is given once, and special characters become periods', async () => {
    const { upload_url: url } = (await release('v3')).body;
    expect((await upload(url, 'a file (1).zip')).body.name).toBe('a.file.1.zip');
    const again = await upload(url, 'a file (1).zip');
    expect(again.status).toBe(422);
    expect(again.body.errors).toEqual([{ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' }]);
    const other = (await upload(url, '.hidden')).body;
    expect(other.name).toBe('default.hidden');
    expect((await stage.as('ada', `PATCH ${REPO}/releases/assets/${other.id}`, { name: 'a.file.1.zip' })).status).toBe(
      422,
    );
    const renamed = await stage.as('ada', `PATCH ${REPO}/releases/assets/${other.id}`, { name: 'shown', label: 'L' });
    expect(renamed.body).toMatchObject({ name: 'shown', label: 'L' });
    expect((await upload(url, 'empty', '')).status).toBe(400);
    expect((await stage.as('ada', `DELETE ${REPO}/releases/assets/${other.id}`)).status).toBe(204);
    expect((await stage.as('ada', `GET ${REPO}/releases/assets/${other.id}`)).status).toBe(404);
  });

  test('need contents: write to change, and are as invisible as their draft', async () => {
    const { upload_url: url, id } = (await release('v4', { draft: true })).body;
    expect((await upload(url, 'x', BYTES, 'token-eve')).status).toBe(404);
    expect((await upload(url, 'x', BYTES, stage.appToken)).status).toBe(404);
    const asset = (await upload(url, 'x')).body;
    for (const path of [`/releases/${id}/assets`, `/releases/assets/${asset.id}`]) {
      expect((await stage.as('eve', `GET ${REPO}${path}`)).status).toBe(404);
      expect((await stage.as('ada', `GET ${REPO}${path}`)).status).toBe(200);
    }
    await stage.as('ada', `PATCH ${REPO}/releases/${id}`, { draft: false });
    expect((await stage.as('eve', `GET ${REPO}/releases/assets/${asset.id}`)).status).toBe(200);
    expect((await upload(url, 'y', BYTES, 'token-eve')).status).toBe(403);
    expect((await upload(url, 'y', BYTES, stage.appToken)).status).toBe(403);
    expect((await stage.as('eve', `DELETE ${REPO}/releases/assets/${asset.id}`)).status).toBe(403);
    await stage.control('PUT /app', { permissions: { metadata: 'read', contents: 'write' } });
    const path = `/app/installations/${stage.installation}/access_tokens`;
    const { token } = (await stage.call(signJwt(), `POST ${path}`)).body;
    expect((await upload(url, 'y', BYTES, token)).body.uploader.login).toBe('holdpoint[bot]');
  });
});

describe('an immutable release', () => {
  const FIXED = '/repos/acme/fixed';
  let url: string;
  let id: number;
  let asset: number;
  beforeAll(async () => {
    const seed = { repositories: [{ owner: 'acme', name: 'fixed', immutable_releases: true }] };
    expect((await stage.control('POST /seed', seed)).status).toBe(200);
    const { body } = await release('v1', { draft: true }, FIXED);
    ({ id, upload_url: url } = body);
    expect(body.immutable).toBe(false);
    asset = (await upload(url, 'evidence.json', '{}', 'token-owner')).body.id;
    const published = await stage.as('owner', `PATCH ${FIXED}/releases/${id}`, { draft: false });
    expect(published.body).toMatchObject({ immutable: true, assets: [{ name: 'evidence.json' }] });
  });

  test('takes no new assets, and none is changed or deleted', async () => {
    const refused = await upload(url, 'late', 'x', 'token-owner');
    expect(refused).toMatchObject({
      status: 422,
      body: { message: 'Cannot upload assets to an immutable release.' },
    });
    expect((await stage.as('owner', `PATCH ${FIXED}/releases/assets/${asset}`, { name: 'x' })).status).toBe(422);
    expect((await stage.as('owner', `DELETE ${FIXED}/releases/assets/${asset}`)).status).toBe(422);
    expect((await stage.as('owner', `PATCH ${FIXED}/releases/${id}`, { draft: true })).status).toBe(422);
    expect((await stage.as('owner', `PATCH ${FIXED}/releases/${id}`, { tag_name: 'v2' })).status).toBe(422);
    expect((await stage.as('owner', `PATCH ${FIXED}/releases/${id}`, { body: 'Words' })).status).toBe(200);
  });

  test('keeps its tag while it is there, and nobody gets the tag again', async () => {
    const content = { message: 'm', content: 'eA==', branch: 'main' };
    const { commit } = (await stage.as('owner', `PUT ${FIXED}/contents/x`, content)).body;
    const move = { sha: commit.sha, force: true };
    expect((await stage.as('owner', `PATCH ${FIXED}/git/refs/tags/v1`, move)).status).toBe(422);
    expect((await stage.as('owner', `DELETE ${FIXED}/git/refs/tags/v1`)).status).toBe(422);
    expect((await stage.as('owner', `DELETE ${FIXED}/releases/${id}`)).status).toBe(204);
    expect((await stage.as('owner', `DELETE ${FIXED}/git/refs/tags/v1`)).status).toBe(204);
    const again = await stage.as('owner', `POST ${FIXED}/releases`, { tag_name: 'v1' });
    expect(again.body.errors).toMatchObject([{ message: 'tag_name was used by an immutable release' }]);
    const tag = { ref: 'refs/tags/v1', sha: commit.sha };
    expect((await stage.as('owner', `POST ${FIXED}/git/refs`, tag)).status).toBe(422);
  });

  test('is a setting of the repository, for its administrators', async () => {
    const setting = `${FIXED}/immutable-releases`;
    expect((await stage.as('owner', `GET ${setting}`)).body).toEqual({ enabled: true, enforced_by_owner: false });
    expect((await stage.as('ada', `DELETE ${setting}`)).status).toBe(403);
    expect((await stage.as('owner', `DELETE ${setting}`)).status).toBe(204);
    expect((await stage.as('owner', `GET ${setting}`)).status).toBe(404);
    expect((await release('v9', {}, FIXED)).body.immutable).toBe(false);
    expect((await stage.as('owner', `PUT ${setting}`)).status).toBe(204);
  });
});
