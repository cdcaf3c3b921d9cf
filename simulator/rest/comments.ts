import { createComment, deleteComment, editComment } from '../actions/comments.ts';
import { notFound } from '../exchange.ts';
import { requireRepository, toRead } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { IssueComment } from '../state.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { onIssue } from './issues.ts';
import { renderComment } from './render/issue.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';

const listAll = ({ world, request, params }: RouteContext): IssueComment[] =>
  [...requireRepository(world, request.caller, params, toRead('issues', 'pull_requests')).issues.values()]
    .filter((issue) => issue.kind === 'PullRequest' || (issue.transferredTo === null && issue.deletedAt === null))
    .flatMap((issue) => issue.comments);

function requireComment(context: RouteContext): IssueComment {
  const comment = listAll(context).find((one) => one.id === idOf(context, 'comment_id'));
  if (comment === undefined) throw notFound();
  return comment;
}

export const commentRoutes = [
  route('GET', `${ISSUES}/comments`, (context) =>
    paginate(context, listAll(context), (comment) => renderComment(context.world, comment)),
  ),
  route('GET', `${ISSUES}/{issue_number}/comments`, (context) =>
    onIssue(context, (issue) => paginate(context, issue.comments, (comment) => renderComment(context.world, comment))),
  ),
  route('POST', `${ISSUES}/{issue_number}/comments`, (context) =>
    onIssue(context, (issue) => {
      const { body } = bodyOf<{ body: string }>(context);
      return created(renderComment(context.world, createComment(context.world, context.request.caller, issue, body)));
    }),
  ),
  route('GET', `${ISSUES}/comments/{comment_id}`, (context) =>
    ok(renderComment(context.world, requireComment(context))),
  ),
  route('PATCH', `${ISSUES}/comments/{comment_id}`, (context) => {
    const comment = requireComment(context);
    editComment(context.world, context.request.caller, comment, bodyOf<{ body: string }>(context).body);
    return ok(renderComment(context.world, comment));
  }),
  route('DELETE', `${ISSUES}/comments/{comment_id}`, (context) => {
    deleteComment(context.world, context.request.caller, requireComment(context));
    return noContent();
  }),
];
