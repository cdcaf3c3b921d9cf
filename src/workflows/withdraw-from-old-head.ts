import type { CheckRunOutput } from '../github/write-check-run.ts';
import { type PullRequestSubject, readKnown } from '../observations/pull-requests.ts';
import type { House } from './house.ts';
import { withdraw } from './withdraw.ts';

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
  await withdraw(house, { ...subject, headSha: oldSha }, output);
};
