import type { Queryable, Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';

export type PullRequestSubject = Extract<Subject, { kind: 'pull_request' }>;

/** What the last evaluation said; `not-governed` constrains nothing. */
export type Outcome = 'released' | 'held' | 'not-governed';

type Row = { installation_id: number; owner: string; name: string; number: number };

const toSubject = ({ installation_id: installationId, owner, name, number }: Row): PullRequestSubject => ({
  kind: 'pull_request',
  installationId,
  ref: { owner, name, number },
});

const toIssueKey = ({ owner, name, number }: IssueRef): string => `${owner}/${name}#${number}`.toLowerCase();

/** Remembers a pull request and the issues that it hangs on; what hung on it before and no longer does is dropped. */
export const replaceLinks = async (
  tx: Tx,
  subject: PullRequestSubject,
  state: 'open' | 'closed' | 'merged',
  issues: readonly IssueRef[],
): Promise<void> => {
  const key = toSubjectKey(subject);
  const { owner, name, number } = subject.ref;
  await tx.query(
    `INSERT INTO pull_requests (subject_key, installation_id, owner, name, number, state)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (subject_key) DO UPDATE SET installation_id = $2, owner = $3, name = $4, state = $6`,
    [key, subject.installationId, owner, name, number, state],
  );
  const keys = issues.map(toIssueKey);
  await tx.query(`DELETE FROM links WHERE subject_key = $1 AND issue_ref <> ALL($2)`, [key, keys]);
  await tx.query(`INSERT INTO links (issue_ref, subject_key) SELECT unnest($2::text[]), $1 ON CONFLICT DO NOTHING`, [
    key,
    keys,
  ]);
};

/** The open pull requests that hung on the issue when they were last read, in any repository. */
export const pullRequestsOf = async (db: Queryable, issue: IssueRef): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<Row>(
    `SELECT p.installation_id, p.owner, p.name, p.number FROM links JOIN pull_requests p USING (subject_key)
     WHERE issue_ref = $1 AND p.state = 'open' ORDER BY p.owner, p.name, p.number`,
    [toIssueKey(issue)],
  );
  return rows.map(toSubject);
};

/** Open pull requests last evaluated more than `minutes` ago, or never; the longest-waiting first, at most `most`. */
export const stalePullRequests = async (
  db: Queryable,
  { minutes, most }: { minutes: number; most: number },
): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<Row>(
    `SELECT installation_id, owner, name, number FROM pull_requests
     WHERE state = 'open' AND coalesce(evaluated_at, first_seen_at) < now() - make_interval(mins => $1)
     ORDER BY evaluated_at NULLS FIRST LIMIT $2`,
    [minutes, most],
  );
  return rows.map(toSubject);
};

export type NotedVerdict = {
  readonly subject: PullRequestSubject;
  readonly headSha: string;
  readonly observedAt: Instant;
  readonly outcome: Outcome;
};

/**
 * Notes what an evaluation said. False, and nothing noted, when a later reading has been noted already: then what this
 * one says is old and must not be shown.
 */
export const noteVerdict = async (
  tx: Tx,
  { subject, headSha, observedAt, outcome }: NotedVerdict,
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `UPDATE pull_requests SET head_sha = $2, evaluated_at = $3, outcome = $4
     WHERE subject_key = $1 AND (evaluated_at IS NULL OR evaluated_at <= $3)`,
    [toSubjectKey(subject), headSha, observedAt, outcome],
  );
  return rowCount === 1;
};

/** The head commit of a pull request as last read, and whether its repository was ever seen under a policy. */
export const lastKnownHead = async (
  db: Queryable,
  { ref: { owner, name, number } }: PullRequestSubject,
): Promise<{ headSha: string; governed: boolean } | null> => {
  const { rows } = await db.query<{ head_sha: string; governed: boolean }>(
    `SELECT head_sha, outcome IN ('held', 'released') AS governed FROM pull_requests
     WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND number = $3
       AND state = 'open' AND head_sha IS NOT NULL AND outcome IS NOT NULL`,
    [owner, name, number],
  );
  return rows[0] === undefined ? null : { headSha: rows[0].head_sha, governed: rows[0].governed };
};

/**
 * Makes everybody who shows a verdict on this commit wait for one another until the transaction ends: a check run
 * belongs to a commit, which several pull requests may share.
 */
export const lockHead = async (tx: Tx, repository: RepositoryRef, headSha: string): Promise<void> => {
  await tx.query(`SELECT pg_advisory_xact_lock(7465004, hashtext($1))`, [`${toRepositoryKey(repository)}@${headSha}`]);
};

export type HeadSharer = { readonly subject: PullRequestSubject; readonly outcome: Outcome };

/** The other open pull requests of the repository whose verdict was given on this very commit. */
export const headSharers = async (
  tx: Tx,
  subject: PullRequestSubject,
  headSha: string,
): Promise<readonly HeadSharer[]> => {
  const { rows } = await tx.query<Row & { outcome: Outcome }>(
    `SELECT installation_id, owner, name, number, outcome FROM pull_requests
     WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND head_sha = $3 AND number <> $4
       AND state = 'open' AND outcome IS NOT NULL
     ORDER BY number`,
    [subject.ref.owner, subject.ref.name, headSha, subject.ref.number],
  );
  return rows.map((row) => ({ subject: toSubject(row), outcome: row.outcome }));
};

const toRepositoryKey = ({ owner, name }: RepositoryRef): string => `${owner}/${name}`.toLowerCase();

/** What we last put on a commit: GitHub's answer to a question may be older than our last write. */
export const lastShown = async (tx: Tx, repository: RepositoryRef, headSha: string): Promise<string | null> => {
  const { rows } = await tx.query<{ external_id: string }>(
    `SELECT external_id FROM shown_check_runs WHERE repository = $1 AND head_sha = $2`,
    [toRepositoryKey(repository), headSha],
  );
  return rows[0]?.external_id ?? null;
};

/** Notes what is about to be put on a commit. */
export const noteShown = async (
  tx: Tx,
  repository: RepositoryRef,
  headSha: string,
  externalId: string,
): Promise<void> => {
  await tx.query(
    `INSERT INTO shown_check_runs (repository, head_sha, external_id) VALUES ($1, $2, $3)
     ON CONFLICT (repository, head_sha) DO UPDATE SET external_id = excluded.external_id`,
    [toRepositoryKey(repository), headSha, externalId],
  );
};
