import type { Account, Instant } from '../decision/facts.ts';
import type { MergeGroup } from '../decision/subject.ts';

/** What a delivery tells that GitHub's state will not tell again, or that makes something remembered stale. */
export type Observation =
  | PushObservation
  | HoldersChanged
  | BodyObservation
  | CommentObservation
  | PolicyChanged
  | GroupDissolved;

/** Somebody moved a branch. Commit authorship does not say who pushed; this does. */
type PushObservation = {
  readonly kind: 'push';
  /** Repository that the pull request lives in (for a fork's push: the base repository). */
  readonly repositoryId: number;
  /** Full name: `refs/heads/…`. */
  readonly ref: string;
  /** Null when the branch is new. */
  readonly before: string | null;
  /** The commit that the branch points to afterwards. */
  readonly after: string;
  /** Null when the delivery does not say. */
  readonly forced: boolean | null;
  /** Every commit that the delivery names as brought by the push; always holds `after`. */
  readonly commits: readonly string[];
  readonly pusher: Account;
  /** GitHub's clock. */
  readonly at: Instant;
};

/** The members of some team of the organisation may have changed: what is remembered of its role holders is stale. */
type HoldersChanged = { readonly kind: 'holders-changed'; readonly organization: string };

/** What an issue says from its opening, or from an edit, on. GitHub's history can be deleted; what was told cannot. */
type BodyObservation = {
  readonly kind: 'body';
  /** GraphQL node id of the issue. */
  readonly nodeId: string;
  readonly at: Instant;
  /** Null when the delivery names nobody. */
  readonly editor: Account | null;
  readonly body: string;
  /** The text until then; null when the issue was opened, or when the delivery does not say. */
  readonly from: string | null;
};

/** Somebody wrote, edited or deleted a comment on an issue. GitHub does not tell what a deleted comment said. */
type CommentObservation = {
  readonly kind: 'comment';
  readonly action: 'created' | 'edited' | 'deleted';
  readonly commentId: number;
  /** GraphQL node id of the issue. */
  readonly nodeId: string;
  readonly url: string;
  /** Null when the delivery names nobody. */
  readonly author: Account | null;
  readonly actor: Account;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly body: string;
  /** Of an edit: the text before. */
  readonly from: string | null;
  /** Whether the text before or after looks like a command. */
  readonly isCommand: boolean;
};

/** Another policy may be in force: what is remembered of what it looks at is stale. */
type PolicyChanged = {
  readonly kind: 'policy-changed';
  /** `owner/name`, or `owner` for all its repositories. */
  readonly scope: string;
};

/** A merge queue gave up what it tried out, without merging it. */
type GroupDissolved = { readonly kind: 'group-dissolved'; readonly group: MergeGroup };
