import { ApiError, validationFailed } from '../exchange.ts';
import { actorOf, appOf, authorize, isAllowed, type Need, toRead, toWrite } from '../permissions.ts';
import { renderIssue, renderIssueType } from '../rest/render/issue.ts';
import { renderRepository } from '../rest/render/repository.ts';
import type { Caller, Issue, IssueType, PullRequest, Repository, World } from '../state.ts';
import { emitIssue } from '../webhooks/events.ts';
import { findAccount, forbidden, register } from '../world.ts';
import { editBody } from './body-edits.ts';
import { forgetClosingIssue, moveClosingIssue, noteMentions } from './closing-references.ts';
import { addLabels, setLabels } from './labels.ts';
import { addEvent } from './timeline.ts';

/** GitHub's limit of a title and of a body, in characters. */
const MAX_TITLE = 256;
const MAX_BODY = 65_536;

export function checkText(
  resource: string,
  fields: { title?: string | undefined; body?: string | null | undefined },
): void {
  if (fields.title !== undefined && fields.title.trim() === '')
    throw validationFailed(resource, 'title', 'missing_field');
  if ((fields.title?.length ?? 0) > MAX_TITLE) {
    throw validationFailed(resource, 'title', 'custom', `title is too long (maximum is ${MAX_TITLE} characters)`);
  }
  if ((fields.body?.length ?? 0) > MAX_BODY) {
    throw validationFailed(resource, 'body', 'custom', `body is too long (maximum is ${MAX_BODY} characters)`);
  }
}

export type IssueFields = {
  title?: string;
  body?: string | null;
  state?: 'open' | 'closed';
  state_reason?: Issue['stateReason'];
  labels?: string[];
  assignees?: string[];
  /** Name of an issue type, null to take it off. */
  type?: string | null;
};

/** Opens an issue. Labels and type are silently ignored for authors who may not triage, as on GitHub. */
export function createIssue(
  world: World,
  caller: Caller,
  repository: Repository,
  fields: IssueFields & { title: string },
): Issue {
  authorize(world, caller, repository, { ...toRead('issues'), level: 'write' });
  checkText('Issue', fields);
  const now = world.clock.now();
  const issue: Issue = register(world, {
    kind: 'Issue',
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
    stateReason: null,
    type: null,
    deletedAt: null,
    transferredTo: null,
  });
  repository.nextNumber += 1;
  repository.issues.set(issue.number, issue);
  emitIssue(world, issue, 'opened', actorOf(caller));
  noteMentions(world, caller, issue);
  if (!isAllowed(world, caller, repository, toWrite('triage', 'issues'))) return issue;
  if (fields.type !== undefined && fields.type !== null) setIssueType(world, caller, issue, fields.type);
  addLabels(world, caller, issue, fields.labels ?? []);
  setAssignees(world, caller, issue, fields.assignees ?? []);
  return issue;
}

/** Its author may always; others need the role. */
export function authorizeAuthorOr(world: World, caller: Caller, issue: Issue | PullRequest, need: Need): void {
  if (caller.kind === 'user' && issue.author === caller.user) {
    authorize(world, caller, issue.repository, toRead('metadata'));
    return;
  }
  authorize(world, caller, issue.repository, need);
}

/** Edits what is given, each with its own event. Title and body: author or write; state, labels, type: triage. */
export function updateIssue(world: World, caller: Caller, issue: Issue, fields: IssueFields): void {
  if (fields.title !== undefined || fields.body !== undefined) editIssueText(world, caller, issue, fields);
  if (fields.type !== undefined) setIssueType(world, caller, issue, fields.type);
  if (fields.labels !== undefined) setLabels(world, caller, issue, fields.labels);
  if (fields.assignees !== undefined) setAssignees(world, caller, issue, fields.assignees);
  if (fields.state === undefined || fields.state === issue.state) return;
  authorizeAuthorOr(world, caller, issue, toWrite('triage', 'issues'));
  if (fields.state === 'closed') closeIssue(world, caller, issue, fields.state_reason ?? 'completed', null);
  else reopenIssue(world, caller, issue);
}

function editIssueText(world: World, caller: Caller, issue: Issue, fields: IssueFields): void {
  authorizeAuthorOr(world, caller, issue, toWrite('write', 'issues'));
  checkText('Issue', fields);
  const changes: Record<string, { from: string }> = {};
  if (fields.title !== undefined && fields.title !== issue.title) {
    changes['title'] = { from: issue.title };
    rename(world, caller, issue, fields.title);
  }
  const before = issue.body;
  if (fields.body !== undefined && editBody(world, issue, actorOf(caller), fields.body ?? '')) {
    changes['body'] = { from: before };
    noteMentions(world, caller, issue);
  }
  if (Object.keys(changes).length > 0) emitIssue(world, issue, 'edited', actorOf(caller), { changes });
}

export function rename(world: World, caller: Caller, issue: Issue | PullRequest, title: string): void {
  addEvent(world, caller, issue, { kind: 'RenamedTitleEvent', previousTitle: issue.title, currentTitle: title });
  issue.title = title;
}

/** Closes without asking for permission: also for the issues that a merge closes. */
export function closeIssue(
  world: World,
  caller: Caller,
  issue: Issue,
  reason: Issue['stateReason'],
  closer: PullRequest | { commitSha: string } | null,
): void {
  if (issue.state === 'closed') return;
  Object.assign(issue, {
    state: 'closed',
    stateReason: reason,
    closedAt: world.clock.now(),
    closedBy: actorOf(caller),
  });
  addEvent(world, caller, issue, { kind: 'ClosedEvent', stateReason: reason, closer });
  emitIssue(world, issue, 'closed', actorOf(caller));
}

