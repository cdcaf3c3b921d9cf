import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Instant } from '../decision/facts.ts';
import type { GateId, Sentence } from '../decision/finding.ts';
import type { IssueRef, RepositoryRef } from '../records/reference.ts';
import { toAccount, toStorable, toStoredAccount } from './storable.ts';

/** A departure from the procedure that is followed up until somebody entitled closes it (F36, F37). */
export type Matter = {
  /** By whoever opens it, of what it is about: the same matter is opened once. */
  readonly key: string;
  /** `owed`: what an emergency put off; `deviation`: what came in without a released verdict. */
  readonly kind: 'deviation' | 'owed';
  readonly repository: RepositoryRef;
  /** In words, made by us; may quote untrusted names. */
  readonly what: string;
  readonly pullRequest: number | null;
  readonly commit: string | null;
  /** The change request that it is about. */
  readonly record: IssueRef | null;
  /** What is owed, or what did not hold. */
  readonly gates: readonly GateId[];
  /** The issue in the same repository on which it is tracked; null while none could be opened. */
  readonly issue: { readonly number: number; readonly url: string } | null;
  readonly since: Instant;
  /** Of what is owed: when it must be done. */
  readonly dueAt: Instant | null;
  readonly closed: null | { readonly by: Account; readonly at: Instant; readonly reason: string };
};

/** Opens a matter; false when one of its key was opened before, closed or not: that one stays as it is. */
export const openMatter = async (db: Queryable, matter: Matter): Promise<boolean> => {
  const { repository, issue, closed } = matter;
  const { rowCount } = await db.query(
    `INSERT INTO matters (key, kind, owner, name, what, pull_request, commit_sha, record, gates, issue_number, issue_url,
       since, due_at, closed_at, closed_by, closed_reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (key) DO NOTHING`,
    [
      matter.key,
      matter.kind,
      repository.owner,
      repository.name,
      toStorable(matter.what),
      matter.pullRequest,
      matter.commit,
      matter.record === null ? null : JSON.stringify(matter.record),
      matter.gates,
      issue?.number ?? null,
      issue?.url ?? null,
      matter.since,
      matter.dueAt,
      closed?.at ?? null,
      toStoredAccount(closed?.by ?? null),
      closed === null ? null : toStorable(closed.reason),
    ],
  );
  return rowCount === 1;
};

/** Notes the issue on which a matter is tracked; the first that is noted stays. */
export const noteMatterIssue = async (
  db: Queryable,
  key: string,
  issue: NonNullable<Matter['issue']>,
): Promise<void> => {
  await db.query('UPDATE matters SET issue_number = $2, issue_url = $3 WHERE key = $1 AND issue_number IS NULL', [
    key,
    issue.number,
    issue.url,
  ]);
};

/** What the issue says on which a matter is tracked. */
type MatterText = { readonly title: string; readonly body: string };

/** Who had a part in what a matter is about, by the numbers of their accounts, with what they did. */
export type MatterParts = ReadonlyMap<number, Sentence>;

/** Keeps what the issue of a matter is to say, and who may not close it; the matter was opened before. */
export const keepMatterText = async (
  db: Queryable,
  key: string,
  { title, body, parts }: MatterText & { readonly parts: MatterParts },
): Promise<void> => {
  await db.query('INSERT INTO matter_issues (key, title, body, parts) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
    key,
    toStorable(title),
    toStorable(body),
    JSON.stringify([...parts], (_, value: unknown) => (typeof value === 'string' ? toStorable(value) : value)),
  ]);
};

/** Keeps which commits a matter is about, each by itself; the matter was opened before. */
export const keepMatterCommits = async (db: Queryable, key: string, shas: readonly string[]): Promise<void> => {
  await db.query('INSERT INTO matter_commits (key, sha) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
    key,
    [...new Set(shas)],
  ]);
};

/** Which of these commits of a repository a deviation is about, and whether it is closed; of several one that is open. */
export const deviationsAt = async (
  db: Queryable,
  repositoryId: number,
  shas: readonly string[],
): Promise<ReadonlyMap<string, 'open' | 'settled'>> => {
  const { rows } = await db.query<{ sha: string; isOpen: boolean }>(
    `SELECT sha, bool_or(closed_at IS NULL) AS "isOpen" FROM matter_commits JOIN matters USING (key)
     WHERE sha = ANY($2) AND split_part(split_part(key, ':', 2), '#', 1) = $1::text GROUP BY sha`,
    [String(repositoryId), shas],
  );
  return new Map(rows.map(({ sha, isOpen }) => [sha, isOpen ? 'open' : 'settled']));
};

/** Keeps another text for the issue of a matter; false when it says so already. */
export const replaceMatterBody = async (db: Queryable, key: string, body: string): Promise<boolean> => {
  const { rowCount } = await db.query('UPDATE matter_issues SET body = $2 WHERE key = $1 AND body <> $2', [
    key,
    toStorable(body),
  ]);
  return rowCount === 1;
};

