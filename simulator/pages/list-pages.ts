import { latestRuns } from '../rest/render/check.ts';
import type { Issue, PullRequest, Release, Repository, World } from '../state.ts';
import { checkIcon } from './check-icon.ts';
import { toLabel, toReference } from './event-lines.ts';
import { type Html, html, icon, trusted } from './html.ts';
import { actorName, avatar, type Page, pathOf, time } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** Every repository of the world. */
export function homePage(world: World): Page {
  const repositories = [...world.repositories.values()];
  return {
    title: 'Simulated GitHub',
    body: html`<h1>Repositories</h1><div class="box list">${rows(
      repositories.map(
        (repository) =>
          html`${icon(repository.private ? 'lock' : 'repo', 'muted')}<span class="grow"><a href="${pathOf(repository)}"><strong>${repository.owner.login}/${repository.name}</strong></a> <span class="muted">${repository.description}</span></span>`,
      ),
      'There are no repositories. Seed the world through /_control.',
    )}</div>`,
  };
}

/** A repository's pull requests, issues, latest check runs and releases, newest first. */
export function repositoryPage(_world: World, repository: Repository): Page {
  const discussed = [...repository.issues.values()].reverse();
  const runs = repository.checkSuites
    .flatMap(latestRuns)
    .sort((one, other) => other.id - one.id)
    .slice(0, 20);
  return {
    title: `${repository.owner.login}/${repository.name}`,
    repository,
    tab: 'code',
    body: html`${section('pulls', 'Pull requests', discussed.filter((one) => one.kind === 'PullRequest').map(toDiscussedRow))}
${section('issues', 'Issues', discussed.filter((one) => one.kind === 'Issue' && one.deletedAt === null && one.transferredTo === null).map(toDiscussedRow))}
${section(
  'checks',
  'Check runs',
  runs.map(
    (run) =>
      html`${checkIcon(run)}<span class="grow"><a href="${pathOf(repository)}/runs/${run.id}">${run.name}</a> <span class="muted">${run.output.title}</span></span><code>${run.suite.headSha.slice(0, 7)}</code>`,
  ),
)}
${section(
  'releases',
  'Releases',
  [...repository.releases]
    .reverse()
    .map(
      (release) =>
        html`${icon('tag', 'muted')}<span class="grow"><a href="${releasePath(release)}">${release.name ?? release.tagName}</a>${release.draft && html` <span class="tag">Draft</span>`}</span>`,
    ),
)}`,
  };
}

/** A published release. */
export function releasePage(_world: World, release: Release): Page {
  const { repository } = release;
  return {
    title: `Release ${release.tagName}`,
    repository,
    tab: 'releases',
    body: html`<article class="box"><header>${icon('tag')} <strong>${release.tagName}</strong> ${avatar(release.author)} ${actorName(release.author)} ${time(release.publishedAt ?? release.createdAt)}
${release.draft && html`<span class="tag">Draft</span>`} ${release.prerelease && html`<span class="tag">Pre-release</span>`}</header>
<div class="content markdown"><h1>${release.name ?? release.tagName}</h1>${trusted(renderMarkdown(release.body ?? '', 'document'))}</div></article>`,
  };
}

const releasePath = (release: Release): string =>
  `${pathOf(release.repository)}/releases/tag/${encodeURIComponent(release.tagName)}`;

const rows = (contents: readonly Html[], none: string): Html | Html[] =>
  contents.length === 0
    ? html`<div class="row muted">${none}</div>`
    : contents.map((content) => html`<div class="row">${content}</div>`);

const section = (id: string, title: string, contents: readonly Html[]): Html =>
  html`<section class="list" id="${id}"><h2>${title}</h2><div class="box">${rows(contents, 'None yet.')}</div></section>`;

function toDiscussedRow(discussed: Issue | PullRequest): Html {
  const symbol = discussed.kind === 'Issue' ? 'issue-opened' : 'git-pull-request';
  const tone = discussed.state === 'open' ? 'good' : 'done';
  return html`${icon(symbol, tone)}<span class="grow">${toReference(discussed, discussed.repository)} ${discussed.labels.map((label) => html`${toLabel(label)} `)}</span><span class="muted">${actorName(discussed.author)}</span>`;
}
