import { canSee as canSeeRepository, hasPermission, isAllowed, toRead } from '../permissions.ts';
import type { Organization, Repository, WorldNode } from '../state.ts';
import type { GraphqlContext } from './field.ts';
import { forbiddenProblem } from './graphql-problem.ts';
import type { GitObject, PullRequestCommitObject, RefObject, TreeEntryObject } from './objects/git-objects.ts';

type Guarded = WorldNode | GitObject | RefObject | TreeEntryObject | PullRequestCommitObject;
type Guard =
  | { repositories: Repository[]; permissions: string[] }
  | { organization: Organization; permissions: string[] };
type Guards = { [K in Guarded['kind']]?: (object: Guarded & { kind: K }) => Guard };

const inside =
  (...permissions: string[]) =>
  ({ repository }: { repository: Repository }): Guard => ({ repositories: [repository], permissions });
const ofPullRequest = ({ pullRequest }: { pullRequest: { repository: Repository } }): Guard => ({
  repositories: [pullRequest.repository],
  permissions: ['pull_requests'],
});
/** An event that names two issues or pull requests is there for those who see both. */
const linking = ({ source, subject }: Record<'source' | 'subject', { repository: Repository }>): Guard => ({
  repositories: [source.repository, subject.repository],
  permissions: ['metadata'],
});

/** Where an object lives, and which App permissions (any one of them) let it be read. What is not here is for all. */
const GUARDS: Guards = {
  Repository: (repository) => ({ repositories: [repository], permissions: ['metadata'] }),
  Label: inside('issues', 'pull_requests'),
  Issue: inside('issues'),
  PullRequest: inside('pull_requests'),
  IssueComment: ({ issue }) => ({
    repositories: [issue.repository],
    permissions: issue.kind === 'Issue' ? ['issues'] : ['issues', 'pull_requests'],
  }),
  PullRequestReview: ofPullRequest,
  PullRequestCommit: ofPullRequest,
  Commit: inside('contents'),
  Blob: inside('contents'),
  Tag: inside('contents'),
  Tree: inside('contents'),
  TreeEntry: inside('contents'),
  Ref: inside('contents'),
  Release: inside('contents'),
  Deployment: inside('deployments'),
  CheckSuite: inside('checks'),
  CheckRun: ({ suite }) => ({ repositories: [suite.repository], permissions: ['checks'] }),
  StatusContext: inside('statuses'),
  MergeQueue: inside('merge_queues'),
  MergeQueueEntry: ({ queue }) => ({ repositories: [queue.repository], permissions: ['merge_queues'] }),
  Team: ({ organization }) => ({ organization, permissions: ['members'] }),
  ConnectedEvent: linking,
  DisconnectedEvent: linking,
  CrossReferencedEvent: ({ source }) => ({ repositories: [source.repository], permissions: ['metadata'] }),
};

function guardOf(value: unknown): Guard | null {
  if (!isGuarded(value)) return null;
  const guard = GUARDS[value.kind] as ((object: Guarded) => Guard) | undefined;
  return guard?.(value) ?? null;
}

const isGuarded = (value: unknown): value is Guarded => typeof value === 'object' && value !== null && 'kind' in value;

/**
 * Whether an object exists for the caller. Connections leave out what does not, and do not count it: a linked issue in
 * a repository where the App is not installed is neither among the nodes nor in `totalCount`.
 */
export function canSee(context: GraphqlContext, value: unknown): boolean {
  const guard = guardOf(value);
  if (guard === null) return true;
  if ('repositories' in guard) {
    return guard.repositories.every((repository) => canSeeRepository(context.world, context.caller, repository));
  }
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
  const guard = guardOf(value);
  if (guard === null) return value;
  if (!canSee(context, value)) return null;
  if (mayRead(context, guard)) return value;
  throw forbiddenProblem(context.caller.kind === 'installation' ? 'installation' : 'person');
}

function mayRead({ world, caller }: GraphqlContext, guard: Guard): boolean {
  if ('repositories' in guard) {
    return guard.repositories.every((one) => isAllowed(world, caller, one, toRead(...guard.permissions)));
  }
  if (caller.kind === 'user') return true;
  return (
    caller.kind === 'installation' && guard.permissions.some((name) => hasPermission(caller.permissions, name, 'read'))
  );
}
