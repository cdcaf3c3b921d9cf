import { decide } from '../decision/decide.ts';
import type { Instant, PullRequestFacts } from '../decision/facts.ts';
import { toSubjectKey } from '../decision/subject.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import { readPreview } from '../observations/previews.ts';
import { forgetPullRequest, type PullRequestSubject, readClock, readKnown } from '../observations/pull-requests.ts';
import { enqueueNow } from '../queue/queue.ts';
import { appendEvidence } from './append-evidence.ts';
import { followMerge } from './follow-merge.ts';
import type { House } from './house.ts';
import { publishVerdict } from './publish-verdict.ts';
import { remember, rememberSight, toMemory } from './remember.ts';
import type { Decided } from './to-output.ts';
import { watchDefaultBranch } from './watch-default-branch.ts';
import { withdrawFromOldHead } from './withdraw-from-old-head.ts';

/** The how-manieth attempt at an evaluation it is, and what tells that it is to end. */
export type Attempt = { readonly attempt: number; readonly signal: AbortSignal };

/**
 * Reads all facts of a pull request, decides, keeps the evidence, and then shows the verdict on its head commit. Null when
 * the repository bears another name by now: then it is evaluated under that; or when a later reading was judged already.
 */
export const evaluatePullRequest = async (
  house: House,
  subject: PullRequestSubject,
  { attempt, signal }: Attempt,
): Promise<Decided | null> => {
  const client = house.github.forInstallation(subject.installationId);
  const askedAt = await readClock(house.database.pool);
  const read = await readPullRequest(client, subject.ref, toMemory(house.database), { observedAt: askedAt });
  const moved = toMoved(subject, read.facts);
  if (moved !== null) {
    await enqueueNow(house.queue, [moved]);
    await forgetPullRequest(house.database.pool, subject);
    return null;
  }
  const reading = { ...read, facts: await rememberSight(house.database, read.facts, read.policies, askedAt) };
  if (await isOvertaken(house, subject, askedAt)) return null;
  await watchDefaultBranch(house, subject, reading);
  const verdict = decide(reading.facts, reading.policies);
  // Before anything is noted of this reading: what was known before the merge decides.
  if (reading.facts.pullRequest.state === 'merged') await followMerge(house, subject, reading, attempt);
  await withdrawFromOldHead(house, subject, reading.facts.pullRequest.headSha);
  await remember(house.database, subject, reading.facts);
  // Of a merged one it is stated what was decided as of the merge.
  const isMerged = reading.facts.pullRequest.state === 'merged';
  const evidence = isMerged ? null : await appendEvidence(house, subject, reading.facts, verdict);
  // A worker that was told to stop, or whose job was given to another, must not write what may be old by now.
  signal.throwIfAborted();
  const kept = await readPreview(house.database.pool, subject, reading.facts.pullRequest.headSha);
  const decided: Decided = { reading, verdict, evidence, preview: kept?.text ?? null };
  await publishVerdict(house, subject, decided, askedAt);
  return decided;
};

/**
 * Whether a reading that was asked for later has been judged already: a worker that was taken for dead must neither note
 * an old head nor take the green off a new one.
 */
export const isOvertaken = async (house: House, subject: PullRequestSubject, askedAt: Instant): Promise<boolean> => {
  const known = await readKnown(house.database.pool, subject);
  const judgedAt = known?.evaluatedAt ?? null;
  return judgedAt !== null && Date.parse(judgedAt) > Date.parse(askedAt);
};

/**
 * The pull request under the present name of its repository; null when it was asked for so. GitHub answers to an old name
 * as well, but turns, locks and what is noted go by the name: under two of them it would be two pull requests.
 */
const toMoved = (subject: PullRequestSubject, { repository }: PullRequestFacts): PullRequestSubject | null => {
  const { owner, name } = repository;
  const moved: PullRequestSubject = { ...subject, ref: { ...subject.ref, owner, name } };
  return toSubjectKey(moved) === toSubjectKey(subject) ? null : moved;
};
