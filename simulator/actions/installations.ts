import { randomBytes } from 'node:crypto';
import { ApiError } from '../exchange.ts';
import { coversRepository, hasPermission } from '../permissions.ts';
import { renderInstallation } from '../rest/render/app.ts';
import type { Actor, App, Installation, Organization, Repository, Token, User, World } from '../state.ts';
import { send } from '../webhooks/emit.ts';
import { fullNameOf, register } from '../world.ts';

/** An installation token lives this long. */
const TOKEN_LIFE_MS = 60 * 60 * 1000;

const renderNames = (repositories: Repository[]) =>
  repositories.map((one) => ({
    id: one.id,
    node_id: one.nodeId,
    name: one.name,
    full_name: fullNameOf(one),
    private: one.private,
  }));

export const listInstalled = (world: World, installation: Installation): Repository[] =>
  [...world.repositories.values()].filter((one) => coversRepository(installation, one));

/** Installs an App on an account, for all its repositories or for those given. */
export function installApp(
  world: World,
  sender: Actor | Organization,
  app: App,
  account: User | Organization,
  repositories: Repository[] | 'all',
): Installation {
  const now = world.clock.now();
  const installation: Installation = register(world, {
    kind: 'Installation',
    app,
    account,
    selection: repositories === 'all' ? 'all' : 'selected',
    repositoryIds: new Set(repositories === 'all' ? [] : repositories.map((one) => one.id)),
    suspendedAt: null,
    createdAt: now,
    updatedAt: now,
  });
  world.installations.push(installation);
  emitInstallation(world, installation, 'created', sender);
  return installation;
}

function emitInstallation(
  world: World,
  installation: Installation,
  action: string,
  sender: Actor | Organization,
): void {
  const withNames = action === 'suspend' || action === 'unsuspend' ? {} : { requester: null };
  const payload = {
    installation: renderInstallation(world, installation),
    repositories: renderNames(listInstalled(world, installation)),
    ...withNames,
  };
  send(world, installation.app, installation, { event: 'installation', action, sender, payload });
}

/** Suspends (tokens stop working, events stop coming) or lifts it. */
export function setSuspended(world: World, sender: Actor, installation: Installation, suspended: boolean): void {
  installation.suspendedAt = suspended ? world.clock.now() : null;
  emitInstallation(world, installation, suspended ? 'suspend' : 'unsuspend', sender);
}

export function uninstallApp(world: World, sender: Actor, installation: Installation): void {
  emitInstallation(world, installation, 'deleted', sender);
  world.installations = world.installations.filter((one) => one !== installation);
  for (const [value, token] of world.tokens) {
    if (token.kind === 'installation' && token.installation === installation) world.tokens.delete(value);
  }
}

/** Changes which repositories are installed, and tells the App. */
export function selectRepositories(
  world: World,
  sender: Actor,
  installation: Installation,
  selected: Repository[] | 'all',
): void {
  const before = listInstalled(world, installation);
  installation.selection = selected === 'all' ? 'all' : 'selected';
  installation.repositoryIds = new Set(selected === 'all' ? [] : selected.map((one) => one.id));
  installation.updatedAt = world.clock.now();
  const after = listInstalled(world, installation);
  const added = after.filter((one) => !before.includes(one));
  const removed = before.filter((one) => !after.includes(one));
  announceRepositories(world, sender, installation, { added, removed });
}

/** `installation_repositories`, once for what was added and once for what was removed. */
export function announceRepositories(
  world: World,
  sender: Actor,
  installation: Installation,
  change: { added: Repository[]; removed: Repository[] },
): void {
  for (const action of ['added', 'removed'] as const) {
    if (change[action].length === 0) continue;
    const payload = {
      installation: renderInstallation(world, installation),
      repository_selection: installation.selection,
      repositories_added: action === 'added' ? renderNames(change.added) : [],
      repositories_removed: action === 'removed' ? renderNames(change.removed) : [],
      requester: null,
    };
    send(world, installation.app, installation, { event: 'installation_repositories', action, sender, payload });
  }
}

/** Gives an installation a token that was agreed upon beforehand and does not expire. */
export function giveToken(world: World, installation: Installation, value: string): void {
  world.tokens.set(value, {
    kind: 'installation',
    installation,
    permissions: { metadata: 'read', ...installation.app.permissions },
    repositoryIds: null,
    expiresAtMs: Number.POSITIVE_INFINITY,
    scripted: true,
  });
}

/** Makes an installation token, perhaps for fewer permissions and repositories than the installation has. */
export function createInstallationToken(
  world: World,
  installation: Installation,
  wish: { permissions?: App['permissions'] | undefined; repositoryIds: number[] | null },
): { value: string; token: Token & { kind: 'installation' } } {
  if (installation.suspendedAt !== null) throw new ApiError(403, 'This installation has been suspended');
  const granted = installation.app.permissions;
  for (const [name, level] of Object.entries(wish.permissions ?? {})) {
    if (!hasPermission(granted, name, level === 'read' ? 'read' : 'write')) {
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
    }
  }
  const covered = listInstalled(world, installation).map((one) => one.id);
  if (wish.repositoryIds?.some((id) => !covered.includes(id)) === true) {
    throw new ApiError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  }
  const value = `ghs_${randomBytes(18).toString('hex')}`;
  const token = {
    kind: 'installation' as const,
    installation,
    permissions: { metadata: 'read' as const, ...(wish.permissions ?? granted) },
    repositoryIds: wish.repositoryIds,
    expiresAtMs: Date.now() + TOKEN_LIFE_MS,
  };
  world.tokens.set(value, token);
  return { value, token };
}
