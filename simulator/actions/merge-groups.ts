import { actorOf } from '../permissions.ts';
import type { QueueParameters } from '../queue-rule.ts';
import type { Bot, Caller, MergeGroup, MergeQueue, MergeQueueEntry, World } from '../state.ts';
import { emitMergeGroup } from '../webhooks/events.ts';
import { findAccount, register } from '../world.ts';
import { moveRef } from './git.ts';
import { type MergeMethod, writePullOnto } from './merge-commits.ts';

const BOT = 'github-merge-queue[bot]';

/** Who builds, merges and removes: GitHub itself, under the name of its bot. */
export function queueCaller(world: World): Caller & { kind: 'github' } {
  const known = findAccount(world, BOT);
  if (known?.kind === 'Bot') return { kind: 'github', bot: known };
  const now = world.clock.now();
  const bot: Bot = register(world, { kind: 'Bot', login: BOT, name: null, email: '', createdAt: now });
  bot.email = `${bot.id}+${BOT}@users.noreply.github.com`;
  world.accounts.set(BOT, bot);
  return { kind: 'github', bot };
}

/**
 * Builds one group of these entries on top of a commit: a temporary branch, and `merge_group` for those who check it.
 * @returns the entry that conflicts, in which case nothing was built; else null.
 */
export function buildGroup(
  world: World,
  entries: readonly MergeQueueEntry[],
  baseSha: string,
  parameters: QueueParameters,
): MergeQueueEntry | null {
  const method = parameters.merge_method.toLowerCase() as MergeMethod;
  const built: { entry: MergeQueueEntry; from: string; tip: string }[] = [];
  let tip = baseSha;
  for (const entry of entries) {
    const next = writePullOnto(world, entry.pullRequest, tip, { method, by: entry.enqueuer });
    if (next === null) return entry;
    built.push({ entry, from: tip, tip: next });
    tip = next;
  }
  const last = entries.at(-1);
  if (last === undefined) return null;
  const { queue, pullRequest } = last;
  const ref = `refs/heads/gh-readonly-queue/${queue.branch}/pr-${pullRequest.number}-${baseSha}`;
  const group: MergeGroup = { ref, baseSha, headSha: tip, builtAt: world.clock.now() };
  for (const { entry, from, tip: headSha } of built) Object.assign(entry, { baseSha: from, headSha, group });
  const caller = queueCaller(world);
  moveRef(world, caller, queue.repository, { ref, after: tip }, { announced: true, activityType: null });
  emitMergeGroup(world, queue, group, 'checks_requested', actorOf(caller));
  return null;
}

export type DestroyReason = 'merged' | 'invalidated' | 'dequeued';

/** Takes a group down: its branch goes, its entries wait to be built again. */
export function destroyGroup(world: World, queue: MergeQueue, group: MergeGroup, reason: DestroyReason): void {
  for (const entry of queue.entries) {
    if (entry.group === group) Object.assign(entry, { baseSha: null, headSha: null, group: null });
  }
  const caller = queueCaller(world);
  emitMergeGroup(world, queue, group, 'destroyed', actorOf(caller), { reason });
  moveRef(world, caller, queue.repository, { ref: group.ref, after: null }, { announced: true, activityType: null });
}
