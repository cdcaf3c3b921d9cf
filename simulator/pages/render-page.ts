import { ApiError, type SimulatorResponse } from '../exchange.ts';
import { toDownload } from '../rest/release-assets.ts';
import type { CheckRun, Issue, PullRequest, ReleaseAsset, Repository, World } from '../state.ts';
import { findRepository } from '../world.ts';
import { checkRunPage } from './check-run-page.ts';
import { issuePage, pullRequestPage } from './discussion-pages.ts';
import { html } from './html.ts';
import { type Page, pathOf, toResponse } from './layout.ts';
import { homePage, releasePage, repositoryPage } from './list-pages.ts';

/**
 * Answers a GET outside the API with an HTML page, for a person who watches in a browser on this machine. Pages ask for
 * no sign-in and show private repositories too: the simulator listens on loopback alone. @throws ApiError 404.
 */
export async function renderPage(world: World, path: string): Promise<SimulatorResponse> {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
  if (segments.length === 0) return toResponse(homePage(world));
  const [owner = '', name = '', kind, ...rest] = segments;
  const repository = findRepository(world, owner, name);
  if (repository === null) throw new ApiError(404, 'Not Found');
  return renderOf(world, repository, kind, rest);
}

function renderOf(world: World, repository: Repository, kind: string | undefined, rest: string[]): SimulatorResponse {
  switch (kind) {
    case undefined:
      return toResponse(repositoryPage(world, repository));
    case 'pull':
    case 'issues':
      return renderDiscussed(world, repository, Number(rest[0]), kind);
    case 'runs':
      return toResponse(checkRunPage(world, requireFound(findRun(repository, Number(rest[0])))));
    case 'releases': {
      if (rest[0] === 'download') return toDownload(requireFound(findAsset(repository, rest.slice(1))));
      const tag = rest[0] === 'tag' ? rest.slice(1).join('/') : '';
      return toResponse(
        releasePage(world, requireFound(repository.releases.find((release) => release.tagName === tag))),
      );
    }
    default:
      throw new ApiError(404, 'Not Found');
  }
}

function renderDiscussed(
  world: World,
  repository: Repository,
  number: number,
  kind: 'pull' | 'issues',
): SimulatorResponse {
  const found = requireFound(repository.issues.get(number));
  const location = placeOf(found);
  if (location !== `${pathOf(repository)}/${kind}/${number}`) return { status: 302, headers: { location } };
  if (found.kind === 'Issue' && found.deletedAt !== null) return toResponse(deletedPage(found), 410);
  return toResponse(found.kind === 'Issue' ? issuePage(world, found) : pullRequestPage(world, found));
}

/** Where an issue or pull request is shown: a transferred issue in its new repository. */
function placeOf(discussed: Issue | PullRequest): string {
  if (discussed.kind === 'Issue' && discussed.transferredTo !== null) return placeOf(discussed.transferredTo);
  return `${pathOf(discussed.repository)}/${discussed.kind === 'Issue' ? 'issues' : 'pull'}/${discussed.number}`;
}

const deletedPage = ({ repository, number }: Issue): Page => ({
  title: `Issue #${number}`,
  repository,
  tab: 'issues',
  body: html`<h1>This issue has been deleted.</h1>`,
});

const findRun = (repository: Repository, id: number): CheckRun | undefined =>
  repository.checkSuites.flatMap((suite) => suite.runs).find((run) => run.id === id);

/** `rest` is the release's tag, which may hold slashes, and the name of the file. */
const findAsset = (repository: Repository, rest: string[]): ReleaseAsset | undefined =>
  repository.releases
    .filter((release) => release.tagName === rest.slice(0, -1).join('/'))
    .flatMap((release) => release.assets)
    .find((asset) => asset.name === rest.at(-1));

function requireFound<T>(found: T | undefined): T {
  if (found === undefined) throw new ApiError(404, 'Not Found');
  return found;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
