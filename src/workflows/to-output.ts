import { explain } from '../decision/explain.ts';
import type { PullRequestFacts } from '../decision/facts.ts';
import type { Sentence } from '../decision/finding.ts';
import type { Verdict } from '../decision/verdict.ts';
import type { PullRequestReading } from '../github/read-pull-request.ts';
import type { CheckRunOutput } from '../github/write-check-run.ts';
import type { PullRequestSubject } from '../observations/pull-requests.ts';
import type { Evidence } from './append-evidence.ts';

/** Another open pull request with the same head, and what it was last given; `unseen` has not been evaluated here. */
export type Sharer = { readonly subject: PullRequestSubject; readonly outcome: Verdict['outcome'] | 'unseen' };

/** Whether a green would be given to what its author says is not finished. */
export const isDraft = ({ pullRequest: { draft, state } }: PullRequestFacts): boolean => draft && state === 'open';

/** What was decided, with what is shown beside it. */
export type Decided = {
  readonly reading: PullRequestReading;
  readonly verdict: Verdict;
  /** Null: of what is not governed nothing is stated. */
  readonly evidence: Evidence | null;
  /** What a proposed policy would say, in Markdown; null when none is proposed. */
  readonly preview: string | null;
};

/** What the commit should show; null when this pull request has nothing to say on it. */
export const toOutput = (
  { reading: { facts, checkRun, headSharers: shared }, verdict, evidence, preview }: Decided,
  sharers: readonly Sharer[],
): CheckRunOutput | null => {
  const governing = sharers.filter(({ outcome }) => outcome !== 'not-governed');
  if (verdict.outcome === 'not-governed' || facts.pullRequest.state === 'closed') {
    // The others on this head speak for themselves; without any, a green must not outlive what it was given for.
    return governing.length === 0 && checkRun?.conclusion === 'success' ? toWithdrawal(verdict) : null;
  }
  const notices = [
    ...(isDraft(facts) ? [draftNotice] : []),
    ...toNotices(facts.repository.url, governing, shared.known ? null : shared.reason),
  ];
  const isAlone = shared.known && governing.every(({ outcome }) => outcome === 'released');
  const explanation = explain(verdict, {
    repositoryUrl: facts.repository.url,
    policy: evidence?.policy ?? null,
    baseline: evidence?.baseline ?? null,
    evidence,
    notices,
  });
  const output: CheckRunOutput = { ...explanation, ...(preview === null ? {} : { text: preview }) };
  if (verdict.outcome === 'held' || isAlone) return isDraft(facts) ? toDraft(output) : output;
  const others = governing
    .filter(({ outcome }) => outcome !== 'released')
    .map(({ subject }) => `#${subject.ref.number}`);
  const title = shared.known
    ? `Held: this commit is also the head of ${others.slice(0, 5).join(', ')}, not released`
    : 'Held: whether other pull requests have this commit as their head could not be read';
  return { ...output, conclusion: 'failure', title };
};

const draftNotice: Sentence = [
  'This is a draft, so nothing is released with it. Below is what it would be given now if it were ready for review.',
];

/** A check belongs to the commit: the green of a draft would serve another pull request with the same head. */
const toDraft = (output: CheckRunOutput): CheckRunOutput =>
  output.conclusion === 'success'
    ? { ...output, conclusion: 'action_required', title: 'Draft: nothing is missing, mark it as ready for review' }
    : { ...output, title: `Draft. ${output.title}` };

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
