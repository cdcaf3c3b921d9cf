import { ApiError, validationFailed } from '../exchange.ts';
import { isAncestor, listCommitsBetween } from '../git-store.ts';
import { actorOf, appOf, authorize, toRead, toWrite } from '../permissions.ts';
import { baseTip } from '../pull-state.ts';
import type { Caller, PullRequest, Repository, World } from '../state.ts';
import { emitPullRequest } from '../webhooks/events.ts';
import { register } from '../world.ts';
import { editBody } from './body-edits.ts';
import { noteMentions, refreshClosingIssues } from './closing-references.ts';
import { authorizeAuthorOr, checkText, rename } from './issues.ts';
import { closePull } from './synchronize.ts';
import { addEvent } from './timeline.ts';

export type PullFields = {
  title: string;
  body?: string | null;
  /** `branch`, or `owner:branch` of a fork. */
  head: string;
  base: string;
  draft?: boolean;
};

/** Opens a pull request. @throws ApiError 422 for a branch that is missing, without commits, or already proposed. */
export function createPullRequest(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: PullFields,
): PullRequest {
  authorize(world, caller, repository, { ...toRead('pull_requests'), level: 'write' });
  checkText('PullRequest', fields);
  const head = findHead(world, repository, fields.head);
  const baseSha = repository.git.refs.get(`refs/heads/${fields.base}`);
  if (baseSha === undefined) throw validationFailed('PullRequest', 'base', 'invalid');
  checkProposal(repository, fields, head, baseSha);
  const now = world.clock.now();
  const pull: PullRequest = register(world, {
    kind: 'PullRequest',
    repository,
    number: repository.nextNumber,
    title: fields.title,
    author: actorOf(caller),
    viaApp: appOf(caller),
    body: fields.body ?? '',
    edits: [],
    createdAt: now,
    updatedAt: now,
    labels: [],
    assignees: [],
    comments: [],
    timeline: [],
    locked: false,
    lockReason: null,
    closedAt: null,
    closedBy: null,
    state: 'open',
    draft: fields.draft ?? false,
    headRef: head.ref,
    headSha: head.sha,
    headRepository: head.repository,
    baseRef: fields.base,
    baseSha,
    closingIssues: [],
    reviews: [],
    merged: false,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    mergedCommits: null,
    landedCommits: [],
  });
  repository.nextNumber += 1;
  repository.issues.set(pull.number, pull);
  repository.git.refs.set(`refs/pull/${pull.number}/head`, head.sha);
  refreshClosingIssues(world, caller, pull);
  emitPullRequest(world, pull, 'opened', actorOf(caller));
  noteMentions(world, caller, pull);
  return pull;
}

type Head = { repository: Repository; ref: string; sha: string };

function findHead(world: World, repository: Repository, named: string): Head {
  const [owner, ref] = named.includes(':') ? (named.split(':') as [string, string]) : [repository.owner.login, named];
  const own = owner.toLowerCase() === repository.owner.login.toLowerCase();
  const where = own
    ? repository
    : [...world.repositories.values()].find(
        (one) => one.parent === repository && one.owner.login.toLowerCase() === owner.toLowerCase(),
      );
  const sha = where?.git.refs.get(`refs/heads/${ref}`);
  if (where === undefined || sha === undefined) throw validationFailed('PullRequest', 'head', 'invalid');
  return { repository: where, ref, sha };
}

