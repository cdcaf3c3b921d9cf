import type { Queryable } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type DeployedSubject, type DeploymentSubject, toSubjectKey } from '../decision/subject.ts';
import type { RepositoryRef } from '../records/reference.ts';
import { toStorable } from './storable.ts';

/** GitHub lets a deployment wait so long. */
const mostDays = 30;

/** A deployment that waits for our answer, as far as it has come. */
export type AskedDeployment = {
  /** GitHub took our answer, or nothing waits any more. */
  readonly isEnded: boolean;
  /** It has waited longer than GitHub lets it. */
  readonly isOver: boolean;
};

const toKeys = (subject: DeploymentSubject): [string, number] => [toSubjectKey(subject), subject.deploymentId ?? 0];

/** Notes that a deployment waits for our answer, once; what is known of it. */
export const noteAsked = async (db: Queryable, subject: DeploymentSubject): Promise<AskedDeployment> => {
  await db.query(
    'INSERT INTO deployment_gates (subject_key, deployment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    toKeys(subject),
  );
  const { rows } = await db.query<AskedDeployment>(
    `SELECT ended_at IS NOT NULL AS "isEnded", asked_at < now() - make_interval(days => $3) AS "isOver"
     FROM deployment_gates WHERE subject_key = $1 AND deployment_id = $2`,
    [...toKeys(subject), mostDays],
  );
  return rows[0] ?? { isEnded: false, isOver: false };
};

type Listed = { readonly deploymentId: number; readonly state: string };

/**
 * Those of which no delivery was heard: that wait, and were never seen to; that have succeeded, and are not in the register.
 * What had succeeded when a repository's deployments were first looked through is history.
 */
export const findUnheardDeployments = async <T extends Listed>(
  db: Queryable,
  repositoryId: number,
  listed: readonly T[],
): Promise<readonly T[]> => {
  const ids = listed.map(({ deploymentId }) => deploymentId);
  const { rows: scans } = await db.query<{ before: number }>(
    `UPDATE tag_scans SET deployments_before = coalesce(deployments_before, $2) WHERE repository_id = $1
     RETURNING deployments_before AS before`,
    [repositoryId, Math.max(0, ...ids)],
  );
  const before = scans[0]?.before ?? Number.POSITIVE_INFINITY;
  // GitHub numbers deployments once for all repositories.
  const { rows } = await db.query<{ id: number; state: string }>(
    `SELECT deployment_id AS id, 'waiting' AS state FROM deployment_gates WHERE deployment_id = ANY($1)
     UNION SELECT deployment_id, 'deployed' FROM deployments WHERE deployment_id = ANY($1)`,
    [ids],
  );
  const heard = new Set(rows.map(({ id, state }) => `${state} ${id}`));
  const isHistory = ({ deploymentId, state }: T): boolean => state === 'deployed' && deploymentId <= before;
  return listed.filter((one) => !heard.has(`${one.state} ${one.deploymentId}`) && !isHistory(one));
};

/** Claims the word that a deployment cannot be judged yet; false when it was said before, or the deployment has ended. */
export const claimReport = async (db: Queryable, subject: DeploymentSubject): Promise<boolean> => {
  const { rowCount } = await db.query(
    `UPDATE deployment_gates SET reported_at = now()
     WHERE subject_key = $1 AND deployment_id = $2 AND reported_at IS NULL AND ended_at IS NULL`,
    toKeys(subject),
  );
  return rowCount === 1;
};

/**
 * Notes what is about to be said, before it is: what GitHub lets through then is known to be ours. An approval that GitHub
 * took stays one, whatever is said to a repetition.
 */
export const noteDecision = async (
  db: Queryable,
  subject: DeploymentSubject,
  decided: {
    readonly repositoryId: number;
    readonly commitSha: string;
    readonly outcome: 'approved' | 'rejected';
    readonly statementDigest: string;
  },
): Promise<void> => {
  await db.query(
    `UPDATE deployment_gates SET repository_id = $3, commit_sha = $4, statement_digest = $6, ended_at = NULL,
       outcome = CASE WHEN outcome = 'approved' AND commit_sha = $4 AND ended_at IS NOT NULL THEN outcome ELSE $5 END
     WHERE subject_key = $1 AND deployment_id = $2`,
    [...toKeys(subject), decided.repositoryId, decided.commitSha, decided.outcome, decided.statementDigest],
  );
};

