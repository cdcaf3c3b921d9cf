import { transaction } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type DeploymentDecision, decideDeployment, whyWait } from '../decision/release/decide-deployment.ts';
import type { DeploymentFacts } from '../decision/release/deployment-facts.ts';
import { explainDeployment, explainWaiting } from '../decision/release/explain-deployment.ts';
import { type DeploymentSubject, toSubjectKey } from '../decision/subject.ts';
import {
  toDeploymentInputDigest,
  toDeploymentStatement,
  toLastingDeploymentFacts,
} from '../evidence/deployment-statement.ts';
import { GitHubFault } from '../github/faults.ts';
import { readGoverning } from '../github/read-governing.ts';
import { answerDeployment } from '../github/release/answer-deployment.ts';
import { readRun } from '../github/release/read-run.ts';
import { claimReport, noteAsked, noteDecision, noteEnded } from '../observations/deployments.ts';
import { readClock } from '../observations/pull-requests.ts';
import { enqueueNow } from '../queue/queue.ts';
import { readCommitReleases } from './commit-releases.ts';
import type { Attempt } from './evaluate-pull-request.ts';
import type { House } from './house.ts';
import { LookAgain } from './look-again.ts';
import { toMemory } from './remember.ts';

/** What may still come by itself is waited for through so many attempts, about two minutes; then what is seen counts. */
const mostLooks = 8;

/** A fault that passes at once is not worth a word: so many attempts are made before one is said. */
const quietAttempts = 2;

/**
 * Answers a deployment that waits (F47): reads the policies, the run and what is known of its commit, decides, keeps the
 * evidence, and only then says it. GitHub takes an answer as final, so what may come by itself in a moment is waited for.
 */
export const evaluateDeployment = async (
  house: House,
  subject: DeploymentSubject,
  { attempt, signal }: Attempt,
): Promise<void> => {
  const { pool } = house.database;
  const { isEnded, isOver } = await noteAsked(pool, subject);
  if (isOver) {
    await noteEnded(pool, subject);
    house.logger.warn({ subject }, 'a deployment was given up: it has waited longer than GitHub lets it');
    return;
  }
  const observedAt = await readClock(pool);
  const { facts, policies, isWaiting } = await readFacts(house, subject, observedAt);
  // A job that is run again may ask under the same number; a delivery that is repeated asks for nothing.
  if (isEnded && !isWaiting) return;
  const decision = decideDeployment(facts, policies);
  const reason = decision.outcome === 'rejected' ? whyWait(facts) : null;
  if (reason !== null && attempt < mostLooks) {
    await judgeReleases(house, subject, facts);
    throw new LookAgain(reason);
  }
  signal.throwIfAborted();
  await answer(house, subject, facts, decision);
};

const readFacts = async (house: House, subject: DeploymentSubject, observedAt: Instant) => {
  const client = house.github.forInstallation(subject.installationId);
  const { governing, policies } = await readGoverning(client, subject.ref, toMemory(house.database));
  const { repository, policyFile, baselineFile } = governing;
  const { commit, isWaiting, ...run } = await readRun(client, subject.ref, subject.runId);
  const facts: DeploymentFacts = {
    subject: 'deployment',
    observedAt,
    repository,
    policyFile,
    baselineFile,
    environment: subject.environment,
    run: { ...run, deploymentId: subject.deploymentId },
    commit,
    releases: await readCommitReleases(house, subject.installationId, repository, commit),
  };
  return { facts, policies, isWaiting };
};

/** Evidence first, then our own note, by which what GitHub lets through is known to be ours, then the answer. */
const answer = async (
  house: House,
  subject: DeploymentSubject,
  facts: DeploymentFacts,
  decision: DeploymentDecision,
): Promise<void> => {
  const { pool } = house.database;
  const decided = { subjectKey: toSubjectKey(subject), facts, decision, tool: house.tool };
  const { entry } = await house.ledger.append({
    repository: facts.repository,
    subjectKey: decided.subjectKey,
    inputDigest: toDeploymentInputDigest(decided),
    statement: toDeploymentStatement(decided),
    facts: toLastingDeploymentFacts(facts),
  });
  const { outcome } = decision;
  await noteDecision(pool, subject, {
    repositoryId: facts.repository.id,
    commitSha: facts.commit,
    outcome,
    statementDigest: entry.statementDigest,
  });
  const client = house.github.forInstallation(subject.installationId);
  const comment = explainDeployment(facts, decision, entry.seq);
  const { over } = await answerDeployment(client, subject, { state: outcome, comment });
  await noteEnded(pool, subject);
  if (over !== null) house.logger.warn({ subject, outcome, reason: over }, 'a deployment waits no more');
  else house.logger.info({ subject, outcome }, 'a deployment was answered');
};

/** Whatever of the commit's releases was not judged yet is judged now. */
const judgeReleases = async (house: House, subject: DeploymentSubject, facts: DeploymentFacts): Promise<void> => {
  const { installationId } = subject;
  const { owner, name } = facts.repository;
  const open = facts.releases.filter(({ seen }) => seen === null);
  await enqueueNow(
    house.queue,
    open.map(({ tag }) => ({ kind: 'release', installationId, ref: { owner, name }, tag })),
  );
};

/**
 * Says once on a deployment that cannot be judged that it is being tried again: it must not wait in silence.
 * @param failures how many evaluations of it in a row have failed, this one included.
 */
export const reportWaiting = async (
  house: House,
  subject: DeploymentSubject,
  error: unknown,
  failures: number,
): Promise<void> => {
  if (failures <= quietAttempts) return;
  // What else an error says may be about our own house.
  const isSayable = error instanceof GitHubFault || error instanceof LookAgain;
  const reason = isSayable ? error.message : 'Holdpoint met a fault of its own';
  const client = house.github.forInstallation(subject.installationId);
  const comment = explainWaiting(reason, `${house.webUrl}/${subject.ref.owner}/${subject.ref.name}`);
  try {
    await transaction(house.database, async (tx) => {
      if (await claimReport(tx, subject)) await answerDeployment(client, subject, { state: null, comment });
    });
  } catch (failure) {
    // The attempt fails all the same, for the reason that it failed for in the first place.
    house.logger.warn({ subject, reason: String(failure) }, 'a deployment could not be told that it waits');
  }
};
