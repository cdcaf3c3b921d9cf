import { type Database, type Tx, transaction } from '../database/database.ts';
import { toChangeRequests, whyNoRecord } from '../decision/change-requests.ts';
import { toGoverningPolicies } from '../decision/closers.ts';
import { toEnforcement } from '../decision/enforcement.ts';
import {
  type Instant,
  type IssueFacts,
  known,
  type OpenMatter,
  type PullRequestFacts,
  type Witness,
} from '../decision/facts.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import { toSeenContributors } from '../decision/seen-contributors.ts';
import { toWatch } from '../decision/watch.ts';
import { toRecordWitnesses, toWitnesses } from '../decision/witnesses.ts';
import type { Memory } from '../github/memory.ts';
import type { RecordReading } from '../github/read-record.ts';
import { copiesOf, keepAnswers } from '../observations/answer-digests.ts';
import { baselineSeen, forgetBaseline, noteBaseline } from '../observations/baselines-seen.ts';
import { revisionsOf } from '../observations/body-revisions.ts';
import { commentsOf } from '../observations/comments-seen.ts';
import { noteContributors, rememberedOf } from '../observations/contributors.ts';
import { controlsSince, noteControl } from '../observations/controls.ts';
import { deviationsAt, followRepository, type Matter, openMattersOf } from '../observations/matters.ts';
import { judgedMergesOf } from '../observations/merges.ts';
import { notePullRequest, type PullRequestSubject, replaceLinks } from '../observations/pull-requests.ts';
import { pushesOf } from '../observations/pushes.ts';
import { notedReleaseOf } from '../observations/releases.ts';
import { keepHolders, readHolders } from '../observations/role-holders.ts';
import { keepWatch } from '../observations/watches.ts';
import { noteWitnesses, witnessedOf } from '../observations/witnesses.ts';
import { coversBranch } from '../policy/covers-branch.ts';
import type { Policy } from '../policy/policy.ts';
import { toAnswerDigests } from '../records/answers.ts';

/** What the reader may ask of our own memory during one evaluation. */
export const toMemory = ({ pool }: Pick<Database, 'pool'>): Memory => {
  const askedAt = new Map<string, string>();
  return {
    pushesOf: (repositoryId, shas) => pushesOf(pool, repositoryId, shas),
    readHolders: async (key) => {
      const { accounts, at } = await readHolders(pool, key);
      askedAt.set(key, at);
      return accounts;
    },
    keepHolders: (key, accounts) =>
      keepHolders(pool, key, {
        organization: toOrganization(key),
        accounts,
        since: askedAt.get(key) ?? '-infinity',
      }),
    revisionsOf: (nodeId) => revisionsOf(pool, nodeId),
    commentsOf: (nodeId) => commentsOf(pool, nodeId),
    witnessedOf: (repositoryId, acts) => witnessedOf(pool, repositoryId, acts),
    rememberedOf: (repositoryId, pullRequest) => rememberedOf(pool, repositoryId, pullRequest),
    copiesOf: (record, answers) => copiesOf(pool, record, answers),
    judgedMergesOf: (repositoryId, numbers) => judgedMergesOf(pool, repositoryId, numbers),
    deviationsAt: (repositoryId, shas) => deviationsAt(pool, repositoryId, shas),
    controlsSince: (repositoryId, since) => controlsSince(pool, repositoryId, since),
    notedReleaseOf: (repositoryId, tag) => notedReleaseOf(pool, repositoryId, tag),
    openMattersOf: async (repository) => (await openMattersOf(pool, repository)).map(toOpenMatter),
    baselineSeen: (owner) => baselineSeen(pool, owner),
  };
};

/** `team:ORGANISATION/SLUG`; users are of no organisation, and no event about one changes who they are. */
const toOrganization = (key: string): string => /^team:([^/]+)\//.exec(key)?.[1] ?? '';

const toOpenMatter = ({ kind, issue, what, since, dueAt }: Matter): OpenMatter => ({
  kind,
  url: issue?.url ?? null,
  what,
  since,
  dueAt,
});

/**
 * Keeps the head and the links from the issues to the pull request, the problem reports that it comes from among them, so
 * that an event on an issue finds it. When the list of issues may not be whole, what was known before stays.
 */
export const remember = (
  database: Database,
  subject: PullRequestSubject,
  { links, origins, pullRequest: { state, headSha } }: PullRequestFacts,
): Promise<void> =>
  transaction(database, async (tx) => {
    await notePullRequest(tx, subject, { state, headSha });
    if (!links.known) return;
    const named = origins.known ? origins.value : [];
    await replaceLinks(
      tx,
      subject,
      [...links.value, ...named].map(({ ref }) => ref),
    );
  });

/** The files that govern a repository, as they were read. */
type Governed = Pick<PullRequestFacts, 'repository' | 'baselineFile'> & { readonly policies: Policies };

