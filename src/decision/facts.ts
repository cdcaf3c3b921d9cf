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

/** A file that somebody must answer for, at the tip of the default branch. */
export type PolicyFile = {
  readonly path: string;
  /** Commit at the tip of the default branch when it was read. */
  readonly commit: string;
  readonly text: string;
};

/** The organisation's baseline (F74), at the tip of the default branch of its `.github` repository. */
export type BaselineFile = PolicyFile & { readonly repository: RepositoryRef & { readonly url: string } };

/**
 * A role under a policy: its name for the repository's own, `baseline/` and its name for the baseline, since both may
 * define a role of one name.
 */
export type RoleKey = string;

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
  /** Known null: the organisation has no baseline. */
  readonly baselineFile: Fact<BaselineFile | null>;
  /** Who has authority in which role and when (F29); known null: there is no such file on the default branch. */
  readonly authorityFile: Fact<PolicyFile | null>;
  /** Who holds each role now, child teams included. */
  readonly roles: Readonly<Record<RoleKey, Fact<readonly Account[]>>>;
  /** Who held a role when Holdpoint first saw an act of theirs; the earliest sight of each act under each role. */
  readonly witnessed: Fact<readonly Witness[]>;
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
    /** GitHub's clock; null while it is not merged. */
    readonly mergedAt: Instant | null;
  };
  /** Every file that the pull request changes; unknown when the list was cut off. */
  readonly files: Fact<readonly ChangedFile[]>;
  /** Every review, oldest first. */
  readonly reviews: Fact<readonly Review[]>;
  /** The newest run of every check of every App on the head commit, ours left out. */
  readonly checks: Fact<readonly Check[]>;
  /** Everybody who was seen to have a part in the pull request at some time, though a push may have washed them out. */
  readonly remembered: Fact<readonly RememberedContributor[]>;
  /** Every issue that a linked change request names in its section on its origin. */
  readonly origins: Fact<readonly Origin[]>;
  /** Deviations that nobody has closed and work that is owed, in this repository; oldest first. */
  readonly openMatters: Fact<readonly OpenMatter[]>;
  /** Every rule of a ruleset in force on the base branch that requires our check. */
  readonly enforcement: Fact<readonly RequiringRule[]>;
  /** Every commit of the pull request; unknown when the list was cut off or could not be read. */
  readonly commits: Fact<readonly Commit[]>;
  /** Every push that brought one of its commits and that GitHub or our own receipt can name; oldest first. */
  readonly pushes: Fact<readonly Push[]>;
  /** Every issue that the pull request refers to as its change; unknown when the list may not be whole. */
  readonly links: Fact<readonly Link[]>;
};

/** A rule of a ruleset on a branch that requires a check of our check's name. */
export type RequiringRule = {
  /** Null: one that GitHub does not name to us. */
  readonly ruleset: { readonly id: number | null; readonly name: string } | null;
  /** Whose check satisfies it: ours alone, that of anybody who may write one, or another App's alone. */
  readonly satisfiedBy: 'us' | 'anybody' | 'another-app';
};

/** Whether somebody held a role when an act of theirs was first seen. `act`: `toActKey`. */
export type Witness = { readonly act: string; readonly role: RoleKey; readonly held: boolean; readonly at: Instant };

export type ChangedFile = {
  /** From the repository's root; of a deleted file, where it was. */
  readonly path: string;
  /** Of a renamed or copied file: where it was; unknown when GitHub does not tell. */
  readonly previousPath: Fact<string | null>;
  readonly change: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'changed';
};

export type Review = {
  readonly url: string;
  readonly author: Fact<Account>;
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed';
  readonly submittedAt: Instant;
  /** Null when never edited. */
  readonly editedAt: Instant | null;
  /** The commit that it looked at. */
  readonly commitSha: Fact<string>;
  readonly body: string;
};

export type Check = {
  readonly name: string;
  /** Null when GitHub does not name it. */
  readonly app: { readonly id: number; readonly slug: string } | null;
  /** `pending` until it has completed. */
  readonly state: 'pending' | 'success' | 'neutral' | 'skipped' | 'failure';
  readonly completedAt: Instant | null;
  readonly url: string;
};

export type RememberedContributor = {
  readonly contributor: Contributor;
  readonly did: 'opened' | 'authored' | 'co-authored' | 'committed' | 'pushed';
  /** Null: opened. */
  readonly sha: string | null;
  readonly firstSeenAt: Instant;
};

export type Origin = {
  /** The change request that names it. */
  readonly changeRequest: IssueRef;
  readonly ref: IssueRef;
  readonly issue: Fact<IssueFacts>;
};

export type OpenMatter = {
  readonly kind: 'deviation' | 'owed';
  /** The issue on which it is tracked; null while none could be opened. */
  readonly url: string | null;
  /** In words, made by us; may quote untrusted names. */
  readonly what: string;
  readonly since: Instant;
  /** Of what is owed: when it must be done. */
  readonly dueAt: Instant | null;
};

export type Commit = {
  readonly sha: string;
  /** Author first, then co-authors. */
  readonly authors: readonly Contributor[];
  readonly committer: Contributor;
  /** When GitHub's clock first saw the commit (its earliest check suite); null when GitHub does not say. */
  readonly seenAt: Instant | null;
  readonly parents: readonly string[];
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
  /** By which it had happened: GitHub's time, or that of our receipt when that is earlier. */
  readonly at: Instant;
  /** When the delivery that told of it reached us, by our clock; null when none did. */
  readonly receivedAt: Instant | null;
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
  /** Oldest first; those that were deleted and that Holdpoint had seen are among them. */
  readonly comments: Fact<readonly Comment[]>;
  /** Answers that stand in an older record word for word, wording of the form left out. */
  readonly copies: Fact<readonly Copy[]>;
};

/** An answer under a heading that another, older record gave word for word. */
export type Copy = { readonly heading: string; readonly other: IssueRef };

export type Revision = {
  readonly at: Instant;
  readonly editor: Fact<Account>;
  /** Unknown when the revision was deleted from GitHub's history and we have no copy. */
  readonly body: Fact<string>;
  /** `receipt`: our own record of the delivery; `history`: GitHub's edit history. */
  readonly source: 'receipt' | 'history';
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
  /** Null while it stands; by our own receipt of the deletion. */
  readonly deleted: { readonly at: Instant; readonly by: Fact<Account> } | null;
  /** The present text; of a deleted comment the last that was seen. */
  readonly body: string;
  /** What it said when it was first received, when an edit changed that; null when it never said anything else that we saw. */
  readonly firstBody: string | null;
};
