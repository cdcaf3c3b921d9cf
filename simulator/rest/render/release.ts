import { createHash } from 'node:crypto';
import type { Release, ReleaseAsset, World } from '../../state.ts';
import { fullNameOf } from '../../world.ts';
import { renderUser } from './account.ts';
import { repositoryUrl } from './issue.ts';

/** GitHub's `release`. */
export function renderRelease(world: World, release: Release): Record<string, unknown> {
  const { repository } = release;
  const url = `${repositoryUrl(world, repository)}/releases/${release.id}`;
  const archive = release.draft ? null : `${repositoryUrl(world, repository)}/`;
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${world.url}/api/uploads/repos/${fullNameOf(repository)}/releases/${release.id}/assets{?name,label}`,
    html_url: `${world.url}/${fullNameOf(repository)}/releases/tag/${encodeURIComponent(release.tagName)}`,
    id: release.id,
    node_id: release.nodeId,
    author: renderUser(world, release.author),
    tag_name: release.tagName,
    target_commitish: release.targetCommitish,
    name: release.name,
    draft: release.draft,
    immutable: release.immutable,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.createdAt,
    published_at: release.publishedAt,
    assets: release.assets.map((asset) => renderAsset(world, asset)),
    tarball_url: archive === null ? null : `${archive}tarball/${release.tagName}`,
    zipball_url: archive === null ? null : `${archive}zipball/${release.tagName}`,
    body: release.body,
  };
}

/** GitHub's `release-asset`. */
export function renderAsset(world: World, asset: ReleaseAsset): Record<string, unknown> {
  const { release } = asset;
  const place = `${encodeURIComponent(release.tagName)}/${encodeURIComponent(asset.name)}`;
  return {
    url: `${repositoryUrl(world, release.repository)}/releases/assets/${asset.id}`,
    browser_download_url: `${world.url}/${fullNameOf(release.repository)}/releases/download/${place}`,
    id: asset.id,
    node_id: asset.nodeId,
    name: asset.name,
    label: asset.label,
    state: 'uploaded',
    content_type: asset.contentType,
    size: asset.content.length,
    digest: `sha256:${createHash('sha256').update(asset.content).digest('hex')}`,
    download_count: asset.downloadCount,
    created_at: asset.createdAt,
    updated_at: asset.updatedAt,
    uploader: renderUser(world, asset.uploader),
  };
}
