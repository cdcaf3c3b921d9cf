import { ApiError } from '../exchange.ts';
import { actorOf, authorize, toWrite } from '../permissions.ts';
import { hasConflict } from '../pull-state.ts';
import { readQueueParameters } from '../queue-rule.ts';
import { listMergeViolations } from '../rules.ts';
import type { Caller, MergeQueue, MergeQueueEntry, PullRequest, RemovalReason, Repository, World } from '../state.ts';
import { emitPullRequest } from '../webhooks/events.ts';
import { register } from '../world.ts';
import { destroyGroup } from './merge-groups.ts';
import { addEvent } from './timeline.ts';

/** The queue of a branch, made when first asked for; null when its rules ask for none. */
export function findQueue(world: World, repository: Repository, branch: string): MergeQueue | null {
  if (readQueueParameters(repository, branch) === null) return null;
  const known = repository.mergeQueues.find((one) => one.branch === branch);
  if (known !== undefined) return known;
  const queue: MergeQueue = register(world, {
    kind: 'MergeQueue',
    repository,
    branch,
    entries: [],
    paused: false,
    together: false,
  });
  repository.mergeQueues.push(queue);
  return queue;
}

export const findEntry = (pull: PullRequest): MergeQueueEntry | null =>
  pull.repository.mergeQueues.flatMap((queue) => queue.entries).find((entry) => entry.pullRequest === pull) ?? null;

/**
 * Puts a pull request into the queue of its base branch, once everything else that the rules ask for is there.
 * @throws ApiError 422 with what is missing.
 */
export function enqueue(
  world: World,
  caller: Caller,
  pull: PullRequest,
  { jump, expectedHeadSha }: { jump: boolean; expectedHeadSha: string | null },
): MergeQueueEntry {
  const { repository } = pull;
  authorize(world, caller, repository, toWrite('write', 'contents'));
  const queue = findQueue(world, repository, pull.baseRef);
  if (queue === null) throw new ApiError(422, `The branch ${pull.baseRef} has no merge queue`);
  checkEntrant(world, pull, expectedHeadSha);
  const enqueuer = actorOf(caller);
  const entry: MergeQueueEntry = register(world, {
    kind: 'MergeQueueEntry',
    queue,
    pullRequest: pull,
    pullHeadSha: pull.headSha,
    enqueuer,
    enqueuedAt: world.clock.now(),
    jump,
    headSha: null,
    baseSha: null,
    group: null,
  });
  addEvent(world, caller, pull, { kind: 'AddedToMergeQueueEvent', queue, enqueuer });
  if (jump) queue.entries.unshift(entry);
  else queue.entries.push(entry);
  emitPullRequest(world, pull, 'enqueued', enqueuer);
  return entry;
}

function checkEntrant(world: World, pull: PullRequest, expectedHeadSha: string | null): void {
  const refuse = (why: string) => new ApiError(422, `Pull request ${why}`);
  if (pull.state === 'closed') throw refuse('is closed');
  if (pull.draft) throw refuse('is still a draft');
  if (findEntry(pull) !== null) throw refuse('is already in the merge queue');
  if (expectedHeadSha !== null && expectedHeadSha !== pull.headSha) throw refuse('head sha did not match');
  if (hasConflict(pull)) throw refuse('has merge conflicts');
  const violations = listMergeViolations(world, pull, null);
  if (violations.length > 0) throw refuse(violations.join(' '));
}

/** Takes a pull request out again: its author or who may write. */
export function dequeue(world: World, caller: Caller, pull: PullRequest): MergeQueueEntry {
  const entry = findEntry(pull);
  if (entry === null) throw new ApiError(422, 'Pull request is not in the merge queue');
  if (actorOf(caller) !== pull.author) authorize(world, caller, pull.repository, toWrite('write', 'contents'));
  removeEntry(world, caller, entry, 'MANUAL');
  return entry;
}

/** Takes an entry off and its group down; what stood on it goes with the queue's next step. Asks for no permission. */
export function removeEntry(world: World, caller: Caller, entry: MergeQueueEntry, reason: RemovalReason): void {
  const { queue, pullRequest: pull, group } = entry;
  queue.entries = queue.entries.filter((one) => one !== entry);
  const { enqueuer, headSha } = entry;
  addEvent(world, caller, pull, { kind: 'RemovedFromMergeQueueEvent', queue, enqueuer, reason, beforeSha: headSha });
  emitPullRequest(world, pull, 'dequeued', actorOf(caller), { reason });
  if (group !== null) destroyGroup(world, queue, group, 'dequeued');
}
