import { transaction } from '../database/database.ts';
import { explainRefusal } from '../decision/explain-refusal.ts';
import { known } from '../decision/facts.ts';
import type { RefusedSignOff } from '../decision/finding.ts';
import { judgeMisplacedCommands } from '../decision/judge-commands.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import { writeComment } from '../github/write-comment.ts';
import { claimAnswer } from '../observations/answered-commands.ts';
import { commentsOf } from '../observations/comments-seen.ts';
import type { House } from './house.ts';

/** The comment stands in the repository of its record: `https://HOST/OWNER/NAME/issues/…`. */
const toRepositoryUrl = (commentUrl: string): string => commentUrl.replace(/\/(issues|pull)\/\d+.*$/, '');

/** Answers the commands of a verdict that could not be taken; see `answerCommands`. */
export const answerRefused = async (house: House, client: InstallationClient, verdict: Verdict): Promise<void> => {
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') return;
  await answerCommands(house, client, verdict.refused);
};

/** Answers the commands that were written on the pull request itself. */
export const answerMisplaced = async (
  house: House,
  client: InstallationClient,
  { facts, nodeId }: Pick<PullRequestReading, 'facts' | 'nodeId'>,
): Promise<void> => {
  const kept = await commentsOf(house.database.pool, nodeId);
  const standing = kept.filter(({ deleted }) => deleted === null).map((one) => ({ ...one, body: one.lastBody }));
  if (standing.length === 0) return;
  const { owner, name } = facts.repository;
  const links = facts.links.known ? known(facts.links.value.map(({ ref }) => ref)) : facts.links;
  const place = { owner, name, number: facts.pullRequest.number };
  await answerCommands(house, client, judgeMisplacedCommands(place, standing, links));
};

/**
 * Answers each command that was refused with a comment that says why, once a command. A sign-off that lapsed or was
 * revoked was taken in its time and needs none. Where the App may not comment, the check run alone says it.
 */
export const answerCommands = async (
  house: House,
  client: InstallationClient,
  refused: readonly RefusedSignOff[],
): Promise<void> => {
  for (const act of refused) {
    if (act.method !== 'comment' || act.kind !== 'refused') continue;
    // A bot that echoes what it is told would answer back for ever.
    if (!act.signer.known || act.signer.value.kind === 'bot') continue;
    try {
      await transaction(house.database, async (tx) => {
        if (!(await claimAnswer(tx, act.url))) return;
        await writeComment(client, act.record, explainRefusal(act, toRepositoryUrl(act.url)), act.at);
      });
    } catch (error) {
      if (!(error instanceof GitHubFault) || error.retryable) throw error;
      house.logger.warn({ comment: act.url, reason: error.message }, 'a command could not be answered');
    }
  }
};
