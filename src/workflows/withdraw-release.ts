import { transaction } from '../database/database.ts';
import { findCheckRun, releaseCheckName } from '../github/check-run.ts';
import { GitHubFault } from '../github/faults.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { type KnownRelease, releasesOn } from '../observations/releases.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { show } from './show.ts';

const output: CheckRunOutput = {
  conclusion: 'action_required',
  title: 'Withdrawn: no release of this commit is being made',
  summary:
    'This commit was released under a tag whose release record names another commit by now or was withdrawn, or that no policy asks for any more. The release does not outlive it. A release record that names this commit has it judged again.',
};

/**
 * Takes the green off the commit that a release has left: a tag could be put on it, though its sign-offs may have lapsed.
 * To be called before the new commit is noted, so that a failure in the middle is made up for.
 *
 * @param targetSha the commit that it is about now; null: none.
 */
export const withdrawRelease = async (
  house: House,
  known: KnownRelease | null,
  targetSha: string | null,
): Promise<void> => {
  const left = known?.targetSha ?? null;
  if (known === null || left === null || left === targetSha || known.outcome !== 'released') return;
  const { ref, tag, installationId } = known.subject;
  const repository = { owner: ref.owner, name: ref.name };
  try {
    const others = await transaction(house.database, async (tx) => {
      await lockHead(tx, repository, left);
      const others = (await releasesOn(tx, repository, left)).filter((one) => one.subject.tag !== tag);
      if (others.length > 0) return others;
      const client = house.github.forInstallation(installationId);
      const existing = await findCheckRun(client, repository, left, releaseCheckName);
      if (existing?.conclusion === 'success') {
        await show(house, tx, { client, repository, headSha: left, name: releaseCheckName }, existing, output);
      }
      return [];
    });
    await enqueueNow(
      house.queue,
      others.map(({ subject }) => subject),
    );
  } catch (error) {
    // The commit may be gone for good.
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ subject: known.subject, reason: error.message }, 'a release could not be withdrawn');
  }
};
