import { transaction } from '../database/database.ts';
import type { Instant } from '../decision/facts.ts';
import { decideRelease } from '../decision/release/decide-release.ts';
import { toTagEnforcement } from '../decision/release/enforcement.ts';
import type { ReleaseFacts } from '../decision/release/release-facts.ts';
import { toTargetRemark } from '../decision/release/remark.ts';
import { toStandingRecords } from '../decision/release/standing-records.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { toLastingReleaseFacts, toReleaseInputDigest, toReleaseStatement } from '../evidence/release-statement.ts';
import type { InstallationClient } from '../github/clients.ts';
import { type ReleaseReading, readRelease } from '../github/release/read-release.ts';
import { noteControl } from '../observations/controls.ts';
import { readClock } from '../observations/pull-requests.ts';
import { forgetRemarks } from '../observations/record-remarks.ts';
import { forgetRelease, type KnownRelease, noteRelease, readKnownRelease } from '../observations/releases.ts';
import { enqueueNow } from '../queue/queue.ts';
import { attachEvidence } from './attach-evidence.ts';
import { endWithTag } from './end-with-tag.ts';
import type { Attempt } from './evaluate-pull-request.ts';
import { followTag } from './follow-tag.ts';
import type { House } from './house.ts';
import { publishRelease, type ReleaseEvidence, toEvidence } from './publish-release.ts';
import { remarkOnRecords } from './remark-on-records.ts';
import { toMemory } from './remember.ts';
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
  if ((await followTag(house, subject, reading, verdict)) === 'done') {
    await endWithTag(house, subject, reading, { known, askedAt });
    return;
  }
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
  await publishRelease(house, subject, { reading, verdict, targetSha, evidence }, askedAt);
  signal.throwIfAborted();
  if (verdict.outcome === 'held') {
    await tagOnCommand(house, subject, reading, { state: 'held', targetSha });
    return;
  }
  await attachEvidence(house, subject, reading, evidence.statementDigest);
  await tagOnCommand(house, subject, reading, { state: 'released', targetSha, evidence });
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

/** Commits the statement of a release to the ledger, before anything is shown; the same verdict again adds nothing. */
const appendReleaseEvidence = async (
  house: House,
  subject: ReleaseSubject,
  { facts }: ReleaseReading,
  { targetSha, verdict }: { readonly targetSha: string; readonly verdict: Verdict },
): Promise<ReleaseEvidence> => {
  const decided = { facts, targetSha, verdict, tool: house.tool };
  const { entry, statement } = await house.ledger.append({
    repository: facts.repository,
    subjectKey: toSubjectKey(subject),
    inputDigest: toReleaseInputDigest(decided),
    statement: toReleaseStatement(decided),
    facts: toLastingReleaseFacts(facts),
  });
  return toEvidence(entry, statement);
};
