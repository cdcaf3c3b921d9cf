import type { Actor, App } from './accounts.ts';
import type { Identified } from './identified.ts';
import type { Repository } from './repositories.ts';

export type CheckStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure';

export type CheckSuite = Identified & {
  kind: 'CheckSuite';
  repository: Repository;
  app: App;
  headSha: string;
  headBranch: string | null;
  before: string | null;
  createdAt: string;
  updatedAt: string;
  runs: CheckRun[];
};
export type CheckRun = Identified & {
  kind: 'CheckRun';
  suite: CheckSuite;
  name: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: CheckConclusion | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Record<string, unknown>[] };
  actions: { label: string; description: string; identifier: string }[];
};
export type CommitStatus = Identified & {
  kind: 'StatusContext';
  repository: Repository;
  sha: string;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: Actor;
  viaApp: App | null;
  createdAt: string;
  updatedAt: string;
};
