import type { Queryable, Tx } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import type { NotedRelease } from '../decision/release/release-facts.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { RepositoryRef } from '../records/reference.ts';

/** What is remembered of a release between two evaluations. */
export type KnownRelease = {
  readonly subject: ReleaseSubject;
  /** The commit on which its check stands; null: none is named. */
  readonly targetSha: string | null;
  /** Null: not judged since the target was named. */
  readonly outcome: Verdict['outcome'] | null;
  /** Null: never evaluated. */
  readonly evaluatedAt: Instant | null;
};

type Row = Omit<KnownRelease, 'subject'> & RepositoryRef & { readonly installationId: number; readonly tag: string };

const columns = `installation_id AS "installationId", owner, name, tag, target_sha AS "targetSha", outcome,
  evaluated_at AS "evaluatedAt"`;

const toKnown = ({ installationId, owner, name, tag, ...rest }: Row): KnownRelease => ({
  subject: { kind: 'release', installationId, ref: { owner, name }, tag },
  ...rest,
});

/**
 * Remembers that a release is being made, and on which commit. What was said of another commit is forgotten: others on the
 * new one must not take it for a word about that.
 */
export const noteRelease = async (
  db: Queryable,
  subject: ReleaseSubject,
  seen: { readonly targetSha: string | null; readonly tagged: boolean },
): Promise<void> => {
  const { installationId, ref, tag } = subject;
  await db.query(
    `INSERT INTO releases (subject_key, installation_id, owner, name, tag, target_sha, tagged)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (subject_key) DO UPDATE SET
       installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
       target_sha = excluded.target_sha, tagged = excluded.tagged,
       outcome = CASE WHEN releases.target_sha = excluded.target_sha THEN releases.outcome END`,
    [toSubjectKey(subject), installationId, ref.owner, ref.name, tag, seen.targetSha, seen.tagged],
  );
};

/**
 * Notes what is said of a release, on facts asked for `at`. False, and nothing noted, when a verdict on newer facts was
 * noted before. The release was noted before.
 */
export const noteReleaseVerdict = async (
  tx: Tx,
  subject: ReleaseSubject,
  verdict: { readonly outcome: Verdict['outcome']; readonly statementDigest: string | null; readonly at: Instant },
): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `UPDATE releases SET outcome = $2, statement_digest = $3, evaluated_at = $4
     WHERE subject_key = $1 AND (evaluated_at IS NULL OR evaluated_at <= $4)`,
    [toSubjectKey(subject), verdict.outcome, verdict.statementDigest, verdict.at],
  );
  return rowCount === 1;
};

/** Forgets what was said of a release, because it cannot be read now. */
export const forgetReleaseVerdict = async (tx: Tx, subject: ReleaseSubject): Promise<void> => {
  await tx.query('UPDATE releases SET outcome = NULL WHERE subject_key = $1', [toSubjectKey(subject)]);
};

/** Forgets a release that nothing names any more. */
export const forgetRelease = async (db: Queryable, subject: ReleaseSubject): Promise<void> => {
  await db.query('DELETE FROM releases WHERE subject_key = $1', [toSubjectKey(subject)]);
};

/** Null when it was never seen. */
export const readKnownRelease = async (db: Queryable, subject: ReleaseSubject): Promise<KnownRelease | null> => {
  const { rows } = await db.query<Row>(`SELECT ${columns} FROM releases WHERE subject_key = $1`, [
    toSubjectKey(subject),
  ]);
  return rows[0] === undefined ? null : toKnown(rows[0]);
};

/** The releases of a repository that are being made on a commit: they share one check, so one green is all their green. */
export const releasesOn = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
  sha: string,
): Promise<readonly KnownRelease[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM releases WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND target_sha = $3
     ORDER BY tag`,
    [owner, name, sha],
  );
  return rows.map(toKnown);
};

/** The releases of a repository whose tag is not there yet, by tag. */
export const openReleasesOf = async (
  db: Queryable,
  { owner, name }: RepositoryRef,
): Promise<readonly ReleaseSubject[]> => {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM releases
     WHERE lower(owner) = lower($1) AND lower(name) = lower($2) AND NOT tagged ORDER BY tag`,
    [owner, name],
  );
  return rows.map((row) => toKnown(row).subject);
};

/** For the sweep: like `takeStale` of pull requests. */
export const takeStaleReleases = async (
  db: Queryable,
  seconds: number,
  limit: number,
): Promise<readonly ReleaseSubject[]> => {
  const { rows } = await db.query<Row>(
    `UPDATE releases SET swept_at = now() WHERE subject_key IN (
       SELECT subject_key FROM releases
       WHERE NOT tagged AND
         (greatest(evaluated_at, swept_at) IS NULL
          OR greatest(evaluated_at, swept_at) < now() - $1 * interval '1 second')
       ORDER BY greatest(evaluated_at, swept_at) NULLS FIRST LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING ${columns}`,
    [seconds, limit],
  );
  return rows.map((row) => toKnown(row).subject);
};

