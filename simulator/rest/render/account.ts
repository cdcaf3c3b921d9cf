import type { Account, Organization, World } from '../../state.ts';
import { restUrl } from '../../world.ts';

type Json = Record<string, unknown>;

/** GitHub's `simple-user`, for people, bots and organisations alike. */
export function renderUser(world: World, account: Account): Json {
  const login = encodeURIComponent(account.login);
  const url = restUrl(world, `/users/${login}`);
  const page = account.kind === 'Bot' ? `apps/${account.login.replace(/\[bot\]$/, '')}` : account.login;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `${world.url}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${world.url}/${page}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.kind,
    user_view_type: 'public',
    site_admin: account.kind === 'User' && account.siteAdmin,
  };
}

/** A deleted account is null, as GitHub has it. */
export const renderActor = (world: World, actor: Account | null): Json | null =>
  actor === null ? null : renderUser(world, actor);

/** GitHub's `public-user`. */
export function renderPublicUser(world: World, account: Account): Json {
  return {
    ...renderUser(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.kind === 'User' ? account.email : null,
    hireable: null,
    bio: null,
    public_repos: [...world.repositories.values()].filter((one) => one.owner === account && !one.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  };
}

/** GitHub's `organization-simple`. */
export function renderOrganization(world: World, organization: Organization): Json {
  const url = restUrl(world, `/orgs/${organization.login}`);
  return {
    login: organization.login,
    id: organization.id,
    node_id: organization.nodeId,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/u/${organization.id}`,
    description: '',
  };
}

/** GitHub's `organization-full`, the members that it requires. */
export function renderFullOrganization(world: World, organization: Organization): Json {
  return {
    ...renderOrganization(world, organization),
    name: organization.name ?? organization.login,
    html_url: `${world.url}/${organization.login}`,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: [...world.repositories.values()].filter((one) => one.owner === organization && !one.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    default_repository_permission: organization.basePermission,
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    archived_at: null,
  };
}
