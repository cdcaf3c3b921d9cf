import { deleteAsset, updateAsset, uploadAsset } from '../actions/release-assets.ts';
import { setImmutableReleases } from '../actions/releases.ts';
import { notFound, type SimulatorResponse } from '../exchange.ts';
import { requireRepository, toWrite } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { ReleaseAsset } from '../state.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { listVisibleReleases, requireReleaseById } from './releases.ts';
import { renderAsset } from './render/release.ts';

const REPO = '/repos/{owner}/{repo}';
const ASSET = `${REPO}/releases/assets/{asset_id}`;

/** An asset of a draft is as invisible as the draft. */
function requireAsset(context: RouteContext): ReleaseAsset {
  const id = idOf(context, 'asset_id');
  const asset = listVisibleReleases(context)
    .flatMap((release) => release.assets)
    .find((one) => one.id === id);
  if (asset === undefined) throw notFound();
  return asset;
}

/** Only at the root for uploads, whose requests carry bytes instead of JSON. */
function postAsset(context: RouteContext): SimulatorResponse {
  const { world, request } = context;
  if (!Buffer.isBuffer(request.body)) throw notFound();
  const asset = uploadAsset(world, request.caller, requireReleaseById(context), {
    name: request.query.get('name') ?? '',
    label: request.query.get('label'),
    contentType: request.headers['content-type'] ?? 'application/octet-stream',
    content: request.body,
  });
  return created(renderAsset(world, asset));
}

/** The asset, or its bytes when the caller takes nothing but bytes. GitHub may redirect to them; here they come at once. */
function getAsset(context: RouteContext): SimulatorResponse {
  const asset = requireAsset(context);
  const wantsBytes = context.request.headers['accept']?.includes('application/octet-stream') === true;
  return wantsBytes ? toDownload(asset) : ok(renderAsset(context.world, asset));
}

export function toDownload(asset: ReleaseAsset): SimulatorResponse {
  asset.downloadCount += 1;
  const headers = {
    'content-type': asset.contentType,
    'content-disposition': `attachment; filename=${asset.name}`,
  };
  return { status: 200, headers, body: asset.content };
}

function switchImmutability(context: RouteContext, enabled: boolean): SimulatorResponse {
  const { world, request, params } = context;
  setImmutableReleases(world, request.caller, requireRepository(world, request.caller, params), enabled);
  return noContent();
}

export const releaseAssetRoutes = [
  route('GET', `${REPO}/releases/{release_id}/assets`, (context) =>
    paginate(context, requireReleaseById(context).assets, (one) => renderAsset(context.world, one)),
  ),
  route('POST', `${REPO}/releases/{release_id}/assets`, postAsset),
  route('GET', ASSET, getAsset),
  route('PATCH', ASSET, (context) => {
    const asset = requireAsset(context);
    updateAsset(context.world, context.request.caller, asset, bodyOf<{ name?: string; label?: string }>(context));
    return ok(renderAsset(context.world, asset));
  }),
  route('DELETE', ASSET, (context) => {
    deleteAsset(context.world, context.request.caller, requireAsset(context));
    return noContent();
  }),
  route('GET', `${REPO}/immutable-releases`, ({ world, request, params }) => {
    const need = { ...toWrite('admin', 'administration'), level: 'read' as const };
    const repository = requireRepository(world, request.caller, params, need);
    if (!repository.immutableReleases) throw notFound();
    return ok({ enabled: true, enforced_by_owner: false });
  }),
  route('PUT', `${REPO}/immutable-releases`, (context) => switchImmutability(context, true)),
  route('DELETE', `${REPO}/immutable-releases`, (context) => switchImmutability(context, false)),
];
