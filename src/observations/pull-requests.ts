import type { Queryable, Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';

export type PullRequestSubject = Extract<Subject, { kind: 'pull_request' }>;
export type PullRequestState = 'open' | 'closed' | 'merged';

type SubjectRow = {
  readonly installationId: number;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
};

const subjectColumns = 'installation_id AS "installationId", owner, name, number';

const toSubject = ({ installationId, owner, name, number }: SubjectRow): PullRequestSubject => ({
  kind: 'pull_request',
  installationId,
  ref: { owner, name, number },
});

/**
 * Remembers a pull request, its state, and the issues that it hangs on, in the place of those known before. `issues`
 * null: the list may not be whole, so what was known stays.
 */
export const replaceLinks = async (
  tx: Tx,
  subject: PullRequestSubject,
  state: PullRequestState,
  issues: readonly IssueRef[] | null,
): Promise<void> => {
  const { owner, name, number } = subject.ref;
  const key = toSubjectKey(subject);
  await tx.query(
    `INSERT INTO pull_requests (subject_key, installation_id, owner, name, number, state) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (subject_key) DO UPDATE SET installation_id = excluded.installation_id, owner = excluded.owner,
       name = excluded.name, state = excluded.state`,
    [key, subject.installationId, owner, name, number, state],
  );
  if (issues === null) return;
  const keys = [...new Set(issues.map(toIssueKey))];
  await tx.query('DELETE FROM links WHERE subject_key = $1 AND issue_ref <> ALL($2)', [key, keys]);
  await tx.query('INSERT INTO links (subject_key, issue_ref) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    key,
    keys,
  ]);
};

/** The pull requests that hang on an issue, in any repository; merged ones have nothing left to decide. */
export const pullRequestsOf = async (db: Queryable, issue: IssueRef): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<SubjectRow>(
    `SELECT ${subjectColumns} FROM pull_requests JOIN links USING (subject_key)
     WHERE issue_ref = $1 AND state <> 'merged' ORDER BY subject_key`,
    [toIssueKey(issue)],
  );
  return rows.map(toSubject);
};

/** The pull requests, in any repository, that hang on any issue of this one; merged ones have nothing left to decide. */
export const pullRequestsOnIssuesOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<SubjectRow>(
    `SELECT ${subjectColumns} FROM pull_requests WHERE state <> 'merged' AND subject_key IN
       (SELECT subject_key FROM links WHERE split_part(issue_ref, '#', 1) = $1) ORDER BY subject_key`,
    [`${owner}/${name}`.toLowerCase()],
  );
  return rows.map(toSubject);
};

const toIssueKey = ({ owner, name, number }: IssueRef) => `${owner}/${name}#${number}`.toLowerCase();

/**
 * Notes what was decided of a pull request, on facts of `observedAt`. False, and nothing noted, when a decision on newer
 * facts was noted before: an evaluation that was overtaken must not have the last word.
 */
export const noteVerdict = async (
  tx: Tx,
  verdict: {
    readonly subject: PullRequestSubject;
    readonly headSha: string;
    readonly observedAt: Instant;
    readonly outcome: Verdict['outcome'];
  },
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `UPDATE pull_requests SET head_sha = $2, evaluated_at = $3, outcome = $4
     WHERE subject_key = $1 AND (evaluated_at IS NULL OR evaluated_at <= $3)`,
    [toSubjectKey(verdict.subject), verdict.headSha, verdict.observedAt, verdict.outcome],
  );
  return rowCount === 1;
};

/** The head commit that a pull request was last decided on, and whether it was under change control; null when never. */
export const lastKnownHead = async (
  db: Queryable,
  subject: PullRequestSubject,
): Promise<{ readonly headSha: string; readonly governed: boolean } | null> => {
  const { rows } = await db.query<{ headSha: string; governed: boolean }>(
    `SELECT head_sha AS "headSha", outcome <> 'not-governed' AS governed FROM pull_requests
     WHERE subject_key = $1 AND head_sha IS NOT NULL AND outcome IS NOT NULL`,
    [toSubjectKey(subject)],
  );
  return rows[0] ?? null;
};

/** Another open pull request with the same head, and what was last decided of it. */
export type HeadSharer = { readonly subject: PullRequestSubject; readonly outcome: Verdict['outcome'] };

/** The other open pull requests of the subject's repository that were last decided on the same head commit. */
export const headSharers = async (
  db: Queryable,
  subject: PullRequestSubject,
  headSha: string,
): Promise<readonly HeadSharer[]> => {
  const { rows } = await db.query<SubjectRow & { outcome: Verdict['outcome'] }>(
    `SELECT ${subjectColumns}, outcome FROM pull_requests
     WHERE state = 'open' AND lower(owner) = lower($1) AND lower(name) = lower($2) AND head_sha = $3
       AND subject_key <> $4 AND outcome IS NOT NULL ORDER BY number`,
    [subject.ref.owner, subject.ref.name, headSha, toSubjectKey(subject)],
  );
  return rows.map((row) => ({ subject: toSubject(row), outcome: row.outcome }));
};

/** For the sweep: open pull requests never decided, or not for `seconds`; those of longest ago first, `limit` at most. */
export const stalePullRequests = async (
  db: Queryable,
  seconds: number,
  limit: number,
): Promise<readonly PullRequestSubject[]> => {
  const { rows } = await db.query<SubjectRow>(
    `SELECT ${subjectColumns} FROM pull_requests
     WHERE state = 'open' AND (evaluated_at IS NULL OR evaluated_at < now() - $1 * interval '1 second')
     ORDER BY evaluated_at NULLS FIRST LIMIT $2`,
    [seconds, limit],
  );
  return rows.map(toSubject);
};
