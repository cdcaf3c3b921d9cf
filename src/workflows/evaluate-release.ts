import { transaction } from '../database/database.ts';
import { type ExplainContext, explain } from '../decision/explain.ts';
import type { Instant } from '../decision/facts.ts';
import type { Sentence } from '../decision/finding.ts';
import { toControlNotices } from '../decision/release/controls.ts';
import { decideRelease } from '../decision/release/decide-release.ts';
import { toTagEnforcement } from '../decision/release/enforcement.ts';
import type { ReleaseFacts } from '../decision/release/release-facts.ts';
import { toTargetRemark } from '../decision/release/remark.ts';
import { toStandingRecords } from '../decision/release/standing-records.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toLastingReleaseFacts, toReleaseInputDigest, toReleaseStatement } from '../evidence/release-statement.ts';
import { findCheckRun, releaseCheckName } from '../github/check-run.ts';
import type { InstallationClient } from '../github/clients.ts';
import { type ReleaseReading, readRelease } from '../github/release/read-release.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { noteControl } from '../observations/controls.ts';
import { readClock } from '../observations/pull-requests.ts';
import { forgetRemarks } from '../observations/record-remarks.ts';
import {
  forgetRelease,
  type KnownRelease,
  noteRelease,
  noteReleaseVerdict,
  readKnownRelease,
  releasesOn,
} from '../observations/releases.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import { attachEvidence } from './attach-evidence.ts';
import type { Attempt } from './evaluate-pull-request.ts';
import { followTag } from './follow-tag.ts';
import type { House } from './house.ts';
import { remarkOnRecords } from './remark-on-records.ts';
import { toMemory } from './remember.ts';
import { show } from './show.ts';
import { tagOnCommand } from './tag-on-command.ts';
import { withdrawRelease } from './withdraw-release.ts';

/**
 * Reads a release with everything that is in it, decides, keeps the evidence, and then shows the verdict on the commit
 * that its record names (F38). Once its tag is there, what came of that is followed up instead: the check is not judged
 * anew by what happens later.
 */
export const evaluateRelease = async (house: House, subject: ReleaseSubject, { signal }: Attempt): Promise<void> => {
  const client = house.github.forInstallation(subject.installationId);
  const { pool } = house.database;
  const askedAt = await readClock(pool);
  const reading = await readRelease(client, subject.ref, subject.tag, toMemory(house.database), askedAt);
  const known = await readKnownRelease(pool, subject);
  if (reading === null) {
    await withdrawRelease(house, known, null);
    await forgetRelease(pool, subject);
    return;
  }
  const moved = toMoved(subject, reading);
  if (moved !== null) {
    await enqueueNow(house.queue, [moved]);
    return;
  }
  if (isOvertaken(known, askedAt)) return;
  const { facts, policies } = reading;
  const verdict = decideRelease(facts, policies);
  if ((await followTag(house, subject, reading, verdict)) === 'done') return;
  const targetSha = facts.target.known ? (facts.target.value?.sha ?? null) : (known?.targetSha ?? null);
  await withdrawRelease(house, known, targetSha);
  const records = toStandingRecords(facts);
  if (targetSha === null && records.known && records.value.length === 0) {
    // Neither a record that stands nor a tag: nobody is making it.
    await tagOnCommand(house, subject, reading, null);
    await forgetRelease(pool, subject);
    return;
  }
  await noteRelease(pool, subject, { targetSha, tagged: false });
  await noteTagControl(house, facts);
  signal.throwIfAborted();
  if (verdict.outcome === 'not-governed') return;
  await tellRecords(house, client, facts);
  if (targetSha === null) {
    await tagOnCommand(house, subject, reading, null);
    return;
  }
  const evidence = await appendReleaseEvidence(house, subject, reading, { targetSha, verdict });
  await publish(house, subject, { reading, verdict, targetSha, evidence }, askedAt);
  signal.throwIfAborted();
  const isReleased = verdict.outcome === 'released';
  if (isReleased) await attachEvidence(house, subject, reading, evidence.statementDigest);
  await tagOnCommand(house, subject, reading, { isReleased, targetSha, evidence });
};

/** Whoever wrote a record that names no commit has no check to look at: they are told on the record, until it does. */
const tellRecords = async (house: House, client: InstallationClient, facts: ReleaseFacts): Promise<void> => {
  const records = toStandingRecords(facts);
  if (!records.known || !facts.target.known) return;
  const remark = toTargetRemark(facts);
  if (remark !== null) return remarkOnRecords(house, client, records.value, remark);
  await forgetRemarks(
    house.database.pool,
    records.value.map(({ nodeId }) => nodeId),
  );
};

/** What a later release is told of the controls in its time. */
const noteTagControl = (house: House, facts: ReleaseFacts): Promise<void> =>
  transaction(house.database, (tx) =>
    noteControl(tx, facts.repository.id, 'tags', toTagEnforcement(facts), facts.observedAt),
  );

