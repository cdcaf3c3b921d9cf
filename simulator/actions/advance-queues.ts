import { listCommitsBetween } from '../git-store.ts';
import { listPullCommits } from '../pull-state.ts';
import { type QueueParameters, readQueueParameters } from '../queue-rule.ts';
import { type CheckState, judgeRequiredChecks } from '../rules.ts';
import type { MergeQueue, MergeQueueEntry, RemovalReason, World } from '../state.ts';
import { moveRef } from './git.ts';
import { buildGroup, destroyGroup, queueCaller } from './merge-groups.ts';
import { removeEntry } from './merge-queue.ts';
import { markMerged } from './synchronize.ts';

/**
 * Lets every merge queue take the steps that are due: called after each act, since anything may have made one due (a
 * check, a push, a retargeting, a change of the rules, the time).
 */
export function advanceQueues(world: World): void {
  for (const repository of world.repositories.values()) {
    for (const queue of repository.mergeQueues) while (queue.entries.length > 0 && takeStep(world, queue));
  }
}

/** One step; false when nothing is due. */
function takeStep(world: World, queue: MergeQueue): boolean {
  const parameters = readQueueParameters(queue.repository, queue.branch);
  const leaving = findLeaving(queue, parameters);
  if (leaving !== null) {
    removeEntry(world, queueCaller(world), leaving.entry, leaving.reason);
    return true;
  }
  if (parameters === null) return false;
  if (dropStale(world, queue)) return true;
  return !queue.paused && (buildNext(world, queue, parameters) || judge(world, queue, parameters));
}

/** An entry whose pull request is no longer what was put into the queue. */
function findLeaving(
  queue: MergeQueue,
  parameters: QueueParameters | null,
): { entry: MergeQueueEntry; reason: RemovalReason } | null {
  for (const entry of queue.entries) {
    const { pullRequest: pull, pullHeadSha } = entry;
    if (parameters === null) return { entry, reason: 'QUEUE_CLEARED' };
    if (pull.merged) return { entry, reason: 'ALREADY_MERGED' };
    // GitHub does not document what it says of these.
    const isOther = pull.baseRef !== queue.branch || pull.headSha !== pullHeadSha;
    if (pull.state === 'closed' || pull.draft || isOther) return { entry, reason: 'UNKNOWN_REMOVAL_REASON' };
  }
  return null;
}

const tipOf = (queue: MergeQueue): string => queue.repository.git.refs.get(`refs/heads/${queue.branch}`) ?? '';

/** Takes down what stands on another commit than the entry before it, or the branch, has now. */
function dropStale(world: World, queue: MergeQueue): boolean {
  let below = tipOf(queue);
  for (const entry of queue.entries) {
    if (entry.group !== null && entry.baseSha !== below) {
      destroyGroup(world, queue, entry.group, 'invalidated');
      return true;
    }
    below = entry.headSha ?? '';
  }
  return false;
}

function buildNext(world: World, queue: MergeQueue, parameters: QueueParameters): boolean {
  const at = queue.entries.findIndex((entry) => entry.group === null);
  const groups = new Set(queue.entries.flatMap((entry) => entry.group ?? []));
  if (at === -1 || groups.size >= Math.max(1, parameters.max_entries_to_build)) return false;
  const base = queue.entries[at - 1]?.headSha ?? tipOf(queue);
  const conflicting = buildGroup(world, queue.entries.slice(at, queue.together ? undefined : at + 1), base, parameters);
  if (conflicting !== null) removeEntry(world, queueCaller(world), conflicting, 'MERGE_CONFLICT');
  return true;
}

/** Merges what is green from the front on, or removes what is not. */
function judge(world: World, queue: MergeQueue, parameters: QueueParameters): boolean {
  const states = queue.entries.map((entry) => judgeEntry(queue, entry));
  const count = countMergeable(world, queue, states, parameters);
  if (count > 0) {
    merge(world, queue, count);
    return true;
  }
  const bad = queue.entries.find((entry, at) => isFailed(world, parameters, entry, states, at) !== null);
  if (bad === undefined) return false;
  const reason = isFailed(world, parameters, bad, states, queue.entries.indexOf(bad)) ?? 'CI_FAILURE';
  removeEntry(world, queueCaller(world), bad, reason);
  return true;
}

