import type { Queryable, Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';

export type PullRequestSubject = Extract<Subject, { kind: 'pull_request' }>;

/** What is remembered of a pull request between two evaluations. */
export type KnownPullRequest = {
  readonly subject: PullRequestSubject;
  readonly state: 'open' | 'closed' | 'merged';
  readonly headSha: string | null;
  /** Null: never evaluated. */
  readonly evaluatedAt: Instant | null;
  readonly outcome: Verdict['outcome'] | null;
  /** Of the statement that its last verdict stands on; null when there is none. */
  readonly statementDigest: string | null;
};

type Row = Omit<KnownPullRequest, 'subject'> & {
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
};

const columns = `installation_id AS "installationId", owner, name, number, state, head_sha AS "headSha",
  evaluated_at AS "evaluatedAt", outcome, statement_digest AS "statementDigest"`;

const toKnown = ({ installationId, owner, name, number, ...rest }: Row): KnownPullRequest => ({
  subject: { kind: 'pull_request', installationId, ref: { owner, name, number } },
  ...rest,
});

/**
 * Remembers that a pull request is there, and what an evaluation has read of it. What was said of another head is
 * forgotten: others that share the new head must not take it for a word about that.
 */
export const notePullRequest = async (
  db: Queryable,
  subject: PullRequestSubject,
  seen: { readonly state: KnownPullRequest['state']; readonly headSha: string },
): Promise<void> => {
  const { owner, name, number } = subject.ref;
  await db.query(
    `INSERT INTO pull_requests (subject_key, installation_id, owner, name, number, state, head_sha)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (subject_key) DO UPDATE SET
       installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
       state = excluded.state, head_sha = excluded.head_sha,
       outcome = CASE WHEN pull_requests.head_sha = excluded.head_sha THEN pull_requests.outcome END`,
    [toSubjectKey(subject), subject.installationId, owner, name, number, seen.state, seen.headSha],
  );
};

/** The database's clock, by which evaluations in all processes are put in order: their own clocks may differ. */
export const readClock = async (db: Queryable): Promise<Instant> => {
  const { rows } = await db.query<{ now: Instant }>('SELECT clock_timestamp() AS now');
  if (rows[0] === undefined) throw new Error('The database did not tell the time.');
  return rows[0].now;
};

/**
 * Notes what is said of a pull request, on facts asked for `at` (`readClock`). False, and nothing noted, when a verdict on newer facts
 * was noted before: an evaluation that was overtaken must not have the last word. The pull request was noted before.
 */
export const noteVerdict = async (
  tx: Tx,
  subject: PullRequestSubject,
  verdict: { readonly outcome: Verdict['outcome']; readonly statementDigest: string | null; readonly at: Instant },
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `UPDATE pull_requests SET outcome = $2, statement_digest = $3, evaluated_at = $4
     WHERE subject_key = $1 AND (evaluated_at IS NULL OR evaluated_at <= $4)`,
    [toSubjectKey(subject), verdict.outcome, verdict.statementDigest, verdict.at],
  );
  return rowCount === 1;
};

/**
 * Forgets what was said of a pull request, because it cannot be read now: others that share its head must not take its
 * last word for its present one.
 */
export const forgetVerdict = async (tx: Tx, subject: PullRequestSubject): Promise<void> => {
  await tx.query('UPDATE pull_requests SET outcome = NULL WHERE subject_key = $1', [toSubjectKey(subject)]);
};

/** Forgets a pull request and its links. */
export const forgetPullRequest = async (db: Queryable, subject: PullRequestSubject): Promise<void> => {
  await db.query('DELETE FROM pull_requests WHERE subject_key = $1', [toSubjectKey(subject)]);
};

/** What is remembered of a pull request; null when it was never seen. */
export const readKnown = async (db: Queryable, subject: PullRequestSubject): Promise<KnownPullRequest | null> => {
  const { rows } = await db.query<Row>(`SELECT ${columns} FROM pull_requests WHERE subject_key = $1`, [
    toSubjectKey(subject),
  ]);
  return rows[0] === undefined ? null : toKnown(rows[0]);
};

/** The open pull requests of a repository whose head is this commit: they share one check, so one green is all their green. */
export const headSharers = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
  headSha: string,
): Promise<readonly KnownPullRequest[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM pull_requests
     WHERE state = 'open' AND lower(owner) = lower($1) AND lower(name) = lower($2) AND head_sha = $3 ORDER BY number`,
    [owner, name, headSha],
  );
  return rows.map(toKnown);
};

/** The open pull requests of a repository, the newest first. */
export const openPullRequestsOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly KnownPullRequest[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM pull_requests
     WHERE state = 'open' AND lower(owner) = lower($1) AND lower(name) = lower($2) ORDER BY number DESC`,
    [owner, name],
  );
  return rows.map(toKnown);
};

