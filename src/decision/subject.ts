import type { IssueRef, RepositoryRef } from '../records/reference.ts';

/**
 * What a delivery says may have changed. `pull_request` is evaluated; the others fan out: a `record` (an issue) to the
 * pull requests that hang on it, a `repository` to its open pull requests, an `installation` to its repositories.
 */
export type Subject = { readonly installationId: number } & (
  | { readonly kind: 'pull_request'; readonly ref: IssueRef }
  | { readonly kind: 'record'; readonly ref: IssueRef }
  | { readonly kind: 'repository'; readonly ref: RepositoryRef }
  | { readonly kind: 'installation' }
);

/** One key a subject, for coalescing: at most one job waits and one runs for each key. Lower case, as GitHub compares. */
export const toSubjectKey = (subject: Subject): string => {
  switch (subject.kind) {
    case 'pull_request':
    case 'record':
      return `${subject.kind}:${subject.ref.owner}/${subject.ref.name}#${subject.ref.number}`.toLowerCase();
    case 'repository':
      return `repository:${subject.ref.owner}/${subject.ref.name}`.toLowerCase();
    case 'installation':
      return `installation:${subject.installationId}`;
  }
};
