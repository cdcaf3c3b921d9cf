import { judgeEntry } from '../../actions/advance-queues.ts';
import { type QueueParameters, readQueueParameters } from '../../queue-rule.ts';
import type { MergeQueue, MergeQueueEntry } from '../../state.ts';
import { connection } from '../connection.ts';
import { type Fields, field } from '../field.ts';
import { findCommit } from './git-objects.ts';

const pathOf = ({ repository, branch }: MergeQueue): string =>
  `/${repository.owner.login}/${repository.name}/queue/${branch}`;

export const mergeQueueFields: Fields<MergeQueue> = {
  id: field((queue) => queue.nodeId),
  repository: field((queue) => queue.repository),
  url: field((queue, _args, { world }) => `${world.url}${pathOf(queue)}`),
  resourcePath: field(pathOf),
  configuration: field((queue) => readQueueParameters(queue.repository, queue.branch)),
  entries: connection((queue) => queue.entries),
};

export const mergeQueueConfigurationFields: Fields<QueueParameters> = {
  checkResponseTimeout: field((one) => one.check_response_timeout_minutes),
  maximumEntriesToBuild: field((one) => one.max_entries_to_build),
  maximumEntriesToMerge: field((one) => one.max_entries_to_merge),
  mergeMethod: field((one) => one.merge_method),
  mergingStrategy: field((one) => one.grouping_strategy),
  minimumEntriesToMerge: field((one) => one.min_entries_to_merge),
  minimumEntriesToMergeWaitTime: field((one) => one.min_entries_to_merge_wait_minutes),
};

const STATES = { passing: 'MERGEABLE', pending: 'AWAITING_CHECKS', failing: 'UNMERGEABLE' } as const;

function stateOf(entry: MergeQueueEntry): string {
  const state = judgeEntry(entry.queue, entry);
  return state === null ? 'QUEUED' : STATES[state];
}

export const mergeQueueEntryFields: Fields<MergeQueueEntry> = {
  id: field((entry) => entry.nodeId),
  mergeQueue: field((entry) => entry.queue),
  pullRequest: field((entry) => entry.pullRequest),
  position: field((entry) => entry.queue.entries.indexOf(entry) + 1),
  state: field(stateOf),
  headCommit: field(({ queue, headSha }) => (headSha === null ? null : findCommit(queue.repository, headSha))),
  baseCommit: field(({ queue, baseSha }) => (baseSha === null ? null : findCommit(queue.repository, baseSha))),
  enqueuedAt: field((entry) => entry.enqueuedAt),
  enqueuer: field((entry) => entry.enqueuer),
  jump: field((entry) => entry.jump),
  solo: field(() => false),
};
