/** What of a range nobody answers for. A second statement, from docs/gates/range.md: plain and slow. */

import type { RangeCommit, RangePullRequest, ReleaseRange } from '../../../src/decision/release/release-facts.ts';

export type Account = {
  /** Numbers of the pull requests that brought something. */
  readonly brought: ReadonlySet<number>;
  /** Commits that came by none. */
  readonly strays: readonly RangeCommit[];
  /** What each of the pull requests brought. */
  readonly of: (number: number) => readonly RangeCommit[];
  /** Whether somebody was asked about everything that matters. */
  readonly isAsked: boolean;
};

const isMergeOf = ({ sha, parents }: RangeCommit, { mergeCommitSha, headSha }: RangePullRequest): boolean =>
  parents.length === 2 && mergeCommitSha === sha && parents[1] === headSha;

export const accountOf = ({ head, commits, pullRequests }: ReleaseRange): Account => {
  const find = (sha: string | undefined): RangeCommit | undefined => commits.find((one) => one.sha === sha);
  const mergesOf = (commit: RangeCommit) =>
    commit.pullRequests === null ? [] : pullRequests.filter((one) => isMergeOf(commit, one));
  const reach = (from: readonly string[], next: (commit: RangeCommit) => readonly string[]): Set<RangeCommit> => {
    const found = new Set<RangeCommit>();
    const visit = (sha: string): void => {
      const commit = find(sha);
      if (commit === undefined || found.has(commit)) return;
      found.add(commit);
      next(commit).forEach(visit);
    };
    from.forEach(visit);
    return found;
  };
  const line = reach([head], (one) =>
    one.pullRequests === null || mergesOf(one).length > 0 ? one.parents.slice(0, 1) : one.parents,
  );
  const belongs = new Map<RangeCommit, Set<number>>();
  const give = (commit: RangeCommit, number: number): void => {
    belongs.set(commit, (belongs.get(commit) ?? new Set()).add(number));
  };
  for (const commit of line) {
    for (const one of mergesOf(commit)) give(commit, one.number);
    if (commit.pullRequests === null || commit.parents.length > 1) continue;
    for (const one of pullRequests.filter(({ mergeCommitSha }) => mergeCommitSha === commit.sha)) {
      give(commit, one.number);
      let before = find(commit.parents[0]);
      for (let left = one.commits - 1; left > 0 && before !== undefined; left -= 1) {
        const isTheirs = before.pullRequests?.includes(one.number) === true && before.deviation === null;
        if (!isTheirs || before.parents.length > 1 || !line.has(before)) break;
        give(before, one.number);
        before = find(before.parents[0]);
      }
    }
  }
  // Oldest merge first: what stands behind it is not that of a younger one.
  const taken = new Set(line);
  const merges = [...line].filter((one) => mergesOf(one).length > 0);
  const ages = (one: RangeCommit): number => reach([one.sha], ({ parents }) => parents).size;
  for (const merge of merges.toSorted((a, b) => ages(a) - ages(b))) {
    for (const commit of reach(merge.parents, ({ parents }) => parents)) {
      if (taken.has(commit)) continue;
      taken.add(commit);
      for (const one of mergesOf(merge)) give(commit, one.number);
    }
  }
  const unasked = [...line].filter((one) => one.pullRequests === null);
  return {
    brought: new Set([...belongs.values()].flatMap((numbers) => [...numbers])),
    strays: commits.filter((one) => !belongs.has(one) && !unasked.includes(one)),
    of: (number) => commits.filter((one) => belongs.get(one)?.has(number) === true),
    isAsked: unasked.length === 0,
  };
};
