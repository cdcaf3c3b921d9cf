import type { Instant } from '../decision/facts.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import { readStatement } from '../evidence/envelope.ts';
import type { ReleaseReading } from '../github/release/read-release.ts';
import { type KnownRelease, seenTagsOf } from '../observations/releases.ts';
import type { House } from './house.ts';
import { publishRelease, toEvidence } from './publish-release.ts';
import { tagOnCommand } from './tag-on-command.ts';

/**
 * What is left to be said when the tag is there: that it is, to whoever asked for it, and the verdict that stood when it
 * came, where a fault came between and the check says since that the release cannot be read.
 */
export const endWithTag = async (
  house: House,
  subject: ReleaseSubject,
  reading: ReleaseReading,
  { known, askedAt }: { readonly known: KnownRelease | null; readonly askedAt: Instant },
): Promise<void> => {
  const { tagged, repository } = reading.facts;
  const commitSha = tagged.known ? (tagged.value?.commitSha ?? null) : null;
  if (commitSha === null) return;
  await tagOnCommand(house, subject, reading, { state: 'tagged', targetSha: commitSha });
  if (known === null || known.outcome !== null) return;
  const last = (await seenTagsOf(house.database.pool, repository.id, subject.tag)).at(-1);
  const entry = await house.ledger.latest(toSubjectKey(subject));
  const statement = entry === null ? null : readStatement(entry.envelope);
  if (entry === null || statement?.predicateType !== 'urn:holdpoint:release:v1') return;
  const { verdict } = statement.predicate;
  const isCovered = last?.outcome === 'covered' && last.commitSha === commitSha && !last.isGone;
  if (verdict.outcome === 'not-governed' || (verdict.outcome === 'released' && !isCovered)) return;
  if (statement.subject[0].digest.gitCommit !== commitSha) return;
  await publishRelease(
    house,
    subject,
    { reading, verdict, targetSha: commitSha, evidence: toEvidence(entry, statement) },
    askedAt,
  );
};
