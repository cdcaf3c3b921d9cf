import { randomUUID } from 'node:crypto';
import { coversRepository, hasPermission } from '../permissions.ts';
import { renderOrganization, renderUser } from '../rest/render/account.ts';
import { renderRepository } from '../rest/render/repository.ts';
import type { Account, App, Delivery, Installation, Organization, Repository, World } from '../state.ts';

/** The permission an App needs for an event; those not named here need `metadata` alone. */
const PERMISSION_OF: Record<string, string[]> = {
  push: ['contents'],
  create: ['contents'],
  delete: ['contents'],
  release: ['contents'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  merge_group: ['merge_queues'],
  check_run: ['checks'],
  check_suite: ['checks'],
  status: ['statuses'],
  deployment: ['deployments'],
  deployment_status: ['deployments'],
  deployment_protection_rule: ['deployments'],
  membership: ['members'],
  team: ['members'],
  organization: ['members'],
};
/** Sent to every App whether it subscribed or not. */
const ALWAYS = new Set(['installation', 'installation_repositories', 'ping']);
/** Apps that may write checks are subscribed to these whether they asked for it or not. */
const OF_CHECKS = new Set(['check_run', 'check_suite']);

const isSubscribed = (app: App, event: string): boolean =>
  ALWAYS.has(event) ||
  app.events.includes(event) ||
  (OF_CHECKS.has(event) && hasPermission(app.permissions, 'checks', 'write'));

export type Emission = {
  event: string;
  action: string | null;
  sender: Account;
  /** The event's own members, which win over those that every event has: `repository`, `organization`, `sender` and `installation`. */
  payload: Record<string, unknown>;
  repository?: Repository;
  organization?: Organization;
  /** For events that only their owner receives. */
  onlyApp?: App;
};

/** Sends one event to every App that subscribed to it, may see it and is installed where it happened. */
export function emit(world: World, emission: Emission): void {
  for (const app of world.apps) {
    if (emission.onlyApp !== undefined && emission.onlyApp !== app) continue;
    if (!isSubscribed(app, emission.event)) continue;
    const needed = PERMISSION_OF[emission.event];
    const level = emission.onlyApp === undefined ? 'read' : 'write';
    if (needed !== undefined && !needed.some((name) => hasPermission(app.permissions, name, level))) continue;
    const installation = world.installations.find((one) => one.app === app && isConcerned(one, emission));
    if (installation !== undefined) send(world, app, installation, emission);
  }
}

function isConcerned(installation: Installation, emission: Emission): boolean {
  if (installation.suspendedAt !== null) return false;
  if (emission.repository !== undefined) return coversRepository(installation, emission.repository);
  return installation.account === emission.organization;
}

/** Sends to one App whatever it subscribed to: for events about an installation, and pings. Nothing without a webhook. */
export function send(world: World, app: App, installation: Installation | null, emission: Emission): void {
  if (app.webhook === null) return;
  const delivery: Delivery = {
    guid: randomUUID(),
    app,
    installation,
    repositoryId: emission.repository?.id ?? null,
    event: emission.event,
    action: emission.action,
    body: JSON.stringify(toPayload(world, installation, emission)),
    attempts: [],
    dropped: false,
  };
  world.deliveries.push(delivery);
  world.outbox?.post(delivery);
}

/** The event's own members with those that every event has. */
function toPayload(world: World, installation: Installation | null, emission: Emission): Record<string, unknown> {
  const { repository, action, payload } = emission;
  const owner = repository?.owner.kind === 'Organization' ? repository.owner : emission.organization;
  return {
    ...(action === null ? {} : { action }),
    ...(repository === undefined ? {} : { repository: renderRepository(world, repository) }),
    ...payload,
    ...(owner === undefined ? {} : { organization: renderOrganization(world, owner) }),
    sender: renderUser(world, emission.sender),
    ...(installation === null || 'installation' in payload
      ? {}
      : { installation: { id: installation.id, node_id: installation.nodeId } }),
  };
}
