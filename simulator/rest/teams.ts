import {
  addMember,
  createTeam,
  deleteTeam,
  removeMember,
  removeTeamMembership,
  setTeamMembership,
  setTeamRepository,
  updateTeam,
} from '../actions/teams.ts';
import { notFound } from '../exchange.ts';
import { authorizeOrganization, requireRepository } from '../permissions.ts';
import { type RouteContext, route } from '../router.ts';
import type { Organization, Team } from '../state.ts';
import { listTeamMembers } from '../team-members.ts';
import { findAccount, requireOrganization, requireUser, restUrl } from '../world.ts';
import { bodyOf, created, noContent, ok, paginate } from './answers.ts';
import { renderFullOrganization, renderOrganization, renderPublicUser, renderUser } from './render/account.ts';
import { renderIssueType } from './render/issue.ts';
import { renderRepository } from './render/repository.ts';
import { renderFullTeam, renderTeam } from './render/team.ts';
import { toRole } from './repositories.ts';

const ORG = '/orgs/{org}';
const TEAM = `${ORG}/teams/{team_slug}`;

function organizationOf(context: RouteContext, level: 'read' | 'write' = 'read'): Organization {
  const organization = requireOrganization(context.world, context.params['org'] ?? '');
  authorizeOrganization(context.request.caller, organization, level);
  return organization;
}

function teamOf(context: RouteContext): Team {
  const organization = organizationOf(context);
  const team = context.world.teams.find(
    (one) => one.organization === organization && one.slug === context.params['team_slug'],
  );
  if (team === undefined) throw notFound();
  return team;
}

const userOf = (context: RouteContext) => requireUser(context.world, context.params['username'] ?? '');

/** Members of child teams count, as on GitHub. */
function getTeamMembership(context: RouteContext) {
  const team = teamOf(context);
  const user = userOf(context);
  const member = listTeamMembers(context.world, team).find((one) => one.user === user);
  if (member === undefined) throw notFound();
  const url = restUrl(
    context.world,
    `/organizations/${team.organization.id}/team/${team.id}/memberships/${user.login}`,
  );
  return ok({ url, role: member.role, state: member.state });
}

function renderOrgMembership(context: RouteContext) {
  const organization = organizationOf(context);
  const user = userOf(context);
  const membership = organization.members.get(user.id);
  if (membership === undefined) throw notFound();
  return ok({
    url: restUrl(context.world, `/orgs/${organization.login}/memberships/${user.login}`),
    state: 'active',
    role: membership.role,
    organization_url: restUrl(context.world, `/orgs/${organization.login}`),
    organization: renderOrganization(context.world, organization),
    user: renderUser(context.world, user),
  });
}

type WireTeam = { name?: string; description?: string; parent_team_id?: number | null; privacy?: Team['privacy'] };

function toTeamFields(context: RouteContext) {
  const { name, description, parent_team_id: parentId, privacy } = bodyOf<WireTeam>(context);
  const parent = context.world.teams.find((one) => one.id === parentId);
  if (typeof parentId === 'number' && parent === undefined) throw notFound();
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(privacy === undefined ? {} : { privacy }),
    ...(parentId === undefined ? {} : { parent: parent ?? null }),
  };
}

