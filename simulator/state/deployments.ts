import type { Actor, App } from './accounts.ts';
import type { Identified } from './identified.ts';
import type { Repository } from './repositories.ts';

export type Environment = Identified & {
  kind: 'Environment';
  repository: Repository;
  name: string;
  /** The Apps whose word a workflow waits for before it deploys here. */
  rules: ProtectionRule[];
  createdAt: string;
  updatedAt: string;
};
export type ProtectionRule = Identified & { kind: 'DeploymentProtectionRule'; environment: Environment; app: App };

export type DeploymentState =
  | 'waiting'
  | 'queued'
  | 'pending'
  | 'in_progress'
  | 'success'
  | 'failure'
  | 'error'
  | 'inactive';

export type Deployment = Identified & {
  kind: 'Deployment';
  repository: Repository;
  sha: string;
  ref: string;
  task: string;
  payload: Record<string, unknown> | string;
  /** The name that was asked for; a status may change `environment` later. */
  originalEnvironment: string;
  environment: string;
  description: string | null;
  transient: boolean;
  production: boolean;
  creator: Actor;
  viaApp: App | null;
  /** Oldest first; a new deployment has none. */
  statuses: DeploymentStatus[];
  /** The workflow run that deploys; null for a deployment that somebody made through the API. */
  run: DeployingRun | null;
  createdAt: string;
  updatedAt: string;
};

export type DeploymentStatus = Identified & {
  kind: 'DeploymentStatus';
  deployment: Deployment;
  state: DeploymentState;
  description: string;
  environment: string;
  logUrl: string;
  environmentUrl: string;
  creator: Actor;
  viaApp: App | null;
  createdAt: string;
  updatedAt: string;
};

/** A run of a workflow, as far as it waits for Apps to let it deploy. */
export type DeployingRun = { id: number; event: string; gates: Gate[] };
type Gate = {
  rule: ProtectionRule;
  state: 'waiting' | 'approved' | 'rejected';
  /** What the App said with its answer. */
  comment: string | null;
  /** What it reported meanwhile, without answering. */
  reports: string[];
};
