import { type Fact, known, unknown } from '../decision/facts.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { type EntryAnswer, mergeQueueAnswer, mergeQueueQuery } from './commit-queries.ts';
import { joinPage, type List, toList } from './connection.ts';
import { GitHubFault } from './faults.ts';
import { ask } from './graphql.ts';
import { toFirstReason } from './place-errors.ts';
import { type ComparedCommit, readCommits, readCommitsBetween } from './read-commits.ts';

/** A group of a merge queue, as GitHub announces it. */
type MergeGroup = {
  readonly headSha: string;
  readonly baseSha: string;
  /** Without `refs/heads/`. */
  readonly baseBranch: string;
};

export type MergeGroupReading = {
  /** Every pull request of the group, ascending; unknown when one of its commits belongs to none. */
  readonly pullRequests: Fact<readonly number[]>;
};

/**
 * Which pull requests a merge group would merge. GitHub announces a group without naming them: each commit on its way from
 * head to base must be the one that the queue made for an entry, or a merge of an open pull request to the branch.
 *
 * @throws GitHubFault when the same call may succeed later, or when there is no such repository for us.
 */
export const readMergeGroup = async (
  client: InstallationClient,
  repository: RepositoryRef,
  group: MergeGroup,
): Promise<MergeGroupReading> => {
  const what = `reading the merge group ${group.headSha.slice(0, 7)} of ${repository.owner}/${repository.name}`;
  const commits = await readCommitsBetween(client, what, repository, group.baseSha, group.headSha);
  if (!commits.known) return { pullRequests: commits };
  const chain = toChain(commits.value, group);
  if (chain === null) return { pullRequests: unknown('the group does not stand on its base') };
  const queue = await readQueue(client, what, repository, group.baseBranch);
  const { numbers, orphans } = attribute(chain, queue);
  const others = await readMergedHeads(client, what, repository, group, orphans);
  if (!others.known)
    return { pullRequests: queue.problem === null ? others : unknown(`${others.reason}; ${queue.problem}`) };
  const all = new Set([...numbers, ...others.value]);
  return { pullRequests: known([...all].sort((a, b) => a - b)) };
};

/** From the head along first parents down to the base; null when they do not lead there. */
const toChain = (
  commits: readonly ComparedCommit[],
  { headSha, baseSha }: MergeGroup,
): readonly ComparedCommit[] | null => {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const chain: ComparedCommit[] = [];
  let next: string | undefined = headSha;
  while (next !== undefined && next !== baseSha && chain.length <= commits.length) {
    const commit = bySha.get(next);
    if (commit === undefined) return null;
    chain.push(commit);
    next = commit.parents[0];
  }
  return next === baseSha && chain.length > 0 ? chain : null;
};

type MergeQueue = {
  readonly entries: readonly EntryAnswer[];
  /** Commits of one pull request are put on the branch one by one. */
  readonly rebases: boolean;
  /** Why there may be more entries. */
  readonly problem: string | null;
};

const mostPages = 10;

const readQueue = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  branch: string,
): Promise<MergeQueue> => {
  let entries: List<EntryAnswer> | null = null;
  let rebases = false;
  for (let page = 0; page < mostPages; page += 1) {
    const variables = { owner, name, branch, after: entries?.next ?? null };
    const { data, errors } = await ask(client, what, mergeQueueAnswer, mergeQueueQuery, variables);
    if (data.repository === null) {
      const code = errors[0]?.type === 'NOT_FOUND' ? 'not-found' : 'invalid-answer';
      throw new GitHubFault(code, what, toFirstReason(errors));
    }
    const queue = data.repository.mergeQueue;
    const read: List<EntryAnswer> = toList(queue?.entries, errors.length > 0 ? toFirstReason(errors) : null);
    entries = entries === null ? read : joinPage(entries, read);
    rebases = queue?.configuration?.mergeMethod === 'REBASE';
    if (entries.next === null || entries.problem !== null) break;
  }
  const problem = entries?.problem ?? null;
  return {
    entries: (entries?.nodes ?? []).filter((entry) => entry !== null),
    rebases,
    problem: problem === null ? null : `the merge queue could not be read: ${problem}`,
  };
};

/** The pull requests whose entries made the commits of the chain, and the commits that no entry made. */
const attribute = (
  chain: readonly ComparedCommit[],
  { entries, rebases }: MergeQueue,
): { readonly numbers: readonly number[]; readonly orphans: readonly ComparedCommit[] } => {
  const made = new Map(entries.map((entry) => [entry.headCommit?.oid, entry.pullRequest]));
  const numbers: number[] = [];
  const orphans: ComparedCommit[] = [];
  // Of the commits below that of an entry, so many may be the same pull request's, put on the branch one by one.
  let left = 0;
  for (const commit of chain) {
    const pullRequest = made.get(commit.sha) ?? null;
    if (pullRequest !== null) {
      numbers.push(pullRequest.number);
      left = rebases ? pullRequest.commits.totalCount - 1 : 0;
    } else if (left > 0 && commit.parents.length === 1) left -= 1;
    else {
      orphans.push(commit);
      left = 0;
    }
  }
  return { numbers, orphans };
};

/** The open pull requests to the branch whose head each of these commits merged; unknown when one merged none. */
const readMergedHeads = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  { baseBranch }: MergeGroup,
  merges: readonly ComparedCommit[],
): Promise<Fact<readonly number[]>> => {
  const heads = merges.map(({ parents }) => (parents.length === 2 ? parents[1] : undefined));
  const stray = merges[heads.indexOf(undefined)];
  if (stray !== undefined) return unknown(`the queue has no entry for the commit ${stray.sha.slice(0, 7)}`);
  const read = await readCommits(
    client,
    what,
    repository,
    heads.filter((head) => head !== undefined),
  );
  if (!read.known) return read;
  const numbers: number[] = [];
  for (const { oid, pullRequests } of read.value) {
    const merged = pullRequests.filter(
      ({ state, headRefOid, baseRefName }) => state === 'OPEN' && headRefOid === oid && baseRefName === baseBranch,
    );
    if (merged.length === 0)
      return unknown(`no open pull request has the head ${oid.slice(0, 7)}, which the group merges`);
    numbers.push(...merged.map(({ number }) => number));
  }
  return known(numbers);
};
