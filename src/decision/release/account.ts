import type { RangeCommit, RangePullRequest, ReleaseRange } from './release-facts.ts';

/** How everything in a range came there. */
export type RangeAccount = {
  /** Pull requests that brought something, by number. */
  readonly brought: readonly RangePullRequest[];
  /** Commits that no pull request brought, as far as GitHub tells; newest first. */
  readonly strays: readonly RangeCommit[];
  /** Commits of which GitHub must be asked which pull requests brought them. */
  readonly unasked: readonly string[];
};

/**
 * Accounts for every commit of a range (F39), from its head back. A pull request brings a commit that is its merge commit:
 * of a merge with a second parent all that this one is the head of; of a squash or a replay the commit itself, and no more
 * than as many as the pull request has, right before it, that GitHub names for it as well. Whatever else has a merge
 * commit's shape came by hand: it is a stray, and so is everything in it that no pull request brought.
 */
export const accountFor = ({ head, commits, pullRequests }: Pick<ReleaseRange, 'head' | 'commits' | 'pullRequests'>) =>
  walk(head, new Map(commits.map((commit) => [commit.sha, commit])), pullRequests);

/** Where to go on, and which pull request the commit after it belongs to. */
type Step = { readonly sha: string; readonly via: number | null };

const walk = (
  head: string,
  commits: ReadonlyMap<string, RangeCommit>,
  pullRequests: readonly RangePullRequest[],
): RangeAccount => {
  const byNumber = new Map(pullRequests.map((one) => [one.number, one]));
  const byMerge = new Map(pullRequests.map((one) => [one.mergeCommitSha, one]));
  const left = new Map<number, number>();
  const brought = new Set<number>();
  const strays: RangeCommit[] = [];
  const unasked: string[] = [];
  const seen = new Set<string>();
  const steps: Step[] = [{ sha: head, via: null }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const commit = commits.get(step.sha);
    if (commit === undefined || seen.has(commit.sha)) continue;
    seen.add(commit.sha);
    const [first, second] = commit.parents;
    if (commit.pullRequests === null) {
      unasked.push(commit.sha);
      if (first !== undefined) steps.push({ sha: first, via: null });
      continue;
    }
    const landing = byMerge.get(commit.sha);
    const follows = step.via !== null && commit.pullRequests.includes(step.via) && (left.get(step.via) ?? 0) > 0;
    const by = landing ?? (follows ? byNumber.get(step.via ?? 0) : undefined);
    if (by === undefined) strays.push(commit);
    else {
      left.set(by.number, (left.get(by.number) ?? by.commits) - 1);
      brought.add(by.number);
    }
    const isMerge = landing !== undefined && commit.parents.length === 2 && second === landing.headSha;
    const rest = isMerge ? [first] : commit.parents;
    for (const sha of rest) if (sha !== undefined) steps.push({ sha, via: isMerge ? null : (by?.number ?? null) });
  }
  return { brought: pullRequests.filter(({ number }) => brought.has(number)), strays, unasked };
};