/** The required checks on the head of the entry's group; null while it is not built. */
export function judgeEntry(queue: MergeQueue, { group }: MergeQueueEntry): CheckState | null {
  return group === null ? null : judgeRequiredChecks(queue.repository, `refs/heads/${queue.branch}`, group.headSha);
}

type States = readonly (CheckState | null)[];

/** How many entries from the front on may be merged at once; a group is merged whole or not at all. */
function countMergeable(world: World, queue: MergeQueue, states: States, parameters: QueueParameters): number {
  const { entries } = queue;
  const isAllGreen = parameters.grouping_strategy === 'ALLGREEN';
  const firstOpen = states.findIndex((state) => state !== 'passing');
  const green = isAllGreen ? (firstOpen === -1 ? states.length : firstOpen) : states.lastIndexOf('passing') + 1;
  let count = Math.min(green, Math.max(1, parameters.max_entries_to_merge));
  if (!isAllGreen) count = states.slice(0, count).lastIndexOf('passing') + 1;
  // Everything in one group has the same head, and so the same checks.
  const groupAt = (at: number) => entries[at]?.group ?? null;
  while (count > 0 && groupAt(count) !== null && groupAt(count) === groupAt(count - 1)) count += 1;
  if (count >= parameters.min_entries_to_merge) return count;
  const waited = minutesSince(world, entries[0]?.enqueuedAt ?? world.clock.now());
  return waited >= parameters.min_entries_to_merge_wait_minutes ? count : 0;
}

const minutesSince = (world: World, then: string): number =>
  (Date.parse(world.clock.now()) - Date.parse(then)) / (60 * 1000);

/** Why an entry has to go. Where only the last of a group must be green, one that failed stays while another may save it. */
function isFailed(
  world: World,
  parameters: QueueParameters,
  { group }: MergeQueueEntry,
  states: States,
  at: number,
): RemovalReason | null {
  if (group === null) return null;
  if (states[at] === 'pending')
    return minutesSince(world, group.builtAt) >= parameters.check_response_timeout_minutes ? 'CI_TIMEOUT' : null;
  if (states[at] !== 'failing') return null;
  const behind = states.slice(at + 1, Math.max(1, parameters.max_entries_to_merge));
  const mayBeSaved = parameters.grouping_strategy === 'HEADGREEN' && behind.includes('pending');
  return mayBeSaved ? null : 'CI_FAILURE';
}

/** Moves the branch to the last of these entries' commits, in one push. */
function merge(world: World, queue: MergeQueue, count: number): void {
  const { repository, branch } = queue;
  world.clock.step();
  const caller = queueCaller(world);
  const merged = queue.entries.slice(0, count);
  const groups = new Set(merged.flatMap((entry) => entry.group ?? []));
  const after = merged.at(-1)?.headSha ?? tipOf(queue);
  const records = merged.map(({ pullRequest, headSha, baseSha }) => ({
    pullRequest,
    sha: headSha ?? '',
    commits: listPullCommits(pullRequest).map((commit) => commit.sha),
    landed: listCommitsBetween(repository.git, baseSha ?? '', headSha ?? '').map((commit) => commit.sha),
  }));
  for (const entry of merged) {
    entry.group = null;
    removeEntry(world, caller, entry, 'MERGE');
  }
  for (const { pullRequest, ...record } of records) markMerged(world, caller, pullRequest, record);
  const update = { ref: `refs/heads/${branch}`, after };
  moveRef(world, caller, repository, update, { announced: true, activityType: 'merge_queue_merge' });
  for (const group of groups) destroyGroup(world, queue, group, 'merged');
}
