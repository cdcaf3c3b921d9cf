import { type Tx, transaction } from '../database/database.ts';
import { explain } from '../decision/explain.ts';
import type { Instant } from '../decision/facts.ts';
import type { Sentence } from '../decision/finding.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import { headSharers, noteVerdict, type PullRequestSubject } from '../observations/pull-requests.ts';
import { lockHead } from '../observations/shown-check-runs.ts';
import { enqueueNow } from '../queue/queue.ts';
import type { Evidence } from './append-evidence.ts';
import type { House } from './house.ts';
import { show } from './show.ts';

/** Another open pull request with the same head, and what it was last given; `unseen` has not been evaluated here. */
type Sharer = { readonly subject: PullRequestSubject; readonly outcome: Verdict['outcome'] | 'unseen' };

/**
 * Shows a verdict on the head commit, after its evidence was committed. A check run belongs to the commit and satisfies
 * every pull request that has it as its head, so it turns green only when all of them are released. All who show
 * something on a commit take turns, and a verdict whose reading is older than one already noted is not shown at all.
 */
export const publishVerdict = async (
  house: House,
  subject: PullRequestSubject,
  reading: PullRequestReading,
  verdict: Verdict,
  evidence: Evidence | null,
  askedAt: Instant,
): Promise<void> => {
  const { headSha, state } = reading.facts.pullRequest;
  const client = house.github.forInstallation(subject.installationId);
  const unsettled = await transaction(house.database, async (tx): Promise<readonly Sharer[]> => {
    await lockHead(tx, subject.ref, headSha);
    const isLatest = await noteVerdict(tx, subject, {
      outcome: verdict.outcome,
      statementDigest: evidence?.statementDigest ?? null,
      at: askedAt,
    });
    if (!isLatest) return [];
    const sharers = await readSharers(tx, subject, reading);
    const output = state === 'merged' ? null : toOutput(reading, verdict, evidence, sharers);
    if (output !== null) {
      await show(house, tx, { client, repository: subject.ref, headSha }, reading.checkRun, output);
    }
    const speaksForItself = output !== null && state === 'open';
    return sharers.filter(({ outcome }) => outcome === 'unseen' || (!speaksForItself && outcome !== 'not-governed'));
  });
  await enqueueNow(
    house.queue,
    unsettled.map((sharer) => sharer.subject),
  );
};

/** The other pull requests on this head, from GitHub and from our own notes: either may be ahead of the other. */
const readSharers = async (
  tx: Tx,
  subject: PullRequestSubject,
  reading: PullRequestReading,
): Promise<readonly Sharer[]> => {
  const { headSha } = reading.facts.pullRequest;
  const noted = (await headSharers(tx, subject.ref, headSha))
    .filter((known) => known.subject.ref.number !== subject.ref.number)
    .map((known): Sharer => ({ subject: known.subject, outcome: known.outcome ?? 'unseen' }));
  const shown = reading.headSharers.known ? reading.headSharers.value : [];
  const unseen = shown
    .filter((number) => !noted.some((sharer) => sharer.subject.ref.number === number))
    .map((number): Sharer => ({ subject: { ...subject, ref: { ...subject.ref, number } }, outcome: 'unseen' }));
  return [...noted, ...unseen];
};

/** What the commit should show; null when this pull request has nothing to say on it. */
const toOutput = (
  { facts, checkRun, headSharers: shared }: PullRequestReading,
  verdict: Verdict,
  evidence: Evidence | null,
  sharers: readonly Sharer[],
): CheckRunOutput | null => {
  const governing = sharers.filter(({ outcome }) => outcome !== 'not-governed');
  if (verdict.outcome === 'not-governed' || facts.pullRequest.state === 'closed') {
    // The others on this head speak for themselves; without any, a green must not outlive what it was given for.
    return governing.length === 0 && checkRun?.conclusion === 'success' ? toWithdrawal(verdict) : null;
  }
  const notices = toNotices(facts.repository.url, governing, shared.known ? null : shared.reason);
  const isAlone = shared.known && governing.every(({ outcome }) => outcome === 'released');
  const output = explain(verdict, {
    repositoryUrl: facts.repository.url,
    policy: evidence?.policy ?? null,
    baseline: evidence?.baseline ?? null,
    evidence,
    notices,
  });
  if (verdict.outcome === 'held' || isAlone) return output;
  const others = governing
    .filter(({ outcome }) => outcome !== 'released')
    .map(({ subject }) => `#${subject.ref.number}`);
  const title = shared.known
    ? `Held: this commit is also the head of ${others.slice(0, 5).join(', ')}, not released`
    : 'Held: whether other pull requests have this commit as their head could not be read';
  return { ...output, conclusion: 'failure', title };
};

const toNotices = (
  repositoryUrl: string,
  governing: readonly Sharer[],
  unreadable: string | null,
): readonly Sentence[] => [
  ...(unreadable === null
    ? []
    : [['Held, because other pull requests on this commit are unknown: ', { code: unreadable }]]),
  ...governing
    .slice(0, 20)
    .map(
      ({ subject: { ref }, outcome }): Sentence => [
        'This commit is also the head of ',
        { link: `${repositoryUrl}/pull/${ref.number}`, text: `#${ref.number}` },
        outcome === 'released'
          ? ', which is released.'
          : ', which is not released. One check run speaks for both, so it stays red until both are, or one of them gets a commit of its own or is closed.',
      ],
    ),
];

const toWithdrawal = (verdict: Verdict): CheckRunOutput => ({
  conclusion: 'action_required',
  title: 'Withdrawn: no open pull request is released with this commit',
  summary:
    verdict.outcome === 'not-governed'
      ? 'This commit was released for a pull request that is no longer under change control: it goes to a branch that the policy does not cover, or the policy is gone from the default branch. The release does not carry over. Target a branch that the policy covers to have it judged again.'
      : 'The pull request for which this commit was released was closed without being merged. The release does not outlive it. Reopen the pull request, or open another, to have the commit judged again.',
});