/** Empty when nobody is known to have had a part in it. */
export const partsOfMatter = async (db: Queryable, key: string): Promise<MatterParts> => {
  const { rows } = await db.query<{ parts: [number, Sentence][] }>('SELECT parts FROM matter_issues WHERE key = $1', [
    key,
  ]);
  return new Map(rows[0]?.parts);
};

/**
 * What the issue of a matter is to say, while it has none; null when it has one, or is closed. Whoever asks in another
 * transaction waits for the end of this one, so that one issue is opened.
 */
export const lockUntracked = async (tx: Tx, key: string): Promise<MatterText | null> => {
  const { rows } = await tx.query<MatterText>(
    `SELECT title, body FROM matters JOIN matter_issues USING (key)
     WHERE key = $1 AND issue_number IS NULL AND closed_at IS NULL FOR UPDATE OF matters`,
    [key],
  );
  return rows[0] ?? null;
};

/** Forgets the issue of a matter, which is gone, so that it is tracked on another. */
export const forgetMatterIssue = async (db: Queryable, key: string): Promise<void> => {
  await db.query('UPDATE matters SET issue_number = NULL, issue_url = NULL WHERE key = $1', [key]);
};

/** So often the issue of a matter is opened again: a machine that closes it each time must find an end. */
const mostReopenings = 20;

/** Notes that the issue of a matter is opened again; false when it was too often already, or the matter is closed. */
export const noteReopening = async (db: Queryable, key: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    'UPDATE matters SET reopened = reopened + 1 WHERE key = $1 AND closed_at IS NULL AND reopened < $2',
    [key, mostReopenings],
  );
  return rowCount === 1;
};

/** Closes a matter for good; false when there is none of this key, or it was closed before. */
export const closeMatter = async (
  db: Queryable,
  key: string,
  closed: NonNullable<Matter['closed']>,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    'UPDATE matters SET closed_at = $2, closed_by = $3, closed_reason = $4 WHERE key = $1 AND closed_at IS NULL',
    [key, closed.at, toStoredAccount(closed.by), toStorable(closed.reason)],
  );
  return rowCount === 1;
};

/**
 * Ties the matters of a repository to its number, and gives those that are tied to it its present name: GitHub's events
 * about a rename may be lost, and a deviation must not be lost with them.
 */
export const followRepository = async (db: Queryable, repository: RepositoryRef & { id: number }): Promise<void> => {
  await db.query(
    `UPDATE matters SET repository_id = $1, owner = $2, name = $3
     WHERE (repository_id = $1 AND (owner, name) IS DISTINCT FROM ($2, $3))
       OR (repository_id IS NULL AND lower(owner) = lower($2) AND lower(name) = lower($3))`,
    [repository.id, repository.owner, repository.name],
  );
};

type Row = Omit<Matter, 'repository' | 'issue' | 'closed'> & {
  readonly owner: string;
  readonly name: string;
  readonly issueNumber: number | null;
  readonly issueUrl: string | null;
  readonly closedAt: Instant | null;
  readonly closedBy: Account | null;
  readonly closedReason: string | null;
};

const columns = `key, kind, owner, name, what, pull_request AS "pullRequest", commit_sha AS commit, record, gates,
  issue_number AS "issueNumber", issue_url AS "issueUrl", since, due_at AS "dueAt", closed_at AS "closedAt",
  closed_by AS "closedBy", closed_reason AS "closedReason"`;

/** Deviations that nobody has closed and work that is owed, in a repository; oldest first. `id` finds it when renamed. */
export const openMattersOf = async (
  db: Queryable,
  repository: RepositoryRef & { readonly id?: number },
): Promise<readonly Matter[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM matters
     WHERE closed_at IS NULL AND (repository_id = $3
       OR (lower(owner) = lower($1) AND lower(name) = lower($2) AND (repository_id IS NULL OR $3::bigint IS NULL)))
     ORDER BY since, key`,
    [repository.owner, repository.name, repository.id ?? null],
  );
  return rows.map(toMatter);
};

/** The matter that is tracked on an issue, open or closed; null when there is none. */
export const matterOfIssue = async (db: Queryable, { owner, name, number }: IssueRef): Promise<Matter | null> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM matters WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND issue_number = $3`,
    [owner, name, number],
  );
  return rows[0] === undefined ? null : toMatter(rows[0]);
};

/** The matter of a key, open or closed; null when none was opened. */
export const matterOf = async (db: Queryable, key: string): Promise<Matter | null> => {
  const { rows } = await db.query<Row>(`SELECT ${columns} FROM matters WHERE key = $1`, [key]);
  return rows[0] === undefined ? null : toMatter(rows[0]);
};

const toMatter = (row: Row): Matter => {
  const { owner, name, issueNumber, issueUrl, closedAt, closedBy, closedReason, record, ...rest } = row;
  return {
    ...rest,
    repository: { owner, name },
    record: record === null ? null : { owner: record.owner, name: record.name, number: record.number },
    issue: issueNumber === null || issueUrl === null ? null : { number: issueNumber, url: issueUrl },
    closed:
      closedAt === null || closedBy === null || closedReason === null
        ? null
        : { by: toAccount(closedBy), at: closedAt, reason: closedReason },
  };
};
