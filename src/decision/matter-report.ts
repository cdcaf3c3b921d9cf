import type { Closer } from './closers.ts';
import { toGateTitle } from './explain-view.ts';
import type { Account, Contributor, Fact, Instant } from './facts.ts';
import type { Finding } from './finding.ts';
import { type DeploymentReport, toDeploymentName } from './release/deployment-report.ts';
import { shorten, toVisible } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** A commit that no pull request brought. */
export type StrayCommit = {
  readonly sha: string;
  /** First line; untrusted. */
  readonly message: string;
  readonly author: Contributor;
};

/** Everything that is known of a departure from the procedure when it is found. */
export type MatterReport = {
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
  readonly at: Instant;
} & (
  | {
      readonly kind: 'merge';
      readonly number: number;
      /** Ours: `was merged while it was held`. */
      readonly what: string;
      readonly mergedBy: Fact<Account>;
      /** Decided as of the merge. */
      readonly verdict: Verdict;
      readonly closers: readonly Closer[];
    }
  | {
      readonly kind: 'push';
      /** Null: what the push brought could not be read, for `reason`. */
      readonly commits: Fact<readonly StrayCommit[]>;
      readonly pushers: readonly Account[];
      readonly closers: readonly Closer[];
    }
  | {
      readonly kind: 'release';
      readonly tag: string;
      /** Ours: `was tagged while it was held`. */
      readonly what: string;
      /** Null: nothing can be said of it. */
      readonly verdict: Verdict | null;
      readonly closers: readonly Closer[];
    }
  | DeploymentReport
  | {
      readonly kind: 'owed';
      readonly number: number;
      readonly dueAt: Instant;
      /** Those that are owed. */
      readonly findings: readonly Finding[];
    }
);

/** One line that says what happened; shown with every later verdict. Quotes a branch's name, which is untrusted. */
export const toMatterName = (report: MatterReport): string => {
  switch (report.kind) {
    case 'merge':
      return `#${report.number} ${report.what}`;
    case 'push':
      return `${toCount(report.commits)} to ${shorten(toVisible(report.branch), 100)} without a pull request`;
    case 'release':
      return `${shorten(toVisible(report.tag), 100)} ${report.what}`;
    case 'deployment':
      return toDeploymentName(report);
    case 'owed':
      return `#${report.number} was merged in an emergency and owes ${report.findings.map(({ gate }) => toGateTitle(gate)).join(', ')}`;
  }
};

const toCount = (commits: Fact<readonly StrayCommit[]>): string => {
  if (!commits.known) return 'something may have come';
  return commits.value.length === 1 ? 'a commit came' : `${commits.value.length} commits came`;
};
