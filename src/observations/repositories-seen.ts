import type { Queryable } from '../database/database.ts';

type Seen = { readonly installationId: number; readonly nodeId: string };

/** Replaces which repositories an installation reaches. */
export const keepRepositories = async (
  db: Queryable,
  installationId: number,
  nodeIds: readonly string[],
): Promise<void> => {
  await db.query(
    `WITH gone AS (DELETE FROM repositories_seen WHERE installation_id = $1 AND node_id <> ALL($2))
     INSERT INTO repositories_seen (node_id, installation_id) SELECT DISTINCT unnest($2::text[]), $1::bigint
     ON CONFLICT (node_id) DO UPDATE SET installation_id = excluded.installation_id`,
    [installationId, nodeIds],
  );
};

/** Keeps a repository that was heard of before it was listed, so that it is looked through as the others are. */
export const keepHeardOf = async (db: Queryable, { installationId, nodeId }: Seen): Promise<void> => {
  await db.query(
    'INSERT INTO repositories_seen (node_id, installation_id) VALUES ($1, $2) ON CONFLICT (node_id) DO NOTHING',
    [nodeId, installationId],
  );
};

/** Forgets the repositories of installations that are no more, or suspended. */
export const keepInstallations = async (db: Queryable, installationIds: readonly number[]): Promise<void> => {
  await db.query('DELETE FROM repositories_seen WHERE installation_id <> ALL($1)', [installationIds]);
};

/**
 * Repositories that were not looked through for `seconds`, `most` of them, those of the longest ago first. Each is taken
 * by one process alone.
 */
export const takeRepositories = async (
  db: Queryable,
  { seconds, most }: { readonly seconds: number; readonly most: number },
): Promise<readonly Seen[]> => {
  const { rows } = await db.query<Seen>(
    `UPDATE repositories_seen SET looked_at = now() WHERE node_id IN (
       SELECT node_id FROM repositories_seen
       WHERE looked_at IS NULL OR looked_at <= now() - $1 * interval '1 second'
       ORDER BY looked_at NULLS FIRST, node_id LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING node_id AS "nodeId", installation_id AS "installationId"`,
    [seconds, most],
  );
  return rows;
};

/** Puts repositories back that could not be looked through. */
export const putRepositoriesBack = async (db: Queryable, nodeIds: readonly string[]): Promise<void> => {
  await db.query('UPDATE repositories_seen SET looked_at = NULL WHERE node_id = ANY($1)', [nodeIds]);
};