/**
 * For the sweep: open pull requests that were neither evaluated nor named here for `seconds`, `limit` at most, of more
 * those of the longest ago. Naming counts, so that those that cannot be evaluated neither keep others from their turn nor lose the
 * growing pauses between their own attempts.
 */
export const takeStale = async (
  db: Queryable,
  seconds: number,
  limit: number,
): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<Row>(
    `UPDATE pull_requests SET swept_at = now() WHERE subject_key IN (
       SELECT subject_key FROM pull_requests
       WHERE state = 'open' AND
         (greatest(evaluated_at, swept_at) IS NULL
          OR greatest(evaluated_at, swept_at) < now() - $1 * interval '1 second')
       ORDER BY greatest(evaluated_at, swept_at) NULLS FIRST LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING ${columns}`,
    [seconds, limit],
  );
  return rows.map((row) => toKnown(row).subject);
};

/**
 * For the sweep: of open pull requests that GitHub lists, those that were never evaluated as open, or not with this head.
 * A head that was not told (null) says nothing.
 */
export const findUnknownHeads = async (
  db: Queryable,
  installationId: number,
  { owner, name }: RepositoryRef,
  listed: readonly { readonly number: number; readonly headSha: string | null }[],
): Promise<readonly PullRequestSubject[]> => {
  const subjects = listed.map(({ number }) => ({
    kind: 'pull_request' as const,
    installationId,
    ref: { owner, name, number },
  }));
  const { rows } = await db.query<{ key: string; headSha: string }>(
    `SELECT subject_key AS key, head_sha AS "headSha" FROM pull_requests WHERE state = 'open' AND subject_key = ANY($1)`,
    [subjects.map(toSubjectKey)],
  );
  const heads = new Map(rows.map(({ key, headSha }) => [key, headSha]));
  return subjects.filter((subject, index) => {
    const head = heads.get(toSubjectKey(subject));
    return head === undefined || head !== (listed[index]?.headSha ?? head);
  });
};

/** How many pull requests are open, and how many seconds ago the one was evaluated that was not for the longest time. */
export const readOpenness = async (db: Queryable): Promise<{ openPullRequests: number; sweepLag: number }> => {
  const { rows } = await db.query<{ openPullRequests: number; sweepLag: number }>(
    `SELECT count(*) AS "openPullRequests",
       coalesce(extract(epoch FROM now() - min(coalesce(evaluated_at, first_seen_at))), 0)::float8 AS "sweepLag"
     FROM pull_requests WHERE state = 'open'`,
  );
  return rows[0] ?? { openPullRequests: 0, sweepLag: 0 };
};

/** Replaces the issues that a pull request is known to hang on. The pull request must have been noted before. */
export const replaceLinks = async (
  db: Queryable,
  subject: PullRequestSubject,
  issues: readonly IssueRef[],
): Promise<void> => {
  await db.query(
    `WITH wanted AS (SELECT DISTINCT unnest($2::text[]) AS issue_ref),
       gone AS (DELETE FROM links WHERE subject_key = $1 AND issue_ref NOT IN (SELECT issue_ref FROM wanted))
     INSERT INTO links (subject_key, issue_ref) SELECT $1, issue_ref FROM wanted ON CONFLICT DO NOTHING`,
    [toSubjectKey(subject), issues.map(toIssueKey)],
  );
};

/** The pull requests that hang on an issue, whatever their state, in any repository. */
export const pullRequestsOf = async (db: Queryable, issue: IssueRef): Promise<readonly KnownPullRequest[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM pull_requests JOIN links USING (subject_key) WHERE issue_ref = $1 ORDER BY subject_key`,
    [toIssueKey(issue)],
  );
  return rows.map(toKnown);
};

/** The pull requests that hang on any issue of a repository, whatever their state, in any repository. */
export const pullRequestsOnIssuesOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly KnownPullRequest[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM pull_requests WHERE subject_key IN
       (SELECT subject_key FROM links WHERE split_part(issue_ref, '#', 1) = $1) ORDER BY subject_key`,
    [`${owner}/${name}`.toLowerCase()],
  );
  return rows.map(toKnown);
};

const toIssueKey = ({ owner, name, number }: IssueRef) => `${owner}/${name}#${number}`.toLowerCase();
