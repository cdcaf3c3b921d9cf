import { z } from 'zod';
import { type Contributor, type Fact, known, unknown } from '../../decision/facts.ts';
import type { RangeCommit } from '../../decision/release/release-facts.ts';
import type { RepositoryRef } from '../../records/reference.ts';
import type { InstallationClient } from '../clients.ts';
import { GitHubFault, orUnknown } from '../faults.ts';
import { toShape } from '../graphql.ts';
import { toContributor } from '../to-account.ts';
import type { Bringer } from './bringers.ts';
import { type Pieces, readBothEndsOfAll, readBothEndsSince } from './read-both-ends.ts';
import { readTaggedCommit } from './read-tag.ts';

/** A release with more commits is held, and says so. */
const most = 10_000;
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

/** A stretch of history. */
export type History = {
  /** Where the tag is behind which it begins; null: it begins with the first commit. */
  readonly base: string | null;
  readonly isDescendant: boolean;
  readonly commits: readonly Omit<RangeCommit, 'pullRequests' | 'deviation'>[];
  /** Who brought commits, as far as that was told with them; of all others it must be asked. */
  readonly bringers: ReadonlyMap<string, readonly Bringer[]>;
};

/** Where a tag is, known null: there is none; and what has come since. */
type Since = { readonly tagged: Fact<string | null>; readonly history: Fact<History> };

/**
 * The commits that `head` has and a tag has not, and whether that is an ancestor; unknown when the list is cut off. One
 * request for two hundred commits, or for one hundred where GitHub does not answer that.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readHistorySince = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  tag: string,
  head: string,
): Promise<Since> => {
  const read = await orNothing(() => readBothEndsSince(client, what, repository, { tag, head }, most));
  if (read !== null) return { tagged: known(read.base), history: toHistory(read) };
  const tagged = await readTaggedCommit(client, what, repository, tag);
  if (!tagged.known) return { tagged, history: tagged };
  if (tagged.value === null) return { tagged, history: unknown('the previous release is not there') };
  return { tagged, history: await compare(client, what, repository, tagged.value, head) };
};

/** Every commit of `head` from the first on; unknown when there are too many. Requests and @throws as above. */
export const readWholeHistory = async (
  client: InstallationClient,
  what: string,
  repository: RepositoryRef,
  head: string,
): Promise<Fact<History>> => {
  const read = await orNothing(() => readBothEndsOfAll(client, what, repository, head, most));
  const history = read === null ? await listAll(client, what, repository, head) : toHistory(read);
  return history.known && !isClosed(history.value) ? unknown('GitHub does not show the whole history') : history;
};

/** Null where GitHub gives no usable answer and may give one to another question. @throws GitHubFault to wait for. */
const orNothing = async <T>(read: () => Promise<T | null>): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.code === 'rate-limited' || error.code === 'unauthorized') throw error;
    return null;
  }
};

const toHistory = ({ commits, ...read }: Pieces): Fact<History> =>
  commits === null ? unknown(`there are more than ${most} commits`) : known({ ...read, commits });

/** A list that lacks a parent of one of its commits lacks something. */
const isClosed = ({ commits }: History): boolean => {
  const all = new Set(commits.map(({ sha }) => sha));
  return commits.length > 0 && commits.every(({ parents }) => parents.every((parent) => all.has(parent)));
};

const compare = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  base: string,
  head: string,
): Promise<Fact<History>> =>
  orUnknown('GitHub cannot compare the commits', what, async () => {
    const commits = new Map<string, CommitAnswer>();
    for (let page = 1; page <= most / aPage; page += 1) {
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
        return known({ base, isDescendant, commits: [...commits.values()].map(toCommit), bringers: new Map() });
      }
      if (commits.size === before) break;
    }
    return unknown(`GitHub shows no more than ${commits.size} of the commits`);
  });

const listAll = (
  client: InstallationClient,
  what: string,
  { owner, name }: RepositoryRef,
  head: string,
): Promise<Fact<History>> =>
  orUnknown('GitHub cannot list the commits', what, async () => {
    const commits = new Map<string, CommitAnswer>();
    for (let page = 1; page <= most / aPage; page += 1) {
      const { data } = await client.octokit.request('GET /repos/{owner}/{repo}/commits', {
        owner,
        repo: name,
        sha: head,
        per_page: aPage,
        page,
      });
      const listed = toShape(what, z.array(commitShape), data);
      for (const commit of listed) commits.set(commit.sha, commit);
      if (listed.length < aPage) {
        return known({
          base: null,
          isDescendant: true,
          commits: [...commits.values()].map(toCommit),
          bringers: new Map(),
        });
      }
    }
    return unknown(`there are more than ${most} commits`);
  });

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

/** As GraphQL names who it is: an empty object is nobody. */
const toAuthor = (commit: CommitAnswer['commit'], account: NonNullable<CommitAnswer['author']> | null): Contributor =>
  toContributor({
    name: commit.author?.name ?? null,
    email: commit.author?.email ?? null,
    user:
      account?.id === undefined || account.login === undefined
        ? null
        : { __typename: account.type ?? '', login: account.login, databaseId: account.id },
  });
