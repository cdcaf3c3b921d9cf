import type { Account, Contributor, PullRequestFacts, RememberedContributor } from './facts.ts';
import type { Missing, Sentence } from './finding.ts';
import { compareText, toActor, toCodes, toTime } from './sentence.ts';

/** Who had a part in a pull request and therefore cannot sign for it (NIST SP 800-53 AC-5). */
export type Contributors = {
  /** What each of them did, keyed by the numeric id of the account: `opened the pull request`. */
  readonly excluded: ReadonlyMap<number, Sentence>;
  /** Parts in it that cannot be laid to an account. While there is one, nobody can be shown to be independent. */
  readonly unknown: readonly Missing[];
};

/**
 * Collects opener, commit authors, co-authors, committers and pushers, now and at any earlier sight of the pull request:
 * a force-push, a rebase or a squash washes nobody out. E-mail addresses in `unattributedEmails` (lower case) may have no
 * account; GitHub's own committer on commits made on its web pages is nobody.
 */
export const toContributors = (facts: PullRequestFacts, unattributedEmails: readonly string[]): Contributors => {
  const excluded = new Map<number, Sentence>();
  const exclude = (account: Account, did: Sentence): void => {
    if (!excluded.has(account.id)) excluded.set(account.id, did);
  };
  const unknown: Missing[] = [];

  if (facts.pullRequest.author.known) exclude(facts.pullRequest.author.value, ['opened the pull request']);
  else unknown.push(missingOpener(facts, facts.pullRequest.author.reason));

  const parts = [...toPresentParts(facts), ...toRememberedParts(facts)];
  const unattributed = new Map<string, Unattributed>();
  const owners = toOwners(parts, facts);
  for (const { contributor, committer, did, sha, isEarlier } of parts) {
    const address = toAddress(contributor);
    const owner = isEarlier ? owners.get(address) : undefined;
    const account = contributor.account.known ? contributor.account.value : owner;
    if (account !== undefined) exclude(account, did);
    else if (!mayBeUnattributed(address, committer, unattributedEmails, facts)) note(unattributed, contributor, sha);
  }
  unknown.push(...[...unattributed.values()].map((entry) => missingAccount(facts, entry)));
  return { excluded, unknown: [...unknown, ...missingLists(facts), ...notePushes(facts, exclude)] };
};

/** Something that somebody did for the pull request; `sha`: null when it was no commit. */
type Part = {
  readonly contributor: Contributor;
  readonly committer: boolean;
  readonly did: Sentence;
  readonly sha: string | null;
  /** Seen once, and perhaps no more. */
  readonly isEarlier: boolean;
};

const toPresentParts = ({ commits }: PullRequestFacts): readonly Part[] =>
  (commits.known ? [...commits.value] : [])
    .sort((a, b) => compareText(a.sha, b.sha))
    .flatMap(({ sha, authors, committer }): readonly Part[] => {
      const name = { code: sha.slice(0, 7) };
      return [
        ...(authors.length === 0 ? [authorless] : authors).map((contributor, index): Part => {
          const did: Sentence = [index === 0 ? 'wrote ' : 'is a co-author of ', name];
          return { contributor, committer: false, did, sha, isEarlier: false };
        }),
        { contributor: committer, committer: true, did: ['committed ', name], sha, isEarlier: false },
      ];
    });

const verbs: Readonly<Record<RememberedContributor['did'], string>> = {
  opened: 'opened the pull request',
  authored: 'wrote ',
  'co-authored': 'is a co-author of ',
  committed: 'committed ',
  pushed: 'pushed ',
};

/** What was seen of the pull request once, though a push may have replaced it since. */
const toRememberedParts = ({ remembered }: PullRequestFacts): readonly Part[] =>
  (remembered.known ? remembered.value : []).map(({ contributor, did, sha, firstSeenAt }) => ({
    contributor,
    committer: did === 'committed',
    did: [verbs[did], ...(sha === null ? [] : [{ code: sha.slice(0, 7) }]), ', as seen at ', toTime(firstSeenAt), ','],
    sha,
    isEarlier: true,
  }));

const toAddress = ({ email }: Contributor): string => email.trim().toLowerCase();

/** GitHub lays an address to one account: what had none when it was seen earlier may have one by now. */
const toOwners = (parts: readonly Part[], facts: PullRequestFacts): ReadonlyMap<string, Account> =>
  new Map(
    parts.flatMap(({ contributor }): readonly (readonly [string, Account])[] => {
      const address = toAddress(contributor);
      const isTelling = address !== '' && !toGitHubAddresses(facts).includes(address);
      return contributor.account.known && isTelling ? [[address, contributor.account.value]] : [];
    }),
  );

/**
 * Anybody can write GitHub's address into a commit. It is taken as GitHub's only for the committer, where it hides
 * nobody: the author of the commit and whoever pushed it are excluded all the same.
 */
const mayBeUnattributed = (
  address: string,
  committer: boolean,
  unattributedEmails: readonly string[],
  facts: PullRequestFacts,
): boolean =>
  address !== '' && (unattributedEmails.includes(address) || (committer && toGitHubAddresses(facts).includes(address)));

