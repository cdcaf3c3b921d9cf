import { validationFailed } from '../exchange.ts';
import { actorOf, authorizeOrganization } from '../permissions.ts';
import { renderUser } from '../rest/render/account.ts';
import { renderRepository } from '../rest/render/repository.ts';
import { renderTeam } from '../rest/render/team.ts';
import type { Caller, Organization, Repository, Role, Team, User, World } from '../state.ts';
import { emit } from '../webhooks/emit.ts';
import { register, restUrl } from '../world.ts';

export type TeamFields = {
  name: string;
  slug?: string;
  description?: string | null;
  parent?: Team | null;
  privacy?: Team['privacy'];
};

export const toSlug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

/** Makes a team without asking for permission or telling anybody: for seeding and for `createTeam`. */
export function insertTeam(world: World, organization: Organization, fields: TeamFields): Team {
  const slug = fields.slug ?? toSlug(fields.name);
  if (world.teams.some((one) => one.organization === organization && one.slug === slug)) {
    throw validationFailed('Team', 'name', 'already_exists');
  }
  const now = world.clock.now();
  const team: Team = register(world, {
    kind: 'Team',
    organization,
    slug,
    name: fields.name,
    description: fields.description ?? null,
    privacy: fields.privacy ?? 'closed',
    parent: fields.parent ?? null,
    members: new Map(),
    repositories: new Map(),
    createdAt: now,
    updatedAt: now,
  });
  world.teams.push(team);
  return team;
}

function emitTeam(world: World, caller: Caller, team: Team, action: string, extra: Record<string, unknown> = {}): void {
  const payload = { team: renderTeam(world, team), ...extra };
  emit(world, { event: 'team', action, sender: actorOf(caller), organization: team.organization, payload });
}

export function createTeam(world: World, caller: Caller, organization: Organization, fields: TeamFields): Team {
  authorizeOrganization(caller, organization, 'write');
  const team = insertTeam(world, organization, fields);
  emitTeam(world, caller, team, 'created');
  return team;
}

/** Renames, describes or moves under another parent. */
export function updateTeam(world: World, caller: Caller, team: Team, fields: Partial<TeamFields>): void {
  authorizeOrganization(caller, team.organization, 'write');
  const changes: Record<string, unknown> = {};
  if (fields.name !== undefined && fields.name !== team.name) {
    changes['name'] = { from: team.name };
    Object.assign(team, { name: fields.name, slug: toSlug(fields.name) });
  }
  if (fields.description !== undefined && fields.description !== team.description) {
    changes['description'] = { from: team.description ?? '' };
    team.description = fields.description;
  }
  if (fields.parent !== undefined) team.parent = fields.parent;
  team.updatedAt = world.clock.now();
  emitTeam(world, caller, team, 'edited', { changes });
}

export function deleteTeam(world: World, caller: Caller, team: Team): void {
  authorizeOrganization(caller, team.organization, 'write');
  world.teams = world.teams.filter((one) => one !== team && one.parent !== team);
  emitTeam(world, caller, team, 'deleted');
}

function emitMembership(world: World, caller: Caller, team: Team, user: User, action: string): void {
  const payload = { scope: 'team', member: renderUser(world, user), team: renderTeam(world, team) };
  emit(world, { event: 'membership', action, sender: actorOf(caller), organization: team.organization, payload });
}

/** Adds to a team, or changes the role; somebody from outside the organisation joins it by this. */
export function setTeamMembership(
  world: World,
  caller: Caller,
  team: Team,
  user: User,
  role: 'member' | 'maintainer',
): void {
  authorizeMaintainer(caller, team);
  const isNew = !team.members.has(user.id);
  if (!team.organization.members.has(user.id)) addMember(world, caller, team.organization, user, 'member');
  team.members.set(user.id, { user, role, state: 'active' });
  if (isNew) emitMembership(world, caller, team, user, 'added');
}

export function removeTeamMembership(world: World, caller: Caller, team: Team, user: User): void {
  authorizeMaintainer(caller, team);
  if (team.members.delete(user.id)) emitMembership(world, caller, team, user, 'removed');
}

function authorizeMaintainer(caller: Caller, team: Team): void {
  if (caller.kind === 'user' && team.members.get(caller.user.id)?.role === 'maintainer') return;
  authorizeOrganization(caller, team.organization, 'write');
}

/** Gives a team a role in a repository, or takes it away with null. */
export function setTeamRepository(
  world: World,
  caller: Caller,
  team: Team,
  repository: Repository,
  role: Role | null,
): void {
  authorizeOrganization(caller, team.organization, 'write');
  const had = team.repositories.has(repository.id);
  if (role === null) team.repositories.delete(repository.id);
  else team.repositories.set(repository.id, role);
  if (had === (role === null)) {
    const extra = { repository: renderRepository(world, repository) };
    emitTeam(world, caller, team, role === null ? 'removed_from_repository' : 'added_to_repository', extra);
  }
}

function emitOrganization(world: World, caller: Caller, organization: Organization, user: User, action: string): void {
  const membership = {
    url: restUrl(world, `/orgs/${organization.login}/memberships/${user.login}`),
    state: 'active',
    role: organization.members.get(user.id)?.role ?? 'member',
    organization_url: restUrl(world, `/orgs/${organization.login}`),
    user: renderUser(world, user),
  };
  emit(world, { event: 'organization', action, sender: actorOf(caller), organization, payload: { membership } });
}

/** Makes somebody a member, or changes their role. They are active at once: there are no invitations here. */
export function addMember(
  world: World,
  caller: Caller,
  organization: Organization,
  user: User,
  role: 'admin' | 'member',
): void {
  authorizeOrganization(caller, organization, 'write');
  const isNew = !organization.members.has(user.id);
  organization.members.set(user.id, { user, role });
  if (isNew) emitOrganization(world, caller, organization, user, 'member_added');
}

/** Removes from the organisation and all its teams. */
export function removeMember(world: World, caller: Caller, organization: Organization, user: User): void {
  authorizeOrganization(caller, organization, 'write');
  for (const team of world.teams.filter((one) => one.organization === organization)) {
    if (team.members.has(user.id)) removeTeamMembership(world, caller, team, user);
  }
  const had = organization.members.has(user.id);
  organization.members.delete(user.id);
  if (had) emitOrganization(world, caller, organization, user, 'member_removed');
}
