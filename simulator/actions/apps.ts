import { randomBytes } from 'node:crypto';
import type { App, Bot, Organization, User, World } from '../state.ts';
import { register } from '../world.ts';

export type AppFields = {
  id?: number | undefined;
  slug: string;
  name: string;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  description?: string | undefined;
  owner: User | Organization;
  publicKeyPem: string;
  permissions: App['permissions'];
  events: string[];
  webhook: App['webhook'];
};

/** Registers an App and its bot. */
export function insertApp(world: World, fields: AppFields): App {
  const now = world.clock.now();
  const login = `${fields.slug}[bot]`;
  const bot: Bot = register(world, { kind: 'Bot', login, name: null, email: '', createdAt: now });
  bot.email = `${bot.id}+${login}@users.noreply.github.com`;
  world.accounts.set(login.toLowerCase(), bot);
  const app: App = register(world, {
    kind: 'App',
    slug: fields.slug,
    name: fields.name,
    clientId: fields.clientId ?? `Iv23${randomBytes(8).toString('hex')}`,
    clientSecret: fields.clientSecret ?? randomBytes(20).toString('hex'),
    description: fields.description ?? '',
    owner: fields.owner,
    bot,
    publicKeyPem: fields.publicKeyPem,
    permissions: fields.permissions,
    events: fields.events,
    hookId: world.nextId,
    webhook: fields.webhook,
    createdAt: now,
    updatedAt: now,
  });
  world.nextId += 1;
  if (fields.id !== undefined) app.id = fields.id;
  world.apps.push(app);
  return app;
}
