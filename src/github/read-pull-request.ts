import { type Fact, type Instant, known, type PullRequestFacts, unknown } from '../decision/facts.ts';
import type { IssueRef } from '../records/reference.ts';
import { type HeadCommitAnswer, type PolicyHomeAnswer, type PullRequestAnswer, pullRequestAnswer } from './answers.ts';
import { checkName, type ExistingCheckRun, findCheckRun, toExistingCheckRun } from './check-run.ts';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { type Gathered, gather } from './gather.ts';
import { ask } from './graphql.ts';
import type { Memory } from './memory.ts';
import { type MissingParts, placeErrors, toFirstReason } from './place-errors.ts';
import { policyPath } from './policy-path.ts';
import { pullRequestQuery } from './queries.ts';
import { type PolicyReading, readPolicy } from './read-policy.ts';
import { readPushes } from './read-pushes.ts';
import { toAccount } from './to-account.ts';
import { toCommits } from './to-commits.ts';

/** Everything that a verdict on a pull request needs, and what its writing needs besides. */
export type PullRequestReading = {
  readonly facts: PullRequestFacts;
  /** What the policy file says; null when there is none, or when it could not be read (`facts.policyFile` says which). */
  readonly policy: PolicyReading['policy'];
  /** Our check run on the head commit. */
  readonly checkRun: ExistingCheckRun | null;
  /** Numbers of the other open pull requests with this head: a check belongs to the commit, so it speaks for them too. */
  readonly headSharers: Fact<readonly number[]>;
};

/**
 * Reads a pull request with its policy, its linked issues and our check run. One request, once teams are remembered;
 * more only for what did not fit, for issues that only a trailer names, and for a head whose push nobody reported.
 * Whatever is cut off, unreadable or unattributable comes back unknown, with the reason.
 *
 * @throws GitHubFault: `not-found` when there is no such pull request for us; retryable when GitHub gave no usable answer.
 */
export const readPullRequest = async (
  client: InstallationClient,
  ref: IssueRef,
  memory: Memory,
): Promise<PullRequestReading> => {
  const what = `reading ${ref.owner}/${ref.name}#${ref.number}`;
  const { home, pullRequest, missing, observedAt } = await readAnswer(client, what, ref);
  const reading = await readPolicy(client, home, missing.policy, memory);
  const governed = !reading.policyFile.known || reading.policyFile.value !== null;
  // Where no policy is, nothing is claimed, and no request is spent on the rest.
  const gathered = governed ? await gather(client, what, ref, pullRequest, missing) : notRead;
  const commits = toCommits(gathered.commits, pullRequest.headRefOid);
  const pushes = governed
    ? await readPushes(client, home.databaseId, toHead(pullRequest, commits), memory)
    : unknown('the repository has no policy');
  return {
    facts: { ...toFacts(home, pullRequest, reading, observedAt), commits, pushes, links: gathered.links },
    policy: reading.policy,
    checkRun: await readCheckRun(client, ref, pullRequest, missing),
    headSharers: toHeadSharers(home.databaseId, pullRequest, missing),
  };
};

const notRead: Gathered = {
  commits: { nodes: [], totalCount: 0, next: null, problem: 'the repository has no policy' },
  links: unknown('the repository has no policy'),
};

type FullAnswer = {
  readonly home: PolicyHomeAnswer;
  readonly pullRequest: PullRequestAnswer;
  readonly missing: MissingParts;
  readonly observedAt: Instant;
};

const readAnswer = async (client: InstallationClient, what: string, ref: IssueRef): Promise<FullAnswer> => {
  const { owner, name, number } = ref;
  const variables = { owner, name, number, policyPath, appId: client.appId, checkName };
  // Before asking: of two readings that overlap, the one that was asked for later is the newer.
  const observedAt = new Date().toISOString();
  const { data, errors } = await ask(client, what, pullRequestAnswer, pullRequestQuery, variables);
  const missing = placeErrors(what, errors);
  const pullRequest = data.repository?.pullRequest;
  // Had it not been there, GitHub would have said so, and `placeErrors` would have thrown.
  if (data.repository === null || !pullRequest) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
  const total = pullRequest.commits.totalCount;
  const cut = total >= mostListedCommits ? await readCutOff(client, what, ref, total) : null;
  return { home: data.repository, pullRequest, missing: { ...missing, commits: missing.commits ?? cut }, observedAt };
};