function checkProposal(repository: Repository, fields: PullFields, head: Head, baseSha: string): void {
  const custom = (message: string) =>
    new ApiError(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
  const name = `${head.repository.owner.login}:${head.ref}`;
  const twin = [...repository.issues.values()].find(
    (one) =>
      one.kind === 'PullRequest' &&
      one.state === 'open' &&
      one.headRepository === head.repository &&
      one.headRef === head.ref &&
      one.baseRef === fields.base,
  );
  if (twin !== undefined) throw custom(`A pull request already exists for ${name}.`);
  if (listCommitsBetween(repository.git, baseSha, head.sha).length === 0) {
    throw custom(`No commits between ${fields.base} and ${head.ref}`);
  }
}

export type PullChanges = { title?: string; body?: string | null; state?: 'open' | 'closed'; base?: string };

/** Edits what is given: title, body and base by author or write, state by author or triage. */
export function updatePullRequest(world: World, caller: Caller, pull: PullRequest, fields: PullChanges): void {
  editPullText(world, caller, pull, fields);
  if (fields.state === undefined || fields.state === pull.state) return;
  authorizeAuthorOr(world, caller, pull, toWrite('triage', 'pull_requests'));
  if (fields.state === 'closed') closePull(world, caller, pull);
  else reopenPull(world, caller, pull);
}

function editPullText(world: World, caller: Caller, pull: PullRequest, fields: PullChanges): void {
  if (fields.title === undefined && fields.body === undefined && fields.base === undefined) return;
  authorizeAuthorOr(world, caller, pull, toWrite('write', 'pull_requests'));
  checkText('PullRequest', fields);
  const changes: Record<string, unknown> = {};
  if (fields.title !== undefined && fields.title !== pull.title) {
    changes['title'] = { from: pull.title };
    rename(world, caller, pull, fields.title);
  }
  if (fields.base !== undefined && fields.base !== pull.baseRef)
    changes['base'] = retarget(world, caller, pull, fields.base);
  const before = pull.body;
  if (fields.body !== undefined && editBody(world, pull, actorOf(caller), fields.body ?? ''))
    changes['body'] = { from: before };
  if (Object.keys(changes).length === 0) return;
  refreshClosingIssues(world, caller, pull);
  noteMentions(world, caller, pull);
  emitPullRequest(world, pull, 'edited', actorOf(caller), { changes });
}

function retarget(world: World, caller: Caller, pull: PullRequest, base: string): Record<string, unknown> {
  const sha = pull.repository.git.refs.get(`refs/heads/${base}`);
  if (pull.state === 'closed')
    throw validationFailed('PullRequest', 'base', 'invalid', 'Cannot change the base branch of a closed pull request.');
  if (sha === undefined)
    throw validationFailed('PullRequest', 'base', 'invalid', `Proposed base branch '${base}' was not found`);
  const from = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
  addEvent(world, caller, pull, { kind: 'BaseRefChangedEvent', previousRefName: pull.baseRef, currentRefName: base });
  Object.assign(pull, { baseRef: base, baseSha: sha });
  return from;
}

function reopenPull(world: World, caller: Caller, pull: PullRequest): void {
  const sha = pull.headRepository?.git.refs.get(`refs/heads/${pull.headRef}`);
  if (pull.merged || sha === undefined)
    throw validationFailed('PullRequest', 'state', 'invalid', 'state cannot be changed.');
  if (!isAncestor(pull.repository.git, pull.headSha, sha)) {
    const message = `state cannot be changed. The ${pull.headRef} branch was force-pushed or recreated.`;
    throw validationFailed('PullRequest', 'state', 'invalid', message);
  }
  Object.assign(pull, { state: 'open', closedAt: null, closedBy: null, headSha: sha, baseSha: baseTip(pull) });
  addEvent(world, caller, pull, { kind: 'ReopenedEvent', stateReason: null });
  emitPullRequest(world, pull, 'reopened', actorOf(caller));
}

/** GraphQL's convertPullRequestToDraft. */
export function convertToDraft(world: World, caller: Caller, pull: PullRequest): void {
  authorizeAuthorOr(world, caller, pull, toWrite('write', 'pull_requests'));
  if (pull.draft) return;
  pull.draft = true;
  addEvent(world, caller, pull, { kind: 'ConvertToDraftEvent' });
  emitPullRequest(world, pull, 'converted_to_draft', actorOf(caller));
}

/** GraphQL's markPullRequestReadyForReview. */
export function markReadyForReview(world: World, caller: Caller, pull: PullRequest): void {
  authorizeAuthorOr(world, caller, pull, toWrite('write', 'pull_requests'));
  if (!pull.draft) return;
  pull.draft = false;
  addEvent(world, caller, pull, { kind: 'ReadyForReviewEvent' });
  emitPullRequest(world, pull, 'ready_for_review', actorOf(caller));
}
