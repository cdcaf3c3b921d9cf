/**
 * What a decision may look at. Every value here is JSON: facts are stored beside the verdict, so that replaying them
 * gives the same verdict years later. Nothing in this file does I/O; `github/read-facts` fills it in.
 */

import type { IssueRef, RepositoryRef } from '../records/reference.ts';

/** A point in time, RFC 3339 in UTC with a `Z`, as GitHub writes it: `2026-11-21T02:30:23Z`. */
export type Instant = string;

/** A fact is known, or it is unknown with the reason in words. Unknown is never treated as a pass. */
export type Fact<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string };

export const known = <T>(value: T): Fact<T> => ({ known: true, value });
export const unknown = (reason: string): Fact<never> => ({ known: false, reason });

/** Somebody or something that acts on GitHub. A person is the numeric id: a login can be renamed and taken by another. */
export type Account = {
  readonly id: number;
  readonly login: string;
  readonly kind: 'person' | 'bot';
  /** The profile's display name, the printed name of 21 CFR 11.50; null when the profile has none or it was not read. */
  readonly name: string | null;
};

/** The policy file at the tip of the default branch. */
export type PolicyFile = {
  readonly path: string;
  /** Commit at the tip of the default branch when it was read. */
  readonly commit: string;
  readonly text: string;
};

export type PullRequestFacts = {
  readonly subject: 'pull_request';
  /** Our clock before GitHub was asked: what is read is at least as new. */
  readonly observedAt: Instant;
  readonly repository: RepositoryRef & {
    readonly id: number;
    readonly url: string;
    readonly defaultBranch: string;
  };
  /** Known null: the default branch has no policy file. */
  readonly policyFile: Fact<PolicyFile | null>;
  /** Who holds each role that the policy names, child teams included; keyed by the role's name in the policy. */
  readonly roles: Readonly<Record<string, Fact<readonly Account[]>>>;
  readonly pullRequest: {
    readonly number: number;
    readonly url: string;
    readonly title: string;
    readonly state: 'open' | 'closed' | 'merged';
    readonly draft: boolean;
    readonly createdAt: Instant;
    readonly author: Fact<Account>;
    /** Branch name without `refs/heads/`. */
    readonly baseBranch: string;
    readonly headSha: string;
  };
  /** Every commit of the pull request; unknown when the list was cut off or could not be read. */
  readonly commits: Fact<readonly Commit[]>;
  /** Every push that brought one of its commits and that GitHub or our own receipt can name; oldest first. */
  readonly pushes: Fact<readonly Push[]>;
  /** Every issue that the pull request refers to as its change; unknown when the list may not be whole. */
  readonly links: Fact<readonly Link[]>;
};

export type Commit = {
  readonly sha: string;
  /** Author first, then co-authors. */
  readonly authors: readonly Contributor[];
  readonly committer: Contributor;
  /** When GitHub's clock first saw the commit (its earliest check suite); null when GitHub does not say. */
  readonly seenAt: Instant | null;
};

/** Somebody as git names them. `account` is unknown when GitHub knows no account for the e-mail address. */
export type Contributor = {
  readonly name: string;
  readonly email: string;
  readonly account: Fact<Account>;
};

export type Push = {
  /** The commit that the branch pointed to afterwards. */
  readonly headSha: string;
  readonly pusher: Fact<Account>;
  readonly at: Instant;
  /** `receipt`: our own record of the delivery; `activity`: GitHub's activity log of the repository. */
  readonly source: 'receipt' | 'activity';
};

export type Link = {
  readonly ref: IssueRef;
  /** `closing`: a closing keyword or a link set by hand on GitHub; `trailer`: a `Change-Request:` line. */
  readonly how: 'closing' | 'trailer';
  /** Unknown when it is deleted, transferred away, a pull request, or out of the App's sight. */
  readonly issue: Fact<IssueFacts>;
};

export type IssueFacts = {
  readonly ref: IssueRef;
  /** GraphQL node id; survives renames of the repository. */
  readonly nodeId: string;
  readonly url: string;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly locked: boolean;
  readonly author: Fact<Account>;
  readonly createdAt: Instant;
  /** Name of the organisation's issue type, where there are such. */
  readonly type: string | null;
  readonly labels: readonly string[];
  readonly body: string;
  /** Every revision of the body, oldest first: the original at `createdAt`, then one an edit. */
  readonly revisions: Fact<readonly Revision[]>;
  /** Every label set or taken off, oldest first. */
  readonly labelEvents: Fact<readonly LabelEvent[]>;
  /** Oldest first. */
  readonly comments: Fact<readonly Comment[]>;
};

export type Revision = {
  readonly at: Instant;
  readonly editor: Fact<Account>;
  /** Unknown when the revision was deleted from GitHub's history and we have no copy. */
  readonly body: Fact<string>;
};

export type LabelEvent = {
  readonly action: 'labeled' | 'unlabeled';
  readonly label: string;
  readonly actor: Fact<Account>;
  readonly at: Instant;
  /**
   * Since when the label has borne this name for certain: its creation, or its last change when it was changed.
   * GitHub shows old events under a label's new name, so an event before this instant may have meant something else.
   */
  readonly labelNamedSince: Fact<Instant>;
};

export type Comment = {
  readonly url: string;
  readonly author: Fact<Account>;
  readonly createdAt: Instant;
  /** Null when never edited. */
  readonly editedAt: Instant | null;
  readonly body: string;
};
