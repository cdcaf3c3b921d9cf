import { ApiError, validationFailed } from '../exchange.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import type { Caller, Release, ReleaseAsset, World } from '../state.ts';
import { register } from '../world.ts';

export type AssetUpload = { name: string; label: string | null; contentType: string; content: Buffer };

/** Adds a file to a release. @throws ApiError 422 for a name that is taken, and for a release that is immutable. */
export function uploadAsset(world: World, caller: Caller, release: Release, upload: AssetUpload): ReleaseAsset {
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  if (release.immutable) throw new ApiError(422, 'Cannot upload assets to an immutable release.');
  if (upload.content.length === 0) throw new ApiError(400, 'Bad Content-Length');
  const name = toAssetName(upload.name);
  requireFree(release, name);
  const now = world.clock.now();
  const asset: ReleaseAsset = register(world, {
    kind: 'ReleaseAsset',
    release,
    ...upload,
    name,
    uploader: actorOf(caller),
    downloadCount: 0,
    createdAt: now,
    updatedAt: now,
  });
  release.assets.push(asset);
  return asset;
}

export function updateAsset(
  world: World,
  caller: Caller,
  asset: ReleaseAsset,
  fields: { name?: string; label?: string },
): void {
  authorize(world, caller, asset.release.repository, toWrite('write', 'contents'));
  if (asset.release.immutable) throw new ApiError(422, 'Cannot update assets of an immutable release.');
  const name = toAssetName(fields.name ?? asset.name);
  if (name !== asset.name) requireFree(asset.release, name);
  Object.assign(asset, { name, label: fields.label ?? asset.label, updatedAt: world.clock.now() });
}

export function deleteAsset(world: World, caller: Caller, asset: ReleaseAsset): void {
  const { release } = asset;
  authorize(world, caller, release.repository, toWrite('write', 'contents'));
  if (release.immutable) throw new ApiError(422, 'Cannot delete assets of an immutable release.');
  release.assets = release.assets.filter((one) => one !== asset);
}

function requireFree(release: Release, name: string): void {
  if (release.assets.some((one) => one.name === name)) throw validationFailed('ReleaseAsset', 'name', 'already_exists');
}

/** GitHub renames files: whatever is no letter, digit or one of a few signs becomes one period, and none is at either end. */
function toAssetName(name: string): string {
  const plain = name.replaceAll(/[^\w+@~-]+/g, '.').replace(/\.+$/, '');
  return plain === '' || plain.startsWith('.') ? `default${plain}` : plain;
}
