import { asOf } from '../decision/as-of.ts';
import { toChangeRequests, toIssueKey } from '../decision/change-requests.ts';
import { toClosers, toGoverningPolicies } from '../decision/closers.ts';
import { toContributors } from '../decision/contributors.ts';
import { decide } from '../decision/decide.ts';
import type { Instant, PullRequestFacts } from '../decision/facts.ts';
import type { Finding } from '../decision/finding.ts';
import { type JudgedMerge, judgeMerge } from '../decision/judge-merge.ts';
import type { MatterReport } from '../decision/matter-report.ts';
import type { Policies } from '../decision/policy-outcome.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toLastingFacts } from '../evidence/statement.ts';
import { readMerger } from '../github/read-merge.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import type { MatterParts } from '../observations/matters.ts';
import { type MergeCover, noteMergeOutcome, readMerge } from '../observations/merges.ts';
import { type PullRequestSubject, readKnown } from '../observations/pull-requests.ts';
import { appendEvidence, type Evidence } from './append-evidence.ts';
import type { House } from './house.ts';
import { isEarly, LookAgain } from './look-again.ts';
import { type FoundMatter, openFoundMatter } from './open-matter.ts';
import { settleOwed, toOwedKey } from './settle-owed.ts';
import { readStatedVerdict } from './stated-verdict.ts';

/**
 * Follows a merged pull request up (F36, F37): whether a released verdict covered the merge, which is judged once and as
 * of the merge, and whether what an emergency put off has been done.
 *
 * @param attempt the how-manieth this is; what GitHub may tell in a moment is waited for.
 */
export const followMerge = async (
  house: House,
  subject: PullRequestSubject,
  reading: PullRequestReading,
  attempt: number,
): Promise<void> => {
  const { repository, pullRequest } = reading.facts;
  const { mergedAt } = pullRequest;
  if (mergedAt === null) return;
  const known = await readMerge(house.database.pool, repository.id, pullRequest.number);
  if ((known?.outcome ?? null) === null) {
    await judge(house, subject, reading, { mergedAt, foundOnBranch: known?.foundOnBranch ?? false, attempt });
  }
  await settleOwed(house, subject, reading);
};

type Circumstances = { readonly mergedAt: Instant; readonly foundOnBranch: boolean; readonly attempt: number };

const judge = async (
  house: House,
  subject: PullRequestSubject,
  reading: PullRequestReading,
  { mergedAt, foundOnBranch, attempt }: Circumstances,
): Promise<void> => {
  const { facts, policies } = reading;
  const { repository, pullRequest } = facts;
  const { pool } = house.database;
  const lastSeen = await readKnown(pool, subject);
  // Seen merged before, and not judged then: it was of a time before anything was looked at here.
  if (lastSeen?.state === 'merged' && !foundOnBranch) return;
  const stated = await readStatedVerdict(house, subject);
  const then = asOf(facts, mergedAt, stated?.facts ?? null);
  const verdict = decide(then, policies);
  const lastOutcome = lastSeen?.headSha === pullRequest.headSha ? lastSeen.outcome : null;
  const judged = judgeMerge({ pullRequest, verdict, stated, lastOutcome, foundOnBranch });
  const found: Found = { house, subject, facts: then, policies, verdict, mergedAt };
  switch (judged.outcome) {
    case 'history':
      return;
    case 'deviation':
      if (judged.isUncertain && isEarly(attempt)) throw new LookAgain('what the merge stood on is not known yet');
      await openDeviation(found, judged);
      return;
    case 'covered':
      // As of the merge, so that the evidence says what was merged; nothing is added when nothing had changed.
      await openOwed(found, toCover(found, await appendEvidence(house, subject, then, verdict)));
      return;
    case 'not-governed':
      await noteMergeOutcome(pool, repository.id, pullRequest.number, 'not-governed');
  }
};

/** A merge that is judged, on the facts as of then. */
type Found = {
  readonly house: House;
  readonly subject: PullRequestSubject;
  readonly facts: PullRequestFacts;
  readonly policies: Policies;
  readonly verdict: Verdict;
  readonly mergedAt: Instant;
};

