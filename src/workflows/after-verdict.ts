import { groupsWith } from '../observations/merge-groups.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import { openReleasesOf } from '../observations/releases.ts';
import { enqueueNow } from '../queue/queue.ts';
import { answerMisplaced, answerRefused } from './answer-commands.ts';
import type { House } from './house.ts';
import { previewPolicy } from './preview-policy.ts';
import { takeOffLabels } from './take-off-labels.ts';
import type { Decided } from './to-output.ts';
import { trackMatters } from './track-matters.ts';

/** What follows from a verdict once it is shown. Nothing of it changes the verdict, and each part can be done again. */
export const afterVerdict = async (
  house: House,
  subject: PullRequestSubject,
  { reading, verdict }: Decided,
  signal: AbortSignal,
): Promise<void> => {
  // What changes its verdict changes that of a merge group that holds it.
  await enqueueNow(house.queue, await groupsWith(house.database.pool, subject.ref));
  // A merge may be in a release that is being made.
  if (reading.facts.pullRequest.state === 'merged') {
    await enqueueNow(house.queue, await openReleasesOf(house.database.pool, subject.ref));
  }
  if (verdict.outcome === 'not-governed') return;
  const client = house.github.forInstallation(subject.installationId);
  await answerRefused(house, client, verdict);
  await answerMisplaced(house, client, reading);
  await takeOffLabels(house, client, { reading, verdict });
  const { facts } = reading;
  if (facts.openMatters.known && facts.openMatters.value.some(({ url }) => url === null)) {
    await trackMatters(house, subject.installationId, facts.repository);
  }
  await previewPolicy(house, subject, facts, signal);
};
