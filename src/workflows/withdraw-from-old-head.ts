import { transaction } from '../database/database.ts';
import { findCheckRun } from '../github/check-run.ts';
import { GitHubFault } from '../github/faults.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { headSharers, type PullRequestSubject, readKnown } from '../observations/pull-requests.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { show } from './show.ts';

const output: CheckRunOutput = {
  conclusion: 'action_required',
  title: 'Withdrawn: the pull request has gone on to another commit',
  summary:
    'The release of this commit does not outlive its being the head: what it stood on is no longer watched for it. If the pull request comes back to this commit, it is judged again.',
};

/**
 * Takes the green off the commit that a pull request had as its head when it was last read. It would satisfy the check at
 * once if the branch were forced back to it, or another pull request opened on it, though its sign-offs may have lapsed
 * in the meantime. To be called before the new head is noted, so that a failure in the middle is made up for.
 */
export const withdrawFromOldHead = async (
  house: House,
  subject: PullRequestSubject,
  headSha: string,
): Promise<void> => {
  const known = await readKnown(house.database.pool, subject);
  const oldSha = known?.headSha ?? headSha;
  if (oldSha === headSha || known?.outcome !== 'released') return;
  try {
    const others = await withdraw(house, subject, oldSha);
    await enqueueNow(house.queue, others);
  } catch (error) {
    // The commit may be gone for good; what cannot be read or written there must not keep the new head waiting.
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ subject, headSha: oldSha, reason: error.message }, 'the old head could not be withdrawn');
  }
};

/** The other pull requests that have this commit as their head: they speak for it, and are to be evaluated. */
const withdraw = (house: House, subject: PullRequestSubject, headSha: string): Promise<readonly PullRequestSubject[]> =>
  transaction(house.database, async (tx) => {
    await lockHead(tx, subject.ref, headSha);
    const others = (await headSharers(tx, subject.ref, headSha))
      .map((sharer) => sharer.subject)
      .filter(({ ref }) => ref.number !== subject.ref.number);
    if (others.length > 0) return others;
    const client = house.github.forInstallation(subject.installationId);
    const existing = await findCheckRun(client, subject.ref, headSha);
    if (existing?.conclusion === 'success') {
      await show(house, tx, { client, repository: subject.ref, headSha }, existing, output);
    }
    return [];
  });
