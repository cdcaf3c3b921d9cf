import { transaction } from '../database/database.ts';
import { type ExplainContext, explain } from '../decision/explain.ts';
import type { Instant } from '../decision/facts.ts';
import type { Sentence } from '../decision/finding.ts';
import { toControlNotices } from '../decision/release/controls.ts';
import type { ReleaseSubject } from '../decision/subject.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { ReleaseStatement } from '../evidence/release-statement.ts';
import { findCheckRun, releaseCheckName } from '../github/check-run.ts';
import type { ReleaseReading } from '../github/release/read-release.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { type KnownRelease, noteReleaseVerdict, releasesOn } from '../observations/releases.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { House } from './house.ts';
import { show } from './show.ts';

/** The entry of the ledger in which a verdict is stated. */
export type ReleaseEvidence = {
  readonly statementDigest: string;
  readonly ledgerEntry: number;
  /** As the statement names them; their texts are still in force, perhaps at a later commit. */
  readonly policy: ExplainContext['policy'];
  readonly baseline: ExplainContext['baseline'];
};

export const toEvidence = (
  { statementDigest, seq }: { readonly statementDigest: string; readonly seq: number },
  { predicate: { policy, baseline } }: ReleaseStatement,
): ReleaseEvidence => ({
  statementDigest,
  ledgerEntry: seq,
  policy: policy.known ? policy.value : null,
  baseline: baseline.known ? baseline.value : null,
});

type DecidedRelease = {
  readonly reading: ReleaseReading;
  readonly verdict: Exclude<Verdict, { outcome: 'not-governed' }>;
  readonly targetSha: string;
  readonly evidence: ReleaseEvidence;
};

/** Shows the verdict on the commit. A check belongs to the commit: it is green only when all releases of it are. */
export const publishRelease = async (
  house: House,
  subject: ReleaseSubject,
  decided: DecidedRelease,
  askedAt: Instant,
): Promise<void> => {
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
  { reading: { facts }, verdict, evidence }: DecidedRelease,
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