/** Notes that nothing is left to be said to a deployment. */
export const noteEnded = async (db: Queryable, subject: DeploymentSubject): Promise<void> => {
  await db.query(
    'UPDATE deployment_gates SET ended_at = now() WHERE subject_key = $1 AND deployment_id = $2',
    toKeys(subject),
  );
};

/** What we said to a deployment of this very commit; null: it never asked. */
export const answerTo = async (
  db: Queryable,
  repositoryId: number,
  deploymentId: number,
  commitSha: string,
): Promise<'approved' | 'rejected' | null> => {
  const { rows } = await db.query<{ outcome: 'approved' | 'rejected' }>(
    `SELECT outcome FROM deployment_gates
     WHERE repository_id = $1 AND deployment_id = $2 AND commit_sha = $3 AND outcome IS NOT NULL`,
    [repositoryId, deploymentId, commitSha],
  );
  return rows[0]?.outcome ?? null;
};

/** A line of the register of what was deployed where (F49). */
export type RegisteredDeployment = {
  readonly deploymentId: number;
  readonly environment: string;
  readonly commitSha: string;
  readonly tag: string | null;
  readonly verdict: 'released' | 'held' | 'none';
  readonly approved: boolean;
  readonly deployedAt: Instant;
  /** Whether it could be told if it went past the gate. */
  readonly isJudged: boolean;
  /** Of the deviation: it went past the gate. */
  readonly matterKey: string | null;
};

/** Enters what was deployed where, as it was first seen; false when it stands there and was judged. */
export const noteDeployed = async (
  db: Queryable,
  place: RepositoryRef & { readonly id: number; readonly installationId: number },
  deployed: Omit<RegisteredDeployment, 'isJudged' | 'matterKey'>,
): Promise<boolean> => {
  // The register follows a repository through renames.
  await db.query(
    'UPDATE deployments SET owner = $2, name = $3 WHERE repository_id = $1 AND (owner, name) IS DISTINCT FROM ($2, $3)',
    [place.id, place.owner, place.name],
  );
  await db.query(
    `INSERT INTO deployments (repository_id, deployment_id, environment, installation_id, owner, name, commit_sha, tag,
       verdict, approved, deployed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [
      place.id,
      deployed.deploymentId,
      toStorable(deployed.environment),
      place.installationId,
      place.owner,
      place.name,
      deployed.commitSha,
      deployed.tag === null ? null : toStorable(deployed.tag),
      deployed.verdict,
      deployed.approved,
      deployed.deployedAt,
    ],
  );
  const { rowCount } = await db.query(
    `SELECT FROM deployments
     WHERE repository_id = $1 AND deployment_id = $2 AND environment = $3 AND judged_at IS NULL`,
    [place.id, deployed.deploymentId, toStorable(deployed.environment)],
  );
  return rowCount === 1;
};

/** Notes whether a deployment went past the gate, by the deviation that says so; false when that was noted before. */
export const noteDrift = async (
  db: Queryable,
  repositoryId: number,
  { deploymentId, environment }: Pick<RegisteredDeployment, 'deploymentId' | 'environment'>,
  matterKey: string | null,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `UPDATE deployments SET judged_at = now(), matter_key = $4
     WHERE repository_id = $1 AND deployment_id = $2 AND environment = $3 AND judged_at IS NULL`,
    [repositoryId, deploymentId, toStorable(environment), matterKey],
  );
  return rowCount === 1;
};

/** Deployments of a repository of which it could not be told whether they went past the gate. */
export const unjudgedDeploymentsOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly DeployedSubject[]> => {
  const { rows } = await db.query<RepositoryRef & { installationId: number; deploymentId: number }>(
    `SELECT DISTINCT installation_id AS "installationId", deployment_id AS "deploymentId", owner, name FROM deployments
     WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND judged_at IS NULL LIMIT 100`,
    [owner, name],
  );
  return rows.map(({ installationId, deploymentId, ...ref }) => ({
    kind: 'deployed',
    installationId,
    ref,
    deploymentId,
  }));
};

/** The register of a repository, newest first. */
export const registerOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly RegisteredDeployment[]> => {
  const { rows } = await db.query<RegisteredDeployment>(
    `SELECT deployment_id AS "deploymentId", environment, commit_sha AS "commitSha", tag, verdict, approved,
       deployed_at AS "deployedAt", judged_at IS NOT NULL AS "isJudged", matter_key AS "matterKey"
     FROM deployments WHERE lower(owner) = lower($1) AND lower(name) = lower($2)
     ORDER BY deployed_at DESC, deployment_id DESC, environment`,
    [owner, name],
  );
  return rows;
};
