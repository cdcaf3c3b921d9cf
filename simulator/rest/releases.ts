import { createRelease, deleteRelease, type ReleaseFields, updateRelease } from '../actions/releases.ts';
import { notFound } from '../exchange.ts';
import { isAllowed, requireRepository, toRead, toWrite } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Release } from '../state.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { renderRelease } from './render/release.ts';

const RELEASES = '/repos/{owner}/{repo}/releases';

/** Newest first; drafts only for those who may write. */
export function listVisibleReleases({ world, request, params }: RouteContext): Release[] {
  const repository = requireRepository(world, request.caller, params, toRead('contents'));
  const seesDrafts = isAllowed(world, request.caller, repository, toWrite('write', 'contents'));
  return repository.releases.filter((one) => !one.draft || seesDrafts).reverse();
}

function require(context: RouteContext, matches: (release: Release) => boolean): Release {
  const release = listVisibleReleases(context).find(matches);
  if (release === undefined) throw notFound();
  return release;
}
export const requireReleaseById = (context: RouteContext): Release =>
  require(context, (one) => one.id === idOf(context, 'release_id'));

export const releaseRoutes = [
  route('GET', RELEASES, (context) =>
    paginate(context, listVisibleReleases(context), (one) => renderRelease(context.world, one)),
  ),
  route('POST', RELEASES, (context) => {
    const { world, request, params } = context;
    const repository = requireRepository(world, request.caller, params);
    const fields = bodyOf<ReleaseFields & { tag_name: string }>(context);
    return created(renderRelease(world, createRelease(world, request.caller, repository, fields)));
  }),
  route('GET', `${RELEASES}/latest`, (context) =>
    ok(
      renderRelease(
        context.world,
        require(context, (one) => !one.draft && !one.prerelease),
      ),
    ),
  ),
  route('GET', `${RELEASES}/tags/{tag}`, (context) =>
    ok(
      renderRelease(
        context.world,
        require(context, (one) => !one.draft && one.tagName === context.params['tag']),
      ),
    ),
  ),
  route('GET', `${RELEASES}/{release_id}`, (context) => ok(renderRelease(context.world, requireReleaseById(context)))),
  route('PATCH', `${RELEASES}/{release_id}`, (context) => {
    const release = requireReleaseById(context);
    updateRelease(context.world, context.request.caller, release, bodyOf<ReleaseFields>(context));
    return ok(renderRelease(context.world, release));
  }),
  route('DELETE', `${RELEASES}/{release_id}`, (context) => {
    deleteRelease(context.world, context.request.caller, requireReleaseById(context));
    return noContent();
  }),
];
