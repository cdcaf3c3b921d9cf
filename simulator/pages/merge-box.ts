import { findEntry } from '../actions/merge-queue.ts';
import { mergeability } from '../pull-state.ts';
import { latestRuns } from '../rest/render/check.ts';
import { listMergeViolations, listRulesInForce } from '../rules.ts';
import type { PullRequest, World } from '../state.ts';
import { checkIcon, outcomeOf, statusIcon } from './check-icon.ts';
import { type Html, html, icon } from './html.ts';
import { avatar, pathOf } from './layout.ts';

/** Why a pull request can or cannot be merged, from the evaluation that the merge endpoint itself uses. */
export function toMergeBox(world: World, pull: PullRequest): Html {
  const required = requiredContexts(pull);
  const checks = toChecks(pull, required);
  const [tone, verdict] = toVerdict(world, pull);
  return html`<section class="box merge ${tone}">${checks.length > 0 && html`<div>${checks}</div>`}${verdict}</section>`;
}

function toVerdict(world: World, pull: PullRequest): [string, Html] {
  if (pull.merged) return ['merged', message('git-merge', 'done', 'Pull request successfully merged and closed')];
  if (pull.state === 'closed')
    return ['blocked', message('git-pull-request-closed', 'bad', 'Closed with unmerged commits')];
  const violations = listMergeViolations(world, pull, null);
  const { state } = mergeability(world, pull);
  if (state === 'dirty')
    return ['blocked', message('alert-fill', 'bad', 'This branch has conflicts that must be resolved')];
  if (violations.length > 0) return ['blocked', message('x-circle-fill', 'bad', 'Merging is blocked', violations)];
  if (state === 'draft')
    return [
      'blocked',
      message('git-pull-request-draft', 'muted', 'This pull request is still a work in progress', [
        'Draft pull requests cannot be merged.',
      ]),
    ];
  const entry = findEntry(pull);
  if (entry !== null) {
    const place = `Number ${entry.queue.entries.indexOf(entry) + 1} of ${entry.queue.entries.length} in the merge queue.`;
    return ['blocked', message('git-merge-queue', 'warn', 'Queued to merge', [place])];
  }
  return [
    'ready',
    message('check-circle-fill', 'good', 'This branch can be merged', [
      'No conflicts with the base branch, and every rule is met.',
    ]),
  ];
}

const message = (symbol: string, tone: string, title: string, reasons: readonly string[] = []): Html =>
  html`<div class="verdict">${icon(symbol, tone, 24)}<div><h3>${title}</h3>${reasons.length > 0 && html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}</div></div>`;

/** The names that the rules in force on the base branch require. */
function requiredContexts(pull: PullRequest): string[] {
  const rules = listRulesInForce(pull.repository, `refs/heads/${pull.baseRef}`).map(({ rule }) => rule);
  return rules
    .filter((rule) => rule.type === 'required_status_checks')
    .flatMap((rule) => (rule.parameters?.['required_status_checks'] ?? []) as { context: string }[])
    .map(({ context }) => context);
}

/** A row for each check and status of the head commit, and for each required one that was never reported. */
function toChecks(pull: PullRequest, required: readonly string[]): Html[] {
  const { repository, headSha } = pull;
  const runs = repository.checkSuites.filter((suite) => suite.headSha === headSha).flatMap(latestRuns);
  const statuses = [
    ...new Map(repository.statuses.filter((one) => one.sha === headSha).map((one) => [one.context, one])).values(),
  ];
  const mark = (name: string) => required.includes(name) && html`<span class="required">Required</span>`;
  const known = new Set([...runs.map((run) => run.name), ...statuses.map((status) => status.context)]);
  return [
    ...runs.map(
      (run) =>
        html`<div class="row">${checkIcon(run)} ${avatar(run.suite.app.bot)}<span class="grow"><strong>${run.name}</strong> <span class="muted">${outcomeOf(run)}${run.output.title !== null && html` — ${run.output.title}`}</span></span>${mark(run.name)} <a href="${pathOf(repository)}/runs/${run.id}">Details</a></div>`,
    ),
    ...statuses.map(
      (status) =>
        html`<div class="row">${statusIcon(status)} ${avatar(status.creator)}<span class="grow"><strong>${status.context}</strong> <span class="muted">${status.description ?? status.state}</span></span>${mark(status.context)}</div>`,
    ),
    ...[...new Set(required)]
      .filter((name) => !known.has(name))
      .map(
        (name) =>
          html`<div class="row">${icon('dot-fill', 'warn')}<span class="grow"><strong>${name}</strong> <span class="muted">Expected — Waiting for status to be reported</span></span>${mark(name)}</div>`,
      ),
  ];
}
