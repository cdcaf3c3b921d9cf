import { deleteIssue, transferIssue } from '../../actions/issues.ts';
import { dequeue, enqueue } from '../../actions/merge-queue.ts';
import { convertToDraft, markReadyForReview } from '../../actions/pull-requests.ts';
import { type RevertFields, revertPullRequest } from '../../actions/reverts.ts';
import type { Issue, PullRequest, Repository } from '../../state.ts';
import { type Arguments, type Fields, field, type GraphqlContext, isGiven, textOf } from '../field.ts';
import { notFoundProblem } from '../graphql-problem.ts';
import { findNode } from './query.ts';

type Input = Readonly<Record<string, unknown>>;

const inputOf = (args: Arguments): Input => args.input as Input;

function requireNode<K extends 'Issue' | 'PullRequest' | 'Repository'>(
  context: GraphqlContext,
  id: unknown,
  kind: K,
): Extract<Issue | PullRequest | Repository, { kind: K }> {
  const node = findNode(context, String(id)) as Issue | PullRequest | Repository;
  if (node.kind !== kind) throw notFoundProblem(`${kind} node with the global id of '${String(id)}'`);
  return node as Extract<Issue | PullRequest | Repository, { kind: K }>;
}

/** What only GraphQL can do. Everything else is done through REST. */
export const mutationFields: Fields<undefined> = {
  convertPullRequestToDraft: field((_source, args, context) => changeDraft(args, context, convertToDraft), 'input'),
  markPullRequestReadyForReview: field(
    (_source, args, context) => changeDraft(args, context, markReadyForReview),
    'input',
  ),
  enqueuePullRequest: field((_source, args, context) => {
    const input = inputOf(args);
    const pullRequest = requireNode(context, input.pullRequestId, 'PullRequest');
    const expectedHeadSha = isGiven(input.expectedHeadOid) ? textOf(input, 'expectedHeadOid') : null;
    const options = { jump: input.jump === true, expectedHeadSha };
    const mergeQueueEntry = enqueue(context.world, context.caller, pullRequest, options);
    return { clientMutationId: input.clientMutationId, mergeQueueEntry };
  }, 'input'),
  dequeuePullRequest: field((_source, args, context) => {
    const input = inputOf(args);
    const pullRequest = requireNode(context, input.id, 'PullRequest');
    const mergeQueueEntry = dequeue(context.world, context.caller, pullRequest);
    return { clientMutationId: input.clientMutationId, mergeQueueEntry };
  }, 'input'),
  revertPullRequest: field((_source, args, context) => {
    const input = inputOf(args);
    const pullRequest = requireNode(context, input.pullRequestId, 'PullRequest');
    const fields: RevertFields = Object.fromEntries(
      (['title', 'body', 'draft'] as const).filter((name) => isGiven(input[name])).map((name) => [name, input[name]]),
    );
    const revert = revertPullRequest(context.world, context.caller, pullRequest, fields);
    return { clientMutationId: input.clientMutationId, pullRequest, revertPullRequest: revert };
  }, 'input'),
  transferIssue: field((_source, args, context) => {
    const input = inputOf(args);
    const issue = requireNode(context, input.issueId, 'Issue');
    const target = requireNode(context, input.repositoryId, 'Repository');
    const moved = transferIssue(context.world, context.caller, issue, target);
    return { clientMutationId: input.clientMutationId, issue: moved };
  }, 'input'),
  deleteIssue: field((_source, args, context) => {
    const input = inputOf(args);
    const issue = requireNode(context, input.issueId, 'Issue');
    deleteIssue(context.world, context.caller, issue);
    return { clientMutationId: input.clientMutationId, repository: issue.repository };
  }, 'input'),
};

function changeDraft(args: Arguments, context: GraphqlContext, change: typeof convertToDraft): unknown {
  const input = inputOf(args);
  const pullRequest = requireNode(context, input.pullRequestId, 'PullRequest');
  change(context.world, context.caller, pullRequest);
  return { clientMutationId: input.clientMutationId, pullRequest };
}
