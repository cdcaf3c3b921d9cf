import type { IssueRef, RepositoryRef } from '../records/reference.ts';

/**
 * What a delivery says may have changed. `pull_request` and `merge_group` are evaluated; a `record` (an issue) fans out to
 * the pull requests that hang on it, a `repository` to its open pull requests, an `installation` to its repositories. A
 * `branch` is a push that moved it: what came in without a released verdict is looked for. A `release` is a tag that is
 * there, or that a release record names. A `deployment` is a run that waits for our answer before it deploys to an
 * environment; `deployed`, one that has succeeded, is registered.
 */
export type Subject = { readonly installationId: number } & (
  | { readonly kind: 'pull_request'; readonly ref: IssueRef }
  | { readonly kind: 'record'; readonly ref: IssueRef }
  | { readonly kind: 'repository'; readonly ref: RepositoryRef }
  | { readonly kind: 'installation' }
  | {
      readonly kind: 'merge_group';
      readonly ref: RepositoryRef;
      readonly headSha: string;
      readonly baseSha: string;
      /** Without `refs/heads/`. */
      readonly baseBranch: string;
    }
  | {
      readonly kind: 'branch';
      readonly ref: RepositoryRef;
      /** Without `refs/heads/`. */
      readonly branch: string;
      /** Null when the branch is new. */
      readonly before: string | null;
      readonly after: string;
    }
  | {
      readonly kind: 'release';
      readonly ref: RepositoryRef;
      /** Without `refs/tags/`. */
      readonly tag: string;
    }
  | {
      readonly kind: 'deployment';
      readonly ref: RepositoryRef;
      /** Of the workflow that waits. */
      readonly runId: number;
      readonly environment: string;
      /** Null: the delivery names none. */
      readonly deploymentId: number | null;
      /** Where GitHub asks to be answered. It is checked, and never called. */
      readonly callbackUrl: string;
    }
  | { readonly kind: 'deployed'; readonly ref: RepositoryRef; readonly deploymentId: number }
);

export type ReleaseSubject = Extract<Subject, { kind: 'release' }>;

/** A run that waits for our answer. */
export type DeploymentSubject = Extract<Subject, { kind: 'deployment' }>;

/** A deployment that has succeeded. */
export type DeployedSubject = Extract<Subject, { kind: 'deployed' }>;

/** What a merge queue tries out. */
export type MergeGroup = Extract<Subject, { kind: 'merge_group' }>;

/**
 * One key a subject, for coalescing: at most one job waits and one runs for each key. Owner and repository in lower case,
 * as GitHub compares them; branches as they are. A push is known by both its ends, so that none is taken for another.
 */
export const toSubjectKey = (subject: Subject): string => {
  if (subject.kind === 'installation') return `installation:${subject.installationId}`;
  const repository = `${subject.kind}:${subject.ref.owner}/${subject.ref.name}`.toLowerCase();
  switch (subject.kind) {
    case 'pull_request':
    case 'record':
      return `${repository}#${subject.ref.number}`;
    case 'repository':
      return repository;
    case 'merge_group':
      return `${repository}@${subject.headSha}`;
    case 'release':
      return `${repository}@${subject.tag}`;
    case 'deployment':
      return `${repository}@${subject.runId}:${subject.environment.toLowerCase()}`;
    case 'deployed':
      return `${repository}@${subject.deploymentId}`;
    case 'branch':
      return `${repository}@${subject.before ?? 'new'}..${subject.after}:${subject.branch}`;
  }
};
