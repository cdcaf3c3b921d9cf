import { toGateTitle } from './explain-view.ts';
import type { PullRequestFacts } from './facts.ts';
import type { GateId } from './finding.ts';
import type { Verdict } from './verdict.ts';

/** What was last said of a pull request while it was open, as the ledger has it. */
export type StatedVerdict = { readonly verdict: Verdict; readonly headSha: string; readonly baseBranch: string };

/** A merge, and everything by which it is judged. */
export type Merge = {
  readonly pullRequest: PullRequestFacts['pullRequest'];
  /** Decided on the facts as of the merge. */
  readonly verdict: Verdict;
  /** Null: nothing was ever stated of it. */
  readonly stated: StatedVerdict | null;
  /** What it was last given while it was open; null when it was never seen so, or has had another head since. */
  readonly lastOutcome: Verdict['outcome'] | null;
  /** Whether a push brought it to a branch that is looked at. */
  readonly foundOnBranch: boolean;
};

/** What came of a merge. */
export type JudgedMerge =
  /** Of a time before anything was looked at here, as far as is known: nothing is said of it. */
  | { readonly outcome: 'history' }
  | { readonly outcome: 'not-governed' }
  | { readonly outcome: 'covered' }
  | {
      readonly outcome: 'deviation';
      /** Ours, without a word of anybody else's: `was merged while it was held: Approval`. */
      readonly what: string;
      readonly gates: readonly GateId[];
      /** Whether it is one only as long as something stays unknown that GitHub may tell in a moment. */
      readonly isUncertain: boolean;
    };

/**
 * Judges whether a merge was covered (F37): by a released verdict on this very head and towards this very branch, that
 * was stated while the pull request was open, as long as nothing that came before the merge would have held it.
 */
export const judgeMerge = (merge: Merge): JudgedMerge => {
  const { verdict, stated, lastOutcome, foundOnBranch } = merge;
  if (verdict.outcome === 'not-governed') {
    // The policy may have gone with this very merge: then what it said before decides.
    const wasGoverned = verdict.reason === 'no-policy' && (lastOutcome === 'held' || lastOutcome === 'released');
    if (!wasGoverned) return { outcome: 'not-governed' };
  }
  // The policy came after it was last seen open, and perhaps after the merge.
  if (lastOutcome === 'not-governed' && !foundOnBranch) return { outcome: 'history' };
  if (stated === null)
    return foundOnBranch ? toDeviation(merge, 'was merged before it was judged') : { outcome: 'history' };
  if (stated.headSha !== merge.pullRequest.headSha)
    return toDeviation(merge, 'was merged with a commit that was not judged');
  if (stated.baseBranch !== merge.pullRequest.baseBranch) {
    return toDeviation(merge, 'was merged into a branch for which it was not judged');
  }
  if (stated.verdict.outcome !== 'released') return toDeviation(merge, 'was merged while it was held');
  return verdict.outcome === 'held'
    ? toDeviation(merge, 'was merged after something had changed that holds it')
    : { outcome: 'covered' };
};

const toOpen = (verdict: Verdict) =>
  verdict.outcome !== 'not-governed' && verdict.cause === 'gates'
    ? verdict.findings.filter(({ status }) => status === 'failed' || status === 'unknown')
    : [];

const toDeviation = ({ verdict, stated }: Merge, what: string): JudgedMerge => {
  // What was missing then; where nothing can be said of that, what was missing when it was last judged.
  const then = toOpen(verdict);
  const open = then.length > 0 || stated === null ? then : toOpen(stated.verdict);
  const gates = [...new Set(open.map(({ gate }) => gate))];
  return {
    outcome: 'deviation',
    what: gates.length === 0 ? what : `${what}: ${gates.map(toGateTitle).join(', ')}`,
    gates,
    isUncertain:
      stated?.verdict.outcome === 'released' && then.length > 0 && then.every(({ status }) => status === 'unknown'),
  };
};
