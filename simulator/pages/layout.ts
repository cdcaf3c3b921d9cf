import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SimulatorResponse } from '../exchange.ts';
import type { Account, Repository } from '../state.ts';
import { type Html, html, icon, trusted } from './html.ts';

const style = readFileSync(new URL('style.css', import.meta.url), 'utf8');
const styleHash = createHash('sha256').update(style).digest('base64');

/** The style sheet is all that a page may load: no script, no image, no frame, no form. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

type Tab = 'code' | 'issues' | 'pulls' | 'checks' | 'releases';
export type Page = { title: string; repository?: Repository; tab?: Tab; body: Html };

/** A whole page under GitHub's header and, when there is a repository, its tabs. */
export function toResponse(page: Page, status = 200): SimulatorResponse {
  const document = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title><style>${trusted(style)}</style></head>
<body><header class="top"><a class="mark" href="/" aria-label="Home">${icon('beaker', '', 24)}</a>
${page.repository === undefined ? html`<strong>Simulator</strong>` : toCrumbs(page.repository)}
<span class="stand-in">stand-in for GitHub</span></header>
${page.repository !== undefined && toTabs(page.repository, page.tab ?? 'code')}
<main>${page.body}</main></body></html>`;
  return { status, headers: HEADERS, body: document.markup };
}

function toCrumbs(repository: Repository): Html {
  const { owner, name } = repository;
  return html`<nav class="crumbs"><a href="/">${owner.login}</a> <span>/</span> <a href="${pathOf(repository)}"><strong>${name}</strong></a></nav>`;
}

export const pathOf = (repository: Repository): string => `/${repository.owner.login}/${repository.name}`;

function toTabs(repository: Repository, current: Tab): Html {
  const discussed = [...repository.issues.values()];
  const open = (kind: 'Issue' | 'PullRequest') =>
    discussed.filter((one) => one.kind === kind && one.state === 'open' && !(one.kind === 'Issue' && isGone(one)))
      .length;
  const tabs: [Tab, string, string, number | null][] = [
    ['code', 'Code', 'code', null],
    ['issues', 'Issues', 'issue-opened', open('Issue')],
    ['pulls', 'Pull requests', 'git-pull-request', open('PullRequest')],
    ['checks', 'Checks', 'checklist', null],
    ['releases', 'Releases', 'tag', null],
  ];
  return html`<nav class="tabs">${tabs.map(
    ([tab, label, symbol, count]) =>
      html`<a class="${tab === current ? 'current' : ''}" href="${pathOf(repository)}#${tab}">${icon(symbol, 'muted')} ${label}${count !== null && count > 0 && html` <span class="count">${count}</span>`}</a>`,
  )}</nav>`;
}

const isGone = (issue: { deletedAt: string | null; transferredTo: unknown }): boolean =>
  issue.deletedAt !== null || issue.transferredTo !== null;

const TONES = ['#0969da', '#8250df', '#1a7f37', '#bf3989', '#9a6700', '#bc4c00', '#57606a'];

/** A round picture with the account's first letter. Drawn, for a page loads nothing; bots are square, as on GitHub. */
export function avatar(account: Account | null, size = 20): Html {
  const login = account?.login ?? 'ghost';
  const tone = TONES[(account?.id ?? 0) % TONES.length] ?? '';
  const radius = account?.kind === 'User' ? 10 : 4;
  return html`<svg class="avatar" width="${size}" height="${size}" viewBox="0 0 20 20" role="img" aria-label="${login}"><rect width="20" height="20" rx="${radius}" fill="${tone}"/><text x="10" y="14" text-anchor="middle" font-size="11" font-weight="600" fill="#fff">${login.slice(0, 1).toUpperCase()}</text></svg>`;
}

/** An account's name as GitHub writes it, with the `bot` mark; GitHub's ghost when the account is gone. */
export const actorName = (account: Account | null): Html =>
  account?.kind === 'Bot'
    ? html`<strong>${account.login.replace(/\[bot\]$/, '')}</strong> <span class="tag">bot</span>`
    : html`<strong>${account?.login ?? 'ghost'}</strong>`;

/** A point in time, in UTC: records are read by people in several time zones. */
export function time(instant: string): Html {
  const [day = '', clock = ''] = instant.split('T');
  return html`<time datetime="${instant}">${day} ${clock.slice(0, 8)} UTC</time>`;
}