const isOvertaken = (known: KnownRelease | null, askedAt: Instant): boolean => {
  const judgedAt = known?.evaluatedAt ?? null;
  return judgedAt !== null && Date.parse(judgedAt) > Date.parse(askedAt);
};

/** The release under the present name of its repository; null when it was asked for so. */
const toMoved = (subject: ReleaseSubject, { facts: { repository } }: ReleaseReading): ReleaseSubject | null => {
  const moved: ReleaseSubject = { ...subject, ref: { owner: repository.owner, name: repository.name } };
  return toSubjectKey(moved) === toSubjectKey(subject) ? null : moved;
};

type Evidence = {
  readonly statementDigest: string;
  readonly ledgerEntry: number;
  /** As the statement names them; their texts are still in force, perhaps at a later commit. */
  readonly policy: ExplainContext['policy'];
  readonly baseline: ExplainContext['baseline'];
};

/** Commits the statement of a release to the ledger, before anything is shown; the same verdict again adds nothing. */
const appendReleaseEvidence = async (
  house: House,
  subject: ReleaseSubject,
  { facts }: ReleaseReading,
  { targetSha, verdict }: { readonly targetSha: string; readonly verdict: Verdict },
): Promise<Evidence> => {
  const decided = { facts, targetSha, verdict, tool: house.tool };
  const { entry, statement } = await house.ledger.append({
    repository: facts.repository,
    subjectKey: toSubjectKey(subject),
    inputDigest: toReleaseInputDigest(decided),
    statement: toReleaseStatement(decided),
    facts: toLastingReleaseFacts(facts),
  });
  const { policy, baseline } = statement.predicate;
  return {
    statementDigest: entry.statementDigest,
    ledgerEntry: entry.seq,
    policy: policy.known ? policy.value : null,
    baseline: baseline.known ? baseline.value : null,
  };
};

type Decided = {
  readonly reading: ReleaseReading;
  readonly verdict: Exclude<Verdict, { outcome: 'not-governed' }>;
  readonly targetSha: string;
  readonly evidence: Evidence;
};

/** Shows the verdict on the commit. A check belongs to the commit: it is green only when all releases of it are. */
const publish = async (house: House, subject: ReleaseSubject, decided: Decided, askedAt: Instant): Promise<void> => {
  const { targetSha, verdict, evidence } = decided;
  const client = house.github.forInstallation(subject.installationId);
  const repository = { owner: subject.ref.owner, name: subject.ref.name };
  const unsettled = await transaction(house.database, async (tx): Promise<readonly KnownRelease[]> => {
    await lockHead(tx, repository, targetSha);
    const isLatest = await noteReleaseVerdict(tx, subject, {
      outcome: verdict.outcome,
      statementDigest: evidence.statementDigest,
      at: askedAt,
    });
    if (!isLatest) return [];
    const others = (await releasesOn(tx, repository, targetSha)).filter((one) => one.subject.tag !== subject.tag);
    const existing = await findCheckRun(client, repository, targetSha, releaseCheckName);
    const output = toOutput(decided, subject.tag, others);
    await show(house, tx, { client, repository, headSha: targetSha, name: releaseCheckName }, existing, output);
    return others.filter(({ outcome }) => outcome === null);
  });
  await enqueueNow(
    house.queue,
    unsettled.map((one) => one.subject),
  );
};

const toOutput = (
  { reading: { facts }, verdict, evidence }: Decided,
  tag: string,
  others: readonly KnownRelease[],
): CheckRunOutput => {
  const governing = others.filter(({ outcome }) => outcome !== 'not-governed');
  const output = explain(verdict, {
    noun: 'release',
    repositoryUrl: facts.repository.url,
    policy: evidence.policy,
    baseline: evidence.baseline,
    evidence,
    notices: [
      ['The release ', { code: tag }, ' of this commit.'],
      ...governing.slice(0, 20).map(toNotice),
      ...toControlNotices(facts.controls),
    ],
  });
  const open = governing.filter(({ outcome }) => outcome !== 'released').map(({ subject }) => subject.tag);
  const title = toTitle(tag, output.title);
  if (output.conclusion !== 'success' || open.length === 0) return { ...output, title };
  return {
    ...output,
    conclusion: 'failure',
    title: toTitle(tag, `Held: this commit is also that of ${open.slice(0, 5).join(', ')}, not released`),
  };
};

/** Titles are plain text; a tag has no blanks and no control characters in it. */
const toTitle = (tag: string, title: string): string => `${tag.length > 60 ? `${tag.slice(0, 60)}…` : tag}: ${title}`;

const toNotice = ({ subject, outcome }: KnownRelease): Sentence => [
  'This commit is also that of the release ',
  { code: subject.tag },
  outcome === 'released'
    ? ', which is released.'
    : ', which is not released. One check run speaks for both, so it stays red until both are, or the record of one names another commit.',
];
