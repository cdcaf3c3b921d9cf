import type { GitStore } from '../git-store.ts';
import type { Actor, Organization, Role, User } from './accounts.ts';
import type { CheckSuite, CommitStatus } from './checks.ts';
import type { Deployment, Environment } from './deployments.ts';
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
  /** Whether what is published from now on can be changed no more. */
  immutableReleases: boolean;
  /** Tags that an immutable release had: no other release may have them again. */
  spentTags: Set<string>;
  attestations: Attestation[];
  environments: Environment[];
  deployments: Deployment[];
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
  immutable: boolean;
  assets: ReleaseAsset[];
};

export type ReleaseAsset = Identified & {
  kind: 'ReleaseAsset';
  release: Release;
  name: string;
  label: string | null;
  contentType: string;
  content: Buffer;
  uploader: Actor;
  downloadCount: number;
  createdAt: string;
  updatedAt: string;
};

/** A signed statement on artifacts; `bundle` is Sigstore's, kept as it came. */
export type Attestation = Identified & {
  kind: 'Attestation';
  repository: Repository;
  bundle: Record<string, unknown>;
  /** `sha256:HEX` of each artifact. */
  subjects: string[];
  predicateType: string;
  createdAt: string;
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