export const organizationRoutes = [
  route('GET', '/users/{username}', (context) => {
    const account = findAccount(context.world, context.params['username'] ?? '');
    if (account === null) throw notFound();
    return ok(renderPublicUser(context.world, account));
  }),
  route('GET', '/user', (context) => {
    const { caller } = context.request;
    if (caller.kind !== 'user') throw notFound();
    return ok(renderPublicUser(context.world, caller.user));
  }),
  route('GET', ORG, (context) => {
    return ok(renderFullOrganization(context.world, requireOrganization(context.world, context.params['org'] ?? '')));
  }),
  route('GET', `${ORG}/issue-types`, (context) => ok(organizationOf(context).issueTypes.map(renderIssueType))),
  route('GET', `${ORG}/members`, (context) => {
    const role = context.request.query.get('role') ?? 'all';
    const members = [...organizationOf(context).members.values()].filter((one) => role === 'all' || one.role === role);
    return paginate(context, members, (one) => renderUser(context.world, one.user));
  }),
  route('GET', `${ORG}/members/{username}`, (context) => {
    if (!organizationOf(context).members.has(userOf(context).id)) throw notFound();
    return noContent();
  }),
  route('DELETE', `${ORG}/members/{username}`, (context) => {
    removeMember(context.world, context.request.caller, organizationOf(context), userOf(context));
    return noContent();
  }),
  route('GET', `${ORG}/memberships/{username}`, renderOrgMembership),
  route('PUT', `${ORG}/memberships/{username}`, (context) => {
    const role = bodyOf<{ role?: 'admin' | 'member' }>(context).role ?? 'member';
    addMember(context.world, context.request.caller, organizationOf(context), userOf(context), role);
    return renderOrgMembership(context);
  }),
  route('DELETE', `${ORG}/memberships/{username}`, (context) => {
    removeMember(context.world, context.request.caller, organizationOf(context), userOf(context));
    return noContent();
  }),
];

export const teamRoutes = [
  route('GET', `${ORG}/teams`, (context) => {
    const organization = organizationOf(context);
    const teams = context.world.teams.filter((one) => one.organization === organization);
    return paginate(context, teams, (team) => renderTeam(context.world, team));
  }),
  route('POST', `${ORG}/teams`, (context) => {
    const fields = toTeamFields(context);
    const team = createTeam(context.world, context.request.caller, organizationOf(context), {
      ...fields,
      name: fields.name ?? '',
    });
    return created(renderFullTeam(context.world, team));
  }),
  route('GET', TEAM, (context) => ok(renderFullTeam(context.world, teamOf(context)))),
  route('PATCH', TEAM, (context) => {
    const team = teamOf(context);
    updateTeam(context.world, context.request.caller, team, toTeamFields(context));
    return ok(renderFullTeam(context.world, team));
  }),
  route('DELETE', TEAM, (context) => {
    deleteTeam(context.world, context.request.caller, teamOf(context));
    return noContent();
  }),
  route('GET', `${TEAM}/teams`, (context) => {
    const parent = teamOf(context);
    return paginate(
      context,
      context.world.teams.filter((one) => one.parent === parent),
      (one) => renderTeam(context.world, one),
    );
  }),
  route('GET', `${TEAM}/members`, (context) => {
    const role = context.request.query.get('role') ?? 'all';
    const members = listTeamMembers(context.world, teamOf(context))
      .filter((one) => one.state === 'active')
      .filter((one) => role === 'all' || one.role === role);
    return paginate(context, members, (one) => renderUser(context.world, one.user));
  }),
  route('GET', `${TEAM}/memberships/{username}`, getTeamMembership),
  route('PUT', `${TEAM}/memberships/{username}`, (context) => {
    const role = bodyOf<{ role?: 'member' | 'maintainer' }>(context).role ?? 'member';
    setTeamMembership(context.world, context.request.caller, teamOf(context), userOf(context), role);
    return getTeamMembership(context);
  }),
  route('DELETE', `${TEAM}/memberships/{username}`, (context) => {
    removeTeamMembership(context.world, context.request.caller, teamOf(context), userOf(context));
    return noContent();
  }),
  route('GET', `${TEAM}/repos`, (context) => {
    const team = teamOf(context);
    const repositories = [...context.world.repositories.values()].filter((one) => team.repositories.has(one.id));
    return paginate(context, repositories, (one) => renderRepository(context.world, one));
  }),
  route('PUT', `${TEAM}/repos/{owner}/{repo}`, (context) => {
    const { world, request, params } = context;
    const role = toRole(bodyOf<{ permission?: string }>(context).permission);
    setTeamRepository(world, request.caller, teamOf(context), requireRepository(world, request.caller, params), role);
    return noContent();
  }),
  route('DELETE', `${TEAM}/repos/{owner}/{repo}`, (context) => {
    const { world, request, params } = context;
    setTeamRepository(world, request.caller, teamOf(context), requireRepository(world, request.caller, params), null);
    return noContent();
  }),
];
