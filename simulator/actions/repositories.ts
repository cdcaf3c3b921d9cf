import { validationFailed } from '../exchange.ts';
import { createGitStore } from '../git-store.ts';
import { actorOf, authorize, coversRepository, toRead, toWrite } from '../permissions.ts';
import { renderUser } from '../rest/render/account.ts';
import type { Caller, Organization, Repository, Role, User, World } from '../state.ts';
import { emit } from '../webhooks/emit.ts';
import { findRepository, fullNameOf, register } from '../world.ts';
import { refreshClosingIssues } from './closing-references.ts';
import { announceRepositories } from './installations.ts';

export type RepositoryFields = {
  name: string;
  private?: boolean | undefined;
  description?: string | null | undefined;
  defaultBranch?: string | undefined;
  parent?: Repository | null;
};

/** Makes an empty repository without asking for permission or telling anybody. */
export function insertRepository(world: World, owner: User | Organization, fields: RepositoryFields): Repository {
  if (findRepository(world, owner.login, fields.name) !== null) {
    throw validationFailed('Repository', 'name', 'custom', 'name already exists on this account');
  }
  const now = world.clock.now();
  const parent = fields.parent ?? null;
  const repository: Repository = register(world, {
    kind: 'Repository',
    owner,
    name: fields.name,
    private: fields.private ?? false,
    archived: false,
    description: fields.description ?? null,
    defaultBranch: fields.defaultBranch ?? 'main',
    parent,
    git: createGitStore(parent?.git),
    collaborators: new Map(),
    labels: [],
    issues: new Map(),
    nextNumber: 1,
    checkSuites: [],
    statuses: [],
    rulesets: [],
    mergeQueues: [],
    releases: [],
    immutableReleases: false,
    spentTags: new Set(),
    attestations: [],
    environments: [],
    deployments: [],
    activity: [],
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  });
  world.repositories.set(fullNameOf(repository).toLowerCase(), repository);
  return repository;
}

/** Forks into the caller's own account, with all branches; answers the one that is there already. */
export function forkRepository(world: World, caller: Caller & { kind: 'user' }, parent: Repository): Repository {
  authorize(world, caller, parent, toRead('contents'));
  const existing = findRepository(world, caller.user.login, parent.name);
  if (existing !== null && existing.parent === parent) return existing;
  const { name, description, defaultBranch } = parent;
  const fork = insertRepository(world, caller.user, {
    name,
    description,
    defaultBranch,
    private: parent.private,
    parent,
  });
  for (const [ref, sha] of parent.git.refs) if (!ref.startsWith('refs/pull/')) fork.git.refs.set(ref, sha);
  return fork;
}

/** What follows from a new repository of an account whose installation covers all: the App is told. */
export function announceNewRepository(world: World, caller: Caller, repository: Repository): void {
  for (const installation of world.installations) {
    if (installation.selection === 'all' && coversRepository(installation, repository)) {
      announceRepositories(world, actorOf(caller), installation, { added: [repository], removed: [] });
    }
  }
}

/** Another default branch: closing keywords count towards it from now on. */
export function setDefaultBranch(world: World, caller: Caller, repository: Repository, branch: string): void {
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  if (!repository.git.refs.has(`refs/heads/${branch}`))
    throw validationFailed('Repository', 'default_branch', 'invalid');
  const from = repository.defaultBranch;
  if (from === branch) return;
  repository.defaultBranch = branch;
  for (const issue of repository.issues.values()) {
    if (issue.kind === 'PullRequest' && issue.state === 'open') refreshClosingIssues(world, caller, issue);
  }
  const payload = { changes: { default_branch: { from } } };
  emit(world, { event: 'repository', action: 'edited', sender: actorOf(caller), repository, payload });
}

/** Gives somebody a role in a repository at once (no invitation), or takes it away with null. */
export function setCollaborator(
  world: World,
  caller: Caller,
  repository: Repository,
  user: User,
  role: Role | null,
): void {
  authorize(world, caller, repository, toWrite('admin', 'administration'));
  const before = repository.collaborators.get(user.id);
  if (role === null) repository.collaborators.delete(user.id);
  else repository.collaborators.set(user.id, role);
  if (before === (role ?? undefined)) return;
  const action = role === null ? 'removed' : before === undefined ? 'added' : 'edited';
  const changes = action === 'edited' ? { changes: { permission: { from: before ?? null, to: role } } } : {};
  const payload = { member: renderUser(world, user), ...changes };
  emit(world, { event: 'member', action, sender: actorOf(caller), repository, payload });
}
