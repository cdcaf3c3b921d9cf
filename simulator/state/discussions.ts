import type { Actor, App } from './accounts.ts';
import type { Identified } from './identified.ts';
import type { Repository } from './repositories.ts';
import type { TimelineEvent } from './timeline.ts';

export type Label = Identified & {
  kind: 'Label';
  repository: Repository;
  name: string;
  color: string;
  description: string | null;
  isDefault: boolean;
  createdAt: string;
  /** Moves on rename and on a change of colour or description. */
  updatedAt: string;
  /** A deleted label stays referred to by old events. */
  deletedAt: string | null;
};

export type IssueType = Identified & {
  kind: 'IssueType';
  name: string;
  description: string | null;
  color: string;
  isEnabled: boolean;
  createdAt: string;
  updatedAt: string;
};

/** One revision of a body. As on GitHub there are none before the first edit and two after it: the original and the edit. */
export type BodyEdit = Identified & {
  kind: 'UserContentEdit';
  editor: Actor | null;
  editedAt: string;
  createdAt: string;
  /** The full body at this revision; null once the revision was deleted. */
  diff: string | null;
  deletedAt: string | null;
  deletedBy: Actor | null;
};

/** What an issue, a pull request, a comment and a review have in common. */
export type Written = {
  author: Actor | null;
  /** Set when an App acted (with its installation token). */
  viaApp: App | null;
  body: string;
  edits: BodyEdit[];
  createdAt: string;
  updatedAt: string;
};

type Discussed = Identified &
  Written & {
    repository: Repository;
    number: number;
    title: string;
    labels: Label[];
    assignees: Actor[];
    comments: IssueComment[];
    timeline: TimelineEvent[];
    locked: boolean;
    lockReason: string | null;
    closedAt: string | null;
    closedBy: Actor | null;
  };

export type Issue = Discussed & {
  kind: 'Issue';
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  type: IssueType | null;
  /** Deleted issues answer 410, transferred ones redirect: neither is removed from `Repository.issues`. */
  deletedAt: string | null;
  transferredTo: Issue | null;
};

export type PullRequest = Discussed & {
  kind: 'PullRequest';
  state: 'open' | 'closed';
  draft: boolean;
  /** Branch names without `refs/heads/`. `headRepository` is null once the fork was deleted. */
  headRef: string;
  headSha: string;
  headRepository: Repository | null;
  baseRef: string;
  /** The tip of the base branch when the pull request was last opened, retargeted or pushed to: it may be months old. */
  baseSha: string;
  /** The body's closing keywords and manual links, resolved. */
  closingIssues: { issue: Issue; manual: boolean; by: Actor | null; at: string }[];
  reviews: Review[];
  merged: boolean;
  mergedAt: string | null;
  mergedBy: Actor | null;
  mergeCommitSha: string | null;
  /** Fixed at the merge; until then commits are computed from the head and the base. */
  mergedCommits: string[] | null;
  /** What the merge put on the base branch: other commits than these when they were squashed or replayed. */
  landedCommits: string[];
};

export type IssueComment = Identified & Written & { kind: 'IssueComment'; issue: Issue | PullRequest };

export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
export type Review = Identified &
  Written & {
    kind: 'PullRequestReview';
    pullRequest: PullRequest;
    state: ReviewState;
    commitSha: string;
    submittedAt: string | null;
  };
