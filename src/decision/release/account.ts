import type { RangeCommit, RangePullRequest, ReleaseRange } from './release-facts.ts';

/** How everything in a range came there: each commit in one of the lists, or in those of the pull requests that brought it. */
export type RangeAccount = {
  /** Pull requests that brought something, in the order of the facts. */
  readonly brought: readonly RangePullRequest[];
  /** What each of them brought, by number: what stands behind its merge, too. */
  readonly commitsOf: ReadonlyMap<number, readonly RangeCommit[]>;
  /** Commits that no pull request brought, as far as GitHub tells; newest first. */
  readonly strays: readonly RangeCommit[];
  /** Commits of which GitHub must be asked which pull requests brought them. */
  readonly unasked: readonly string[];
  /** Commits of which that depends on what is said of those. */
  readonly waiting: readonly string[];
};

/**
 * Accounts for every commit of a range (F39), from its head back. A pull request brings a commit that is its merge commit:
 * of a merge with a second parent all that this one is the head of; of a squash or a replay the commit itself, and no more
 * than as many as the pull request has, right before it, that GitHub names for it as well. One about which there is a
 * deviation came before the pull request did. Whatever else has a merge commit's shape came by hand: it is a stray, and so
 * is everything in it that no pull request brought, and whatever no commit leads to.
 */
export const accountFor = ({
  head,
  commits,
  pullRequests,
}: Pick<ReleaseRange, 'head' | 'commits' | 'pullRequests'>) => {
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const landings = Map.groupBy(
    pullRequests.filter(({ mergeCommitSha }) => mergeCommitSha !== null),
    ({ mergeCommitSha }) => mergeCommitSha ?? '',
  );
  const line = toLine(head, known, landings);
  return toAccount(line, hide(line, known, landings), { known, landings, pullRequests });
};

type Commits = ReadonlyMap<string, RangeCommit>;
type Landings = ReadonlyMap<string, readonly RangePullRequest[]>;

/** The pull requests whose merge a commit is, with a second parent that is their head. */
const toMerges = ({ sha, parents }: RangeCommit, landings: Landings): readonly RangePullRequest[] =>
  parents.length === 2 ? (landings.get(sha) ?? []).filter(({ headSha }) => headSha === parents[1]) : [];

/** What a commit leads on to. Behind the merge of a pull request stands what that one brought: it is not looked at. */
const toNext = (commit: RangeCommit, landings: Landings): readonly string[] =>
  commit.pullRequests === null || toMerges(commit, landings).length > 0 ? commit.parents.slice(0, 1) : commit.parents;

/** Everything that is looked at commit by commit, each before its parents. */
const toLine = (head: string, commits: Commits, landings: Landings): readonly RangeCommit[] => {
  const line: RangeCommit[] = [];
  const seen = new Set<string>();
  const open: { readonly commit: RangeCommit; readonly isDone: boolean }[] = [];
  const enter = (sha: string): void => {
    const commit = commits.get(sha);
    if (commit !== undefined && !seen.has(sha)) open.push({ commit, isDone: false });
  };
  enter(head);
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const { commit, isDone } = step;
    if (isDone) line.push(commit);
    if (isDone || seen.has(commit.sha)) continue;
    seen.add(commit.sha);
    open.push({ commit, isDone: true });
    for (const sha of toNext(commit, landings)) enter(sha);
  }
  return line.reverse();
};

type Hidden = {
  /** By the number of the pull request. */
  readonly behind: ReadonlyMap<number, readonly RangeCommit[]>;
  readonly waiting: readonly string[];
  readonly shas: ReadonlySet<string>;
};

/** What is not looked at commit by commit: each at the oldest merge behind which it stands. */
const hide = (line: readonly RangeCommit[], commits: Commits, landings: Landings): Hidden => {
  const shas = new Set(line.map(({ sha }) => sha));
  const take = (from: readonly string[]): readonly RangeCommit[] => {
    const taken: RangeCommit[] = [];
    const open = [...from];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      const commit = commits.get(sha);
      if (commit === undefined || shas.has(sha)) continue;
      shas.add(sha);
      taken.push(commit);
      open.push(...commit.parents);
    }
    return taken;
  };
  const behind = new Map<number, readonly RangeCommit[]>();
  const waiting: string[] = [];
  for (const commit of line.toReversed()) {
    const merges = toMerges(commit, landings);
    const rest = take(commit.parents);
    if (commit.pullRequests === null) waiting.push(...rest.map(({ sha }) => sha));
    else for (const { number } of merges) behind.set(number, rest);
  }
  return { behind, waiting, shas };
};

type Ground = { readonly known: Commits; readonly landings: Landings } & Pick<ReleaseRange, 'pullRequests'>;

const toAccount = (
  line: readonly RangeCommit[],
  { behind, waiting, shas }: Hidden,
  { known, landings, pullRequests }: Ground,
): RangeAccount => {
  const left = new Map(pullRequests.map(({ number, commits }) => [number, commits]));
  /** Of the next ones, the pull requests to which they may belong. */
  const offers = new Map<string, readonly number[]>();
  const commitsOf = new Map<number, RangeCommit[]>();
  const strays: RangeCommit[] = [];
  const unasked: string[] = [];
  for (const commit of line) {
    const { sha, parents, deviation } = commit;
    const named = commit.pullRequests;
    if (named === null) {
      unasked.push(sha);
      continue;
    }
    const landed = parents.length > 1 ? toMerges(commit, landings) : (landings.get(sha) ?? []);
    const follows = (offers.get(sha) ?? []).filter((number) => named.includes(number) && (left.get(number) ?? 0) > 0);
    const owners = new Set([
      ...landed.map(({ number }) => number),
      ...(parents.length > 1 || deviation !== null ? [] : follows),
    ]);
    if (owners.size === 0) strays.push(commit);
    for (const number of owners) {
      left.set(number, (left.get(number) ?? 0) - 1);
      commitsOf.set(number, [...(commitsOf.get(number) ?? []), commit, ...(behind.get(number) ?? [])]);
    }
    if (parents.length < 2) for (const next of parents) offers.set(next, [...(offers.get(next) ?? []), ...owners]);
  }
  strays.push(...[...known.values()].filter(({ sha }) => !shas.has(sha)));
  return { brought: pullRequests.filter(({ number }) => commitsOf.has(number)), commitsOf, strays, unasked, waiting };
};
