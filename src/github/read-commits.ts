import { z } from 'zod';
import { type Fact, known, unknown } from '../decision/facts.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import {
  type BringingAnswer,
  commitsAnswer,
  commitsQuery,
  type SingleCommitAnswer,
  singleCommit,
} from './commit-queries.ts';
import { GitHubFault, orUnknown } from './faults.ts';
import { ask, toShape } from './graphql.ts';
import { toFirstReason, toReason } from './place-errors.ts';

/** More commits than any group of a queue or any push to a protected branch should bring. */
const mostPages = 10;
const aPage = 100;
/** Commits a request: each costs a hundredth of a point. */
const aRequest = 50;

export type ComparedCommit = { readonly sha: string; readonly parents: readonly string[] };

const compared = z.looseObject({
  total_commits: z.int(),
  commits: z.array(z.looseObject({ sha: z.string(), parents: z.array(z.looseObject({ sha: z.string() })) })),
});

/**
 * The commits that `head` has and `base` has not, in GitHub's order; unknown when the list is cut off or one of them is
 * gone. Both are commits, or `base` a branch.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readCommitsBetween = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  base: string,
  head: string,
): Promise<Fact<readonly ComparedCommit[]>> =>
  orUnknown('GitHub cannot compare the commits', what, async () => {
    const commits = new Map<string, ComparedCommit>();
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner,
        repo: name,
        basehead: `${base}...${head}`,
        per_page: aPage,
        page,
      });
      const answer = toShape(what, compared, data);
      const before = commits.size;
      for (const { sha, parents } of answer.commits) {
        commits.set(sha, { sha, parents: parents.map((parent) => parent.sha) });
      }
      if (commits.size === answer.total_commits) return known([...commits.values()]);
      if (commits.size === before) break;
    }
    return unknown(`GitHub shows no more than ${commits.size} of the commits`);
  });

export type CommitWithPullRequests = Omit<SingleCommitAnswer, 'associatedPullRequests'> & {
  /** Those of this repository. */
  readonly pullRequests: readonly BringingAnswer[];
};

/**
 * Single commits with the pull requests that brought them, or that hold them while they are not merged.
 * @throws GitHubFault when the same call may succeed later, or when there is no such repository for us.
 */
export const readCommits = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  shas: readonly string[],
): Promise<Fact<readonly CommitWithPullRequests[]>> => {
  const all: CommitWithPullRequests[] = [];
  for (let start = 0; start < shas.length; start += aRequest) {
    const some = await readSome(client, what, repository, shas.slice(start, start + aRequest));
    if (!some.known) return some;
    all.push(...some.value);
  }
  return known(all);
};

const readSome = async (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  shas: readonly string[],
): Promise<Fact<readonly CommitWithPullRequests[]>> => {
  const { data, errors } = await ask(client, what, commitsAnswer, () => commitsQuery(shas), { owner, name });
  if (data.repository === null) {
    const code = errors[0]?.type === 'NOT_FOUND' ? 'not-found' : 'invalid-answer';
    throw new GitHubFault(code, what, toFirstReason(errors));
  }
  if (errors[0] !== undefined) return unknown(`commits could not be read: ${toReason(errors[0])}`);
  const { databaseId, ...answers } = data.repository;
  const commits: CommitWithPullRequests[] = [];
  for (const [index, sha] of shas.entries()) {
    const answer = toShape(what, singleCommit.nullish(), answers[`c${index}`]) ?? null;
    if (answer === null) return unknown(`there is no commit ${sha.slice(0, 7)}`);
    const { associatedPullRequests, ...commit } = answer;
    const shown = associatedPullRequests?.nodes?.filter((one) => one !== null) ?? [];
    if (shown.length !== associatedPullRequests?.totalCount) {
      return unknown(`GitHub does not show every pull request of commit ${sha.slice(0, 7)}`);
    }
    commits.push({ ...commit, pullRequests: shown.filter((one) => one.baseRepository?.databaseId === databaseId) });
  }
  return known(commits);
};
