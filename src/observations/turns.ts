import type { Queryable } from '../database/database.ts';

/**
 * Takes the turn to do something that one process is to do for all: true at most once in so many seconds, whoever asks.
 * Nothing is held while it is done, so a process that dies of it costs one turn.
 */
export const takeTurn = async (db: Queryable, name: string, seconds: number): Promise<boolean> => {
  const { rowCount } = await db.query(
    `INSERT INTO turns (name, taken_at) VALUES ($1, now())
     ON CONFLICT (name) DO UPDATE SET taken_at = now() WHERE turns.taken_at <= now() - $2 * interval '1 second'`,
    [name, seconds],
  );
  return rowCount === 1;
};

/** Gives a turn back that came to nothing. */
export const giveTurnBack = async (db: Queryable, name: string): Promise<void> => {
  await db.query('DELETE FROM turns WHERE name = $1', [name]);
};
