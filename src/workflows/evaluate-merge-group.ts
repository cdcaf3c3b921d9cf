import { transaction } from '../database/database.ts';
import { decide } from '../decision/decide.ts';
import { type ExplainedMember, explainMergeGroup } from '../decision/explain-merge-group.ts';
import { type Fact, type Instant, known, unknown } from '../decision/facts.ts';
import type { MergeGroup } from '../decision/subject.ts';
import { toWatch } from '../decision/watch.ts';
import { digestOf } from '../evidence/canonical-json.ts';
import { type DecidedGroup, type GroupMember, toMergeGroupStatement } from '../evidence/merge-group-statement.ts';
import { findCheckRun } from '../github/check-run.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { readGoverning } from '../github/read-governing.ts';
import { readMergeGroup } from '../github/read-merge-group.ts';
import { type PullRequestReading, readPullRequest } from '../github/read-pull-request.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { forgetMergeGroup, isDissolved, noteMergeGroup, pullRequestsOfGroup } from '../observations/merge-groups.ts';
import { headSharers, type PullRequestSubject, readClock } from '../observations/pull-requests.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { coversBranch } from '../policy/covers-branch.ts';
import { appendEvidence } from './append-evidence.ts';
import { type Attempt, isOvertaken } from './evaluate-pull-request.ts';
import type { House } from './house.ts';
import { isEarly, LookAgain } from './look-again.ts';
import { rememberSight, toMemory } from './remember.ts';
import { show } from './show.ts';
import { withdraw } from './withdraw.ts';

/** A pull request can be opened on any commit, a group's too: it would find the check satisfied. */
const givenUp: CheckRunOutput = {
  conclusion: 'action_required',
  title: 'Withdrawn: the merge queue has given this commit up',
  summary:
    'The merge queue made this commit to try it out, and does so no longer. The release was meant for the queue alone, and what it stood on is not watched any more. What is put into the queue again gets a commit of its own.',
};

/**
 * Judges what a merge queue tries out (F33): reads every pull request of the group afresh and decides, keeps the evidence
 * of each and of the group, and shows the verdict on the group's head commit. A group that cannot be resolved is held,
 * once it is plain that GitHub will not say more in a moment; so is one of which a pull request cannot be read.
 */
export const evaluateMergeGroup = async (
  house: House,
  group: MergeGroup,
  { attempt, signal }: Attempt,
): Promise<void> => {
  if (await isDissolved(house.database.pool, group)) {
    await withdraw(house, group, givenUp);
    return;
  }
  const client = house.github.forInstallation(group.installationId);
  const numbers = await resolve(house, client, group);
  if (!numbers.known) {
    if (isEarly(attempt)) throw new LookAgain(`a merge group is not resolved yet: ${numbers.reason}`);
    if (!(await isGoverned(house, client, group))) return;
    await publish(house, client, group, numbers);
    return;
  }
  const readAll = async (numbers: readonly number[]): Promise<readonly ReadMember[]> => {
    const read: ReadMember[] = [];
    for (const number of numbers) {
      signal.throwIfAborted();
      read.push(await readMember(house, client, group, number));
    }
    return read;
  };
  const own = await readAll(numbers.value);
  if (own.some(({ reading }) => reading?.facts.pullRequest.state === 'merged')) {
    // All of a group is merged or nothing: it needs no verdict any more.
    await forgetMergeGroup(house.database.pool, group);
    return;
  }
  const read = [...own, ...(await readAll(await findAlongside(house, group, own))).filter(isAlongside(group, own))];
  const members: JudgedMember[] = [];
  for (const member of read) members.push(await judgeMember(house, member));
  if (members.every(({ outcome }) => outcome === 'not-governed')) return;
  await noteMergeGroup(house.database.pool, group, numbers.value);
  // From here on whatever changes a verdict has the group judged again; what changed one before that must be seen now.
  for (const { subject, askedAt } of read) await throwIfOvertaken(house, subject, askedAt);
  signal.throwIfAborted();
  await publish(house, client, group, known(members));
};

/** Which pull requests a group holds never changes: what was learned once is not asked again. */
const resolve = async (
  house: House,
  client: InstallationClient,
  group: MergeGroup,
): Promise<Fact<readonly number[]>> => {
  const noted = await pullRequestsOfGroup(house.database.pool, group);
  if (noted !== null) return known(noted);
  const { pullRequests } = await readMergeGroup(client, group.ref, group);
  return pullRequests.known && pullRequests.value.length === 0 ? unknown('it holds none') : pullRequests;
};

/** Whether anything is claimed about the branch that the group goes to, as far as the policies can be read. */
const isGoverned = async (
  house: House,
  client: InstallationClient,
  { ref, baseBranch }: MergeGroup,
): Promise<boolean> => {
  const { governed, inForce, policies, governing } = await readGoverning(client, ref, toMemory(house.database));
  if (!governed) return false;
  const isPlain = toWatch(policies, governing.repository) !== null;
  return !isPlain || inForce.some((policy) => coversBranch(policy, baseBranch));
};

type ReadMember = {
  readonly number: number;
  readonly subject: PullRequestSubject;
  readonly askedAt: Instant;
  /** Null: it cannot be read, for `reason`. */
  readonly reading: Pick<PullRequestReading, 'facts' | 'policies' | 'headSharers'> | null;
  readonly reason: string;
};