const toGitHubAddresses = ({ repository }: PullRequestFacts): readonly string[] => [
  'noreply@github.com',
  `noreply@${URL.parse(repository.url)?.hostname ?? 'github.com'}`,
];

type Unattributed = { readonly contributor: Contributor; readonly reason: string; readonly shas: string[] };
const authorless: Contributor = { name: 'nobody', email: '', account: { known: false, reason: 'it names no author' } };
const note = (entries: Map<string, Unattributed>, contributor: Contributor, sha: string | null): void => {
  if (contributor.account.known) return;
  const key = toAddress(contributor) || contributor.name;
  const entry = entries.get(key) ?? { contributor, reason: contributor.account.reason, shas: [] };
  if (sha !== null && !entry.shas.includes(sha)) entry.shas.push(sha);
  entries.set(key, entry);
};

/** Lists that may hold more people than were read. */
const missingLists = (facts: PullRequestFacts): readonly Missing[] => {
  const { commits, remembered, pullRequest } = facts;
  const missing: Missing[] = [];
  if (!commits.known) missing.push(missingCommits(facts, commits.reason));
  else if (!commits.value.some(({ sha }) => sha === pullRequest.headSha)) {
    missing.push(missingCommits(facts, 'the head commit is not among those that were read'));
  }
  if (!remembered.known) missing.push(missingMemory(facts, remembered.reason));
  return missing;
};

const notePushes = (
  facts: PullRequestFacts,
  exclude: (account: Account, did: Sentence) => void,
): readonly Missing[] => {
  const { pushes, pullRequest } = facts;
  if (!pushes.known)
    return [missingPush(facts, ['Who pushed to this pull request is not known: ', { code: pushes.reason }, '.'])];
  const missing: Missing[] = [];
  for (const { headSha, pusher } of [...pushes.value].sort((a, b) => compareText(a.headSha, b.headSha))) {
    const sha = { code: headSha.slice(0, 7) };
    if (pusher.known) exclude(pusher.value, ['pushed ', sha]);
    // Another push of the same commit that has a name is no help: a branch can be set back to what it was.
    else missing.push(missingPush(facts, ['Who pushed ', sha, ' is not known: ', { code: pusher.reason }, '.']));
  }
  if (!pushes.value.some(({ headSha }) => headSha === pullRequest.headSha)) {
    const sha = { code: pullRequest.headSha.slice(0, 7) };
    missing.push(missingPush(facts, ['Who pushed the head commit ', sha, ' is not known.']));
  }
  return missing;
};

const consequence = ' Until it is known, nobody can be shown to be independent of this pull request.';

const missingOpener = (facts: PullRequestFacts, reason: string): Missing => ({
  what: ['Who opened this pull request is not known: ', { code: reason }, '.', consequence],
  who: ['Anybody who may push to the repository'],
  how: ['Open the pull request anew from an account that exists.'],
  link: facts.pullRequest.url,
});

const missingCommits = (facts: PullRequestFacts, reason: string): Missing => ({
  what: ['The list of commits is not known to be whole: ', { code: reason }, '.', consequence],
  who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
  how: ['Split a pull request of more than 250 commits; otherwise press ', { code: 'Re-run' }, ' on the check.'],
  link: `${facts.pullRequest.url}/commits`,
});

const missingMemory = (facts: PullRequestFacts, reason: string): Missing => ({
  what: ['Who had a part in this pull request earlier is not known: ', { code: reason }, '.', consequence],
  who: ['Anybody who may see the check'],
  how: ['Press ', { code: 'Re-run' }, ' on the check.'],
  link: facts.pullRequest.url,
});

const missingAccount = (facts: PullRequestFacts, { contributor, reason, shas }: Unattributed): Missing => ({
  what: [
    ...toCommits(shas),
    ' by ',
    { code: `${contributor.name} <${contributor.email}>` },
    ' cannot be laid to an account: ',
    { code: reason },
    '.',
    consequence,
  ],
  who: ['The person who made the commits, or ', toActor(facts.pullRequest.author, 'the author of the pull request')],
  how: [
    'Add the address to that person’s GitHub account, and push a commit under it if there is none any more; or open a new pull request from a new branch, with commits under an address that has an account, since whoever had a part in this one stays one of its contributors; or, for a build user, name the address under ',
    { code: 'contributors: unattributed_emails' },
    ' in the policy.',
  ],
  link: `${facts.pullRequest.url}/commits`,
});

const toCommits = (shas: readonly string[]): Sentence => {
  if (shas.length === 0) return ['What was done'];
  return [shas.length === 1 ? 'Commit ' : 'Commits ', ...toCodes(shas.map((sha) => sha.slice(0, 7)))];
};

const missingPush = (facts: PullRequestFacts, what: Sentence): Missing => ({
  what: [...what, consequence],
  who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
  how: [
    'Push again, an empty commit is enough. If it still is not known then, open a new pull request from a new branch.',
  ],
  link: facts.pullRequest.url,
});
