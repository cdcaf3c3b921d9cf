import type { Account, Contributor, PullRequestFacts, RememberedContributor } from './facts.ts';
import { known } from './facts.ts';

/**
 * Everybody whom the facts show to have a part in the pull request, for whoever remembers it when a later push has
 * replaced their commits (F23). Lists that are not known whole show nobody; a pusher whom nobody can name is left out,
 * since receipts of pushes are kept for themselves.
 */
export const toSeenContributors = (facts: PullRequestFacts): readonly RememberedContributor[] => {
  const firstSeenAt = facts.observedAt;
  const { author } = facts.pullRequest;
  const opened = author.known ? [{ did: 'opened' as const, sha: null, contributor: toContributor(author.value) }] : [];
  const commits = facts.commits.known ? facts.commits.value : [];
  const pushes = facts.pushes.known ? facts.pushes.value : [];
  return [
    ...opened,
    ...commits.flatMap(({ sha, authors, committer }) => [
      ...authors.map((contributor, index) => ({
        did: index === 0 ? ('authored' as const) : ('co-authored' as const),
        sha,
        contributor,
      })),
      { did: 'committed' as const, sha, contributor: committer },
    ]),
    ...pushes.flatMap(({ headSha, pusher }) =>
      pusher.known ? [{ did: 'pushed' as const, sha: headSha, contributor: toContributor(pusher.value) }] : [],
    ),
  ].map((seen): RememberedContributor => ({ ...seen, firstSeenAt }));
};

/** An account by itself, of which no address is known. */
const toContributor = (account: Account): Contributor => ({
  name: account.name ?? account.login,
  email: '',
  account: known(account),
});
