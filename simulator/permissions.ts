import { ApiError, notFound } from './exchange.ts';
import type { Actor, App, Caller, Installation, Organization, Repository, Role, Team, User, World } from './state.ts';
import { findRepository, forbidden } from './world.ts';

const RANK: Record<Role, number> = { read: 1, triage: 2, write: 3, maintain: 4, admin: 5 };
export const isAtLeast = (role: Role | null, wanted: Role): boolean => role !== null && RANK[role] >= RANK[wanted];
const highest = (roles: (Role | null | undefined)[]): Role | null =>
  roles.reduce<Role | null>((best, role) => (role && !isAtLeast(best, role) ? role : best), null);

/** A team and all the teams above it: what a parent may do, its children may. */
function lineageOf(team: Team): Team[] {
  return team.parent === null ? [team] : [team, ...lineageOf(team.parent)];
}

/** The role a user was given in a repository, by whatever way is highest; null when none (a public one is still readable). */
export function grantedRole(world: World, user: User, repository: Repository): Role | null {
  const { owner } = repository;
  if (owner === user) return 'admin';
  const direct = repository.collaborators.get(user.id);
  if (owner.kind !== 'Organization') return direct ?? null;
  const membership = owner.members.get(user.id);
  if (membership?.role === 'admin') return 'admin';
  const base = membership !== undefined && owner.basePermission !== 'none' ? owner.basePermission : null;
  const byTeams = world.teams
    .filter((team) => team.organization === owner && team.members.get(user.id)?.state === 'active')
    .flatMap((team) => lineageOf(team).map((one) => one.repositories.get(repository.id)));
  return highest([direct, base, ...byTeams]);
}

/** As `grantedRole`, with what the public may do. */
export const roleOf = (world: World, user: User, repository: Repository): Role | null =>
  grantedRole(world, user, repository) ?? (repository.private ? null : 'read');

export function coversRepository(installation: Installation, repository: Repository): boolean {
  return (
    installation.suspendedAt === null &&
    installation.account === repository.owner &&
    (installation.selection === 'all' || installation.repositoryIds.has(repository.id))
  );
}

export const hasPermission = (permissions: App['permissions'], name: string, level: 'read' | 'write'): boolean =>
  name === 'metadata'
    ? level === 'read'
    : level === 'read'
      ? name in permissions
      : ['write', 'admin'].includes(permissions[name] ?? '');

/** What an act needs: a role of a person, a permission of an App (any one of those named). */
export type Need = { role: Role; permissions: string[]; level: 'read' | 'write' };
export const toRead = (...permissions: string[]): Need => ({ role: 'read', permissions, level: 'read' });
export const toWrite = (role: Role, ...permissions: string[]): Need => ({ role, permissions, level: 'write' });

/** Whether a caller may read a repository at all: otherwise it does not exist for them. */
export function canSee(world: World, caller: Caller, repository: Repository): boolean {
  if (!repository.private) return true;
  if (caller.kind === 'user') return roleOf(world, caller.user, repository) !== null;
  return caller.kind === 'installation' && isInstalledFor(caller, repository);
}

const isInstalledFor = (caller: Caller & { kind: 'installation' }, repository: Repository): boolean =>
  coversRepository(caller.installation, repository) &&
  (caller.repositoryIds === null || caller.repositoryIds.includes(repository.id));

export function isAllowed(world: World, caller: Caller, repository: Repository, need: Need): boolean {
  if (!canSee(world, caller, repository)) return false;
  if (caller.kind === 'user') return isAtLeast(roleOf(world, caller.user, repository), need.role);
  if (caller.kind === 'installation') {
    // What is public can be read by any installation, as on GitHub, but only installed repositories can be written.
    if (!isInstalledFor(caller, repository)) return need.level === 'read';
    return need.permissions.some((name) => hasPermission(caller.permissions, name, need.level));
  }
  return need.role === 'read' && need.level === 'read' && caller.kind === 'anonymous';
}

/** @throws ApiError 404 for what the caller may not see, 401 or 403 for what they may not do. */
export function authorize(world: World, caller: Caller, repository: Repository, need: Need): void {
  if (!canSee(world, caller, repository)) throw notFound();
  if (isAllowed(world, caller, repository, need)) return;
  if (caller.kind === 'anonymous') throw new ApiError(401, 'Requires authentication');
  if (caller.kind === 'user') throw forbidden();
  throw new ApiError(403, 'Resource not accessible by integration');
}

/** The repository of a path, for a caller who needs this of it. */
export function requireRepository(
  world: World,
  caller: Caller,
  params: Record<string, string>,
  need: Need = toRead('metadata'),
): Repository {
  const repository = findRepository(world, params['owner'] ?? '', params['repo'] ?? '');
  if (repository === null) throw notFound();
  authorize(world, caller, repository, need);
  return repository;
}

/** Who acts: a person, or an App's bot. @throws ApiError 401, or 403 for an App that shows its JWT. */
export function actorOf(caller: Caller): Actor {
  if (caller.kind === 'user') return caller.user;
  if (caller.kind === 'installation') return caller.installation.app.bot;
  if (caller.kind === 'github') return caller.bot;
  if (caller.kind === 'anonymous') throw new ApiError(401, 'Requires authentication');
  throw new ApiError(403, 'Resource not accessible by integration');
}

export const appOf = (caller: Caller): App | null => (caller.kind === 'installation' ? caller.installation.app : null);

/** An organisation's teams and members: for its members, its owners when written, and Apps with `members`. */
export function authorizeOrganization(caller: Caller, organization: Organization, level: 'read' | 'write'): void {
  if (caller.kind === 'installation') {
    if (caller.installation.account !== organization) throw notFound();
    if (!hasPermission(caller.permissions, 'members', level))
      throw new ApiError(403, 'Resource not accessible by integration');
    return;
  }
  if (caller.kind !== 'user') throw new ApiError(401, 'Requires authentication');
  const membership = organization.members.get(caller.user.id);
  if (membership === undefined) throw notFound();
  if (level === 'write' && membership.role !== 'admin')
    throw new ApiError(403, 'You must be an admin of this organization.');
}
