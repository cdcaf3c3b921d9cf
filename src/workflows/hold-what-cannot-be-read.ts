import { type Tx, transaction } from '../database/database.ts';
import { DatabaseFault, toDatabaseFault } from '../database/fault.ts';
import { explainFault } from '../decision/explain-fault.ts';
import type { MergeGroup, ReleaseSubject } from '../decision/subject.ts';
import { type CheckName, checkName, findCheckRun, releaseCheckName } from '../github/check-run.ts';
import { GitHubFault } from '../github/faults.ts';
import { groupsWith, pullRequestsOfGroup } from '../observations/merge-groups.ts';
import { forgetVerdict, type PullRequestSubject, readKnown } from '../observations/pull-requests.ts';
import { forgetReleaseVerdict, readKnownRelease } from '../observations/releases.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { LookAgain } from './look-again.ts';
import { show } from './show.ts';

/** A passing fault is not worth a red check: so many attempts are made before it is shown. */
const quietAttempts = 2;

/** GitHub answers 404 for what it will show a moment later; so many times it is believed to be a moment. */
const missingAttempts = 5;

/** Whether a subject is out of the App's reach for good: deleted, or the App was uninstalled. */
export const isGone = (error: unknown, failures: number): error is GitHubFault =>
  error instanceof GitHubFault &&
  (error.code === 'not-installed' || error.code === 'not-found') &&
  failures >= missingAttempts;

const isPassing = (error: unknown): boolean => {
  const fault = error instanceof GitHubFault ? error : toDatabaseFault(error);
  return (fault instanceof GitHubFault || fault instanceof DatabaseFault) && fault.retryable;
};

/**
 * A pull request that was judged before and cannot be judged now, because GitHub cannot be read or because of a fault of
 * our own: its check turns red and says why, lest a green outlive what it stood on. Where no policy was ever seen nothing
 * is written: a fault must not bring a repository under control.
 *
 * @param failures how many evaluations of it in a row have failed, this one included.
 */
export const holdWhatCannotBeRead = async (
  house: House,
  subject: PullRequestSubject,
  error: unknown,
  failures: number,
): Promise<void> => {
  if (error instanceof LookAgain || (isPassing(error) && failures <= quietAttempts)) return;
  const known = await readKnown(house.database.pool, subject);
  const headSha = known?.headSha ?? null;
  const wasGoverned = known?.outcome === 'held' || known?.outcome === 'released';
  if (headSha === null || known?.state !== 'open' || !wasGoverned) return;
  // A merge group with it stands on the same, and is judged when it is; here only that it is due.
  await enqueueNow(house.queue, await groupsWith(house.database.pool, subject.ref));
  await showFault(house, subject, headSha, error, (tx) => forgetVerdict(tx, subject));
};

/**
 * The same for a merge group that was judged before: its green must not outlive what it stood on. One that was not keeps
 * the queue waiting, which lets nothing pass.
 */
export const holdGroupThatCannotBeRead = async (
  house: House,
  group: MergeGroup,
  error: unknown,
  failures: number,
): Promise<void> => {
  if (error instanceof LookAgain || (isPassing(error) && failures <= quietAttempts)) return;
  if ((await pullRequestsOfGroup(house.database.pool, group)) === null) return;
  await showFault(house, group, group.headSha, error, async () => undefined);
};

/** The same for a release that is being made. */
export const holdReleaseThatCannotBeRead = async (
  house: House,
  release: ReleaseSubject,
  error: unknown,
  failures: number,
): Promise<void> => {
  if (error instanceof LookAgain || (isPassing(error) && failures <= quietAttempts)) return;
  const known = await readKnownRelease(house.database.pool, release);
  if (known === null || known.targetSha === null || known.outcome === null || known.outcome === 'not-governed') return;
  await showFault(house, release, known.targetSha, error, (tx) => forgetReleaseVerdict(tx, release), releaseCheckName);
};

const showFault = async (
  house: House,
  subject: PullRequestSubject | MergeGroup | ReleaseSubject,
  headSha: string,
  error: unknown,
  forget: (tx: Tx) => Promise<void>,
  check: CheckName = checkName,
): Promise<void> => {
  const { owner, name } = subject.ref;
  const repository = { owner, name };
  const client = house.github.forInstallation(subject.installationId);
  try {
    await transaction(house.database, async (tx) => {
      await lockHead(tx, repository, headSha);
      await forget(tx);
      const reason = error instanceof GitHubFault ? error.message : null;
      const output = explainFault(reason, `${house.webUrl}/${owner}/${name}`);
      const existing = await findCheckRun(client, repository, headSha, check);
      await show(house, tx, { client, repository, headSha, name: check }, existing, output);
    });
  } catch (failure) {
    // The attempt fails all the same, for the reason that it failed for in the first place.
    house.logger.warn({ subject, reason: String(failure) }, 'the hold could not be shown');
  }
};
