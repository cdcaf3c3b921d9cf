import { type Tx, transaction } from '../database/database.ts';
import { toClosers, toGoverningPolicies } from '../decision/closers.ts';
import { type Fact, known, unknown } from '../decision/facts.ts';
import type { MatterReport } from '../decision/matter-report.ts';
import type { Subject } from '../decision/subject.ts';
import { toWatch } from '../decision/watch.ts';
import type { InstallationClient } from '../github/clients.ts';
import { GitHubFault } from '../github/faults.ts';
import { readGoverning } from '../github/read-governing.ts';
import { type PoliciesReading, readPolicyAt } from '../github/read-policies.ts';
import { type PushedCommit, readPushedCommits } from '../github/read-pushed-commits.ts';
import { moveTip, readTip } from '../observations/branch-tips.ts';
import { noteFoundMerges } from '../observations/merges.ts';
import { readClock } from '../observations/pull-requests.ts';
import { pushesOf } from '../observations/pushes.ts';
import { openReleasesOf } from '../observations/releases.ts';
import { coversBranch } from '../policy/covers-branch.ts';
import { enqueue, enqueueNow } from '../queue/queue.ts';
import type { Attempt } from './evaluate-pull-request.ts';
import type { House } from './house.ts';
import { isEarly, LookAgain } from './look-again.ts';
import { openFoundMatter } from './open-matter.ts';
import { toMemory } from './remember.ts';

type BranchSubject = Extract<Subject, { kind: 'branch' }>;

/**
 * Looks at what came to a branch under control since it was last looked at (F37): every commit must have come through a
 * merged pull request to such a branch, and each of those merges is judged. What came otherwise is a deviation. Where
 * looking begins, and why history is left alone: docs/merges.md.
 */
export const evaluateBranch = async (house: House, subject: BranchSubject, { attempt }: Attempt): Promise<void> => {
  const client = house.github.forInstallation(subject.installationId);
  const reading = await readGoverning(client, subject.ref, toMemory(house.database));
  const { repository } = reading.governing;
  const from = await readTip(house.database.pool, repository.id, subject.branch);
  const to = subject.after;
  if (!isWatched(reading, subject.branch, from)) {
    // What came in while nothing governed is not looked at later.
    if (from !== null) await moveTip(house.database.pool, repository.id, subject.branch, { from, to });
    return;
  }
  const start = await toStart(house, client, subject, reading, from);
  if (start === 'here') {
    await moveTip(house.database.pool, repository.id, subject.branch, { from, to });
    return;
  }
  const pushed = await readPushed(client, subject, start.base);
  await settle({ house, subject, reading, from }, pushed, attempt);
  // What came may be in a release that is being made.
  await enqueueNow(house.queue, await openReleasesOf(house.database.pool, subject.ref));
};

/** Policies that cannot be read or applied hold: they are taken to cover what was looked at, and the default branch. */
const isWatched = (
  { governing, policies, governed }: PoliciesReading,
  branch: string,
  from: string | null,
): boolean => {
  if (!governed) return false;
  const watch = toWatch(policies, governing.repository);
  if (watch === null) return from !== null || branch === governing.repository.defaultBranch;
  return coversBranch(watch, branch);
};

/**
 * The commit to look from: where looking ended. A branch that was never looked at is looked at from this push on if it
 * is one more branch of a repository under control, or if the policy stood there before the push; otherwise this push
 * may be the one that brings the policy, and looking begins with what it leaves.
 *
 * @returns `base` null: the branch is new.
 */
const toStart = async (
  house: House,
  client: InstallationClient,
  { ref, branch, before }: BranchSubject,
  { governing: { repository } }: PoliciesReading,
  from: string | null,
): Promise<'here' | { readonly base: string | null }> => {
  if (from !== null) return { base: from };
  const { defaultBranch } = repository;
  if (branch !== defaultBranch) {
    return (await readTip(house.database.pool, repository.id, defaultBranch)) === null ? 'here' : { base: before };
  }
  const earlier = before === null ? null : await readPolicyAt(client, ref, before);
  return earlier?.known === true && earlier.value !== null ? { base: before } : 'here';
};

