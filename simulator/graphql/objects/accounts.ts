import { hasPermission } from '../../permissions.ts';
import type { Account, App, Bot, IssueType, Organization, Team, User, World } from '../../state.ts';
import { listTeamMembers, type TeamMember } from '../../team-members.ts';
import { canSeeOrganization } from '../access.ts';
import { connection, connectionWithEdges } from '../connection.ts';
import { type Fields, field, type GraphqlContext, isGiven } from '../field.ts';
import { forbiddenProblem } from '../graphql-problem.ts';
import { findRepositoryFor } from './find-repository.ts';

/** GraphQL names a bot without the `[bot]` that REST and webhooks add. */
const loginOf = (account: Account): string =>
  account.kind === 'Bot' ? account.login.replace(/\[bot\]$/, '') : account.login;

const pathOf = (account: Account): string =>
  account.kind === 'Bot' ? `/apps/${loginOf(account)}` : `/${account.login}`;

function accountFields<T extends Account>(): Fields<T> {
  return {
    id: field((account) => account.nodeId),
    databaseId: field((account) => account.id),
    login: field(loginOf),
    url: field((account, _args, { world }) => `${world.url}${pathOf(account)}`),
    resourcePath: field(pathOf),
    avatarUrl: field((account, _args, { world }) => `${world.url}/avatars/${account.id}`, 'size'),
    createdAt: field((account) => account.createdAt),
  };
}

export const userFields: Fields<User> = {
  ...accountFields<User>(),
  name: field((user) => user.name),
  email: field((user) => user.email),
  isSiteAdmin: field((user) => user.siteAdmin),
  isViewer: field((user, _args, { caller }) => caller.kind === 'user' && caller.user === user),
  repository: field((user, args, context) => findRepositoryFor(context, user.login, String(args.name)), 'name'),
};

export const botFields: Fields<Bot> = accountFields<Bot>();

export const organizationFields: Fields<Organization> = {
  ...accountFields<Organization>(),
  name: field((organization) => organization.name),
  repository: field(
    (organization, args, context) => findRepositoryFor(context, organization.login, String(args.name)),
    'name',
  ),
  team: field((organization, args, { world }) => {
    const slug = String(args.slug).toLowerCase();
    return world.teams.find((team) => team.organization === organization && team.slug === slug) ?? null;
  }, 'slug'),
  teams: connection((organization, _args, { world }) =>
    world.teams.filter((team) => team.organization === organization),
  ),
  membersWithRole: connectionWithEdges(
    (organization, _args, context) => {
      requireMembers(context, organization);
      return [...organization.members.values()];
    },
    (item) => {
      const { user, role } = item as { user: User; role: string };
      return { node: user, role: role === 'admin' ? 'ADMIN' : 'MEMBER' };
    },
  ),
};

function requireMembers(context: GraphqlContext, organization: Organization): void {
  const { caller } = context;
  const permitted =
    canSeeOrganization(context, organization) &&
    (caller.kind !== 'installation' || hasPermission(caller.permissions, 'members', 'read'));
  if (!permitted) throw forbiddenProblem(caller.kind === 'installation' ? 'installation' : 'person');
}

/** Active members: a team's own, and its child teams' unless only the immediate ones are asked for. */
function membersOf(world: World, team: Team, membership: unknown): TeamMember[] {
  const own = team.members;
  const all = membership === 'IMMEDIATE' ? [...own.values()] : listTeamMembers(world, team);
  return all.filter(({ user, state }) => state === 'active' && !(membership === 'CHILD_TEAM' && own.has(user.id)));
}

const descendantsOf = (world: World, team: Team): Team[] =>
  world.teams.filter((one) => one.parent === team).flatMap((child) => [child, ...descendantsOf(world, child)]);

const teamPath = (team: Team): string => `/orgs/${team.organization.login}/teams/${team.slug}`;

export const teamFields: Fields<Team> = {
  id: field((team) => team.nodeId),
  databaseId: field((team) => team.id),
  slug: field((team) => team.slug),
  combinedSlug: field((team) => `${team.organization.login}/${team.slug}`),
  name: field((team) => team.name),
  description: field((team) => team.description),
  privacy: field((team) => (team.privacy === 'secret' ? 'SECRET' : 'VISIBLE')),
  url: field((team, _args, { world }) => `${world.url}${teamPath(team)}`),
  resourcePath: field(teamPath),
  organization: field((team) => team.organization),
  parentTeam: field((team) => team.parent),
  createdAt: field((team) => team.createdAt),
  updatedAt: field((team) => team.updatedAt),
  childTeams: connection(
    (team, args, { world }) =>
      args.immediateOnly === false
        ? descendantsOf(world, team)
        : world.teams.filter((candidate) => candidate.parent === team),
    'immediateOnly',
  ),
  members: connectionWithEdges(
    (team, args, { world }) =>
      membersOf(world, team, args.membership).filter(
        ({ role }) => !isGiven(args.role) || role.toUpperCase() === args.role,
      ),
    (item) => {
      const { user, role } = item as TeamMember;
      return { node: user, role: role.toUpperCase() };
    },
    'membership',
    'role',
  ),
};

export const appFields: Fields<App> = {
  id: field((app) => app.nodeId),
  databaseId: field((app) => app.id),
  slug: field((app) => app.slug),
  name: field((app) => app.name),
  clientId: field((app) => app.clientId),
  description: field((app) => app.description),
  url: field((app, _args, { world }) => `${world.url}/apps/${app.slug}`),
  createdAt: field((app) => app.createdAt),
  updatedAt: field((app) => app.updatedAt),
};

export const issueTypeFields: Fields<IssueType> = {
  id: field((type) => type.nodeId),
  name: field((type) => type.name),
  description: field((type) => type.description),
  color: field((type) => type.color.toUpperCase()),
  isEnabled: field((type) => type.isEnabled),
};