const readMember = async (
  house: House,
  client: InstallationClient,
  { installationId, ref: { owner, name } }: MergeGroup,
  number: number,
): Promise<ReadMember> => {
  const subject: PullRequestSubject = { kind: 'pull_request', installationId, ref: { owner, name, number } };
  const askedAt = await readClock(house.database.pool);
  try {
    const { facts, policies, headSharers } = await readPullRequest(client, subject.ref, toMemory(house.database), {
      observedAt: askedAt,
    });
    const sight = await rememberSight(house.database, facts, policies, askedAt);
    await throwIfOvertaken(house, subject, askedAt);
    return { number, subject, askedAt, reading: { facts: sight, policies, headSharers }, reason: '' };
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    return { number, subject, askedAt, reading: null, reason: error.message };
  }
};

/**
 * The other open pull requests on the head of one of the group. GitHub takes those to the same branch for merged as soon
 * as their commit is on it: what is held must not come in with what is released.
 */
const findAlongside = async (
  house: House,
  { ref }: MergeGroup,
  own: readonly ReadMember[],
): Promise<readonly number[]> => {
  const found = new Set<number>();
  for (const { reading } of own) {
    if (reading === null) continue;
    const noted = await headSharers(house.database.pool, ref, reading.facts.pullRequest.headSha);
    for (const { subject } of noted) found.add(subject.ref.number);
    for (const number of reading.headSharers.known ? reading.headSharers.value : []) found.add(number);
  }
  return [...found].filter((number) => !own.some((member) => member.number === number)).sort((a, b) => a - b);
};

const isAlongside =
  ({ baseBranch }: MergeGroup, own: readonly ReadMember[]) =>
  ({ reading }: ReadMember): boolean => {
    if (reading === null) return true;
    const { state, headSha, baseBranch: target } = reading.facts.pullRequest;
    const heads = own.map((member) => member.reading?.facts.pullRequest.headSha);
    return state === 'open' && target === baseBranch && heads.includes(headSha);
  };

/** A green of the group must not stand on a reading that is older than one that was judged already. */
const throwIfOvertaken = async (house: House, subject: PullRequestSubject, askedAt: Instant): Promise<void> => {
  if (await isOvertaken(house, subject, askedAt))
    throw new LookAgain('a pull request of the group was judged meanwhile');
};

type JudgedMember = ExplainedMember & GroupMember;

/** Decides on one of the group, and commits the statement about it; the same again adds nothing. */
const judgeMember = async (house: House, { number, subject, reading, reason }: ReadMember): Promise<JudgedMember> => {
  if (reading === null) {
    return { number, verdict: unknown(reason), statementDigest: null, headSha: null, outcome: 'unreadable' };
  }
  const { facts, policies } = reading;
  const verdict = decide(facts, policies);
  const evidence = await appendEvidence(house, subject, facts, verdict);
  if (verdict.outcome === 'released' && !reading.headSharers.known) {
    // Somebody may come in with it who is held.
    const doubt = unknown(`which other pull requests have its head is not known: ${reading.headSharers.reason}`);
    const statementDigest = evidence?.statementDigest ?? null;
    return { number, verdict: doubt, statementDigest, headSha: facts.pullRequest.headSha, outcome: 'unreadable' };
  }
  return {
    number,
    verdict: known(verdict),
    statementDigest: evidence?.statementDigest ?? null,
    headSha: facts.pullRequest.headSha,
    // What was closed, or made a draft, while it was in the queue may not be merged with it.
    outcome: facts.pullRequest.state === 'open' && !facts.pullRequest.draft ? verdict.outcome : 'held',
  };
};

const publish = async (
  house: House,
  client: InstallationClient,
  group: MergeGroup,
  members: Fact<readonly JudgedMember[]>,
): Promise<void> => {
  const { ref, headSha } = group;
  const repositoryUrl = `${house.webUrl}/${ref.owner}/${ref.name}`;
  const outcome = members.known && members.value.every((member) => isReleased(member)) ? 'released' : 'held';
  const stated: DecidedGroup = {
    group,
    repositoryUrl,
    observedAt: await readClock(house.database.pool),
    outcome,
    members: members.known ? known(members.value.map(toStated)) : members,
    tool: house.tool,
  };
  const statement = toMergeGroupStatement(stated);
  const { entry } = await house.ledger.append({
    repository: ref,
    subjectKey: statement.predicate.subjectKey,
    inputDigest: digestOf([outcome, stated.members, house.tool]),
    statement,
    facts: stated.members,
  });
  const evidence = { statementDigest: entry.statementDigest, ledgerEntry: entry.seq };
  const output = explainMergeGroup({ outcome, members, evidence }, repositoryUrl);
  await transaction(house.database, async (tx) => {
    await lockHead(tx, ref, headSha);
    await show(house, tx, { client, repository: ref, headSha }, await findCheckRun(client, ref, headSha), output);
  });
};

const isReleased = ({ outcome }: GroupMember): boolean => outcome === 'released' || outcome === 'not-governed';

const toStated = ({ number, headSha, outcome, statementDigest }: GroupMember): GroupMember => ({
  number,
  headSha,
  outcome,
  statementDigest,
});