const readPushed = async (
  client: InstallationClient,
  { ref, branch, before, after }: BranchSubject,
  base: string | null,
): Promise<Fact<readonly PushedCommit[]>> => {
  const pushed = await orUnknown(readPushedCommits(client, ref, { branch, before: base, after }));
  // After a forced push the commit where looking ended may be gone; what this push replaced is known all the same.
  return pushed.known || base === before
    ? pushed
    : orUnknown(readPushedCommits(client, ref, { branch, before, after }));
};

const orUnknown = async <T>(reading: Promise<Fact<T>>): Promise<Fact<T>> => {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof GitHubFault) || error.retryable) throw error;
    return unknown(error.message);
  }
};

type Stretch = {
  readonly house: House;
  readonly subject: BranchSubject;
  readonly reading: PoliciesReading;
  /** Where looking had ended; null: it begins. */
  readonly from: string | null;
};

const settle = async (stretch: Stretch, pushed: Fact<readonly PushedCommit[]>, attempt: number): Promise<void> => {
  const { house, reading, from } = stretch;
  const governing = toGoverningPolicies(reading.policies, reading.governing.repository.name);
  const isMergeHere = ({ mergedAt, baseBranch }: PushedCommit['pullRequests'][number]): boolean =>
    mergedAt !== null && (governing.length === 0 || governing.some(({ policy }) => coversBranch(policy, baseBranch)));
  const commits = pushed.known ? pushed.value : [];
  // A push that was told late, or that takes something back, brings nothing: what was looked at stays looked at.
  if (pushed.known && commits.length === 0 && from !== null) return;
  const strays = commits.filter(({ pullRequests }) => !pullRequests.some(isMergeHere));
  // GitHub may not yet know the pull request that a commit came through.
  if ((!pushed.known || strays.length > 0) && isEarly(attempt)) {
    throw new LookAgain('a commit came through no pull request that GitHub knows of yet');
  }
  const merges = commits.flatMap(({ pullRequests }) => pullRequests.filter(isMergeHere).map(({ number }) => number));
  if (pushed.known && strays.length === 0) {
    await transaction(house.database, (tx) => moveOn(tx, stretch, merges));
    return;
  }
  await openDeviation(stretch, pushed.known ? known(strays) : pushed, (tx) => moveOn(tx, stretch, merges));
};

/** Notes how far the branch was looked at, and has each merge on the way judged. */
const moveOn = async (tx: Tx, { house, subject, reading, from }: Stretch, merges: readonly number[]): Promise<true> => {
  const { id } = reading.governing.repository;
  if (!(await moveTip(tx, id, subject.branch, { from, to: subject.after }))) {
    throw new LookAgain('somebody else has looked at the branch in the meantime');
  }
  const { installationId, ref } = subject;
  const unjudged = await noteFoundMerges(tx, id, merges);
  await enqueue(
    house.queue,
    tx,
    unjudged.map((number): Subject => ({ kind: 'pull_request', installationId, ref: { ...ref, number } })),
  );
  return true;
};

const openDeviation = async (
  { house, subject, reading: { governing, policies } }: Stretch,
  commits: Fact<readonly PushedCommit[]>,
  settle: (tx: Tx) => Promise<boolean>,
): Promise<void> => {
  const { repository, roles } = governing;
  const { branch, after, before } = subject;
  const shas = commits.known ? commits.value.map(({ sha }) => sha) : [after];
  const pushes = await pushesOf(house.database.pool, repository.id, shas);
  const observedAt = await readClock(house.database.pool);
  const pushers = pushes.flatMap(({ pusher }) => (pusher.known ? [pusher.value] : []));
  const authors = (commits.known ? commits.value : []).flatMap(({ author: { account } }) =>
    account.known ? [account.value] : [],
  );
  const report: MatterReport = {
    kind: 'push',
    repositoryUrl: repository.url,
    branch,
    commit: after,
    at: pushes.at(-1)?.at ?? observedAt,
    commits,
    pushers: [...new Map(pushers.map((person) => [person.id, person])).values()],
    closers: toClosers(toGoverningPolicies(policies, repository.name), roles),
  };
  await openFoundMatter(
    house,
    {
      installationId: subject.installationId,
      repository,
      key: `push:${repository.id}:${before ?? 'new'}..${after}:${branch}`,
      report,
      pullRequest: null,
      record: null,
      gates: [],
      verdict: null,
      parts: new Map([...authors, ...pushers].map(({ id }) => [id, ['had a part in what was pushed']])),
      observedAt,
      facts: { branch, before, after, commits, pushes },
    },
    settle,
  );
};
