import { createHash } from 'node:crypto';
import type { Queryable, Tx } from '../database/database.ts';
import type { Account, Contributor, Instant, RememberedContributor } from '../decision/facts.ts';
import { toAccountFact, toStorable, toStoredAccount } from './storable.ts';

/**
 * Keeps who had a part in a pull request, each person once a kind of part, as first seen: a forced push washes nobody out
 * (F23). Whoever was unknown then and whose address has an account now is kept under that account instead, so that
 * adding the address to an account is a way out.
 */
export const noteContributors = async (
  tx: Tx,
  repositoryId: number,
  pullRequest: number,
  contributors: readonly RememberedContributor[],
): Promise<void> => {
  if (contributors.length === 0) return;
  await attribute(tx, repositoryId, pullRequest, contributors);
  await tx.query(
    `INSERT INTO contributors (repository_id, pull_request, did, who, name, email, account, sha, first_seen_at)
     SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::text[], $9::timestamptz[])
     ON CONFLICT DO NOTHING`,
    [
      repositoryId,
      pullRequest,
      contributors.map(({ did }) => did),
      contributors.map(({ contributor }) => toWho(contributor)),
      contributors.map(({ contributor }) => toStorable(contributor.name)),
      contributors.map(({ contributor }) => toStorable(contributor.email)),
      contributors.map(({ contributor: { account } }) => toStoredAccount(account.known ? account.value : null)),
      contributors.map(({ sha }) => sha),
      contributors.map(({ firstSeenAt }) => firstSeenAt),
    ],
  );
};

const toWho = ({ account, email, name }: Contributor): string => {
  if (account.known) return String(account.value.id);
  const address = toAddress(email);
  return `sha256:${createHash('sha256')
    .update(address === '' ? name : address)
    .digest('hex')}`;
};

const toAddress = (email: string): string => toStorable(email).trim().toLowerCase();

const attribute = async (
  tx: Tx,
  repositoryId: number,
  pullRequest: number,
  contributors: readonly RememberedContributor[],
): Promise<void> => {
  const attributed = contributors.flatMap(({ contributor: { email, account } }) =>
    account.known && toAddress(email) !== '' ? [{ address: toAddress(email), account: account.value }] : [],
  );
  await tx.query(
    `WITH attributed AS (
       SELECT DISTINCT ON (address) * FROM unnest($3::text[], $4::jsonb[]) AS given (address, account)
     ), gone AS (
       DELETE FROM contributors WHERE repository_id = $1 AND pull_request = $2 AND account IS NULL
         AND lower(btrim(email)) IN (SELECT address FROM attributed) RETURNING *
     )
     INSERT INTO contributors (repository_id, pull_request, did, who, name, email, account, sha, first_seen_at)
     SELECT $1, $2, did, attributed.account ->> 'id', name, email, attributed.account, sha, first_seen_at
     FROM gone JOIN attributed ON address = lower(btrim(email)) ON CONFLICT DO NOTHING`,
    [
      repositoryId,
      pullRequest,
      attributed.map(({ address }) => address),
      attributed.map(({ account }) => toStoredAccount(account)),
    ],
  );
};

type Row = {
  readonly did: RememberedContributor['did'];
  readonly name: string;
  readonly email: string;
  readonly account: Account | null;
  readonly sha: string | null;
  readonly firstSeenAt: Instant;
};

/** Everybody who was seen to have a part in a pull request, in the order in which they were seen. */
export const rememberedOf = async (
  db: Queryable,
  repositoryId: number,
  pullRequest: number,
): Promise<readonly RememberedContributor[]> => {
  const { rows } = await db.query<Row>(
    `SELECT did, name, email, account, sha, first_seen_at AS "firstSeenAt" FROM contributors
     WHERE repository_id = $1 AND pull_request = $2 ORDER BY first_seen_at, did, who`,
    [repositoryId, pullRequest],
  );
  return rows.map(({ name, email, account, ...rest }) => ({
    ...rest,
    contributor: { name, email, account: toAccountFact(account, 'no GitHub account has this e-mail address') },
  }));
};
