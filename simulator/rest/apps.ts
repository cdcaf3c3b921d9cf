import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { insertApp } from '../actions/apps.ts';
import { createInstallationToken, listInstalled, setSuspended, uninstallApp } from '../actions/installations.ts';
import { ApiError, notFound } from '../exchange.ts';
import { coversRepository, isAllowed, toRead } from '../permissions.ts';
import { toBudget } from '../rate-limit.ts';
import { type RouteContext, route } from '../router.ts';
import type { App, Installation, Organization, User } from '../state.ts';
import { findAccount, findRepository } from '../world.ts';
import { bodyOf, created, idOf, noContent, ok, paginate } from './answers.ts';
import { renderApp, renderInstallation } from './render/app.ts';
import { renderRepository } from './render/repository.ts';

export function appOfCaller({ request }: RouteContext): App {
  const { caller } = request;
  if (caller.kind === 'app') return caller.app;
  throw new ApiError(401, 'A JSON web token could not be decoded');
}

function installationOf(context: RouteContext): Installation {
  const app = appOfCaller(context);
  const id = idOf(context, 'installation_id');
  const installation = context.world.installations.find((one) => one.id === id && one.app === app);
  if (installation === undefined) throw notFound();
  return installation;
}

type TokenWish = { repositories?: string[]; repository_ids?: number[]; permissions?: App['permissions'] };

function createToken(context: RouteContext) {
  const { world } = context;
  const installation = installationOf(context);
  const wish = bodyOf<TokenWish>(context);
  const named = wish.repositories?.map((name) => findRepository(world, installation.account.login, name)?.id ?? -1);
  const repositoryIds = wish.repository_ids ?? named ?? null;
  const { value, token } = createInstallationToken(world, installation, {
    permissions: wish.permissions,
    repositoryIds,
  });
  const chosen = listInstalled(world, installation).filter((one) => repositoryIds?.includes(one.id) === true);
  return created({
    token: value,
    expires_at: new Date(token.expiresAtMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    permissions: token.permissions,
    repository_selection: repositoryIds === null ? installation.selection : 'selected',
    ...(repositoryIds === null ? {} : { repositories: chosen.map((one) => renderRepository(world, one)) }),
  });
}

function listInstallationRepositories(context: RouteContext) {
  const { world, request } = context;
  const { caller } = request;
  if (caller.kind !== 'installation')
    throw new ApiError(403, 'You must authenticate with an installation access token');
  const repositories = listInstalled(world, caller.installation).filter((one) =>
    isAllowed(world, caller, one, toRead('metadata')),
  );
  return paginate(
    context,
    repositories,
    (one) => renderRepository(world, one),
    (page, total) => ({
      total_count: total,
      repository_selection: caller.installation.selection,
      repositories: page,
    }),
  );
}

type Manifest = {
  name?: string;
  url?: string;
  hook_attributes?: { url?: string };
  default_permissions?: App['permissions'];
  default_events?: string[];
  description?: string;
};

/** Makes the App that a manifest describes; the code is good for one use. The private key is handed out here alone. */
function convertManifest(context: RouteContext) {
  const { world, params } = context;
  const entry = world.manifestCodes.get(params['code'] ?? '');
  if (entry === undefined) throw notFound();
  world.manifestCodes.delete(params['code'] ?? '');
  const manifest = entry.manifest as Manifest;
  const name = manifest.name ?? 'app';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const url = manifest.hook_attributes?.url;
  const secret = crypto.randomUUID().replaceAll('-', '');
  const app = insertApp(world, {
    slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    name,
    description: manifest.description,
    owner: entry.owner,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
    webhook: url === undefined ? null : { url, secret },
  });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  return created({ ...renderApp(world, app), client_secret: app.clientSecret, webhook_secret: secret, pem });
}

/** A PEM as people paste it, or a problem in words. */
export function readPublicKey(pem: string): string | null {
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    return null;
  }
}

function findInstallation(context: RouteContext, account: User | Organization | null) {
  const app = appOfCaller(context);
  const found = context.world.installations.find((one) => one.app === app && one.account === account);
  if (found === undefined) throw notFound();
  return ok(renderInstallation(context.world, found));
}

const accountNamed = (context: RouteContext, name: string) => {
  const account = findAccount(context.world, context.params[name] ?? '');
  return account?.kind === 'Bot' ? null : account;
};

function getRateLimit(context: RouteContext) {
  const budget = toBudget(context.world, context.request.caller);
  return ok({ resources: { core: budget, search: budget, graphql: budget }, rate: budget });
}

export const appRoutes = [
  route('GET', '/rate_limit', getRateLimit),
  route('GET', '/app', (context) => {
    const app = appOfCaller(context);
    const count = context.world.installations.filter((one) => one.app === app).length;
    return ok({ ...renderApp(context.world, app), installations_count: count });
  }),
  route('GET', '/apps/{app_slug}', (context) => {
    const app = context.world.apps.find((one) => one.slug === context.params['app_slug']);
    if (app === undefined) throw notFound();
    return ok(renderApp(context.world, app));
  }),
  route('GET', '/app/installations', (context) => {
    const app = appOfCaller(context);
    const own = context.world.installations.filter((one) => one.app === app);
    return paginate(context, own, (one) => renderInstallation(context.world, one));
  }),
  route('GET', '/app/installations/{installation_id}', (context) =>
    ok(renderInstallation(context.world, installationOf(context))),
  ),
  route('DELETE', '/app/installations/{installation_id}', (context) => {
    uninstallApp(context.world, appOfCaller(context).bot, installationOf(context));
    return noContent();
  }),
  route('PUT', '/app/installations/{installation_id}/suspended', (context) => {
    setSuspended(context.world, appOfCaller(context).bot, installationOf(context), true);
    return noContent();
  }),
  route('DELETE', '/app/installations/{installation_id}/suspended', (context) => {
    setSuspended(context.world, appOfCaller(context).bot, installationOf(context), false);
    return noContent();
  }),
  route('POST', '/app/installations/{installation_id}/access_tokens', createToken),
  route('GET', '/installation/repositories', listInstallationRepositories),
  route('GET', '/orgs/{org}/installation', (context) => findInstallation(context, accountNamed(context, 'org'))),
  route('GET', '/users/{username}/installation', (context) =>
    findInstallation(context, accountNamed(context, 'username')),
  ),
  route('GET', '/repos/{owner}/{repo}/installation', (context) => {
    const app = appOfCaller(context);
    const { owner = '', repo = '' } = context.params;
    const repository = findRepository(context.world, owner, repo);
    const found = context.world.installations.find(
      (one) => one.app === app && repository !== null && coversRepository(one, repository),
    );
    if (found === undefined) throw notFound();
    return ok(renderInstallation(context.world, found));
  }),
  route('POST', '/app-manifests/{code}/conversions', convertManifest),
];
