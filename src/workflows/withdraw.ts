import { transaction } from '../database/database.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import { findCheckRun } from '../github/check-run.ts';
import { GitHubFault } from '../github/faults.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { headSharers, type PullRequestSubject } from '../observations/pull-requests.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { show } from './show.ts';

/** A commit, and the subject that no longer speaks for it. */
type Left = Extract<Subject, { kind: 'pull_request' | 'merge_group' }> & { readonly headSha: string };

/**
 * Takes the green off a commit that a subject has left, and says why. Other pull requests that have it as their head speak
 * for it: they are evaluated instead.
 */
export const withdraw = async (house: House, left: Left, output: CheckRunOutput): Promise<void> => {
  try {
    await enqueueNow(house.queue, await takeGreenOff(house, left, output));
  } catch (error) {
    // The commit may be gone for good; what cannot be read or written there must not keep what follows waiting.
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ subject: left, reason: error.message }, 'a release could not be withdrawn');
  }
};

/** The other pull requests on the commit, in which case nothing is written. */
const takeGreenOff = async (
  house: House,
  left: Left,
  output: CheckRunOutput,
): Promise<readonly PullRequestSubject[]> => {
  const { ref, headSha, installationId } = left;
  const repository = { owner: ref.owner, name: ref.name };
  return transaction(house.database, async (tx) => {
    await lockHead(tx, repository, headSha);
    const others = (await headSharers(tx, repository, headSha))
      .map(({ subject }) => subject)
      .filter((subject) => toSubjectKey(subject) !== toSubjectKey(left));
    if (others.length > 0) return others;
    const client = house.github.forInstallation(installationId);
    const existing = await findCheckRun(client, repository, headSha);
    if (existing?.conclusion === 'success') {
      await show(house, tx, { client, repository, headSha }, existing, output);
    }
    return [];
  });
};