/** GitHub lists at most so many commits of a pull request, and may count no more than it lists. */
const mostListedCommits = 250;

const readCutOff = async (
  client: InstallationClient,
  what: string,
  { owner, name, number }: IssueRef,
  listed: number,
): Promise<string | null> => {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
  const { data } = await attempt(what, () => client.octokit.request(route, { owner, repo: name, pull_number: number }));
  return data.commits === listed ? null : `GitHub lists ${listed} of ${data.commits}`;
};

const toFacts = (
  home: PolicyHomeAnswer,
  pullRequest: PullRequestAnswer,
  { policyFile, roles }: PolicyReading,
  observedAt: Instant,
): Omit<PullRequestFacts, 'commits' | 'pushes' | 'links'> => ({
  subject: 'pull_request',
  observedAt,
  repository: {
    id: home.databaseId,
    owner: home.owner.login,
    name: home.name,
    url: home.url,
    defaultBranch: home.defaultBranchRef?.name ?? '',
  },
  policyFile,
  roles,
  pullRequest: {
    number: pullRequest.number,
    url: pullRequest.url,
    title: pullRequest.title,
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[pullRequest.state],
    draft: pullRequest.isDraft,
    createdAt: pullRequest.createdAt,
    author: toAccount(pullRequest.author),
    baseBranch: pullRequest.baseRefName,
    headSha: pullRequest.headRefOid,
    mergedAt: null,
  },
  // Read by nobody yet.
  baselineFile: known(null),
  authorityFile: known(null),
  witnessed: known([]),
  files: known([]),
  reviews: known([]),
  checks: known([]),
  remembered: known([]),
  origins: known([]),
  openMatters: known([]),
});

const toHead = (
  { headRefOid, headRefName, headRepository }: PullRequestAnswer,
  commits: PullRequestFacts['commits'],
) => ({
  sha: headRefOid,
  branch: headRefName,
  repository: headRepository === null ? null : { owner: headRepository.owner.login, name: headRepository.name },
  shas: commits.known ? commits.value.map((commit) => commit.sha) : [],
});

/** The commit that GitHub showed as the head, if it is the head. */
const toHeadCommit = ({ head, headRefOid }: PullRequestAnswer, missing: MissingParts): HeadCommitAnswer | null => {
  const commit = head.nodes?.[0]?.commit ?? null;
  return missing.head === null && commit?.oid === headRefOid ? commit : null;
};

const readCheckRun = (
  client: InstallationClient,
  ref: IssueRef,
  pullRequest: PullRequestAnswer,
  missing: MissingParts,
): Promise<ExistingCheckRun | null> => {
  const head = toHeadCommit(pullRequest, missing);
  const shown = head === null ? 'unreadable' : toExistingCheckRun(head);
  return shown === 'unreadable' ? findCheckRun(client, ref, pullRequest.headRefOid) : Promise.resolve(shown);
};

const toHeadSharers = (
  repositoryId: number,
  pullRequest: PullRequestAnswer,
  missing: MissingParts,
): Fact<readonly number[]> => {
  const what = 'other pull requests with this head';
  const shown = toHeadCommit(pullRequest, missing)?.associatedPullRequests;
  if (!shown?.nodes) return unknown(`${what} could not be read${missing.head === null ? '' : `: ${missing.head}`}`);
  const all = shown.nodes.filter((node) => node !== null);
  if (all.length !== shown.totalCount)
    return unknown(`GitHub counts ${shown.totalCount} ${what} and shows ${all.length}`);
  return known(
    all
      .filter((one) => one.state === 'OPEN' && one.headRefOid === pullRequest.headRefOid)
      .filter((one) => one.baseRepository?.databaseId === repositoryId && one.number !== pullRequest.number)
      .map((one) => one.number),
  );
};
