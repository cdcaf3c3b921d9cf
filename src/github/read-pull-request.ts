import { type Fact, type Instant, known, type PolicyFile, type PullRequestFacts, unknown } from '../decision/facts.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import { authorityPath } from '../policy/authority.ts';
import { baselinePath, policyPath } from '../policy/policy-files.ts';
import type { IssueRef } from '../records/reference.ts';
import { type HeadCommitAnswer, type PullRequestAnswer, pullRequestAnswer } from './answers.ts';
import { toAsked } from './asked.ts';
import { checkName, type ExistingCheckRun, findCheckRun, toExistingCheckRun } from './check-run.ts';
import type { InstallationClient } from './clients.ts';
import { attempt, GitHubFault } from './faults.ts';
import { gather } from './gather.ts';
import { ask } from './graphql.ts';
import type { Memory } from './memory.ts';
import { type MissingParts, placeErrors, toFirstReason } from './place-errors.ts';
import { pullRequestQuery } from './queries.ts';
import { readFiles } from './read-files.ts';
import { type Governing, type HomeParts, type PoliciesReading, readPolicies } from './read-policies.ts';
import { readPushes } from './read-pushes.ts';
import { recallLinks } from './recall.ts';
import { toAccount } from './to-account.ts';
import { toActs } from './to-acts.ts';
import { toChecks } from './to-checks.ts';
import { toCommits } from './to-commits.ts';
import { toRequiringRules } from './to-enforcement.ts';
import { toReviews } from './to-reviews.ts';

/** Everything that a verdict on a pull request needs, and what its writing needs besides. */
export type PullRequestReading = {
  readonly facts: PullRequestFacts;
  /** GraphQL id of the pull request. */
  readonly nodeId: string;
  /** What the files among the facts say. */
  readonly policies: Policies;
  /** Our check run on the head commit. */
  readonly checkRun: ExistingCheckRun | null;
  /** Numbers of the other open pull requests with this head: a check belongs to the commit, so it speaks for them too. */
  readonly headSharers: Fact<readonly number[]>;
};

export type ReadingOptions = {
  /** A policy to judge by instead of the repository's own, to see what would come of it. */
  readonly proposed?: PolicyFile | null;
  /** When it is asked, by the clock that all processes share: of two readings the one asked for later is the newer. */
  readonly observedAt?: Instant;
};

/**
 * Reads a pull request with its policies, its linked issues and our check run. One request, once teams are remembered;
 * more only for what did not fit, for issues that only a text names, for files that were moved, and for a head whose push
 * nobody reported. Whatever is cut off, unreadable or unattributable comes back unknown, with the reason.
 *
 * @throws GitHubFault: `not-found` when there is no such pull request for us; retryable when GitHub gave no usable answer.
 */
export const readPullRequest = async (
  client: InstallationClient,
  ref: IssueRef,
  memory: Memory,
  { proposed = null, observedAt = new Date().toISOString() }: ReadingOptions = {},
): Promise<PullRequestReading> => {
  const what = `reading ${ref.owner}/${ref.name}#${ref.number}`;
  const answer = await readAnswer(client, what, ref, observedAt);
  const { home, pullRequest, missing } = answer;
  const reading = await readPolicies(client, answer, memory, proposed);
  const { governing, policies } = reading;
  // Where nothing governs, nothing is claimed, and no request is spent on the rest.
  const rest = reading.governed ? await readRest({ client, what, ref, memory }, answer, reading) : notRead;
  return {
    facts: { subject: 'pull_request', ...governing, ...toShown(answer), ...rest },
    nodeId: pullRequest.id,
    policies,
    checkRun: await readCheckRun(client, ref, pullRequest, missing),
    headSharers: toHeadSharers(home.databaseId, pullRequest, missing),
  };
};

type Rest = Omit<PullRequestFacts, 'subject' | 'observedAt' | 'pullRequest' | keyof Governing>;

const ungoverned = unknown('neither a policy nor a baseline governs the repository');
const notRead: Rest = {
  witnessed: ungoverned,
  files: ungoverned,
  reviews: ungoverned,
  checks: ungoverned,
  remembered: ungoverned,
  origins: ungoverned,
  openMatters: ungoverned,
  enforcement: ungoverned,
  commits: ungoverned,
  pushes: ungoverned,
  links: ungoverned,
};

type FullAnswer = HomeParts & {
  readonly pullRequest: PullRequestAnswer;
  readonly missing: MissingParts;
  readonly observedAt: Instant;
};

const readAnswer = async (
  client: InstallationClient,
  what: string,
  ref: IssueRef,
  observedAt: Instant,
): Promise<FullAnswer> => {
  const variables = { ...ref, policyPath, authorityPath, baselinePath, appId: client.appId, checkName };
  const { data, errors } = await ask(client, what, pullRequestAnswer, pullRequestQuery, variables);
  const missing = placeErrors(what, errors);
  const pullRequest = data.repository?.pullRequest;
  // Had it not been there, GitHub would have said so, and `placeErrors` would have thrown.
  if (data.repository === null || !pullRequest) throw new GitHubFault('invalid-answer', what, toFirstReason(errors));
  const total = pullRequest.commits.totalCount;
  const cut = total >= mostListedCommits ? await readCutOff(client, what, ref, total) : null;
  return {
    home: data.repository,
    baseline: data.baseline,
    pullRequest,
    missing: { ...missing, commits: missing.commits ?? cut },
    observedAt,
  };
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

type Errand = {
  readonly client: InstallationClient;
  readonly what: string;
  readonly ref: IssueRef;
  readonly memory: Memory;
};

const notAsked = unknown('no policy asks for it');

/** Everything that takes further requests, or our memory. */
const readRest = async (
  { client, what, ref, memory }: Errand,
  { home, pullRequest, missing, observedAt }: FullAnswer,
  { governing: { repository }, inForce }: PoliciesReading,
): Promise<Rest> => {
  const asked = toAsked(inForce);
  const gathered = await gather(client, what, ref, { pullRequest, missing }, asked);
  const commits = toCommits(gathered.commits, pullRequest.headRefOid);
  const [links, files, pushes, remembered, openMatters] = await Promise.all([
    recallLinks({ memory, what, observedAt }, gathered.links),
    asked.files ? readFiles(client, what, ref, pullRequest, missing.files) : notAsked,
    readPushes(client, home.databaseId, toHead(pullRequest, commits), memory),
    memory.rememberedOf(home.databaseId, pullRequest.number),
    memory.openMattersOf(repository),
  ]);
  const reviews = asked.reviews ? toReviews(gathered.reviews) : notAsked;
  const issues = links.known ? links.value.map(({ issue }) => issue) : [];
  const witnessed = await memory.witnessedOf(home.databaseId, toActs(issues, reviews));
  return {
    commits,
    links,
    origins: gathered.origins,
    files,
    reviews,
    checks: asked.checks ? toChecks(gathered.checks, client.appId) : notAsked,
    pushes,
    witnessed: known(witnessed),
    remembered: known(remembered),
    openMatters: known(openMatters),
    enforcement: toRequiringRules(pullRequest.baseRef, missing.rules, client.appId),
  };
};

const toShown = ({ pullRequest, observedAt }: FullAnswer): Pick<PullRequestFacts, 'observedAt' | 'pullRequest'> => ({
  observedAt,
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
    mergedAt: pullRequest.mergedAt,
  },
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
