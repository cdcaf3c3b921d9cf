import type { Queryable } from '../database/database.ts';

/**
 * Claims the answering of a command: true for the first who asks, false ever after. One comment may be answered again
 * when the reason has become another. Claim in the transaction, or right before, the answer is posted; `releaseAnswer`
 * gives the claim back when posting failed.
 */
export const claimAnswer = async (db: Queryable, commentUrl: string, reasonDigest: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    'INSERT INTO answered_commands (comment_url, reason_digest) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [commentUrl, reasonDigest],
  );
  return rowCount === 1;
};

/** Gives a claim back, so that the next evaluation answers. */
export const releaseAnswer = async (db: Queryable, commentUrl: string, reasonDigest: string): Promise<void> => {
  await db.query('DELETE FROM answered_commands WHERE comment_url = $1 AND reason_digest = $2', [
    commentUrl,
    reasonDigest,
  ]);
};
