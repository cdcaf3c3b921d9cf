import { ApiError, validationFailed } from '../exchange.ts';
import { actorOf, appOf, authorize, isAllowed, toRead, toWrite } from '../permissions.ts';
import type { Caller, Issue, IssueComment, PullRequest, World } from '../state.ts';
import { emitComment } from '../webhooks/events.ts';
import { register } from '../world.ts';
import { editBody } from './body-edits.ts';
import { checkText } from './issues.ts';
import { addEvent } from './timeline.ts';

/** Comments on an issue or pull request; on a locked one only those who may write. */
export function createComment(world: World, caller: Caller, issue: Issue | PullRequest, body: string): IssueComment {
  const { repository } = issue;
  authorize(world, caller, repository, { ...toRead('issues', 'pull_requests'), level: 'write' });
  if (body.trim() === '') throw validationFailed('IssueComment', 'body', 'missing_field');
  checkText('IssueComment', { body });
  if (issue.locked && !isAllowed(world, caller, repository, toWrite('write', 'issues', 'pull_requests'))) {
    throw new ApiError(403, 'Unable to create comment because issue is locked.');
  }
  const now = world.clock.now();
  const comment: IssueComment = register(world, {
    kind: 'IssueComment',
    issue,
    author: actorOf(caller),
    viaApp: appOf(caller),
    body,
    edits: [],
    createdAt: now,
    updatedAt: now,
  });
  issue.comments.push(comment);
  issue.updatedAt = now;
  emitComment(world, comment, 'created', actorOf(caller));
  return comment;
}

/** The author's own, or with write access: so a comment's words need not be its author's. */
export function editComment(world: World, caller: Caller, comment: IssueComment, body: string): void {
  authorizeCommenter(world, caller, comment);
  checkText('IssueComment', { body });
  const from = comment.body;
  if (editBody(world, comment, actorOf(caller), body)) {
    emitComment(world, comment, 'edited', actorOf(caller), { changes: { body: { from } } });
  }
}

export function deleteComment(world: World, caller: Caller, comment: IssueComment): void {
  authorizeCommenter(world, caller, comment);
  const { issue } = comment;
  issue.comments = issue.comments.filter((one) => one !== comment);
  world.nodes.delete(comment.nodeId);
  // Nothing says whether GitHub notes that somebody took back their own: without it a reader must look elsewhere.
  if (comment.author !== actorOf(caller))
    addEvent(world, caller, issue, { kind: 'CommentDeletedEvent', commentAuthor: comment.author });
  emitComment(world, comment, 'deleted', actorOf(caller));
}

function authorizeCommenter(world: World, caller: Caller, comment: IssueComment): void {
  const own = actorOf(caller) === comment.author;
  const need = own
    ? { ...toRead('issues', 'pull_requests'), level: 'write' as const }
    : toWrite('write', 'issues', 'pull_requests');
  authorize(world, caller, comment.issue.repository, need);
}
