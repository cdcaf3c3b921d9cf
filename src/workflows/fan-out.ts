import { judgeCommands } from '../decision/judge-commands.ts';
import { type Subject, toSubjectKey } from '../decision/subject.ts';
import { readOpenPullRequests, readRepositories } from '../github/read-lists.ts';
import { readRecord } from '../github/read-record.ts';
import {
  type KnownPullRequest,
  pullRequestsOf,
  pullRequestsOnIssuesOf,
  readClock,
} from '../observations/pull-requests.ts';
import { enqueueNow } from '../queue/queue.ts';
import { answerCommands } from './answer-commands.ts';
import type { House } from './house.ts';
import { rememberRecord, toMemory } from './remember.ts';

type Of<Kind extends Subject['kind']> = Extract<Subject, { kind: Kind }>;

/**
 * An issue may have changed: evaluates every pull request that hangs on it, in whatever repository, and answers the
 * commands on it. Those of our own index go first, since they do not depend on GitHub's answer.
 */
export const evaluateRecord = async (house: House, subject: Of<'record'>): Promise<void> => {
  const indexed = toOpen(await pullRequestsOf(house.database.pool, subject.ref));
  await enqueueNow(house.queue, indexed);
  const client = house.github.forInstallation(subject.installationId);
  const askedAt = await readClock(house.database.pool);
  const read = await readRecord(client, subject.ref, toMemory(house.database));
  const reading = await rememberRecord(house.database, read, askedAt);
  const { issue, pullRequests } = reading;
  const { own } = reading.policies;
  const linked = pullRequests.known ? pullRequests.value : [];
  const known = new Set(indexed.map(toSubjectKey));
  const others = linked
    .filter((ref) => isInstalledWith(ref, subject))
    .map((ref): Subject => ({ kind: 'pull_request', installationId: subject.installationId, ref }))
    .filter((other) => !known.has(toSubjectKey(other)));
  await enqueueNow(house.queue, others);
  if (!issue.known || own === 'absent' || !('ok' in own) || !own.ok) return;
  await answerCommands(house, client, judgeCommands(issue.value, own.policy, reading));
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
};

/** Something that concerns the whole installation changed (members of a team, its repositories). */
export const evaluateInstallation = async (house: House, { installationId }: Of<'installation'>): Promise<void> => {
  const repositories = await readRepositories(house.github.forInstallation(installationId));
  await enqueueNow(
    house.queue,
    repositories.map((ref): Subject => ({ kind: 'repository', installationId, ref })),
  );
};
