import type { Tx } from '../database/database.ts';
import { toClosers, toGoverningPolicies } from '../decision/closers.ts';
import { judgeTag, type StatedRelease } from '../decision/release/judge-tag.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { readStatement } from '../evidence/envelope.ts';
import { toLastingReleaseFacts } from '../evidence/release-statement.ts';
import { mayWrite } from '../github/release/may-write.ts';
import type { ReleaseReading } from '../github/release/read-release.ts';
import { retractRelease } from '../github/release/write-release.ts';
import { noteGoneTag, noteRelease, noteSeenTag, seenTagsOf } from '../observations/releases.ts';
import type { House } from './house.ts';
import { openFoundMatter } from './open-matter.ts';
import { scanTags } from './scan-tags.ts';
import { trackMatters } from './track-matters.ts';

/**
 * Follows up what became of the tag of a release: whether a released verdict covered it when it was first seen on its
 * commit, and whether it was moved or taken away since, or its files changed (F37, F38). What did not is a deviation, which
 * holds the next release; where the policy says so, the release is put back to a draft.
 *
 * @returns `done`: the tag is there, and its release is not judged any more.
 */
export const followTag = async (
  house: House,
  subject: ReleaseSubject,
  reading: ReleaseReading,
  verdict: Verdict,
): Promise<'done' | 'open'> => {
  const { facts } = reading;
  const { repository, tag, tagged } = facts;
  if (!tagged.known || verdict.outcome === 'not-governed') return 'open';
  await scanTags(house, subject.installationId, repository, reading.policies);
  const { pool } = house.database;
  const seen = await seenTagsOf(pool, repository.id, tag);
  const last = seen.at(-1) ?? null;
  const commitSha = tagged.value?.commitSha ?? null;
  const stated = await readStatedRelease(house, subject);
  const judged = judgeTag({
    commitSha,
    first: seen[0] ?? null,
    standing: last === null || last.isGone ? null : last.commitSha,
    stated,
    verdict,
    page: facts.page,
  });
  const found = { house, subject, reading, verdict };
  if (judged.outcome === 'open') return 'open';
  if (commitSha !== null) await noteRelease(pool, subject, { targetSha: commitSha, tagged: true });
  if (judged.outcome === 'settled') {
    // The attempt that noted it may have got no further.
    await trackMatters(house, subject.installationId, repository);
    return 'done';
  }
  if (judged.outcome === 'covered') {
    const covered = { commitSha: judged.commitSha, outcome: judged.as, matterKey: null } as const;
    if (await noteSeenTag(pool, repository.id, tag, seen.length + 1, covered)) {
      house.logger.info({ subject }, 'a release was covered');
    }
    return 'done';
  }
  const sighting = judged.event === 'seen' ? seen.length + 1 : seen.length;
  const key = `tag:${repository.id}:${tag}@${judged.commitSha}${judged.suffix}${sighting === 1 ? '' : `:${sighting}`}`;
  // Before it is noted: then it is judged no more, and nobody would do it who had not got so far.
  if (judged.event === 'seen') await retract(found);
  await openDeviation(found, { key, what: judged.what, commitSha: judged.commitSha }, async (tx) => {
    if (judged.event === 'seen') {
      const seenTag = { commitSha: judged.commitSha, outcome: 'deviation', matterKey: key } as const;
      return noteSeenTag(tx, repository.id, tag, sighting, seenTag);
    }
    if (judged.event === 'gone') return noteGoneTag(tx, repository.id, tag, sighting);
    return true;
  });
  return commitSha === null ? 'open' : 'done';
};

type Found = {
  readonly house: House;
  readonly subject: ReleaseSubject;
  readonly reading: ReleaseReading;
  readonly verdict: Verdict;
};

const openDeviation = async (
  { house, subject, reading: { facts, policies }, verdict }: Found,
  { key, what, commitSha }: { readonly key: string; readonly what: string; readonly commitSha: string },
  settle: (tx: Tx) => Promise<boolean>,
): Promise<void> => {
  const closers = toClosers(toGoverningPolicies(policies, facts.repository.name), facts.roles);
  await openFoundMatter(
    house,
    {
      installationId: subject.installationId,
      repository: facts.repository,
      key,
      report: {
        kind: 'release',
        repositoryUrl: facts.repository.url,
        branch: '',
        commit: commitSha,
        at: facts.observedAt,
        tag: facts.tag,
        what,
        verdict,
        closers,
      },
      pullRequest: null,
      record: null,
      gates: [],
      verdict,
      parts: new Map(),
      observedAt: facts.observedAt,
      facts: toLastingReleaseFacts(facts),
    },
    settle,
  );
};

/** What was last stated of a release; null when nothing was. */
const readStatedRelease = async (house: House, subject: ReleaseSubject): Promise<StatedRelease | null> => {
  const latest = await house.ledger.latest(toSubjectKey(subject));
  if (latest === null) return null;
  const statement = readStatement(latest.envelope);
  if (statement.predicateType !== 'urn:holdpoint:release:v1') return null;
  const [commit, ...files] = statement.subject;
  return {
    verdict: statement.predicate.verdict,
    commitSha: commit.digest.gitCommit,
    files: files.map(({ name, digest }) => ({ name, digest: `sha256:${digest.sha256}` })),
  };
};

/** Puts what was published too early back to a draft, where a policy asks for it and the App may. */
const retract = async ({ house, subject, reading: { facts, policies, page } }: Found): Promise<void> => {
  const asks = toGoverningPolicies(policies, facts.repository.name).some(
    ({ policy }) => policy.release?.retract === true,
  );
  if (!asks || !page.known || page.value === null || page.value.page.draft) return;
  const client = house.github.forInstallation(subject.installationId);
  if (!(await mayWrite(client, 'putting a release back to a draft', 'contents'))) {
    house.logger.warn({ subject }, 'a release cannot be put back to a draft: the App may not write contents');
    return;
  }
  await retractRelease(client, facts.repository, page.value.id);
  house.logger.warn({ subject }, 'a release was put back to a draft');
};
