/**
 * The world that the simulator keeps: plain objects that refer to one another directly, as a graph in memory. Their types
 * are in state/, by subject.
 * Field names are the simulator's own; what GitHub calls them is the business of rest/render, graphql and webhooks.
 * Every timestamp is an ISO string of the simulator's clock with second granularity, as GitHub's are.
 */
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Faults } from './faults.ts';
import type { Account, App, Installation, Organization, Team, Token, User } from './state/accounts.ts';
import type { CheckRun, CheckSuite, CommitStatus } from './state/checks.ts';
import type { Delivery } from './state/deliveries.ts';
import type { Deployment, DeploymentStatus, Environment, ProtectionRule } from './state/deployments.ts';
import type { BodyEdit, Issue, IssueComment, IssueType, Label, PullRequest, Review } from './state/discussions.ts';
import type { MergeQueue, MergeQueueEntry } from './state/merge-queues.ts';
import type { Activity, Attestation, Release, ReleaseAsset, Repository } from './state/repositories.ts';
import type { Ruleset } from './state/rulesets.ts';
import type { TimelineEvent } from './state/timeline.ts';
import type { Outbox } from './webhooks/outbox.ts';

export type * from './state/accounts.ts';
export type * from './state/checks.ts';
export type * from './state/deliveries.ts';
export type * from './state/deployments.ts';
export type * from './state/discussions.ts';
export type * from './state/merge-queues.ts';
export type * from './state/repositories.ts';
export type * from './state/rulesets.ts';
export type * from './state/timeline.ts';

/** Everything that GraphQL's `node(id)` can find, told apart by `kind`. */
export type WorldNode =
  | Account
  | Team
  | App
  | Installation
  | Repository
  | Label
  | IssueType
  | BodyEdit
  | Issue
  | PullRequest
  | IssueComment
  | Review
  | TimelineEvent
  | CheckSuite
  | CheckRun
  | CommitStatus
  | Ruleset
  | MergeQueue
  | MergeQueueEntry
  | Release
  | ReleaseAsset
  | Attestation
  | Environment
  | ProtectionRule
  | Deployment
  | DeploymentStatus
  | Activity;

export type World = {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  url: string;
  clock: Clock;
  nextId: number;
  nodes: Map<string, WorldNode>;
  /** By lower-case login. */
  accounts: Map<string, Account>;
  teams: Team[];
  apps: App[];
  installations: Installation[];
  /** By lower-case `owner/name`. */
  repositories: Map<string, Repository>;
  tokens: Map<string, Token>;
  manifestCodes: Map<string, { manifest: Record<string, unknown>; owner: User | Organization }>;
  deliveries: Delivery[];
  /** Sends the deliveries; null until the server listens. */
  outbox: Outbox | null;
  counters: Counters;
  faults: Faults;
};
