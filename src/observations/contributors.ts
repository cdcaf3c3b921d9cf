import { createHash } from 'node:crypto';
import type { Queryable } from '../database/database.ts';
import type { Account, Contributor, Instant, RememberedContributor } from '../decision/facts.ts';
import { toAccountFact, toStorable, toStoredAccount } from './storable.ts';

/**
 * Keeps who had a part in a pull request, as first seen: each person once a kind of part and an address, so that a forced
 * push washes nobody out (F23). Nothing is changed later: whoever was unknown under an address and has an account by now
 * stands in two rows, and whoever reads both can tell.
 */
export const noteContributors = async (
  db: Queryable,
  repositoryId: number,
  pullRequest: number,
  contributors: readonly RememberedContributor[],
): Promise<void> => {
  if (contributors.length === 0) return;
  await db.query(
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

/** Digests keep the key short: an address in git is as long as somebody likes. */
const toWho = ({ account, email, name }: Contributor): string => {
  const address = toStorable(email).trim().toLowerCase();
  const digest = createHash('sha256').update(address === '' && !account.known ? name : address);
  return `${account.known ? account.value.id : 'nobody'}:${digest.digest('hex')}`;
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
