import { transaction } from '../database/database.ts';
import type { Closing } from '../evidence/deviation-statement.ts';
import { GitHubFault } from '../github/faults.ts';
import { writeComment } from '../github/write-comment.ts';
import { closeIssue } from '../github/write-issue.ts';
import { claimAnswer } from '../observations/answered-commands.ts';
import { closeMatter, type Matter } from '../observations/matters.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { stateMatter } from './open-matter.ts';

/** How a matter is closed, and what it is seen by. */
type Found = Omit<Parameters<typeof stateMatter>[2], 'closing'> & {
  readonly closing: Closing;
  /** Said on the issue, in Markdown. */
  readonly comment: string;
};

/**
 * Closes a matter: evidence first, then our own note, before the issue is closed, lest its closing be taken for one by
 * hand; then every open pull request ceases to show it, and the issue says why.
 */
export const closeFoundMatter = async (
  house: House,
  installationId: number,
  matter: Matter,
  found: Found,
): Promise<void> => {
  const { by, at, reason } = found.closing;
  await stateMatter(house, matter, found);
  if (await closeMatter(house.database.pool, matter.key, { by, at, reason })) {
    house.logger.info({ matter: matter.key, by: by.login }, 'a matter was closed');
    await enqueueNow(house.queue, [{ kind: 'repository', installationId, ref: matter.repository }]);
  }
  await closeTrackingIssue(house, installationId, matter, found.comment);
};

/** Says on the issue of a closed matter, once, that it is closed, and closes the issue. */
export const closeTrackingIssue = async (
  house: House,
  installationId: number,
  { key, repository, issue, since }: Matter,
  comment: string,
): Promise<void> => {
  if (issue === null) return;
  const client = house.github.forInstallation(installationId);
  const ref = { ...repository, number: issue.number };
  try {
    await transaction(house.database, async (tx) => {
      if (!(await claimAnswer(tx, `${issue.url}#closed`))) return;
      await writeComment(client, ref, comment, since);
      await closeIssue(client, ref, 'completed');
    });
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ matter: key, reason: error.message }, 'the issue of a matter could not be closed');
  }
};
