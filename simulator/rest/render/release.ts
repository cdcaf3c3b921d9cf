import type { Release, World } from '../../state.ts';
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
    upload_url: `${url}/assets{?name,label}`,
    html_url: `${world.url}/${fullNameOf(repository)}/releases/tag/${encodeURIComponent(release.tagName)}`,
    id: release.id,
    node_id: release.nodeId,
    author: renderUser(world, release.author),
    tag_name: release.tagName,
    target_commitish: release.targetCommitish,
    name: release.name,
    draft: release.draft,
    immutable: false,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    updated_at: release.createdAt,
    published_at: release.publishedAt,
    assets: [],
    tarball_url: archive === null ? null : `${archive}tarball/${release.tagName}`,
    zipball_url: archive === null ? null : `${archive}zipball/${release.tagName}`,
    body: release.body,
  };
}
