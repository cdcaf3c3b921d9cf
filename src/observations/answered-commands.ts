import type { Tx } from '../database/database.ts';

/**
 * Claims the answer to a comment for the caller's transaction; false when it was given before. A second caller waits
 * for the first, so that one comment gets one answer.
 */
export const claimAnswer = async (tx: Tx, commentUrl: string): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `INSERT INTO answered_commands (comment_url) VALUES ($1) ON CONFLICT DO NOTHING`,
    [commentUrl],
  );
  return rowCount === 1;
};
