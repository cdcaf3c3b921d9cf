import { decide } from '../decision/decide.ts';
import { toPolicyOutcome } from '../decision/policy-outcome.ts';
import type { Verdict } from '../decision/verdict.ts';
import { readPullRequest } from '../github/read-pull-request.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import { appendEvidence } from './append-evidence.ts';
import type { House } from './house.ts';
import { publishVerdict } from './publish-verdict.ts';
import { remember, toMemory } from './remember.ts';
import { withdrawFromOldHead } from './withdraw-from-old-head.ts';

/** Reads all facts of a pull request, decides, keeps the evidence, and then shows the verdict on its head commit. */
export const evaluatePullRequest = async (
  house: House,
  subject: PullRequestSubject,
  signal: AbortSignal,
): Promise<Verdict> => {
  const client = house.github.forInstallation(subject.installationId);
  const reading = await readPullRequest(client, subject.ref, toMemory(house.database));
  const verdict = decide(reading.facts, reading.policy ?? toPolicyOutcome(reading.facts));
  await withdrawFromOldHead(house, subject, reading.facts.pullRequest.headSha);
  await remember(house.database, subject, reading.facts);
  const evidence = await appendEvidence(house, subject, reading.facts, verdict);
  // A worker that was told to stop, or whose job was given to another, must not write what may be old by now.
  signal.throwIfAborted();
  await publishVerdict(house, subject, reading, verdict, evidence);
  return verdict;
};
