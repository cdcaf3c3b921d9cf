import type { App, Installation, World } from '../../state.ts';
import { restUrl } from '../../world.ts';
import { renderUser } from './account.ts';

type Json = Record<string, unknown>;

/** GitHub's `integration`. */
export const renderApp = (world: World, app: App): Json => ({
  id: app.id,
  client_id: app.clientId,
  slug: app.slug,
  node_id: app.nodeId,
  owner: renderUser(world, app.owner),
  name: app.name,
  description: app.description,
  external_url: world.url,
  html_url: `${world.url}/apps/${app.slug}`,
  created_at: app.createdAt,
  updated_at: app.updatedAt,
  permissions: { metadata: 'read', ...app.permissions },
  events: app.events,
});

/** GitHub's `installation`. */
export function renderInstallation(world: World, installation: Installation): Json {
  const { app, account } = installation;
  const organization = account.kind === 'Organization';
  return {
    id: installation.id,
    node_id: installation.nodeId,
    client_id: app.clientId,
    account: renderUser(world, account),
    repository_selection: installation.selection,
    access_tokens_url: restUrl(world, `/app/installations/${installation.id}/access_tokens`),
    repositories_url: restUrl(world, '/installation/repositories'),
    html_url: `${world.url}/${organization ? `organizations/${account.login}/` : ''}settings/installations/${installation.id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: organization ? 'Organization' : 'User',
    permissions: { metadata: 'read', ...app.permissions },
    events: app.events,
    created_at: installation.createdAt,
    updated_at: installation.updatedAt,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: installation.suspendedAt,
  };
}
