import { commitFile, createRef, pushRefs } from '../actions/git.ts';
import {
  announceNewRepository,
  forkRepository,
  insertRepository,
  setCollaborator,
  setDefaultBranch,
} from '../actions/repositories.ts';
import { ApiError, notFound, notImplemented } from '../exchange.ts';
import { peelToCommit } from '../git-store.ts';
import {
  authorize,
  authorizeOrganization,
  canSee,
  grantedRole,
  requireRepository,
  roleOf,
  toRead,
  toWrite,
} from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import { listRulesInForce } from '../rules.ts';
import type { Repository, Role, User, World } from '../state.ts';
import { fullNameOf, requireOrganization, requireUser } from '../world.ts';
import { bodyOf, created, noContent, ok, paginate } from './answers.ts';
import { renderUser } from './render/account.ts';
import { renderCommit } from './render/commit.ts';
import { repositoryUrl } from './render/issue.ts';
import { renderFullRepository, renderPermissions, renderRepository } from './render/repository.ts';
import { renderTeam } from './render/team.ts';

const REPO = '/repos/{owner}/{repo}';

const viewerOf = ({ request }: RouteContext): User | undefined =>
  request.caller.kind === 'user' ? request.caller.user : undefined;
const repositoryOf = ({ world, request, params }: RouteContext, permission = 'metadata') =>
  requireRepository(world, request.caller, params, toRead(permission));

