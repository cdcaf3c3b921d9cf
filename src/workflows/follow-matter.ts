import { toClosers, toGoverningPolicies } from '../decision/closers.ts';
import { explainClosing, explainReopening } from '../decision/explain-closing.ts';
import { judgeClosing } from '../decision/judge-closing.ts';
import { GitHubFault } from '../github/faults.ts';
import type { RecordReading } from '../github/read-record.ts';
import { writeComment } from '../github/write-comment.ts';
import { reopenIssue } from '../github/write-issue.ts';
import { type Matter, noteReopening, partsOfMatter } from '../observations/matters.ts';
import { enqueueNow } from '../queue/queue.ts';
import { answerCommands } from './answer-commands.ts';
import { closeFoundMatter, closeTrackingIssue } from './close-matter.ts';
import type { House } from './house.ts';

/**
 * Follows up what was said and done on the issue that tracks a matter: `/deviation REASON` by somebody entitled closes a
 * deviation; closing the issue by hand does not, and it is opened again with a word why. What is owed is closed by what
 * is done, not by what is said.
 */
export const followMatter = async (
  house: House,
  installationId: number,
  matter: Matter,
  reading: RecordReading,
): Promise<void> => {
  const { issue, repository, policies, observedAt } = reading;
  if (!issue.known) return;
  const client = house.github.forInstallation(installationId);
  const closers = toClosers(toGoverningPolicies(policies, repository.name), reading.roles);
  if (matter.kind === 'deviation') {
    const parts = await partsOfMatter(house.database.pool, matter.key);
    const judged = judgeClosing(issue.value, policies, { repositoryName: repository.name, facts: reading }, parts);
    // Also of those whom somebody else's command has overtaken: else it would hang on who was quicker, they or we.
    await answerCommands(house, client, judged.refused);
    if (judged.closing !== null) {
      const { by, role, at, reason, url } = judged.closing;
      const closing = { by, role, at, reason, url };
      const comment = explainClosing(closing, repository.url);
      if (matter.closed !== null) await closeTrackingIssue(house, installationId, matter, comment);
      else {
        const facts = {
          issue: issue.value,
          policies: [reading.policyFile, reading.baselineFile, reading.authorityFile],
        };
        const found = { repository, observedAt, verdict: null, closing, facts, comment };
        await closeFoundMatter(house, installationId, matter, found);
      }
      return;
    }
  }
  if (matter.closed !== null) return;
  if (matter.kind === 'owed' && matter.pullRequest !== null) {
    const ref = { ...matter.repository, number: matter.pullRequest };
    await enqueueNow(house.queue, [{ kind: 'pull_request', installationId, ref }]);
  }
  if (issue.value.state === 'closed') {
    await reopen(house, installationId, matter, explainReopening(matter.kind, closers, repository.url));
  }
};

const reopen = async (house: House, installationId: number, matter: Matter, comment: string): Promise<void> => {
  const { key, repository, issue, since } = matter;
  if (issue === null || !(await noteReopening(house.database.pool, key))) return;
  const client = house.github.forInstallation(installationId);
  const ref = { ...repository, number: issue.number };
  try {
    await reopenIssue(client, ref);
    await writeComment(client, ref, comment, since);
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    house.logger.warn({ matter: key, reason: error.message }, 'the issue of a matter could not be opened again');
  }
};
