import { type ClockMode, createClock } from './clock.ts';
import { createCounters } from './counters.ts';
import { ApiError, notFound } from './exchange.ts';
import { createFaults } from './faults.ts';
import type { Account, Actor, Organization, Repository, User, World, WorldNode } from './state.ts';

export function createWorld(options: { url: string; clock: ClockMode }): World {
  return {
    url: options.url,
    clock: createClock(options.clock),
    nextId: 1000,
    nodes: new Map(),
    accounts: new Map(),
    teams: [],
    apps: [],
    installations: [],
    repositories: new Map(),
    tokens: new Map(),
    manifestCodes: new Map(),
    deliveries: [],
    outbox: null,
    counters: createCounters(),
    faults: createFaults(),
  };
}

const PREFIXES: Partial<Record<WorldNode['kind'], string>> = {
  User: 'U_',
  Bot: 'BOT_',
  Organization: 'O_',
  Repository: 'R_',
  Issue: 'I_',
  PullRequest: 'PR_',
  Label: 'LA_',
  IssueComment: 'IC_',
  PullRequestReview: 'PRR_',
  CheckRun: 'CR_',
  CheckSuite: 'CS_',
  Team: 'T_',
  Release: 'RE_',
  ReleaseAsset: 'RA_',
};

/** An object without its ids, for each kind of node apart (a plain `Omit` would merge the union's members). */
type WithoutIds<T> = T extends WorldNode ? Omit<T, 'id' | 'nodeId'> : never;

/** Gives an object its ids and makes it findable by its node id. */
export function register<K extends WorldNode['kind']>(
  world: World,
  node: WithoutIds<Extract<WorldNode, { kind: K }>> & { kind: K },
): Extract<WorldNode, { kind: K }> {
  const id = world.nextId;
  world.nextId += 1;
  const nodeId = `${PREFIXES[node.kind] ?? `${node.kind}_`}${Buffer.from(`sim${id}`).toString('base64url')}`;
  const registered = Object.assign(node, { id, nodeId }) as unknown as Extract<WorldNode, { kind: K }>;
  world.nodes.set(nodeId, registered);
  return registered;
}

export const findAccount = (world: World, login: string): Account | null =>
  world.accounts.get(login.toLowerCase()) ?? null;

export function requireUser(world: World, login: string): User {
  const account = findAccount(world, login);
  if (account?.kind !== 'User') throw notFound();
  return account;
}

export function requireOrganization(world: World, login: string): Organization {
  const account = findAccount(world, login);
  if (account?.kind !== 'Organization') throw notFound();
  return account;
}

/** Without any question of permission: see permissions.ts for that. */
export const findRepository = (world: World, owner: string, name: string): Repository | null =>
  world.repositories.get(`${owner}/${name}`.toLowerCase()) ?? null;

/** The account whose commits carry this address, as GitHub attributes them; null when nobody's. */
export function findByEmail(world: World, email: string): Actor | null {
  const wanted = email.toLowerCase();
  for (const account of world.accounts.values()) {
    if (account.kind !== 'Organization' && account.email.toLowerCase() === wanted) return account;
  }
  return null;
}

export const fullNameOf = (repository: Repository): string => `${repository.owner.login}/${repository.name}`;

/** The address of a REST resource: `restUrl(world, '/repos/acme/pump')`. */
export const restUrl = (world: World, path: string): string => `${world.url}/api/v3${path}`;

/** GitHub's answer to anybody who may not, with what a person would be told. */
export const forbidden = (message = 'Must have admin rights to Repository.'): ApiError => new ApiError(403, message);
