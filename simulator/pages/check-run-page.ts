import { latestRuns, openPullsOf } from '../rest/render/check.ts';
import type { CheckRun, World } from '../state.ts';
import { checkIcon, outcomeOf } from './check-icon.ts';
import { type Html, html, icon, trusted } from './html.ts';
import { actorName, avatar, type Page, pathOf, time } from './layout.ts';
import { renderMarkdown } from './markdown.ts';

/** One check run: what it says, as GitHub's Checks tab shows it, with the commit's other runs beside it. */
export function checkRunPage(_world: World, run: CheckRun): Page {
  const { suite } = run;
  return {
    title: `${run.name} · ${suite.repository.name}`,
    repository: suite.repository,
    tab: 'checks',
    body: html`<div class="checks">${toSidebar(run)}<div>${toHeader(run)}<article class="box">
${run.output.title !== null && html`<h2 class="output-title">${run.output.title}</h2>`}
${toOutput(run.output.summary)}${toOutput(run.output.text)}
${run.output.title === null && run.output.summary === null && html`<div class="output muted">No output was reported.</div>`}
</article>${toActions(run)}</div></div>`,
  };
}

function toHeader(run: CheckRun): Html {
  const { suite } = run;
  const pulls = openPullsOf(suite);
  return html`<header class="run-title">${checkIcon(run, 24)}<div><h1>${run.name}</h1>
<p>${actorName(suite.app.bot)} · ${outcomeOf(run)}${run.completedAt !== null && html` ${time(run.completedAt)}`} on <code class="branch">${suite.headSha.slice(0, 7)}</code>${pulls.map(
    (pull) => html` · <a href="${pathOf(pull.repository)}/pull/${pull.number}">${pull.title} #${pull.number}</a>`,
  )}</p></div></header>`;
}

const toOutput = (text: string | null): Html | null =>
  text === null || text === ''
    ? null
    : html`<section class="output markdown">${trusted(renderMarkdown(text, 'document'))}</section>`;

/** Buttons that the App offers. They are pressed through the API: a page here has no forms. */
const toActions = (run: CheckRun): Html | null =>
  run.actions.length === 0
    ? null
    : html`<section class="box"><header><strong>Actions that the App offers</strong></header>${run.actions.map(
        (action) =>
          html`<div class="row"><strong>${action.label}</strong><span class="grow muted">${action.description}</span><code>${action.identifier}</code></div>`,
      )}</section>`;

function toSidebar(run: CheckRun): Html {
  const { repository, headSha } = run.suite;
  const suites = repository.checkSuites.filter((suite) => suite.headSha === headSha && suite.runs.length > 0);
  const commit = repository.git.commits.get(headSha);
  return html`<nav class="box"><header>${icon('git-commit', 'muted')} <strong>${commit?.message.split('\n')[0] ?? headSha.slice(0, 7)}</strong></header>
${suites.map(
  (
    suite,
  ) => html`<header>${avatar(suite.app.bot, 16)} <strong>${suite.app.name}</strong> <span class="end">${latestRuns(suite).length}</span></header>
${latestRuns(suite).map(
  (one) =>
    html`<a class="${one === run ? 'current' : ''}" href="${pathOf(repository)}/runs/${one.id}">${checkIcon(one)}<span>${one.name}</span></a>`,
)}`,
)}</nav>`;
}