const openDeviation = async (
  found: Found,
  { what, gates }: Extract<JudgedMerge, { outcome: 'deviation' }>,
): Promise<void> => {
  const { house, subject, facts, policies, verdict } = found;
  const { repository, pullRequest } = facts;
  const client = house.github.forInstallation(subject.installationId);
  const governing = toGoverningPolicies(policies, repository.name);
  const mergedBy = await readMerger(client, subject.ref);
  const report: MatterReport = {
    ...toAbout(found),
    kind: 'merge',
    number: pullRequest.number,
    what,
    mergedBy,
    verdict,
    closers: toClosers(governing, facts.roles),
  };
  const contributors = toContributors(facts, []).excluded;
  const parts: MatterParts = new Map([
    ...contributors,
    ...(mergedBy.known ? [[mergedBy.value.id, ['merged it']] as const] : []),
  ]);
  const key = `merge:${repository.id}#${pullRequest.number}`;
  await openFoundMatter(house, toFoundMatter(found, { key, report, gates, record: null, parts }), (tx) =>
    noteMergeOutcome(tx, repository.id, pullRequest.number, 'deviation'),
  );
};

/** For which head, by which statement and for which change requests it was released: a release asks for that later (F39). */
const toCover = ({ facts, policies }: Found, evidence: Evidence | null): MergeCover | null => {
  if (evidence === null) return null;
  const linked = toGoverningPolicies(policies, facts.repository.name).flatMap(({ policy }) => {
    const changeRequests = toChangeRequests(facts, policy);
    return changeRequests.known ? changeRequests.value.linked.map(({ ref }) => ref) : [];
  });
  return {
    headSha: facts.pullRequest.headSha,
    statementDigest: evidence.statementDigest,
    changeRequests: [...new Map(linked.map((ref) => [toIssueKey(ref), ref])).values()],
  };
};

/** What an emergency put off until after the merge (F36). Where it put off nothing, the merge is just covered. */
const openOwed = async (found: Found, cover: MergeCover | null): Promise<void> => {
  const { house, facts, verdict } = found;
  const { repository, pullRequest } = facts;
  const owed = toOwed(verdict);
  const [dueAt] = owed.map((finding) => finding.dueAt).sort();
  if (dueAt === undefined || verdict.outcome === 'not-governed' || verdict.cause !== 'gates') {
    await noteMergeOutcome(house.database.pool, repository.id, pullRequest.number, 'covered', cover);
    return;
  }
  const report: MatterReport = { ...toAbout(found), kind: 'owed', number: pullRequest.number, dueAt, findings: owed };
  const gates = [...new Set(owed.map(({ gate }) => gate))];
  const record = verdict.deviations.find(({ kind }) => kind === 'emergency')?.record ?? null;
  const key = toOwedKey(repository.id, pullRequest.number);
  await openFoundMatter(house, toFoundMatter(found, { key, report, gates, record, parts: new Map() }), (tx) =>
    noteMergeOutcome(tx, repository.id, pullRequest.number, 'covered', cover),
  );
};

const toOwed = (verdict: Verdict): readonly Extract<Finding, { status: 'owed' }>[] =>
  verdict.outcome === 'not-governed' || verdict.cause !== 'gates'
    ? []
    : verdict.findings.filter((finding) => finding.status === 'owed');

const toAbout = ({ facts: { repository, pullRequest }, mergedAt }: Found) => ({
  repositoryUrl: repository.url,
  branch: pullRequest.baseBranch,
  commit: pullRequest.headSha,
  at: mergedAt,
});

const toFoundMatter = (
  { subject, facts, verdict }: Found,
  about: Pick<FoundMatter, 'key' | 'report' | 'gates' | 'record' | 'parts'>,
): FoundMatter => ({
  ...about,
  installationId: subject.installationId,
  repository: facts.repository,
  pullRequest: facts.pullRequest.number,
  verdict,
  observedAt: facts.observedAt,
  facts: toLastingFacts(facts),
});
