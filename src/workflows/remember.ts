import { type Database, transaction } from '../database/database.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import type { Memory } from '../github/memory.ts';
import { notePullRequest, type PullRequestSubject, replaceLinks } from '../observations/pull-requests.ts';
import { pushesOf } from '../observations/pushes.ts';
import { keepHolders, readHolders } from '../observations/role-holders.ts';

/** What the reader may ask of our own memory during one evaluation. */
export const toMemory = (database: Database): Memory => {
  const askedAt = new Map<string, string>();
  return {
    pushesOf: (repositoryId, shas) => pushesOf(database.pool, repositoryId, shas),
    readHolders: async (key) => {
      const { accounts, at } = await readHolders(database.pool, key);
      askedAt.set(key, at);
      return accounts;
    },
    keepHolders: (key, accounts) =>
      keepHolders(database.pool, key, {
        organization: toOrganization(key),
        accounts,
        since: askedAt.get(key) ?? '-infinity',
      }),
    // Kept by nobody yet.
    revisionsOf: async () => [],
    commentsOf: async () => [],
    witnessedOf: async () => [],
    rememberedOf: async () => [],
    copiesOf: async () => [],
    openMattersOf: async () => [],
    baselineSeen: async () => false,
  };
};

/** `team:ORGANISATION/SLUG`; users are of no organisation, and no event about one changes who they are. */
const toOrganization = (key: string): string => /^team:([^/]+)\//.exec(key)?.[1] ?? '';

/**
 * Keeps the head and the links from the issues to the pull request, so that an event on an issue finds it. When the list
 * of issues may not be whole, what was known before stays.
 */
export const remember = (
  database: Database,
  subject: PullRequestSubject,
  { links, pullRequest: { state, headSha } }: PullRequestFacts,
): Promise<void> =>
  transaction(database, async (tx) => {
    await notePullRequest(tx, subject, { state, headSha });
    if (!links.known) return;
    const refs = links.value.map(({ ref }) => ref);
    await replaceLinks(tx, subject, refs);
  });
