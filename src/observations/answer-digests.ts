import type { Queryable, Tx } from '../database/database.ts';
import type { Copy, IssueFacts } from '../decision/facts.ts';

/** By what a record is told from others, and which of two was there first. */
type AnsweredRecord = Pick<IssueFacts, 'ref' | 'nodeId' | 'createdAt'>;

/**
 * Keeps the digests of the answers that a record gives now, instead of those that it gave when last seen. They are
 * compared within one owner's repositories only: nobody shall learn what stands in another's.
 */
export const keepAnswers = async (tx: Tx, record: AnsweredRecord, digests: readonly string[]): Promise<void> => {
  const { ref, nodeId, createdAt } = record;
  await tx.query(
    'DELETE FROM answer_digests WHERE issue_node_id = $1 AND NOT (owner = lower($2) AND digest = ANY($3))',
    [nodeId, ref.owner, digests],
  );
  await tx.query(
    `INSERT INTO answer_digests AS kept (owner, digest, issue_node_id, name, number, created_at)
     SELECT DISTINCT lower($1), digest, $3, $4, $5::integer, $6::timestamptz FROM unnest($2::text[]) AS given (digest)
     ON CONFLICT (owner, digest, issue_node_id) DO UPDATE SET name = excluded.name, number = excluded.number
     WHERE (kept.name, kept.number) IS DISTINCT FROM (excluded.name, excluded.number)`,
    [ref.owner, digests, nodeId, ref.name, ref.number, createdAt],
  );
};

/**
 * Which of the answers of a record stand in an older one under any heading, and in which; the oldest, where there are
 * several. Older by the creation of the issue, of two of one second the one with the smaller number. In the order of
 * `answers`.
 */
export const copiesOf = async (
  db: Queryable,
  { ref, nodeId, createdAt }: AnsweredRecord,
  answers: readonly { readonly heading: string; readonly digest: string }[],
): Promise<readonly Copy[]> => {
  const { rows } = await db.query<{ heading: string; name: string; number: number }>(
    `SELECT heading, older.name, older.number FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (heading, digest, place)
     JOIN LATERAL (
       SELECT name, number FROM answer_digests kept
       WHERE kept.owner = lower($3) AND kept.digest = given.digest AND issue_node_id <> $4
         AND (created_at, number, lower(name)) < ($5::timestamptz, $6::integer, lower($7))
       ORDER BY created_at, number, lower(name) LIMIT 1
     ) older ON true ORDER BY place`,
    [
      answers.map(({ heading }) => heading),
      answers.map(({ digest }) => digest),
      ref.owner,
      nodeId,
      createdAt,
      ref.number,
      ref.name,
    ],
  );
  return rows.map(({ heading, name, number }) => ({ heading, other: { owner: ref.owner, name, number } }));
};
