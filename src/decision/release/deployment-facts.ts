/** What a decision on a deployment may look at. Like `facts.ts` all of it is JSON, and kept beside the decision. */

import type { Fact, PullRequestFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';

export type DeploymentFacts = Pick<PullRequestFacts, 'observedAt' | 'repository' | 'policyFile' | 'baselineFile'> & {
  readonly subject: 'deployment';
  /** As GitHub names it; untrusted. */
  readonly environment: string;
  /** The run of a workflow that deploys; null: none waits for us. */
  readonly run: DeployingRun | null;
  /** What is deployed, as GitHub says of the run. */
  readonly commit: string;
  /** Every release that is known to be of this commit, by tag. */
  readonly releases: readonly CommitRelease[];
};

export type DeployingRun = {
  readonly id: number;
  /** What set it off, as `push`; untrusted. */
  readonly event: string;
  /** GitHub's number of the deployment; null: it is not known. */
  readonly deploymentId: number | null;
};

/** A release of the commit, as far as it is known here. */
export type CommitRelease = {
  readonly tag: string;
  /** What was last stated of it, when that is about this commit; null: nothing. */
  readonly stated: null | {
    readonly outcome: 'released' | 'held' | 'not-governed';
    readonly statementDigest: string;
    /** Address of its record. */
    readonly record: string | null;
    /** Titles of what was open, and who can supply it. */
    readonly open: readonly { readonly gate: string; readonly who: Sentence }[];
  };
  /** Whether that stands now; false: it is being judged again, or could not be. */
  readonly isCurrent: boolean;
  /** The commit to which the tag leads now; known null: it is not there. */
  readonly tagged: Fact<string | null>;
  /** What came of the tag on this commit; null: it was never seen there. A `settled` deviation was closed by somebody entitled. */
  readonly seen: 'history' | 'covered' | 'deviation' | 'settled' | null;
  /** Whether a deviation about this release on this commit is open. */
  readonly isDisputed: boolean;
};