function reopenIssue(world: World, caller: Caller, issue: Issue): void {
  Object.assign(issue, { state: 'open', stateReason: 'reopened', closedAt: null, closedBy: null });
  addEvent(world, caller, issue, { kind: 'ReopenedEvent', stateReason: 'reopened' });
  emitIssue(world, issue, 'reopened', actorOf(caller));
}

/** Sets or takes off the issue's type; types belong to the organisation. */
function setIssueType(world: World, caller: Caller, issue: Issue, name: string | null): void {
  authorize(world, caller, issue.repository, toWrite('triage', 'issues'));
  const { owner } = issue.repository;
  const types: IssueType[] = owner.kind === 'Organization' ? owner.issueTypes : [];
  const type = name === null ? null : types.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (type === undefined) throw validationFailed('Issue', 'type', 'invalid');
  const previous = issue.type;
  if (type === previous) return;
  issue.type = type;
  if (type !== null && previous !== null) {
    addEvent(world, caller, issue, { kind: 'IssueTypeChangedEvent', issueType: type, previousIssueType: previous });
  } else if (type !== null) addEvent(world, caller, issue, { kind: 'IssueTypeAddedEvent', issueType: type });
  else if (previous !== null) addEvent(world, caller, issue, { kind: 'IssueTypeRemovedEvent', issueType: previous });
  if (previous !== null) emitIssue(world, issue, 'untyped', actorOf(caller), { type: renderIssueType(previous) });
  if (type !== null) emitIssue(world, issue, 'typed', actorOf(caller), { type: renderIssueType(type) });
}

export function setAssignees(world: World, caller: Caller, issue: Issue | PullRequest, logins: string[]): void {
  authorize(world, caller, issue.repository, toWrite('triage', 'issues', 'pull_requests'));
  const wanted = logins.flatMap((login) => {
    const account = findAccount(world, login);
    return account === null || account.kind === 'Organization' ? [] : [account];
  });
  for (const assignee of issue.assignees.filter((one) => !wanted.includes(one))) {
    issue.assignees = issue.assignees.filter((one) => one !== assignee);
    addEvent(world, caller, issue, { kind: 'UnassignedEvent', assignee });
  }
  for (const assignee of wanted.filter((one) => !issue.assignees.includes(one))) {
    issue.assignees.push(assignee);
    addEvent(world, caller, issue, { kind: 'AssignedEvent', assignee });
  }
}

export function lockIssue(world: World, caller: Caller, issue: Issue | PullRequest, reason: string | null): void {
  authorize(world, caller, issue.repository, toWrite('write', 'issues', 'pull_requests'));
  if (issue.locked) return;
  Object.assign(issue, { locked: true, lockReason: reason });
  addEvent(world, caller, issue, { kind: 'LockedEvent', lockReason: reason });
  emitIssue(world, issue, 'locked', actorOf(caller));
}

export function unlockIssue(world: World, caller: Caller, issue: Issue | PullRequest): void {
  authorize(world, caller, issue.repository, toWrite('write', 'issues', 'pull_requests'));
  if (!issue.locked) return;
  Object.assign(issue, { locked: false, lockReason: null });
  addEvent(world, caller, issue, { kind: 'UnlockedEvent' });
  emitIssue(world, issue, 'unlocked', actorOf(caller));
}

/** Deletes an issue for good: administrators only. It answers 410 from then on. */
export function deleteIssue(world: World, caller: Caller, issue: Issue): void {
  authorize(world, caller, issue.repository, toWrite('admin', 'administration'));
  const rendered = renderIssue(world, issue);
  issue.deletedAt = world.clock.now();
  forgetClosingIssue(world, issue);
  emitIssue(world, issue, 'deleted', actorOf(caller), { issue: rendered });
}

/** Moves an issue to another repository of the same owner. The old number redirects; labels go where names match. */
export function transferIssue(world: World, caller: Caller, issue: Issue, target: Repository): Issue {
  authorize(world, caller, issue.repository, toWrite('write', 'issues'));
  authorize(world, caller, target, toWrite('write', 'issues'));
  if (target.owner !== issue.repository.owner) throw forbidden('Issues can only be transferred within one owner.');
  if (issue.transferredTo !== null) throw new ApiError(422, 'The issue has already been transferred.');
  const { id: _id, nodeId: _nodeId, ...content } = issue;
  const moved: Issue = register(world, {
    ...content,
    repository: target,
    number: target.nextNumber,
    labels: target.labels.filter((label) => issue.labels.some((one) => one.name === label.name)),
    timeline: [...issue.timeline],
  });
  target.nextNumber += 1;
  target.issues.set(moved.number, moved);
  moved.comments = issue.comments;
  for (const comment of moved.comments) comment.issue = moved;
  issue.transferredTo = moved;
  moveClosingIssue(world, issue, moved);
  addEvent(world, caller, moved, { kind: 'TransferredEvent', fromRepository: issue.repository });
  const changes = { new_issue: renderIssue(world, moved), new_repository: renderRepository(world, target) };
  emitIssue(world, issue, 'transferred', actorOf(caller), { changes });
  const from = { old_issue: renderIssue(world, issue), old_repository: renderRepository(world, issue.repository) };
  emitIssue(world, moved, 'opened', actorOf(caller), { changes: from });
  return moved;
}
