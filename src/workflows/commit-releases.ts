import { toGateTitle } from '../decision/explain-view.ts';
import { type PullRequestFacts, unknown } from '../decision/facts.ts';
import type { CommitRelease } from '../decision/release/deployment-facts.ts';
import { type ReleaseSubject, toSubjectKey } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import { readStatement } from '../evidence/envelope.ts';
import { readTaggedCommit } from '../github/release/read-tag.ts';
import { openMattersOf } from '../observations/matters.ts';
import { type KnownRelease, releasesOn, tagsSeenAt } from '../observations/releases.ts';
import type { House } from './house.ts';

/** More releases of one commit are there only by mistake; those that were released go first. */
const mostReleases = 10;

/**
 * Every release that is known to be of a commit: what the ledger holds of each, whether it stands, and where its tag is
 * now. A request a release, and one more for a tag object.
 * @throws GitHubFault when the same call may succeed later.
 */
export const readCommitReleases = async (
  house: House,
  installationId: number,
  repository: PullRequestFacts['repository'],
  commit: string,
): Promise<readonly CommitRelease[]> => {
  const { pool } = house.database;
  const { owner, name } = repository;
  const noted = new Map((await releasesOn(pool, repository, commit)).map((one) => [one.subject.tag, one]));
  const seen = await tagsSeenAt(pool, repository.id, commit);
  const disputes = (await openMattersOf(pool, repository)).map(({ key }) => key);
  const tags = [...new Set([...noted.keys(), ...seen.keys()])].sort();
  const isReleased = (tag: string): boolean => noted.get(tag)?.outcome === 'released';
  const first = [...tags.filter(isReleased), ...tags.filter((tag) => !isReleased(tag))].slice(0, mostReleases);
  const releases: CommitRelease[] = [];
  for (const tag of first) {
    const subject: ReleaseSubject = { kind: 'release', installationId, ref: { owner, name }, tag };
    const stated = await readStated(house, subject, commit);
    releases.push({
      tag,
      stated,
      isCurrent: isCurrent(noted.get(tag), stated),
      tagged: seen.get(tag) === 'history' ? unknown('it was not asked for') : await readTagged(house, subject),
      seen: seen.get(tag) ?? null,
      isDisputed: disputes.some((key) => key.startsWith(`tag:${repository.id}:${tag}@${commit}`)),
    });
  }
  return releases;
};

const isCurrent = (noted: KnownRelease | undefined, stated: CommitRelease['stated']): boolean =>
  noted !== undefined && stated !== null && noted.outcome === stated.outcome;

const readTagged = async (
  house: House,
  { installationId, ref, tag }: ReleaseSubject,
): Promise<CommitRelease['tagged']> => {
  const client = house.github.forInstallation(installationId);
  return readTaggedCommit(client, `reading the tag ${tag} of ${ref.owner}/${ref.name}`, ref, tag);
};

/** What was last stated of a release; null when nothing was, or of another commit. */
const readStated = async (house: House, subject: ReleaseSubject, commit: string): Promise<CommitRelease['stated']> => {
  const latest = await house.ledger.latest(toSubjectKey(subject));
  if (latest === null) return null;
  const statement = readStatement(latest.envelope);
  if (statement.predicateType !== 'urn:holdpoint:release:v1') return null;
  const [about] = statement.subject;
  if (about.digest.gitCommit !== commit) return null;
  const { verdict } = statement.predicate;
  return {
    outcome: verdict.outcome,
    statementDigest: latest.statementDigest,
    record: about.annotations.record,
    open: toOpen(verdict),
  };
};

const toOpen = (verdict: Verdict): NonNullable<CommitRelease['stated']>['open'] =>
  verdict.outcome === 'not-governed' || verdict.cause !== 'gates'
    ? []
    : verdict.findings.flatMap((finding) =>
        finding.status === 'failed' || finding.status === 'unknown'
          ? [{ gate: toGateTitle(finding.gate), who: finding.missing[0].who }]
          : [],
      );
