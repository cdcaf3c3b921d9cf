import { ApiError } from '../exchange.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import type { Caller, Issue, PullRequest, Repository, World } from '../state.ts';
import { findRepository } from '../world.ts';
import { addEvent } from './timeline.ts';

type Reference = { owner: string | undefined; name: string | undefined; number: number };

const REFERENCE = String.raw`(?:(?:https?://[^\s/]+/)?([\w.-]+)/([\w.-]+)(?:#|/issues/)|(?<![\w/])#)(\d+)\b`;
const KEYWORD = String.raw`\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+`;

/** Prose without code and comments, where GitHub looks for neither keywords nor mentions. */
const toProse = (body: string) =>
  body
    .replaceAll(/^(```|~~~)[\s\S]*?(?:^\1|$(?![\s\S]))/gm, '')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/`[^`\n]*`/g, '');

function findReferences(body: string, prefix: string): Reference[] {
  const matches = toProse(body).matchAll(new RegExp(prefix + REFERENCE, 'gi'));
  return [...matches].map(([, owner, name, number]) => ({ owner, name, number: Number(number) }));
}

function resolve(world: World, repository: Repository, reference: Reference): Issue | PullRequest | null {
  const { owner, name } = reference;
  const where = owner === undefined || name === undefined ? repository : findRepository(world, owner, name);
  const found = where?.issues.get(reference.number) ?? null;
  return found?.kind === 'Issue' && found.deletedAt !== null ? null : found;
}

/** Links the issues that the body's closing keywords name; keywords count only towards the default branch. */
export function refreshClosingIssues(world: World, caller: Caller, pull: PullRequest): void {
  const { repository } = pull;
  const named = pull.baseRef === repository.defaultBranch ? findReferences(pull.body, KEYWORD) : [];
  const issues = named
    .map((one) => resolve(world, repository, one))
    .filter((one): one is Issue => one?.kind === 'Issue');
  const kept = pull.closingIssues.filter((link) => link.manual || issues.includes(link.issue));
  const linked = new Set(kept.map((link) => link.issue));
  const fresh = [...new Set(issues)].filter((issue) => !linked.has(issue));
  const at = world.clock.now();
  pull.closingIssues = [...kept, ...fresh.map((issue) => ({ issue, manual: false, by: actorOf(caller), at }))];
}

/** Adds a CrossReferencedEvent to whatever a body newly mentions. */
export function noteMentions(world: World, caller: Caller, source: Issue | PullRequest): void {
  const closing = source.kind === 'PullRequest' ? source.closingIssues.map((link) => link.issue) : [];
  const mentioned = findReferences(source.body, '').map((one) => resolve(world, source.repository, one));
  for (const target of new Set(mentioned)) {
    if (target === null || target === source) continue;
    const known = target.timeline.some((event) => event.kind === 'CrossReferencedEvent' && event.source === source);
    if (known) continue;
    const willCloseTarget = target.kind === 'Issue' && closing.includes(target);
    addEvent(world, caller, target, { kind: 'CrossReferencedEvent', source, willCloseTarget });
  }
}

/** The link that a person makes in GitHub's sidebar: no webhook tells of it, and no REST path makes it. */
export function linkIssue(world: World, caller: Caller, pull: PullRequest, issue: Issue): void {
  authorize(world, caller, pull.repository, toWrite('triage', 'pull_requests'));
  if (pull.closingIssues.some((link) => link.issue === issue)) throw new ApiError(422, 'The issue is already linked.');
  pull.closingIssues.push({ issue, manual: true, by: actorOf(caller), at: world.clock.now() });
  addEvent(world, caller, pull, { kind: 'ConnectedEvent', source: pull, subject: issue });
  addEvent(world, caller, issue, { kind: 'ConnectedEvent', source: issue, subject: pull });
}

export function unlinkIssue(world: World, caller: Caller, pull: PullRequest, issue: Issue): void {
  authorize(world, caller, pull.repository, toWrite('triage', 'pull_requests'));
  const link = pull.closingIssues.find((one) => one.issue === issue && one.manual);
  if (link === undefined) throw new ApiError(422, 'The issue is not linked by hand.');
  pull.closingIssues = pull.closingIssues.filter((one) => one !== link);
  addEvent(world, caller, pull, { kind: 'DisconnectedEvent', source: pull, subject: issue });
  addEvent(world, caller, issue, { kind: 'DisconnectedEvent', source: issue, subject: pull });
}

/** The pull requests, in any repository, that would close an issue. */
export function listClosingPulls(world: World, issue: Issue): PullRequest[] {
  return [...world.repositories.values()]
    .flatMap((repository) => [...repository.issues.values()])
    .filter((one): one is PullRequest => one.kind === 'PullRequest')
    .filter((pull) => pull.closingIssues.some((link) => link.issue === issue));
}

export function forgetClosingIssue(world: World, issue: Issue): void {
  for (const pull of listClosingPulls(world, issue)) {
    pull.closingIssues = pull.closingIssues.filter((link) => link.issue !== issue);
  }
}

/** Links follow a transferred issue. */
export function moveClosingIssue(world: World, from: Issue, to: Issue): void {
  for (const pull of listClosingPulls(world, from)) {
    pull.closingIssues = pull.closingIssues.map((link) => (link.issue === from ? { ...link, issue: to } : link));
  }
}
