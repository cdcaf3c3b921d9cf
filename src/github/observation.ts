import type { Account, Instant } from '../decision/facts.ts';

/** What a delivery tells that GitHub's state will not tell again, or that makes something remembered stale. */
export type Observation = PushObservation | HoldersChanged;

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
