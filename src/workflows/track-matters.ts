import { LRUCache } from 'lru-cache';
import { transaction } from '../database/database.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { writeIssue } from '../github/write-issue.ts';
import { lockUntracked, type Matter, noteMatterIssue, openMattersOf } from '../observations/matters.ts';
import { enqueue, enqueueNow } from '../queue/queue.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { House } from './house.ts';

/** Marks the issues, so that people can list them. GitHub makes a label that is not there yet. */
const labels = { deviation: 'holdpoint-deviation', owed: 'holdpoint-owed' } as const;

/** Where GitHub refused an issue for good (they are switched off there) it is asked again only so much later. */
const refusedFor = new LRUCache<string, true>({ max: 10_000, ttl: 600_000 });

/**
 * Opens an issue for every open matter of a repository that has none, and has every open pull request say what is open.
 * Where the App may not open one, the matter stands all the same, and every verdict says so.
 */
export const trackMatters = async (house: House, installationId: number, repository: RepositoryRef): Promise<void> => {
  const open = await openMattersOf(house.database.pool, repository);
  const untracked = open.filter(({ key, issue }) => issue === null && !refusedFor.has(key));
  if (untracked.length === 0) return;
  const client = house.github.forInstallation(installationId);
  for (const matter of untracked) await track(house, client, matter);
  await enqueueNow(house.queue, [
    { kind: 'repository', installationId, ref: { owner: repository.owner, name: repository.name } },
  ]);
};

const track = async (
  house: House,
  client: InstallationClient,
  { key, kind, repository, since }: Matter,
): Promise<void> => {
  try {
    await transaction(house.database, async (tx) => {
      const text = await lockUntracked(tx, key);
      if (text === null) return;
      const issue = { ...text, labels: [labels[kind]], marker: key, since };
      const opened = await writeIssue(client, repository, issue);
      await noteMatterIssue(tx, key, opened);
      // What was said on it before we knew that it is ours was not understood, and nobody will say it again.
      await enqueue(house.queue, tx, [
        { kind: 'record', installationId: client.installationId, ref: { ...repository, number: opened.number } },
      ]);
    });
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    refusedFor.set(key, true);
    house.logger.warn({ matter: key, reason: error.message }, 'no issue could be opened for a matter');
  }
};
