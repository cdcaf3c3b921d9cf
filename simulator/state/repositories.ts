import type { GitStore } from '../git-store.ts';
import type { Actor, Organization, Role, User } from './accounts.ts';
import type { CheckSuite, CommitStatus } from './checks.ts';
import type { Issue, Label, PullRequest } from './discussions.ts';
import type { Identified } from './identified.ts';
import type { MergeQueue } from './merge-queues.ts';
import type { Ruleset } from './rulesets.ts';

export type Repository = Identified & {
  kind: 'Repository';
  owner: User | Organization;
  name: string;
  private: boolean;
  archived: boolean;
  description: string | null;
  defaultBranch: string;
  /** The repository this one was forked from. */
  parent: Repository | null;
  git: GitStore;
  collaborators: Map<number, Role>;
  labels: Label[];
  /** Issues and pull requests share their numbers. */
  issues: Map<number, Issue | PullRequest>;
  nextNumber: number;
  checkSuites: CheckSuite[];
  statuses: CommitStatus[];
  rulesets: Ruleset[];
  mergeQueues: MergeQueue[];
  releases: Release[];
  activity: Activity[];
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
};

export type Release = Identified & {
  kind: 'Release';
  repository: Repository;
  tagName: string;
  targetCommitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  author: Actor;
  createdAt: string;
  publishedAt: string | null;
};

/** One line of the repository's activity log. */
export type Activity = Identified & {
  kind: 'Activity';
  actor: Actor;
  ref: string;
  before: string;
  after: string;
  timestamp: string;
  activityType: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge' | 'merge_queue_merge';
};