/**
 * Keeps what a reading of a pull request showed and a later one may not show again: who had a part in it, who of those that
 * signed held which role, what its change requests answer. Before anything is decided on it, also when a later reading has overtaken it: the first sight
 * counts. Never of a reading under a proposed policy, which is not in force.
 *
 * @param askedAt `readClock` before GitHub was asked.
 * @returns the facts with what is remembered from now on, so that the next reading of the same shows the same.
 */
export const rememberSight = (
  database: Database,
  facts: PullRequestFacts,
  policies: Policies,
  askedAt: Instant,
): Promise<PullRequestFacts> => {
  const { repository, pullRequest, remembered } = facts;
  const contributors = toSeenContributors(facts);
  const answered = toRecords(facts, policies).map(toAnswered);
  const witnesses = toWitnesses(facts, policies);
  return transaction(database, async (tx) => {
    await noteContributors(tx, repository.id, pullRequest.number, contributors);
    for (const { issue, digests } of answered) await keepAnswers(tx, issue, digests);
    await rememberGoverned(tx, { ...facts, policies }, askedAt);
    if (isCovered(facts, policies)) {
      await noteControl(tx, repository.id, `branch ${pullRequest.baseBranch}`, toEnforcement(facts), askedAt);
    }
    return {
      ...facts,
      witnessed: await bearWitness(tx, facts, witnesses),
      remembered: remembered.known ? known(await rememberedOf(tx, repository.id, pullRequest.number)) : remembered,
    };
  });
};

/** Whether a policy governs what goes to the branch: of others it is no matter whether GitHub asks for our check. */
const isCovered = ({ repository, pullRequest }: PullRequestFacts, policies: Policies): boolean =>
  toGoverningPolicies(policies, repository.name).some(({ policy }) => coversBranch(policy, pullRequest.baseBranch));

/**
 * The same for an issue by itself, on which people sign before any pull request hangs on it, under the policies of its own
 * repository.
 */
export const rememberRecord = (
  database: Database,
  reading: RecordReading,
  askedAt: Instant,
): Promise<RecordReading> => {
  const { issue, repository, policies } = reading;
  const isRecord =
    issue.known &&
    toParsed(policies).some((policy) => whyNoRecord(issue.value, policy.changeRequest, repository) === null);
  const answered = isRecord ? [toAnswered(issue.value)] : [];
  const witnesses = toRecordWitnesses(reading, policies);
  return transaction(database, async (tx) => {
    for (const { issue, digests } of answered) await keepAnswers(tx, issue, digests);
    await rememberGoverned(tx, reading, askedAt);
    return { ...reading, witnessed: await bearWitness(tx, reading, witnesses) };
  });
};

/** Keeps what was seen for the first time; returns all that was witnessed of these acts, by whatever process. */
const bearWitness = async (
  tx: Tx,
  { repository, witnessed }: Pick<PullRequestFacts, 'repository' | 'witnessed'>,
  witnesses: readonly Witness[],
): Promise<PullRequestFacts['witnessed']> => {
  await noteWitnesses(tx, repository.id, witnesses);
  if (!witnessed.known || witnesses.length === 0) return witnessed;
  const acts = new Set([...witnessed.value, ...witnesses].map(({ act }) => act));
  return known(await witnessedOf(tx, repository.id, [...acts]));
};

/** The same for a repository by itself: which policies govern it. */
export const rememberPolicies = (database: Database, governed: Governed, askedAt: Instant): Promise<void> =>
  transaction(database, (tx) => rememberGoverned(tx, governed, askedAt));

/** Keeps which policies govern a repository: whether there is a baseline, and what of the repository they look at. */
const rememberGoverned = async (
  tx: Tx,
  { repository, baselineFile, policies }: Governed,
  askedAt: Instant,
): Promise<void> => {
  await followRepository(tx, repository);
  // Known to be gone: seen no more. Out of sight it would be unknown.
  if (baselineFile.known) await (baselineFile.value === null ? forgetBaseline : noteBaseline)(tx, repository.owner);
  const watch = toWatch(policies, repository);
  if (watch !== null) await keepWatch(tx, repository, watch, askedAt);
};

/** The linked change requests under either policy. */
const toRecords = (facts: PullRequestFacts, policies: Policies): readonly IssueFacts[] => {
  const linked = toParsed(policies).flatMap((policy) => {
    const requests = toChangeRequests(facts, policy);
    return requests.known ? requests.value.linked : [];
  });
  return [...new Map(linked.map((issue) => [issue.nodeId, issue])).values()];
};

const toParsed = ({ own, baseline }: Policies): readonly Policy[] =>
  [own, baseline].flatMap((outcome) => (outcome !== 'absent' && 'ok' in outcome && outcome.ok ? [outcome.policy] : []));

const toAnswered = (issue: IssueFacts) => ({
  issue,
  digests: toAnswerDigests(issue.body).map(({ digest }) => digest),
});