/** A tag as it was seen on a commit. */
export type SeenTag = {
  readonly commitSha: string;
  readonly outcome: 'history' | 'covered' | 'deviation';
  readonly matterKey: string | null;
  /** Whether it is gone from there. */
  readonly isGone: boolean;
};

/** Each time that a tag was seen on another commit than before, or again after it was gone; the newest last. */
export const seenTagsOf = async (db: Queryable, repositoryId: number, tag: string): Promise<readonly SeenTag[]> => {
  const { rows } = await db.query<SeenTag>(
    `SELECT commit_sha AS "commitSha", outcome, matter_key AS "matterKey", gone_at IS NOT NULL AS "isGone"
     FROM released_tags WHERE repository_id = $1 AND tag = $2 ORDER BY sighting`,
    [repositoryId, tag],
  );
  return rows;
};

/** Notes the n-th sighting of a tag, and what came of it; false, and nothing noted, when it was noted before. */
export const noteSeenTag = async (
  db: Queryable,
  repositoryId: number,
  tag: string,
  sighting: number,
  { commitSha, outcome, matterKey }: Omit<SeenTag, 'isGone'>,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `INSERT INTO released_tags (repository_id, tag, sighting, commit_sha, outcome, matter_key)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [repositoryId, tag, sighting, commitSha, outcome, matterKey],
  );
  return rowCount === 1;
};

/** Notes that a tag is gone from where it was seen the n-th time; false when that was noted before. */
export const noteGoneTag = async (
  db: Queryable,
  repositoryId: number,
  tag: string,
  sighting: number,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `UPDATE released_tags SET gone_at = now()
     WHERE repository_id = $1 AND tag = $2 AND sighting = $3 AND gone_at IS NULL`,
    [repositoryId, tag, sighting],
  );
  return rowCount === 1;
};

/** What came of the release of a tag: as it was first seen; null when it was not, or was there before anything was looked at. */
export const notedReleaseOf = async (
  db: Queryable,
  repositoryId: number,
  tag: string,
): Promise<NotedRelease | null> => {
  const { rows } = await db.query<{
    commitSha: string;
    outcome: 'covered' | 'deviation';
    isClosed: boolean;
    at: Instant;
  }>(
    `SELECT released_tags.commit_sha AS "commitSha", outcome, coalesce(closed_at IS NOT NULL, false) AS "isClosed", seen_at AS at
     FROM released_tags LEFT JOIN matters ON matters.key = matter_key
     WHERE released_tags.repository_id = $1 AND tag = $2 AND outcome <> 'history' ORDER BY sighting LIMIT 1`,
    [repositoryId, tag],
  );
  const [first] = rows;
  if (first === undefined) return null;
  const { commitSha, outcome, isClosed, at } = first;
  return { commitSha, outcome: outcome === 'deviation' && isClosed ? 'settled' : outcome, at };
};

/** The tags that were last seen on a commit, with what came of each there; those that are gone from it left out. */
export const tagsSeenAt = async (
  db: Queryable,
  repositoryId: number,
  commitSha: string,
): Promise<ReadonlyMap<string, SeenTag['outcome'] | 'settled'>> => {
  const { rows } = await db.query<{ tag: string; outcome: SeenTag['outcome']; isClosed: boolean }>(
    `SELECT tag, outcome, coalesce(closed_at IS NOT NULL, false) AS "isClosed"
     FROM released_tags AS seen LEFT JOIN matters ON matters.key = matter_key
     WHERE seen.repository_id = $1 AND seen.commit_sha = $2 AND gone_at IS NULL AND NOT EXISTS (
       SELECT FROM released_tags AS later
       WHERE later.repository_id = seen.repository_id AND later.tag = seen.tag AND later.sighting > seen.sighting)
     ORDER BY tag`,
    [repositoryId, commitSha],
  );
  return new Map(
    rows.map(({ tag, outcome, isClosed }) => [tag, outcome === 'deviation' && isClosed ? 'settled' : outcome]),
  );
};

/** Whether the tags of a repository were looked through. */
export const wasScanned = async (db: Queryable, repositoryId: number): Promise<boolean> => {
  const { rowCount } = await db.query('SELECT FROM tag_scans WHERE repository_id = $1', [repositoryId]);
  return rowCount === 1;
};

/** Notes that the tags of a repository are looked through; false when they were before. */
export const takeFirstScan = async (db: Queryable, repositoryId: number): Promise<boolean> => {
  const { rowCount } = await db.query('INSERT INTO tag_scans (repository_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    repositoryId,
  ]);
  return rowCount === 1;
};

/** Where tags of a repository were last seen, by tag; those that are gone left out. */
export const standingTagsOf = async (db: Queryable, repositoryId: number): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await db.query<{ tag: string; commitSha: string }>(
    `SELECT tag, "commitSha" FROM (
       SELECT DISTINCT ON (tag) tag, commit_sha AS "commitSha", gone_at FROM released_tags
       WHERE repository_id = $1 ORDER BY tag, sighting DESC) AS last
     WHERE gone_at IS NULL`,
    [repositoryId],
  );
  return new Map(rows.map(({ tag, commitSha }) => [tag, commitSha]));
};
