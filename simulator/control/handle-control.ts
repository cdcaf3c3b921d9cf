import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { selectRepositories, setSuspended, uninstallApp } from '../actions/installations.ts';
import { settleDue } from '../actions/settle-due.ts';
import { createCounters } from '../counters.ts';
import { ApiError, notFound, type SimulatorRequest, type SimulatorResponse } from '../exchange.ts';
import { createFaults, faultsShape } from '../faults.ts';
import { readPublicKey } from '../rest/apps.ts';
import type { World } from '../state.ts';
import { sendPing } from '../webhooks/ping.ts';
import { findAccount } from '../world.ts';
import { actHandlers } from './acts.ts';
import { deploymentHandlers } from './deployments.ts';
import { type Handler, parse, refusal } from './parse.ts';
import { actAs, repositoryNamed } from './places.ts';
import { applySeed, listSeedProblems } from './seed.ts';
import { seedShape } from './seed-shape.ts';

const seed: Handler = (world, body) => {
  const parsed = parse(seedShape, body);
  const problems = listSeedProblems(world, parsed);
  if (problems.length > 0) throw refusal(problems);
  return applySeed(world, parsed);
};

const setFaults: Handler = (world, body) => {
  world.faults = createFaults(parse(faultsShape, body));
  world.outbox?.release();
  return world.faults.settings;
};

const resetCounters: Handler = (world) => {
  world.counters = createCounters();
  return world.counters;
};

const listDeliveries: Handler = (world) =>
  world.deliveries.map(({ app, installation, attempts, body, ...rest }) => ({
    ...rest,
    payload: JSON.parse(body) as Record<string, unknown>,
    app: app.slug,
    installation_id: installation?.id ?? null,
    attempts: attempts.map(({ id, deliveredAt, statusCode, status, redelivery, durationSeconds }) => ({
      id,
      delivered_at: deliveredAt,
      status_code: statusCode,
      status,
      redelivery,
      duration: durationSeconds,
    })),
  }));

const settle: Handler = async (world) => {
  await world.outbox?.settle();
  const failed = world.deliveries.filter((one) => !one.dropped && one.attempts.at(-1)?.status !== 'OK');
  return {
    deliveries: world.deliveries.length,
    failed: failed.length,
    dropped: world.deliveries.filter((one) => one.dropped).length,
  };
};

const redeliver: Handler = (world, body) => {
  const { guid } = parse(z.strictObject({ guid: z.string() }), body);
  const delivery = world.deliveries.find((one) => one.guid === guid);
  if (delivery === undefined) throw notFound();
  world.outbox?.post(delivery, { redelivery: true });
  return { guid };
};

const appShape = z.strictObject({
  slug: z.string().optional(),
  webhook: z.strictObject({ url: z.url(), secret: z.string() }).nullable().optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
  events: z.array(z.string()).optional(),
  public_key: z.string().optional(),
});

const setApp: Handler = (world, body) => {
  const { slug, public_key: key, webhook, permissions, events } = parse(appShape, body);
  const app =
    slug === undefined && world.apps.length === 1 ? world.apps[0] : world.apps.find((one) => one.slug === slug);
  if (app === undefined) throw notFound();
  if (permissions !== undefined) app.permissions = permissions;
  if (events !== undefined) app.events = events;
  if (key !== undefined) {
    const pem = readPublicKey(key);
    if (pem === null) throw refusal([{ path: 'public_key', message: 'not a public key in PEM' }]);
    app.publicKeyPem = pem;
  }
  if (webhook !== undefined) {
    app.webhook = webhook;
    if (webhook !== null) sendPing(world, app);
  }
  return { id: app.id, slug: app.slug, webhook: app.webhook, permissions: app.permissions, events: app.events };
};

const setClock: Handler = (world, body) => {
  const { advance, mode } = parse(
    z.strictObject({ advance: z.int().min(0).default(0), mode: z.enum(['stepped', 'real']).optional() }),
    body,
  );
  if (mode !== undefined && mode !== world.clock.mode)
    throw new ApiError(422, 'The mode is chosen when the simulator starts: --clock stepped|real');
  return { now: world.clock.advance(advance), mode: world.clock.mode };
};

const makeManifestCode: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ owner: z.string(), manifest: z.record(z.string(), z.unknown()) }), body);
  const owner = findAccount(world, parsed.owner);
  if (owner === null || owner.kind === 'Bot') throw notFound();
  const code = randomBytes(16).toString('hex');
  world.manifestCodes.set(code, { manifest: parsed.manifest, owner });
  return { code };
};

const changeInstallation: Handler = (world, body) => {
  const shape = z.strictObject({
    user: z.string(),
    id: z.int(),
    repositories: z.union([z.literal('all'), z.array(z.string())]).optional(),
    suspended: z.boolean().optional(),
    deleted: z.literal(true).optional(),
  });
  const parsed = parse(shape, body);
  const installation = world.installations.find((one) => one.id === parsed.id);
  if (installation === undefined) throw notFound();
  const { user } = actAs(world, parsed.user);
  const { account } = installation;
  if (Array.isArray(parsed.repositories)) {
    selectRepositories(
      world,
      user,
      installation,
      parsed.repositories.map((name) => repositoryNamed(world, `${account.login}/${name}`)),
    );
  } else if (parsed.repositories === 'all') selectRepositories(world, user, installation, 'all');
  if (parsed.suspended !== undefined) setSuspended(world, user, installation, parsed.suspended);
  if (parsed.deleted === true) uninstallApp(world, user, installation);
  return { id: installation.id };
};

const HANDLERS: Record<string, Handler> = {
  ...actHandlers,
  ...deploymentHandlers,
  'POST /seed': seed,
  'GET /faults': (world) => world.faults.settings,
  'PUT /faults': setFaults,
  'GET /counters': (world) => world.counters,
  'DELETE /counters': resetCounters,
  'GET /deliveries': listDeliveries,
  'POST /deliveries/settle': settle,
  'POST /deliveries/redeliver': redeliver,
  'PUT /app': setApp,
  'GET /clock': (world) => ({ now: world.clock.now(), mode: world.clock.mode }),
  'POST /clock': setClock,
  'POST /manifest-codes': makeManifestCode,
  'PUT /installations': changeInstallation,
};

/** The path of the person who directs the play: sets the stage, breaks things, reads the counters. No permissions here. */
export async function handleControl(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const handler = HANDLERS[`${request.method} ${request.path.replace(/\/$/, '')}`];
  if (handler === undefined) {
    throw new ApiError(404, `No such control path. There are: ${Object.keys(HANDLERS).join(', ')}`);
  }
  const isRead = request.method === 'GET';
  const body = await handler(world, isRead ? Object.fromEntries(request.query) : request.body);
  if (!isRead) settleDue(world);
  return { status: 200, body };
}
