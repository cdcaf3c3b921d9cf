import type { Actor } from './accounts.ts';
import type { PullRequest } from './discussions.ts';
import type { Identified } from './identified.ts';
import type { Repository } from './repositories.ts';

/** The queue of a branch whose rules ask for one. */
export type MergeQueue = Identified & {
  kind: 'MergeQueue';
  repository: Repository;
  /** Without `refs/heads/`. */
  branch: string;
  /** In the order in which they are to be merged. */
  entries: MergeQueueEntry[];
  /** While it is, nothing is built and nothing merged: entries gather (control path). */
  paused: boolean;
  /** Whether all entries that wait are built into one group, instead of a group each (control path). */
  together: boolean;
};

export type MergeQueueEntry = Identified & {
  kind: 'MergeQueueEntry';
  queue: MergeQueue;
  pullRequest: PullRequest;
  /** The head that was put into the queue: another one leaves it. */
  pullHeadSha: string;
  enqueuer: Actor;
  enqueuedAt: string;
  jump: boolean;
  /** Its commit in the group, on top of `baseSha`; null until the group is built. */
  headSha: string | null;
  baseSha: string | null;
  group: MergeGroup | null;
};

/** What is tested as one: a temporary branch with the pull requests of its entries on top of one another. */
export type MergeGroup = {
  /** Full: `refs/heads/gh-readonly-queue/main/pr-7-SHA`. */
  ref: string;
  baseSha: string;
  headSha: string;
  builtAt: string;
};

/** Why a pull request left the queue, as webhooks and timelines say it. */
export type RemovalReason =
  | 'MANUAL'
  | 'MERGE'
  | 'MERGE_CONFLICT'
  | 'CI_FAILURE'
  | 'CI_TIMEOUT'
  | 'ALREADY_MERGED'
  | 'QUEUE_CLEARED'
  | 'UNKNOWN_REMOVAL_REASON';
