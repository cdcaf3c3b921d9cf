import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { advanceQueues } from '../actions/advance-queues.ts';
import { deleteBodyEdit } from '../actions/body-edits.ts';
import { findCheckRun, requestAction } from '../actions/checks.ts';
import { linkIssue, unlinkIssue } from '../actions/closing-references.ts';
import { pushRefs } from '../actions/git.ts';
import { selectRepositories, setSuspended, uninstallApp } from '../actions/installations.ts';
import { deleteIssue, transferIssue } from '../actions/issues.ts';
import { findQueue } from '../actions/merge-queue.ts';
import { createCounters } from '../counters.ts';
import { ApiError, notFound, type SimulatorRequest, type SimulatorResponse } from '../exchange.ts';
import { createFaults, faultsShape } from '../faults.ts';
import { readPublicKey } from '../rest/apps.ts';
import type { Caller, Issue, PullRequest, Repository, World } from '../state.ts';
import { sendPing } from '../webhooks/ping.ts';
import { findAccount, findRepository, requireUser } from '../world.ts';
import { applySeed, listSeedProblems, type SeedProblem } from './seed.ts';
import { seedShape } from './seed-shape.ts';

type Handler = (world: World, body: unknown) => unknown;

/** Parses what a person wrote. @throws ApiError 422 listing every problem with its path. */
function parse<S extends z.ZodType>(shape: S, body: unknown): z.output<S> {
  const result = shape.safeParse(body ?? {});
  if (result.success) return result.data;
  throw refusal(result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
}

const refusal = (problems: SeedProblem[]) =>
  new ApiError(422, problems.map((one) => `${one.path}: ${one.message}`).join('\n'), problems);

const repositoryName = z.string().regex(/^[^/]+\/[^/]+$/, 'owner/name');

function repositoryNamed(world: World, name: string): Repository {
  const [owner = '', repo = ''] = name.split('/');
  const repository = findRepository(world, owner, repo);
  if (repository === null) throw notFound();
  return repository;
}

function issueOf(world: World, where: { repository: string; number: number }): Issue | PullRequest {
  const found = repositoryNamed(world, where.repository).issues.get(where.number);
  if (found === undefined) throw notFound();
  return found;
}

function requireIssue(world: World, where: { repository: string; number: number }): Issue {
  const issue = issueOf(world, where);
  if (issue.kind !== 'Issue') throw new ApiError(422, `#${where.number} is a pull request`);
  return issue;
}

function requirePull(world: World, where: { repository: string; number: number }): PullRequest {
  const pull = issueOf(world, where);
  if (pull.kind !== 'PullRequest') throw new ApiError(422, `#${where.number} is not a pull request`);
  return pull;
}

/** What a person does in the browser and GitHub's REST has no path for. A step of the clock each, as any other act. */
function actAs(world: World, login: string): Caller & { kind: 'user' } {
  world.clock.step();
  return { kind: 'user', user: requireUser(world, login) };
}

const place = z.strictObject({ repository: repositoryName, number: z.int().positive() });
const linkShape = z.strictObject({ user: z.string(), pull_request: place, issue: place });

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

const link: Handler = (world, body) => {
  const parsed = parse(linkShape, body);
  linkIssue(
    world,
    actAs(world, parsed.user),
    requirePull(world, parsed.pull_request),
    requireIssue(world, parsed.issue),
  );
  return {};
};

const unlink: Handler = (world, body) => {
  const parsed = parse(linkShape, body);
  unlinkIssue(
    world,
    actAs(world, parsed.user),
    requirePull(world, parsed.pull_request),
    requireIssue(world, parsed.issue),
  );
  return {};
};

const pressAction: Handler = (world, body) => {
  const shape = z.strictObject({
    user: z.string(),
    repository: repositoryName,
    check_run_id: z.int(),
    identifier: z.string(),
  });
  const parsed = parse(shape, body);
  const run = findCheckRun(repositoryNamed(world, parsed.repository), parsed.check_run_id);
  requestAction(world, actAs(world, parsed.user), run, parsed.identifier);
  return {};
};

const push: Handler = (world, body) => {
  const update = z.strictObject({ ref: z.string(), sha: z.string().nullable(), force: z.boolean().default(false) });
  const parsed = parse(
    z.strictObject({ user: z.string(), repository: repositoryName, refs: z.array(update).min(1) }),
    body,
  );
  const updates = parsed.refs.map(({ ref, sha, force }) => ({ ref, after: sha, force }));
  pushRefs(world, actAs(world, parsed.user), repositoryNamed(world, parsed.repository), updates);
  return {};
};

const transfer: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), issue: place, to: repositoryName }), body);
  const moved = transferIssue(
    world,
    actAs(world, parsed.user),
    requireIssue(world, parsed.issue),
    repositoryNamed(world, parsed.to),
  );
  return { repository: parsed.to, number: moved.number };
};

const removeIssue: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), issue: place }), body);
  deleteIssue(world, actAs(world, parsed.user), requireIssue(world, parsed.issue));
  return {};
};

const removeEdit: Handler = (world, body) => {
  const parsed = parse(z.strictObject({ user: z.string(), node_id: z.string() }), body);
  deleteBodyEdit(world, actAs(world, parsed.user).user, parsed.node_id);
  return {};
};

const setMergeQueue: Handler = (world, body) => {
  const shape = z.strictObject({
    repository: repositoryName,
    branch: z.string().optional(),
    paused: z.boolean().optional(),
    together: z.boolean().optional(),
  });
  const { repository: name, branch, paused, together } = parse(shape, body);
  const repository = repositoryNamed(world, name);
  const queue = findQueue(world, repository, branch ?? repository.defaultBranch);
  if (queue === null) throw new ApiError(422, `${name} has no rule that asks for a merge queue there`);
  Object.assign(queue, {
    ...(paused === undefined ? {} : { paused }),
    ...(together === undefined ? {} : { together }),
  });
  return { branch: queue.branch, paused: queue.paused, together: queue.together, entries: queue.entries.length };
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
  'POST /links': link,
  'DELETE /links': unlink,
  'POST /check-runs/requested-action': pressAction,
  'POST /push': push,
  'POST /issues/transfer': transfer,
  'POST /issues/delete': removeIssue,
  'POST /body-edits/delete': removeEdit,
  'PUT /merge-queues': setMergeQueue,
  'POST /manifest-codes': makeManifestCode,
  'PUT /installations': changeInstallation,
};

/** The path of the person who directs the play: sets the stage, breaks things, reads the counters. No permissions here. */
export async function handleControl(world: World, request: SimulatorRequest): Promise<SimulatorResponse> {
  const handler = HANDLERS[`${request.method} ${request.path.replace(/\/$/, '')}`];
  if (handler === undefined) {
    throw new ApiError(404, `No such control path. There are: ${Object.keys(HANDLERS).join(', ')}`);
  }
  const body = await handler(world, request.body);
  if (request.method !== 'GET') advanceQueues(world);
  return { status: 200, body };
}
