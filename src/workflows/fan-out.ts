import { judgeCommands } from '../decision/judge-commands.ts';
import { toReleaseTag } from '../decision/release/release-tag.ts';
import { toTagRemark } from '../decision/release/remark.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import { GitHubFault } from '../github/faults.ts';
import { readOpenPullRequests, readRepositories } from '../github/read-lists.ts';
import { type RecordReading, readRecord } from '../github/read-record.ts';
import { unjudgedDeploymentsOf } from '../observations/deployments.ts';
import { forgetMatterIssue, matterOfIssue, openMattersOf } from '../observations/matters.ts';
import {
  type KnownPullRequest,
  pullRequestsOf,
  pullRequestsOnIssuesOf,
  readClock,
} from '../observations/pull-requests.ts';
import { openReleasesOf } from '../observations/releases.ts';
import { readWatch } from '../observations/watches.ts';
import { enqueueNow } from '../queue/queue.ts';
import { answerCommands } from './answer-commands.ts';
import { followMatter } from './follow-matter.ts';
import type { House } from './house.ts';
import { isEarly } from './look-again.ts';
import { remarkOnRecords } from './remark-on-records.ts';
import { rememberRecord, toMemory } from './remember.ts';
import { findUnannouncedTags } from './scan-tags.ts';
import { trackMatters } from './track-matters.ts';

type Of<Kind extends Subject['kind']> = Extract<Subject, { kind: Kind }>;

/**
 * An issue may have changed: evaluates every pull request that hangs on it, in whatever repository, and answers the
 * commands on it. Those of our own index go first, since they do not depend on GitHub's answer.
 */
export const evaluateRecord = async (house: House, subject: Of<'record'>, attempt: number): Promise<void> => {
  const { pool } = house.database;
  const indexed = await toLiving(house, await pullRequestsOf(pool, subject.ref));
  await enqueueNow(house.queue, indexed);
  const client = house.github.forInstallation(subject.installationId);
  const matter = await matterOfIssue(pool, subject.ref);
  const askedAt = await readClock(pool);
  const read = await orGone(
    readRecord(client, subject.ref, toMemory(house.database), askedAt),
    matter !== null && !isEarly(attempt),
  );
  if (read === null) {
    // Without its issue nobody could close the matter.
    if (matter !== null) await forgetMatterIssue(pool, matter.key);
    await trackMatters(house, subject.installationId, subject.ref);
    return;
  }
  const reading = await rememberRecord(house.database, read, askedAt);
  const { issue, pullRequests } = reading;
  const { own } = reading.policies;
  const linked = pullRequests.known ? pullRequests.value : [];
  await enqueueNow(house.queue, await toReleases(house, subject, reading));
  const known = new Set(indexed.map(toSubjectKey));
  const others = linked
    .filter((ref) => isInstalledWith(ref, subject))
    .map((ref): Subject => ({ kind: 'pull_request', installationId: subject.installationId, ref }))
    .filter((other) => !known.has(toSubjectKey(other)));
  await enqueueNow(house.queue, others);
  if (matter !== null) {
    await followMatter(house, subject.installationId, matter, reading);
    return;
  }
  if (issue.known) {
    const remark = toTagRemark(issue.value, reading.policies, reading.repository);
    if (remark !== null) await remarkOnRecords(house, client, [issue.value], remark);
  }
  if (!issue.known || own === 'absent' || !('ok' in own) || !own.ok) return;
  await answerCommands(house, client, judgeCommands(issue.value, own.policy, reading));
};

/**
 * The releases that an issue may bear on: the one that it names, if it is a release record, and all that are being made in
 * its repository, for one of them may hold it, or be held by it.
 */
const toReleases = async (
  house: House,
  { installationId, ref: { owner, name } }: Of<'record'>,
  { issue, repository, policies }: RecordReading,
): Promise<readonly Subject[]> => {
  const open = await openReleasesOf(house.database.pool, { owner, name });
  const tag = issue.known ? toReleaseTag(issue.value, policies, repository) : null;
  return tag === null ? open : [...open, { kind: 'release', installationId, ref: { owner, name }, tag }];
};

/** Null instead of a fault when the issue is gone, as far as that may be believed. */
const orGone = async (reading: Promise<RecordReading>, isBelieved: boolean): Promise<RecordReading | null> => {
  try {
    return await reading;
  } catch (error) {
    if (isBelieved && error instanceof GitHubFault && error.code === 'not-found') return null;
    throw error;
  }
};

/** Those that are open, and those that were merged and owe something that is done on their records. */
const toLiving = async (house: House, known: readonly KnownPullRequest[]): Promise<readonly Subject[]> => {
  const living = [...toOpen(known)];
  for (const { state, subject } of known) {
    if (state !== 'merged') continue;
    const matters = await openMattersOf(house.database.pool, subject.ref);
    if (matters.some(({ kind, pullRequest }) => kind === 'owed' && pullRequest === subject.ref.number)) {
      living.push(subject);
    }
  }
  return living;
};

/** What was merged or closed when last read is not judged anew for its record's sake. */
const toOpen = (known: readonly KnownPullRequest[]): readonly Subject[] =>
  known.filter(({ state }) => state === 'open').map(({ subject }) => subject);

/** An installation reaches the repositories of one account only. */
const isInstalledWith = (ref: { owner: string }, subject: Of<'record'>): boolean =>
  ref.owner.toLowerCase() === subject.ref.owner.toLowerCase();

/**
 * Something that concerns the whole repository changed (its policy, a label): evaluates its open pull requests, and
 * those elsewhere that hang on its issues.
 */
export const evaluateRepository = async (house: House, { installationId, ref }: Of<'repository'>): Promise<void> => {
  await enqueueNow(house.queue, toOpen(await pullRequestsOnIssuesOf(house.database.pool, ref)));
  const numbers = await readOpenPullRequests(house.github.forInstallation(installationId), ref);
  await enqueueNow(
    house.queue,
    numbers.map((number): Subject => ({ kind: 'pull_request', installationId, ref: { ...ref, number } })),
  );
  await enqueueNow(house.queue, await openReleasesOf(house.database.pool, ref));
  await enqueueNow(house.queue, await unjudgedDeploymentsOf(house.database.pool, ref));
  const watch = await readWatch(house.database.pool, ref);
  if (watch === null || watch.tags.length > 0) await findUnannouncedTags(house, installationId, ref);
};

/** Something that concerns the whole installation changed (members of a team, its repositories). */
export const evaluateInstallation = async (house: House, { installationId }: Of<'installation'>): Promise<void> => {
  const repositories = await readRepositories(house.github.forInstallation(installationId));
  await enqueueNow(
    house.queue,
    repositories.map(({ owner, name }): Subject => ({ kind: 'repository', installationId, ref: { owner, name } })),
  );
};
