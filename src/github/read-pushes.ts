import { z } from 'zod';
import { type Fact, known, type Push, unknown } from '../decision/facts.ts';
import type { RepositoryRef } from '../records/reference.ts';
import type { InstallationClient } from './clients.ts';
import { orUnknown } from './faults.ts';
import { toShape } from './graphql.ts';
import type { Memory } from './memory.ts';
import { accountShape } from './shapes.ts';
import { toAccount } from './to-account.ts';

/** Where the head of a pull request lives, and the commits it brings. */
export type Head = {
  readonly sha: string;
  readonly branch: string;
  /** Null when the fork is gone. */
  readonly repository: RepositoryRef | null;
  readonly shas: readonly string[];
};

/**
 * Who pushed the commits. Our own receipts answer for every push since the App was installed; only when none of them
 * ends in the head is GitHub's activity log asked.
 */
export const readPushes = async (
  client: InstallationClient,
  repositoryId: number,
  head: Head,
  memory: Memory,
): Promise<Fact<readonly Push[]>> => {
  const shas = [...new Set([...head.shas, head.sha])];
  const receipts = await memory.pushesOf(repositoryId, shas);
  if (receipts.some((push) => push.headSha === head.sha)) return known(inOrder(receipts));
  const activity = await readActivity(client, head, new Set(shas));
  return activity.known ? known(inOrder([...receipts, ...activity.value])) : activity;
};

const inOrder = (pushes: readonly Push[]): Push[] => [...pushes].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

const pushTypes = new Set(['push', 'force_push', 'branch_creation']);
const mostPages = 10;
const activityShape = z.array(
  z.looseObject({
    after: z.string(),
    activity_type: z.string(),
    timestamp: z.iso.datetime({ offset: true }),
    actor: z.looseObject({ id: z.int(), login: z.string(), type: z.string() }).nullable(),
  }),
);

const readActivity = async (
  client: InstallationClient,
  { repository, branch }: Head,
  shas: ReadonlySet<string>,
): Promise<Fact<readonly Push[]>> => {
  if (repository === null) return unknown('the repository of the head branch is gone');
  const what = `reading the activity of ${repository.owner}/${repository.name}`;
  let pages = 0;
  const reason = 'no delivery told who pushed the head, and the App may not read the activity log';
  return orUnknown(reason, what, async () => {
    const entries = await client.octokit.paginate(
      'GET /repos/{owner}/{repo}/activity',
      { owner: repository.owner, repo: repository.name, ref: `refs/heads/${branch}`, per_page: 100 },
      ({ data }, done) => {
        pages += 1;
        if (pages >= mostPages) done();
        return data;
      },
    );
    return pages >= mostPages
      ? unknown('the activity log of the head branch is too long')
      : known(toShape(what, activityShape, entries).flatMap((entry) => toPushes(entry, shas)));
  });
};

const toPushes = (entry: z.infer<typeof activityShape>[number], shas: ReadonlySet<string>): Push[] => {
  if (!pushTypes.has(entry.activity_type) || !shas.has(entry.after)) return [];
  const { actor } = entry;
  const pusher = toAccount(
    actor === null
      ? null
      : accountShape.parse({ __typename: actor.type, login: actor.login, databaseId: actor.id, name: null }),
  );
  const at = new Date(entry.timestamp).toISOString().replace('.000Z', 'Z');
  return [{ headSha: entry.after, pusher, at, receivedAt: null, source: 'activity' }];
};
