/** What a decision on a release may look at. Like `facts.ts` all of it is JSON, and kept beside the verdict. */

import type { IssueRef } from '../../records/reference.ts';
import type { Enforcement } from '../enforcement.ts';
import type { Check, Contributor, Fact, Instant, IssueFacts, PullRequestFacts } from '../facts.ts';

export type ReleaseFacts = Pick<
  PullRequestFacts,
  'observedAt' | 'repository' | 'policyFile' | 'baselineFile' | 'authorityFile' | 'roles' | 'witnessed' | 'openMatters'
> & {
  readonly subject: 'release';
  /** Without `refs/tags/`. */
  readonly tag: string;
  /** Every issue that may be a release record and names the tag, by number; those that were withdrawn are among them. */
  readonly records: Fact<readonly ReleaseRecordFacts[]>;
  /** What the tag points to; known null: it is not there. */
  readonly tagged: Fact<TaggedObject | null>;
  /** The commit that the standing records name; null: none, or not the same one. Unknown: it cannot be read. */
  readonly target: Fact<ReleaseTarget | null>;
  /** The release that the records build on; null: they name none. */
  readonly previous: Fact<PreviousRelease | null>;
  /** Everything since then. */
  readonly range: Fact<ReleaseRange>;
  /** Every open problem report of the repositories in which the policies let such live. */
  readonly problemReports: Fact<readonly IssueFacts[]>;
  /** The draft or release on GitHub that bears the tag; known null: there is none. */
  readonly page: Fact<ReleasePage | null>;
  /** Rules on tags of this name. */
  readonly enforcement: Fact<readonly TagRule[]>;
  /** Whether GitHub enforced our checks since the previous release, as it was seen (F76). */
  readonly controls: Fact<readonly ControlStretch[]>;
  /** What the App may do here, by GitHub's names of permissions. */
  readonly permissions: Fact<Readonly<Record<string, string>>>;
};

export type ReleaseRecordFacts = IssueFacts & {
  /** Closed as not planned, or as a duplicate: it is a release record no more. Closed otherwise, it is one that was done. */
  readonly isWithdrawn: boolean;
};

export type TaggedObject = {
  readonly commitSha: string;
  /** Of an annotated tag the signature on the tag object; null: a tag that is only a name for a commit. */
  readonly signature: Signature | null;
};

/** What GitHub says of a signature: `valid`, or why not. */
type Signature = { readonly isVerified: boolean; readonly reason: string };

export type ReleaseTarget = {
  readonly sha: string;
  /** The newest run of every check of every App, ours left out. */
  readonly checks: Fact<readonly Check[]>;
};

export type PreviousRelease = {
  readonly tag: string;
  /** What it points to now; null: it is not there. */
  readonly commitSha: string | null;
  /** What came of it here; null: it was released before anything was looked at. */
  readonly noted: NotedRelease | null;
};

/** A release as it was first seen with its tag. */
export type NotedRelease = {
  readonly commitSha: string;
  /** `covered`: by a released verdict; a deviation is `settled` once somebody entitled has closed it. */
  readonly outcome: 'covered' | 'deviation' | 'settled';
  /** When it was first seen. */
  readonly at: Instant;
};

export type ReleaseRange = {
  /** The commit of the previous release; null: from the first commit on. */
  readonly base: string | null;
  readonly head: string;
  /** Whether the previous release is an ancestor of what is released. */
  readonly isDescendant: boolean;
  /** Every commit of `head` that `base` has not. */
  readonly commits: readonly RangeCommit[];
  /** Merged pull requests that brought some of them. */
  readonly pullRequests: readonly RangePullRequest[];
  /** The change requests of those that were released. */
  readonly changeRequests: readonly RangeRecord[];
};

export type RangeCommit = {
  readonly sha: string;
  readonly parents: readonly string[];
  /** First line; untrusted. */
  readonly message: string;
  readonly author: Contributor;
  readonly signature: Signature;
  /** Numbers of merged pull requests that GitHub names for it; null: not asked, since a merge brought it. */
  readonly pullRequests: readonly number[] | null;
  /** A deviation about this very commit: open, or closed by somebody entitled. */
  readonly deviation: 'open' | 'settled' | null;
};

export type RangePullRequest = {
  readonly number: number;
  readonly headSha: string;
  readonly mergeCommitSha: string | null;
  readonly baseBranch: string;
  /** How many commits it has. */
  readonly commits: number;
  /** What came of its merge here; null: nothing was judged. */
  readonly merge: JudgedMergeFact | null;
};

export type JudgedMergeFact =
  | {
      readonly outcome: 'covered';
      /** For which the verdict was given. */
      readonly headSha: string;
      readonly statementDigest: string;
      readonly changeRequests: readonly IssueRef[];
    }
  | { readonly outcome: 'deviation' | 'settled' | 'not-governed' };

export type RangeRecord = {
  readonly ref: IssueRef;
  /** The pull requests that were released for it. */
  readonly pullRequests: readonly number[];
  /** Unknown: it cannot be read. */
  readonly state: Fact<'open' | 'completed' | 'not-planned'>;
};

export type ReleasePage = {
  readonly url: string;
  readonly isDraft: boolean;
  readonly publishedAt: Instant | null;
  readonly files: readonly ReleaseFile[];
};

export type ReleaseFile = {
  readonly name: string;
  /** `sha256:…`; null: GitHub does not say. */
  readonly digest: string | null;
  /** Whether GitHub has attestations of this digest; unknown where nobody asked, or it cannot be read. */
  readonly attested: Fact<boolean>;
  /** What it says as a software bill of materials; null: it is none by its name. */
  readonly sbom: Fact<Sbom> | null;
};

/** What a software bill of materials is about. */
export type Sbom = {
  readonly format: 'CycloneDX' | 'SPDX';
  readonly specVersion: string;
  /** Null: it does not say. */
  readonly version: string | null;
  readonly components: number;
};

/** A time in which nothing changed about whether GitHub enforces a check of ours. */
export type ControlStretch = {
  /** `branch main`, `tags`. */
  readonly place: string;
  readonly state: Enforcement['state'];
  readonly rulesets: readonly string[];
  /** First and last time that it was seen so. */
  readonly from: Instant;
  readonly until: Instant;
};

/** A rule of an active ruleset on tags of this name. */
export type TagRule = {
  readonly ruleset: { readonly id: number; readonly name: string };
  /** `check`: ours must be green, as our App writes it; `forgeable-check`: anybody's; `creation`: nobody may create it but who bypasses. */
  readonly asks: 'check' | 'forgeable-check' | 'creation';
  /** Who may bypass it, by GitHub's kind and number; GitHub shows them to administrators only. */
  readonly bypass: Fact<readonly string[]>;
};
