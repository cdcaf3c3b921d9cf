import { type Fact, known } from '../../decision/facts.ts';
import { accountFor } from '../../decision/release/account.ts';
import type { RangeCommit, RangePullRequest, RangeRecord, ReleaseRange } from '../../decision/release/release-facts.ts';
import type { IssueRef, RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import type { Memory } from '../memory.ts';
import { type Bringer, readBringers, readCommitCounts, readIssueStates } from './bringers.ts';
import type { History } from './read-history.ts';

type Home = RepositoryRef & { readonly id: number };

/**
 * Everything between two releases: its commits, the pull requests that brought them with what came of each merge here, and
 * how their change requests stand. What a merge brought is not looked at commit by commit. docs/releases.md
 *
 * @throws GitHubFault when the same call may succeed later.
 */
export const readRange = async (
  client: InstallationClient,
  what: string,
  home: Home,
  head: string,
  { base, isDescendant, ...history }: History,
  memory: Memory,
): Promise<Fact<ReleaseRange>> => {
  const deviations = await memory.deviationsAt(
    home.id,
    history.commits.map(({ sha }) => sha),
  );
  const commits = history.commits.map(
    (commit): RangeCommit => ({ ...commit, pullRequests: null, deviation: deviations.get(commit.sha) ?? null }),
  );
  const asked = await askWhoBrought(client, what, home, { head, commits }, history.bringers);
  if (!asked.known) return asked;
  const judged = await memory.judgedMergesOf(
    home.id,
    asked.value.pullRequests.map(({ number }) => number),
  );
  const pullRequests = asked.value.pullRequests.map((one) => ({ ...one, merge: judged.get(one.number) ?? null }));
  const changeRequests = await readChangeRequests(client, what, pullRequests);
  return known({ base, head, isDescendant, commits: asked.value.commits, pullRequests, changeRequests });
};

type Asked = {
  readonly commits: readonly RangeCommit[];
  readonly pullRequests: readonly Omit<RangePullRequest, 'merge'>[];
};

/**
 * Looks at every commit of the main line, then at what is behind merges that no pull request made, until none is open. What
 * was not told with the commits is asked.
 */
const askWhoBrought = async (
  client: InstallationClient,
  what: string,
  home: Home,
  { head, commits }: Pick<ReleaseRange, 'head' | 'commits'>,
  told: History['bringers'],
): Promise<Fact<Asked>> => {
  const of = new Map<string, readonly Bringer[]>();
  const counts = new Map<number, number>();
  for (;;) {
    const asked = toAsked(commits, of, counts);
    const { unasked } = accountFor({ head, ...toJudgeable(asked) });
    if (unasked.length === 0) return known(asked);
    const untold = unasked.filter((sha) => !told.has(sha));
    const found = await readBringers(client, what, home, untold);
    if (!found.known) return found;
    for (const sha of unasked) of.set(sha, told.get(sha) ?? found.value.get(sha) ?? []);
    const several = toSeveral(of).filter((number) => !counts.has(number));
    const counted = await readCommitCounts(client, what, home, several);
    if (!counted.known) return counted;
    for (const [number, count] of counted.value) counts.set(number, count);
  }
};

const toAsked = (
  commits: readonly RangeCommit[],
  of: ReadonlyMap<string, readonly Bringer[]>,
  counts: ReadonlyMap<number, number>,
): Asked => {
  const bringers = new Map([...of.values()].flat().map((one) => [one.number, one]));
  return {
    commits: commits.map((commit) => ({
      ...commit,
      pullRequests: of.get(commit.sha)?.map(({ number }) => number) ?? null,
    })),
    pullRequests: [...bringers.values()]
      .sort((a, b) => a.number - b.number)
      .map((one) => ({ ...one, commits: counts.get(one.number) ?? 1 })),
  };
};

const toJudgeable = ({ commits, pullRequests }: Asked) => ({
  commits,
  pullRequests: pullRequests.map((one): RangePullRequest => ({ ...one, merge: null })),
});

/** Pull requests that GitHub names for several commits: of those it matters how many they have. */
const toSeveral = (of: ReadonlyMap<string, readonly Bringer[]>): readonly number[] => {
  const times = new Map<number, number>();
  for (const { number } of [...of.values()].flat()) times.set(number, (times.get(number) ?? 0) + 1);
  return [...times].flatMap(([number, count]) => (count > 1 ? [number] : []));
};

const readChangeRequests = async (
  client: InstallationClient,
  what: string,
  pullRequests: readonly RangePullRequest[],
): Promise<readonly RangeRecord[]> => {
  const all = new Map<string, { readonly ref: IssueRef; readonly pullRequests: number[] }>();
  for (const { number, merge } of pullRequests) {
    if (merge?.outcome !== 'covered') continue;
    for (const ref of merge.changeRequests) {
      const key = `${ref.owner}/${ref.name}#${ref.number}`.toLowerCase();
      const one = all.get(key) ?? { ref, pullRequests: [] };
      one.pullRequests.push(number);
      all.set(key, one);
    }
  }
  const records = [...all.values()];
  const states = await readIssueStates(
    client,
    what,
    records.map(({ ref }) => ref),
  );
  return records.flatMap((record, index) => {
    const state = states[index];
    return state === undefined ? [] : [{ ...record, state }];
  });
};