/** GitHub flattens roles into the four permissions that it had first; `role_name` tells them apart. */
const FLATTENED: Record<Role, string> = {
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function getPermission(context: RouteContext) {
  const { world, params } = context;
  const repository = repositoryOf(context);
  const user = requireUser(world, params['username'] ?? '');
  const role = roleOf(world, user, repository);
  const flattened = role === null ? 'none' : FLATTENED[role];
  return ok({ permission: flattened, role_name: role ?? 'none', user: renderCollaborator(world, repository, user) });
}

const renderCollaborator = (world: World, repository: Repository, user: User) => ({
  ...renderUser(world, user),
  permissions: renderPermissions(world, repository, user),
  role_name: roleOf(world, user, repository) ?? 'none',
});

const ROLE_OF: Record<string, Role> = {
  pull: 'read',
  push: 'write',
  read: 'read',
  triage: 'triage',
  write: 'write',
  maintain: 'maintain',
  admin: 'admin',
};
export const toRole = (permission: string | undefined): Role => ROLE_OF[permission ?? 'push'] ?? 'write';

function putCollaborator(context: RouteContext, role: Role | null) {
  const { world, request, params } = context;
  setCollaborator(world, request.caller, repositoryOf(context), requireUser(world, params['username'] ?? ''), role);
  return noContent();
}

const listUsers = (world: World) => [...world.accounts.values()].filter((one): one is User => one.kind === 'User');

function renderBranch(context: RouteContext, repository: Repository, name: string) {
  const sha = repository.git.refs.get(`refs/heads/${name}`);
  const commit = sha === undefined ? null : peelToCommit(repository.git, sha);
  if (commit === null) throw notFound();
  const url = repositoryUrl(context.world, repository);
  const isProtected = listRulesInForce(repository, `refs/heads/${name}`).length > 0;
  const protection = {
    enabled: isProtected,
    required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
  };
  const protectionUrl = `${url}/branches/${name}/protection`;
  return { url, commit, short: { name, protected: isProtected, protection, protection_url: protectionUrl } };
}

function listBranches(context: RouteContext) {
  const repository = repositoryOf(context, 'contents');
  const names = [...repository.git.refs.keys()]
    .filter((ref) => ref.startsWith('refs/heads/'))
    .map((ref) => ref.slice(11));
  return paginate(context, names.sort(), (name) => {
    const { short, commit, url } = renderBranch(context, repository, name);
    return { ...short, commit: { sha: commit.sha, url: `${url}/commits/${commit.sha}` } };
  });
}

function getBranch(context: RouteContext) {
  const repository = repositoryOf(context, 'contents');
  const name = context.params['branch'] ?? '';
  const { short, commit, url } = renderBranch(context, repository, name);
  const self = `${url}/branches/${name}`;
  const html = `${context.world.url}/${fullNameOf(repository)}/tree/${name}`;
  return ok({ ...short, commit: renderCommit(context.world, repository, commit, true), _links: { html, self } });
}

function listActivity(context: RouteContext) {
  const { query } = context.request;
  const [ref, actor, kind] = ['ref', 'actor', 'activity_type'].map((name) => query.get(name));
  const entries = repositoryOf(context, 'contents')
    .activity.filter((one) => ref === null || one.ref === ref || one.ref === `refs/heads/${ref}`)
    .filter((one) => actor === null || one.actor.login === actor)
    .filter((one) => kind === null || one.activityType === kind);
  if (query.get('direction') !== 'asc') entries.reverse();
  return paginate(context, entries, (one) => ({
    id: one.id,
    node_id: one.nodeId,
    before: one.before,
    after: one.after,
    ref: one.ref,
    timestamp: one.timestamp,
    activity_type: one.activityType,
    actor: renderUser(context.world, one.actor),
  }));
}

type NewRepository = { name: string; private?: boolean; description?: string; auto_init?: boolean };

function createRepository(context: RouteContext, owner: Parameters<typeof insertRepository>[1]) {
  const { world, request } = context;
  const fields = bodyOf<NewRepository>(context);
  const repository = insertRepository(world, owner, fields);
  if (fields.auto_init === true) {
    const content = Buffer.from(`# ${fields.name}\n`);
    commitFile(world, request.caller, repository, {
      branch: 'main',
      path: 'README.md',
      content,
      message: 'Initial commit',
    });
  }
  announceNewRepository(world, request.caller, repository);
  return created(renderFullRepository(world, repository, viewerOf(context)));
}

function renameBranch(context: RouteContext) {
  const { world, request, params } = context;
  const repository = requireRepository(world, request.caller, params, toWrite('write', 'contents'));
  const from = params['branch'] ?? '';
  const to = bodyOf<{ new_name: string }>(context).new_name;
  const sha = repository.git.refs.get(`refs/heads/${from}`);
  if (sha === undefined) throw notFound();
  createRef(world, request.caller, repository, `refs/heads/${to}`, sha);
  if (repository.defaultBranch === from) setDefaultBranch(world, request.caller, repository, to);
  pushRefs(world, request.caller, repository, [{ ref: `refs/heads/${from}`, after: null }]);
  return getBranch({ ...context, params: { ...params, branch: to } });
}

function patchRepository(context: RouteContext) {
  const { world, request } = context;
  const repository = repositoryOf(context);
  authorize(world, request.caller, repository, toWrite('admin', 'administration'));
  const fields = bodyOf<{
    default_branch?: string;
    description?: string;
    private?: boolean;
    archived?: boolean;
    name?: string;
  }>(context);
  if (fields.name !== undefined && fields.name !== repository.name) throw notImplemented('renaming repositories');
  if (fields.default_branch !== undefined) setDefaultBranch(world, request.caller, repository, fields.default_branch);
  const { description, archived } = fields;
  if (description !== undefined) repository.description = description;
  if (fields.private !== undefined) repository.private = fields.private;
  if (archived !== undefined) repository.archived = archived;
  repository.updatedAt = world.clock.now();
  return ok(renderFullRepository(world, repository, viewerOf(context)));
}

export const repositoryRoutes = [
  route('GET', REPO, (context) => ok(renderFullRepository(context.world, repositoryOf(context), viewerOf(context)))),
  route('PATCH', REPO, patchRepository),
  route('POST', '/user/repos', (context) => {
    const viewer = viewerOf(context);
    if (viewer === undefined) throw new ApiError(401, 'Requires authentication');
    return createRepository(context, viewer);
  }),
  route('POST', '/orgs/{org}/repos', (context) => {
    const organization = requireOrganization(context.world, context.params['org'] ?? '');
    authorizeOrganization(context.request.caller, organization, 'write');
    return createRepository(context, organization);
  }),
  route('GET', '/orgs/{org}/repos', (context) => {
    const { world, request, params } = context;
    const organization = requireOrganization(world, params['org'] ?? '');
    const own = [...world.repositories.values()].filter(
      (one) => one.owner === organization && canSee(world, request.caller, one),
    );
    return paginate(context, own, (one) => renderRepository(world, one, viewerOf(context)));
  }),
  route('POST', `${REPO}/forks`, (context) => {
    const { caller } = context.request;
    if (caller.kind !== 'user') throw new ApiError(403, 'Resource not accessible by integration');
    const fork = forkRepository(context.world, caller, repositoryOf(context));
    return { status: 202, body: renderFullRepository(context.world, fork, caller.user) };
  }),
  route('GET', `${REPO}/branches`, listBranches),
  route('GET', `${REPO}/branches/{branch}`, getBranch),
  route('POST', `${REPO}/branches/{branch}/rename`, renameBranch),
  route('GET', `${REPO}/activity`, listActivity),
  route('GET', `${REPO}/collaborators`, (context) => {
    const repository = repositoryOf(context);
    const users = listUsers(context.world).filter((user) => grantedRole(context.world, user, repository) !== null);
    return paginate(context, users, (user) => renderCollaborator(context.world, repository, user));
  }),
  route('GET', `${REPO}/collaborators/{username}`, (context) => {
    const user = requireUser(context.world, context.params['username'] ?? '');
    if (grantedRole(context.world, user, repositoryOf(context)) === null) throw notFound();
    return noContent();
  }),
  route('PUT', `${REPO}/collaborators/{username}`, (context) =>
    putCollaborator(context, toRole(bodyOf<{ permission?: string }>(context).permission)),
  ),
  route('DELETE', `${REPO}/collaborators/{username}`, (context) => putCollaborator(context, null)),
  route('GET', `${REPO}/collaborators/{username}/permission`, getPermission),
  route('GET', `${REPO}/teams`, (context) => {
    const repository = repositoryOf(context);
    const teams = context.world.teams.filter((team) => team.repositories.has(repository.id));
    return paginate(context, teams, (team) => renderTeam(context.world, team));
  }),
  route('GET', `${REPO}/tags`, (context) => {
    const repository = repositoryOf(context, 'contents');
    const url = repositoryUrl(context.world, repository);
    const tags = [...repository.git.refs].filter(([ref]) => ref.startsWith('refs/tags/')).reverse();
    return paginate(context, tags, ([ref, sha]) => {
      const name = ref.slice('refs/tags/'.length);
      const commit = peelToCommit(repository.git, sha)?.sha ?? sha;
      return {
        name,
        node_id: `REF_${Buffer.from(ref).toString('base64url')}`,
        commit: { sha: commit, url: `${url}/commits/${commit}` },
        zipball_url: `${url}/zipball/${ref}`,
        tarball_url: `${url}/tarball/${ref}`,
      };
    });
  }),
];
