import type { Team, World } from '../../state.ts';
import { listTeamMembers } from '../../team-members.ts';
import { restUrl } from '../../world.ts';
import { renderFullOrganization } from './account.ts';

type Json = Record<string, unknown>;

/** GitHub's `team`, without its parent's parent. */
function renderTeamSimple(world: World, team: Team): Json {
  const url = restUrl(world, `/organizations/${team.organization.id}/team/${team.id}`);
  return {
    name: team.name,
    id: team.id,
    node_id: team.nodeId,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: 'notifications_enabled',
    url,
    html_url: `${world.url}/orgs/${team.organization.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    permission: 'pull',
    type: 'organization',
    organization_id: team.organization.id,
  };
}

export const renderTeam = (world: World, team: Team): Json => ({
  ...renderTeamSimple(world, team),
  parent: team.parent === null ? null : renderTeamSimple(world, team.parent),
});

/** GitHub's `team-full`. */
export const renderFullTeam = (world: World, team: Team): Json => ({
  ...renderTeam(world, team),
  created_at: team.createdAt,
  updated_at: team.updatedAt,
  members_count: listTeamMembers(world, team).length,
  repos_count: team.repositories.size,
  organization: renderFullOrganization(world, team.organization),
});
