import { toWatch } from '../decision/watch.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import { moveTip, readTip } from '../observations/branch-tips.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import { coversBranch } from '../policy/covers-branch.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';

/**
 * Each reading tells where the default branch is. The first notes it: looking begins there. When a later one finds it
 * elsewhere than where looking ended, a push was not told of, or not yet: the branch is looked at (F37).
 */
export const watchDefaultBranch = async (
  house: House,
  { installationId, ref }: PullRequestSubject,
  { facts: { repository, policyFile }, policies }: PullRequestReading,
): Promise<void> => {
  const watch = toWatch(policies, repository);
  const tip = policyFile.known ? policyFile.value?.commit : undefined;
  const { id, defaultBranch } = repository;
  if (tip === undefined || watch === null || !coversBranch(watch, defaultBranch)) return;
  const seen = await readTip(house.database.pool, id, defaultBranch);
  if (seen === tip) return;
  if (seen === null) await moveTip(house.database.pool, id, defaultBranch, { from: null, to: tip });
  else {
    const { owner, name } = ref;
    await enqueueNow(house.queue, [
      { kind: 'branch', installationId, ref: { owner, name }, branch: defaultBranch, before: seen, after: tip },
    ]);
  }
};
