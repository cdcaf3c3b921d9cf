import { type Database, transaction } from '../database/database.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import type { Memory } from '../github/memory.ts';
import { type PullRequestSubject, replaceLinks } from '../observations/pull-requests.ts';
import { pushesOf } from '../observations/pushes.ts';
import { keepHolders, readHolders } from '../observations/role-holders.ts';

/** What the reader may ask of our own memory during one evaluation. */
export const toMemory = (database: Database): Memory => {
  const askedAt = new Map<string, Date>();
  return {
    pushesOf: (repositoryId, shas) => pushesOf(database.pool, repositoryId, shas),
    readHolders: async (key) => {
      askedAt.set(key, new Date());
      return readHolders(database.pool, key);
    },
    keepHolders: (key, accounts) => keepHolders(database.pool, key, accounts, askedAt.get(key) ?? new Date(0)),
  };
};

/**
 * Keeps the link from the issues to the pull request, so that an event on an issue finds it. When the list may not be
 * whole, what was known before stays.
 */
export const remember = (
  database: Database,
  subject: PullRequestSubject,
  { links, pullRequest }: PullRequestFacts,
): Promise<void> =>
  transaction(database, (tx) =>
    replaceLinks(tx, subject, pullRequest.state, links.known ? links.value.map(({ ref }) => ref) : null),
  );
