import { type Tx, transaction } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import { headSharers, noteVerdict, type PullRequestSubject } from '../observations/pull-requests.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { show } from './show.ts';
import { type Decided, isDraft, type Sharer, toOutput } from './to-output.ts';

/**
 * Shows a verdict on the head commit, after its evidence was committed. A check run belongs to the commit and satisfies
 * every pull request that has it as its head, so it turns green only when all of them are released. All who show
 * something on a commit take turns, and a verdict whose reading is older than one already noted is not shown at all.
 */
export const publishVerdict = async (
  house: House,
  subject: PullRequestSubject,
  decided: Decided,
  askedAt: Instant,
): Promise<void> => {
  const { reading, verdict, evidence } = decided;
  const { headSha, state } = reading.facts.pullRequest;
  const client = house.github.forInstallation(subject.installationId);
  const unsettled = await transaction(house.database, async (tx): Promise<readonly Sharer[]> => {
    await lockHead(tx, subject.ref, headSha);
    const isLatest = await noteVerdict(tx, subject, {
      // To others on this head a draft is one that may not be merged, whatever its verdict.
      outcome: isDraft(reading.facts) && verdict.outcome === 'released' ? 'held' : verdict.outcome,
      statementDigest: evidence?.statementDigest ?? null,
      at: askedAt,
    });
    if (!isLatest) return [];
    const sharers = await readSharers(tx, subject, reading);
    const output = state === 'merged' ? null : toOutput(decided, sharers);
    if (output !== null) {
      await show(house, tx, { client, repository: subject.ref, headSha }, reading.checkRun, output);
    }
    const speaksForItself = output !== null && state === 'open';
    return sharers.filter(({ outcome }) => outcome === 'unseen' || (!speaksForItself && outcome !== 'not-governed'));
  });
  await enqueueNow(
    house.queue,
    unsettled.map((sharer) => sharer.subject),
  );
};

/** The other pull requests on this head, from GitHub and from our own notes: either may be ahead of the other. */
const readSharers = async (
  tx: Tx,
  subject: PullRequestSubject,
  reading: PullRequestReading,
): Promise<readonly Sharer[]> => {
  const { headSha } = reading.facts.pullRequest;
  const noted = (await headSharers(tx, subject.ref, headSha))
    .filter((known) => known.subject.ref.number !== subject.ref.number)
    .map((known): Sharer => ({ subject: known.subject, outcome: known.outcome ?? 'unseen' }));
  const shown = reading.headSharers.known ? reading.headSharers.value : [];
  const unseen = shown
    .filter((number) => !noted.some((sharer) => sharer.subject.ref.number === number))
    .map((number): Sharer => ({ subject: { ...subject, ref: { ...subject.ref, number } }, outcome: 'unseen' }));
  return [...noted, ...unseen];
};
