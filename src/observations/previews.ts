import type { Queryable } from '../database/database.ts';
import { toSubjectKey } from '../decision/subject.ts';
import type { PullRequestSubject } from './pull-requests.ts';
import { toStorable } from './storable.ts';

/** What a policy that is proposed on a head would say, and the digest of what that was worked out of. */
export type Preview = { readonly headSha: string; readonly digest: string; readonly text: string };

/** Keeps the preview of a pull request in the place of an earlier one. */
export const keepPreview = async (
  db: Queryable,
  subject: PullRequestSubject,
  { headSha, digest, text }: Preview,
): Promise<void> => {
  await db.query(
    `INSERT INTO previews (subject_key, head_sha, digest, text) VALUES ($1, $2, $3, $4)
     ON CONFLICT (subject_key) DO UPDATE SET
       head_sha = excluded.head_sha, digest = excluded.digest, text = excluded.text`,
    [toSubjectKey(subject), headSha, digest, toStorable(text)],
  );
};

/** The preview that was kept for this head; null when there is none. */
export const readPreview = async (
  db: Queryable,
  subject: PullRequestSubject,
  headSha: string,
): Promise<Preview | null> => {
  const { rows } = await db.query<Preview>(
    'SELECT head_sha AS "headSha", digest, text FROM previews WHERE subject_key = $1 AND head_sha = $2',
    [toSubjectKey(subject), headSha],
  );
  return rows[0] ?? null;
};
