import { canSee as canSeeRepository, hasPermission, isAllowed, toRead } from '../permissions.ts';
import type { Organization, Repository, WorldNode } from '../state.ts';
import type { GraphqlContext } from './field.ts';
import { forbiddenProblem } from './graphql-problem.ts';
import type { GitObject, PullRequestCommitObject, RefObject, TreeEntryObject } from './objects/git-objects.ts';

type Guarded = WorldNode | GitObject | RefObject | TreeEntryObject | PullRequestCommitObject;
type Guard =
  | { repository: Repository; permissions: string[] }
  | { organization: Organization; permissions: string[] }
  | null;

/** Where an object lives, and which App permissions (any one of them) let it be read; null for what is public. */
function guardOf(object: Guarded): Guard {
  switch (object.kind) {
    case 'Repository':
      return { repository: object, permissions: ['metadata'] };
    case 'Label':
      return { repository: object.repository, permissions: ['issues', 'pull_requests'] };
    case 'Issue':
      return { repository: object.repository, permissions: ['issues'] };
    case 'PullRequest':
      return { repository: object.repository, permissions: ['pull_requests'] };
    case 'IssueComment':
      return {
        repository: object.issue.repository,
        permissions: object.issue.kind === 'Issue' ? ['issues'] : ['issues', 'pull_requests'],
      };
    case 'PullRequestReview':
    case 'PullRequestCommit':
      return { repository: object.pullRequest.repository, permissions: ['pull_requests'] };
    case 'Commit':
    case 'Blob':
    case 'Tree':
    case 'TreeEntry':
    case 'Ref':
    case 'Release':
      return { repository: object.repository, permissions: ['contents'] };
    case 'CheckSuite':
      return { repository: object.repository, permissions: ['checks'] };
    case 'CheckRun':
      return { repository: object.suite.repository, permissions: ['checks'] };
    case 'StatusContext':
      return { repository: object.repository, permissions: ['statuses'] };
    case 'Team':
      return { organization: object.organization, permissions: ['members'] };
    case 'CrossReferencedEvent':
      return { repository: object.source.repository, permissions: ['metadata'] };
    case 'ConnectedEvent':
    case 'DisconnectedEvent':
      return { repository: object.source.repository, permissions: ['metadata'] };
    default:
      return null;
  }
}

const isGuarded = (value: unknown): value is Guarded => typeof value === 'object' && value !== null && 'kind' in value;

/**
 * Whether an object exists for the caller. Connections leave out what does not, and do not count it: a linked issue in
 * a repository where the App is not installed is neither among the nodes nor in `totalCount`.
 */
export function canSee(context: GraphqlContext, value: unknown): boolean {
  const guard = isGuarded(value) ? guardOf(value) : null;
  if (guard === null) return true;
  if ('repository' in guard) return canSeeRepository(context.world, context.caller, guard.repository);
  return canSeeOrganization(context, guard.organization);
}

/** An organisation's inside: for its members and for Apps installed on it. */
export function canSeeOrganization({ caller }: GraphqlContext, organization: Organization): boolean {
  if (caller.kind === 'user') return organization.members.has(caller.user.id);
  return caller.kind === 'installation' && caller.installation.account === organization;
}

/**
 * The object as the caller may have it: null when it does not exist for them.
 * @throws GraphqlProblem FORBIDDEN when the App (or the person) sees the repository but lacks the permission.
 */
export function authorized(context: GraphqlContext, value: unknown): unknown {
  const guard = isGuarded(value) ? guardOf(value) : null;
  if (guard === null) return value;
  if (!canSee(context, value)) return null;
  if (mayRead(context, guard)) return value;
  throw forbiddenProblem(context.caller.kind === 'installation' ? 'installation' : 'person');
}

function mayRead({ world, caller }: GraphqlContext, guard: NonNullable<Guard>): boolean {
  if ('repository' in guard) return isAllowed(world, caller, guard.repository, toRead(...guard.permissions));
  if (caller.kind === 'user') return true;
  return (
    caller.kind === 'installation' && guard.permissions.some((name) => hasPermission(caller.permissions, name, 'read'))
  );
}
