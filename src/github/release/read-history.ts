import { z } from 'zod';
import { type Contributor, type Fact, known, unknown } from '../../decision/facts.ts';
import type { RangeCommit } from '../../decision/release/release-facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { orUnknown } from '../faults.ts';
import { toShape } from '../graphql.ts';

/** Ten thousand commits; a release with more is held, and says so. */
const mostPages = 100;
const aPage = 100;

const commitShape = z.looseObject({
  sha: z.string(),
  parents: z.array(z.looseObject({ sha: z.string() })),
  commit: z.looseObject({
    message: z.string(),
    author: z.looseObject({ name: z.string().nullish(), email: z.string().nullish() }).nullish(),
    verification: z.looseObject({ verified: z.boolean(), reason: z.string() }).nullish(),
  }),
  author: z
    .looseObject({ id: z.int().optional(), login: z.string().optional(), type: z.string().optional() })
    .nullish(),
});
type CommitAnswer = z.infer<typeof commitShape>;

const compared = z.looseObject({
  status: z.enum(['diverged', 'ahead', 'behind', 'identical']),
  total_commits: z.int(),
  commits: z.array(commitShape),
});

/** A stretch of history, before anybody was asked which pull requests brought it. */
export type History = {
  readonly isDescendant: boolean;
  readonly commits: readonly Omit<RangeCommit, 'pullRequests' | 'deviation'>[];
};

/**
 * The commits that `head` has and `base` has not, and whether `base` is an ancestor; unknown when the list is cut off.
 * One request for a hundred commits.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readHistorySince = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  base: string,
  head: string,
): Promise<Fact<History>> =>
  orUnknown('GitHub cannot compare the commits', what, async () => {
    const commits = new Map<string, CommitAnswer>();
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
      for (const commit of answer.commits) commits.set(commit.sha, commit);
      if (commits.size === answer.total_commits) {
        const isDescendant = answer.status === 'ahead' || answer.status === 'identical';
        return known({ isDescendant, commits: [...commits.values()].map(toCommit) });
      }
      if (commits.size === before) break;
    }
    return unknown(`GitHub shows no more than ${commits.size} of the commits`);
  });

/** Every commit of `head` from the first on; unknown when there are too many. @throws GitHubFault as above. */
export const readWholeHistory = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  head: string,
): Promise<Fact<History>> =>
  orUnknown('GitHub cannot list the commits', what, async () => {
    const commits = new Map<string, CommitAnswer>();
    for (let page = 1; page <= mostPages; page += 1) {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits', {
        owner,
        repo: name,
        sha: head,
        per_page: aPage,
        page,
      });
      const listed = toShape(what, z.array(commitShape), data);
      for (const commit of listed) commits.set(commit.sha, commit);
      if (listed.length < aPage) return toWholeHistory(commits);
    }
    return unknown(`there are more than ${mostPages * aPage} commits`);
  });

/** A list that lacks a parent of one of its commits lacks something. */
const toWholeHistory = (commits: ReadonlyMap<string, CommitAnswer>): Fact<History> => {
  const all = [...commits.values()];
  const isWhole = all.every(({ parents }) => parents.every(({ sha }) => commits.has(sha)));
  return isWhole && all.length > 0
    ? known({ isDescendant: true, commits: all.map(toCommit) })
    : unknown('GitHub does not show the whole history');
};

const toCommit = ({ sha, parents, commit, author }: CommitAnswer): History['commits'][number] => ({
  sha,
  parents: parents.map((parent) => parent.sha),
  message: commit.message.split('\n', 1)[0] ?? '',
  author: toAuthor(commit, author ?? null),
  signature: {
    isVerified: commit.verification?.verified === true,
    reason: commit.verification?.reason ?? 'GitHub does not say',
  },
});

const toAuthor = (
  commit: CommitAnswer['commit'],
  account: NonNullable<CommitAnswer['author']> | null,
): Contributor => ({
  name: commit.author?.name ?? '',
  email: commit.author?.email ?? '',
  account:
    account?.id === undefined || account.login === undefined
      ? unknown('no GitHub account has this e-mail address')
      : known({
          id: account.id,
          login: account.login,
          kind: account.type === 'User' && !account.login.endsWith('[bot]') ? 'person' : 'bot',
          name: null,
        }),
});
