import { toBudget } from '../../rate-limit.ts';
import { findAccount } from '../../world.ts';
import { canSee } from '../access.ts';
import { type Fields, field, type GraphqlContext } from '../field.ts';
import { forbiddenProblem, GraphqlProblem, notFoundProblem } from '../graphql-problem.ts';
import { findRepositoryFor } from './find-repository.ts';
import { findGitNode } from './git-objects.ts';

/** @throws GraphqlProblem NOT_FOUND for what does not exist, or not for the caller. */
export function findNode(context: GraphqlContext, id: string): unknown {
  const node = context.world.nodes.get(id) ?? findGitNode(context.world, id);
  const gone =
    node === null ||
    node.kind === 'Installation' ||
    node.kind === 'Activity' ||
    (node.kind === 'Issue' && (node.deletedAt !== null || node.transferredTo !== null)) ||
    (node.kind === 'Label' && node.deletedAt !== null);
  if (gone || !canSee(context, node)) throw notFoundProblem(`a node with the global id of '${id}'`);
  return node;
}

function findNodeOrProblem(context: GraphqlContext, id: string): unknown {
  try {
    return findNode(context, id);
  } catch (problem) {
    // An error in a list answers null for its place alone.
    if (problem instanceof GraphqlProblem) return problem;
    throw problem;
  }
}

export const queryFields: Fields<undefined> = {
  rateLimit: field((_source, _args, context) => context),
  node: field((_source, args, context) => findNode(context, String(args.id)), 'id'),
  nodes: field((_source, args, context) => (args.ids as string[]).map((id) => findNodeOrProblem(context, id)), 'ids'),
  repository: field(
    (_source, args, context) => findRepositoryFor(context, String(args.owner), String(args.name)),
    'owner',
    'name',
    'followRenames',
  ),
  organization: field((_source, args, { world }) => {
    const account = findAccount(world, String(args.login));
    if (account?.kind === 'Organization') return account;
    throw notFoundProblem(`an Organization with the login of '${String(args.login)}'`);
  }, 'login'),
  user: field((_source, args, { world }) => {
    const account = findAccount(world, String(args.login));
    if (account?.kind === 'User') return account;
    throw notFoundProblem(`a User with the login of '${String(args.login)}'`);
  }, 'login'),
  viewer: field((_source, _args, { caller }) => {
    if (caller.kind === 'user') return caller.user;
    throw forbiddenProblem('installation');
  }),
};

export const rateLimitFields: Fields<GraphqlContext> = {
  cost: field((context) => context.cost),
  nodeCount: field((context) => context.nodeCount),
  limit: field(({ world, caller }) => toBudget(world, caller).limit),
  used: field(({ world, caller }) => toBudget(world, caller).used),
  remaining: field(({ world, caller }) => toBudget(world, caller).remaining),
  resetAt: field(({ world, caller }) =>
    new Date(toBudget(world, caller).reset * 1000).toISOString().replace('.000Z', 'Z'),
  ),
};
