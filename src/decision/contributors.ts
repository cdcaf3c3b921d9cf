import type { Account, Commit, Contributor, PullRequestFacts } from './facts.ts';
import type { Missing, Sentence } from './finding.ts';
import { compareText, toActor, toCodes } from './sentence.ts';

/** Who had a part in a pull request and therefore cannot sign for it (NIST SP 800-53 AC-5). */
export type Contributors = {
  /** What each of them did, keyed by the numeric id of the account: `opened the pull request`. */
  readonly excluded: ReadonlyMap<number, Sentence>;
  /** Parts in it that cannot be laid to an account. While there is one, nobody can be shown to be independent. */
  readonly unknown: readonly Missing[];
};

/**
 * Collects opener, commit authors, co-authors, committers and pushers. E-mail addresses in `unattributedEmails` (lower
 * case) may have no account; GitHub's own committer on commits made on its web pages is nobody.
 */
export const toContributors = (facts: PullRequestFacts, unattributedEmails: readonly string[]): Contributors => {
  const excluded = new Map<number, Sentence>();
  const exclude = (account: Account, did: Sentence): void => {
    if (!excluded.has(account.id)) excluded.set(account.id, did);
  };
  const unknown: Missing[] = [];

  if (facts.pullRequest.author.known) exclude(facts.pullRequest.author.value, ['opened the pull request']);
  else unknown.push(missingOpener(facts, facts.pullRequest.author.reason));

  if (!facts.commits.known) unknown.push(missingCommits(facts, facts.commits.reason));
  else {
    const unattributed = new Map<string, Unattributed>();
    for (const commit of [...facts.commits.value].sort((a, b) => compareText(a.sha, b.sha))) {
      if (commit.authors.length === 0) note(unattributed, authorless, commit.sha);
      for (const { contributor, did } of toParts(commit)) {
        if (contributor.account.known) exclude(contributor.account.value, did);
        else if (!mayBeUnattributed(contributor, unattributedEmails, facts))
          note(unattributed, contributor, commit.sha);
      }
    }
    unknown.push(...[...unattributed.values()].map((entry) => missingAccount(facts, entry)));
    if (!facts.commits.value.some(({ sha }) => sha === facts.pullRequest.headSha)) {
      unknown.push(missingCommits(facts, 'the head commit is not among those that were read'));
    }
  }
  unknown.push(...notePushes(facts, exclude));
  return { excluded, unknown };
};

type Part = { readonly contributor: Contributor & { readonly committer: boolean }; readonly did: Sentence };
const toParts = (commit: Commit): readonly Part[] => [
  ...commit.authors.map((author, index) => ({
    contributor: { ...author, committer: false },
    did: [index === 0 ? 'wrote ' : 'is a co-author of ', { code: commit.sha.slice(0, 7) }],
  })),
  { contributor: { ...commit.committer, committer: true }, did: ['committed ', { code: commit.sha.slice(0, 7) }] },
];

/**
 * Anybody can write GitHub's address into a commit. It is taken as GitHub's only for the committer, where it hides
 * nobody: the author of the commit and whoever pushed it are excluded all the same.
 */
const mayBeUnattributed = (
  { email, committer }: Part['contributor'],
  unattributedEmails: readonly string[],
  facts: PullRequestFacts,
): boolean => {
  const address = email.trim().toLowerCase();
  if (address === '') return false;
  const ofGitHub = ['noreply@github.com', `noreply@${URL.parse(facts.repository.url)?.hostname ?? 'github.com'}`];
  return unattributedEmails.includes(address) || (committer && ofGitHub.includes(address));
};

type Unattributed = { readonly contributor: Contributor; readonly reason: string; readonly shas: string[] };
const authorless: Contributor = { name: 'nobody', email: '', account: { known: false, reason: 'it names no author' } };
const note = (entries: Map<string, Unattributed>, contributor: Contributor, sha: string): void => {
  if (contributor.account.known) return;
  const key = contributor.email.trim().toLowerCase() || contributor.name;
  const entry = entries.get(key) ?? { contributor, reason: contributor.account.reason, shas: [] };
  if (!entry.shas.includes(sha)) entry.shas.push(sha);
  entries.set(key, entry);
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

const missingAccount = (facts: PullRequestFacts, { contributor, reason, shas }: Unattributed): Missing => ({
  what: [
    shas.length === 1 ? 'Commit ' : 'Commits ',
    ...toCodes(shas.map((sha) => sha.slice(0, 7))),
    ' by ',
    { code: `${contributor.name} <${contributor.email}>` },
    ' cannot be laid to an account: ',
    { code: reason },
    '.',
    consequence,
  ],
  who: ['The person who made the commits, or ', toActor(facts.pullRequest.author, 'the author of the pull request')],
  how: [
    'Add the address to that person’s GitHub account; or rewrite the commits under an address that has an account; or, for a build user, name it under ',
    { code: 'contributors: unattributed_emails' },
    ' in the policy.',
  ],
  link: `${facts.pullRequest.url}/commits`,
});

const missingPush = (facts: PullRequestFacts, what: Sentence): Missing => ({
  what: [...what, consequence],
  who: [toActor(facts.pullRequest.author, 'The author of the pull request')],
  how: [
    'Push again, an empty commit is enough. If it still is not known then, open a new pull request from a new branch.',
  ],
  link: facts.pullRequest.url,
});
