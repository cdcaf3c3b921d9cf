import type { RootContent } from 'mdast';
import type { Problem } from '../policy/problem.ts';
import {
  heading,
  lineBreak,
  type Phrasing,
  paragraph,
  serialise,
  table,
  toPhrasing,
  toProse,
} from './explain-markdown.ts';
import { toGateTitle } from './explain-view.ts';
import type { Fact, Instant } from './facts.ts';
import type { Finding, GateId, Sentence } from './finding.ts';
import { compareText, toTime } from './sentence.ts';
import { shorten } from './show-text.ts';
import type { Verdict } from './verdict.ts';

/** An open pull request, and what the policy in force and the proposed one say of it. */
export type TriedPullRequest = {
  readonly number: number;
  readonly url: string;
  /** Untrusted. */
  readonly title: string;
  readonly now: Fact<Verdict>;
  readonly proposed: Fact<Verdict>;
};

/** What would come of a proposed policy (F73). */
export type PolicyPreview =
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'tried';
      /** Whether there would be no policy any more. */
      readonly removes: boolean;
      readonly at: Instant;
      readonly tried: readonly TriedPullRequest[];
      /** How many open pull requests there are. */
      readonly open: number;
    };

const mostProblems = 30;

/**
 * What a proposed policy would say of the repository's open pull requests, in Markdown, for the text of a check run. It
 * is shown beside the verdict and is no part of it: a proposal judges nothing. Pure; fits a check run whatever it holds.
 *
 * @param path of the policy file
 */
export const explainPreview = (preview: PolicyPreview, path: string, repositoryUrl: string): string => {
  const manner = { repositoryUrl, sentence: 500 };
  const say = (...sentence: Sentence): RootContent => paragraph(...toPhrasing(sentence, manner));
  const start = [
    heading('What the proposed policy would say'),
    say(
      'This pull request changes ',
      { code: path },
      '. It is judged by the policy in force; the proposed one judges nothing yet.',
    ),
  ];
  switch (preview.kind) {
    case 'unreadable':
      return serialise([...start, say('The proposed policy could not be read: ', { code: preview.reason }, '.')]);
    case 'refused':
      return serialise([...start, ...toProblems(preview.problems, say)]);
    case 'tried':
      return serialise([...start, ...toTrial(preview, manner, say)]);
  }
};

type Say = (...sentence: Sentence) => RootContent;

const plain = (value: string): Phrasing => [{ type: 'text', value }];

const toProblems = (problems: readonly Problem[], say: Say): readonly RootContent[] => {
  const rest = problems.length - mostProblems;
  const rows = problems
    .slice(0, mostProblems)
    .map(({ line, column, message, hint }) => [
      plain(`${line}:${column}`),
      toProse(shorten(message, 200)),
      hint === null ? plain('—') : toProse(shorten(hint, 200)),
    ]);
  return [
    say('It cannot be applied. Merged as it is, it would hold every pull request until these are put right.'),
    table(['Line', 'Problem', 'What is right'], rows),
    ...(rest > 0 ? [say(`… and ${rest} more.`)] : []),
  ];
};

type Trial = Extract<PolicyPreview, { kind: 'tried' }>;

const toTrial = (
  { removes, at, tried, open }: Trial,
  manner: Parameters<typeof toPhrasing>[1],
  say: Say,
): readonly RootContent[] => {
  const differing = tried.filter(differs);
  const counted = `${open} open pull request${open === 1 ? '' : 's'}`;
  const which = tried.length < open ? `the newest ${tried.length} of ${counted}` : counted;
  return [
    ...(removes ? [say('It takes the policy away: only the organisation’s baseline would still hold anything.')] : []),
    say(
      'Tried at ',
      toTime(at),
      ` on ${which}: ${differing.length === 0 ? 'nothing' : differing.length} would come out differently.`,
    ),
    ...(differing.length === 0
      ? []
      : [
          table(
            ['Pull request', 'Now', 'Proposed', 'Hold points that differ'],
            differing.map((one) => [
              [
                ...toPhrasing([{ link: one.url, text: `#${one.number}` }], manner),
                ...plain(' '),
                ...toProse(shorten(one.title, 80)),
              ],
              toOutcome(one.now, manner),
              toOutcome(one.proposed, manner),
              toDifferences(one),
            ]),
          ),
        ]),
  ];
};

/** One of which either is not known may come out differently. */
const differs = ({ now, proposed }: TriedPullRequest): boolean =>
  !now.known || !proposed.known || now.value.outcome !== proposed.value.outcome;

const outcomes = { released: 'Released', held: 'Held', 'not-governed': 'Not under control' } as const;

const toOutcome = (verdict: Fact<Verdict>, manner: Parameters<typeof toPhrasing>[1]): Phrasing =>
  verdict.known
    ? plain(outcomes[verdict.value.outcome])
    : toPhrasing(['Unknown: ', { code: shorten(verdict.reason, 200) }], manner);

const statuses: Readonly<Record<Finding['status'], string>> = {
  passed: 'passed',
  'not-applicable': 'not applicable',
  failed: 'missing',
  unknown: 'unknown',
  owed: 'owed',
};

/** Of several findings of one gate, those of the policy and of the baseline, the worst counts. */
const badness: readonly Finding['status'][] = ['not-applicable', 'passed', 'owed', 'unknown', 'failed'];

const toStatuses = (verdict: Fact<Verdict>): ReadonlyMap<GateId, Finding['status']> => {
  const found = new Map<GateId, Finding['status']>();
  if (!verdict.known || verdict.value.outcome === 'not-governed' || verdict.value.cause !== 'gates') return found;
  for (const { gate, status } of verdict.value.findings) {
    const other = found.get(gate);
    if (other === undefined || badness.indexOf(status) > badness.indexOf(other)) found.set(gate, status);
  }
  return found;
};

const toDifferences = ({ now, proposed }: TriedPullRequest): Phrasing => {
  if (!now.known || !proposed.known) return plain('—');
  const [before, after] = [toStatuses(now), toStatuses(proposed)];
  const toWord = (status: Finding['status'] | undefined): string =>
    status === undefined ? 'not asked for' : statuses[status];
  const lines = [...new Set([...before.keys(), ...after.keys()])]
    .filter((gate) => before.get(gate) !== after.get(gate))
    .map((gate) => `${toGateTitle(gate)}: ${toWord(before.get(gate))} → ${toWord(after.get(gate))}`)
    .sort(compareText);
  if (lines.length === 0) return plain('—');
  return lines.flatMap((line, index) => (index === 0 ? plain(line) : [lineBreak, ...plain(line)]));
};
