import type { Tx } from '../database/database.ts';

/**
 * Claims the answer to a comment for the transaction in which it is posted; false when it was given before. Whoever asks
 * at the same time waits for the first, so that one comment gets one answer; when posting fails, the claim goes with the
 * transaction.
 */
export const claimAnswer = async (tx: Tx, commentUrl: string): Promise<boolean> => {
  const { rowCount } = await tx.query(
    'INSERT INTO answered_commands (comment_url) VALUES ($1) ON CONFLICT DO NOTHING',
    [commentUrl],
  );
  return rowCount === 1;
};
