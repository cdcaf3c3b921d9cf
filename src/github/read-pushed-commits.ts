import { z } from 'zod';
import { type Contributor, type Fact, type Instant, known } from '../decision/facts.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { attempt } from './faults.ts';
import { toShape } from './graphql.ts';
import { readCommits, readCommitsBetween } from './read-commits.ts';
import { toContributor } from './to-account.ts';

/** A commit that a push brought to a branch. */
export type PushedCommit = {
  readonly sha: string;
  readonly parents: readonly string[];
  /** First line of its message; untrusted. */
  readonly message: string;
  readonly author: Contributor;
  /** The pull requests of this repository that brought it, or that hold it while they are not merged. */
  readonly pullRequests: readonly {
    readonly number: number;
    /** Null while it is not merged. */
    readonly mergedAt: Instant | null;
    readonly mergeCommitSha: string | null;
    readonly baseBranch: string;
    readonly headSha: string;
  }[];
};

/**
 * What a push brought to a branch: every commit that was not there before, with the pull requests it came through. Unknown when the list is cut off, or when a commit cannot be read any more.
 *
 * @param push `before`: null when the branch is new; then the commits that the repository's default branch has not.
 * @throws GitHubFault when the same call may succeed later, or when there is no such repository for us.
 */
export const readPushedCommits = async (
  client: InstallationClient,
  repository: RepositoryRef,
  push: { readonly branch: string; readonly before: string | null; readonly after: string },
): Promise<Fact<readonly PushedCommit[]>> => {
  const what = `reading what was pushed to ${push.branch} of ${repository.owner}/${repository.name}`;
  const base = push.before ?? (await readDefaultBranch(client, what, repository));
  const between = await readCommitsBetween(client, what, repository, base, push.after);
  if (!between.known) return between;
  const shas = between.value.map(({ sha }) => sha);
  const read = await readCommits(client, what, repository, shas);
  if (!read.known) return read;
  const parents = new Map(between.value.map((commit) => [commit.sha, commit.parents]));
  return known(
    read.value.map(({ oid, message, author, pullRequests }) => ({
      sha: oid,
      parents: parents.get(oid) ?? [],
      message: message.split('\n', 1)[0] ?? '',
      author: toContributor(author),
      pullRequests: pullRequests.map((one) => ({
        number: one.number,
        mergedAt: one.mergedAt,
        mergeCommitSha: one.mergeCommit?.oid ?? null,
        baseBranch: one.baseRefName,
        headSha: one.headRefOid,
      })),
    })),
  );
};

const readDefaultBranch = (client: InstallationClient, what: string, { owner, name }: RepositoryRef): Promise<string> =>
  attempt(what, async () => {
    const { data } = await client.octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name });
    return toShape(what, z.looseObject({ default_branch: z.string() }), data).default_branch;
  });
