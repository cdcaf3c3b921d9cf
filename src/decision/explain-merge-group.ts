import type { RootContent } from 'mdast';
import type { Explanation } from './explain.ts';
import { lineBreak, type Phrasing, paragraph, serialise, table, toPhrasing } from './explain-markdown.ts';
import { toGateTitle } from './explain-view.ts';
import type { Fact } from './facts.ts';
import type { Sentence } from './finding.ts';
import type { Verdict } from './verdict.ts';

/** One pull request that a merge queue tries out, and what is said of it as it is now. */
export type ExplainedMember = {
  readonly number: number;
  /** `held` though its verdict is not: it was closed, or made a draft, in the meantime. */
  readonly outcome: Verdict['outcome'] | 'unreadable';
  /** Unknown: it could not be read. */
  readonly verdict: Fact<Verdict>;
  /** Of the committed statement that the verdict stands on; null when there is none. */
  readonly statementDigest: string | null;
};

/** What is said of a group on its head commit. */
export type ExplainedGroup = {
  readonly outcome: 'held' | 'released';
  /** Unknown: which pull requests the group holds could not be learned. */
  readonly members: Fact<readonly ExplainedMember[]>;
  /** The committed statement about the group; null when there is none. Without it nothing is shown as released. */
  readonly evidence: { readonly statementDigest: string; readonly ledgerEntry: number } | null;
};

const mostMembers = 100;

/**
 * Explains what is decided of a merge group (F33): green only when every pull request in it is known and released.
 * Pure; fails closed against its own parts.
 */
export const explainMergeGroup = (group: ExplainedGroup, repositoryUrl: string): Explanation => {
  const manner = { repositoryUrl, sentence: 500 };
  const say = (...sentence: Sentence): RootContent => paragraph(...toPhrasing(sentence, manner));
  const { members, evidence } = group;
  const stand = say(
    ...(evidence === null
      ? (['No statement was committed to the ledger for this.'] as const)
      : ([
          'Statement ',
          { code: evidence.statementDigest },
          `, entry ${evidence.ledgerEntry} of this repository’s ledger.`,
        ] as const)),
  );
  if (!members.known) {
    return {
      conclusion: 'failure',
      title: 'Held: which pull requests this group holds is not known',
      summary: serialise([
        say('The merge queue made this commit, and which pull requests it would merge could not be learned: ', {
          code: members.reason,
        }),
        say('Put them into the queue again. Nothing is released on what is unknown.'),
        stand,
      ]),
    };
  }
  const open = members.value.filter(({ outcome }) => outcome === 'held' || outcome === 'unreadable');
  const isReleased = group.outcome === 'released' && open.length === 0 && members.value.length > 0 && evidence !== null;
  const count = `${members.value.length} pull request${members.value.length === 1 ? '' : 's'}`;
  const names = open
    .slice(0, 5)
    .map(({ number }) => `#${number}`)
    .join(', ');
  return {
    conclusion: isReleased ? 'success' : 'failure',
    title: isReleased
      ? `Released: ${count} in this group`
      : `Held: ${names === '' ? 'nothing is released here' : `${names} of ${count} in this group`}`,
    summary: serialise([
      say('The merge queue would merge these together. Each was read and judged again for it.'),
      table(
        ['Pull request', 'Verdict', 'Open hold points', 'Statement'],
        members.value.slice(0, mostMembers).map((member) => toRow(member, manner)),
      ),
      ...(open.length === 0
        ? []
        : [say('What is missing, who can supply it and how stands in the check of each pull request.')]),
      stand,
    ]),
  };
};

const outcomes = {
  released: '✅ Released',
  held: '❌ Held',
  'not-governed': '➖ Not under control',
  unreadable: '❔ Unknown, held',
} as const;

const toRow = (member: ExplainedMember, manner: Parameters<typeof toPhrasing>[1]): readonly Phrasing[] => {
  const { number, outcome, statementDigest } = member;
  const open = toOpen(member).flatMap(
    (sentence, index): Phrasing => [...(index === 0 ? [] : [lineBreak]), ...toPhrasing(sentence, manner)],
  );
  return [
    toPhrasing([{ link: `${manner.repositoryUrl}/pull/${number}`, text: `#${number}` }], manner),
    toPhrasing([outcomes[outcome]], manner),
    open,
    toPhrasing(statementDigest === null ? ['—'] : [{ code: statementDigest }], manner),
  ];
};

const toOpen = ({ outcome, verdict }: ExplainedMember): readonly Sentence[] => {
  if (!verdict.known) return [[{ code: verdict.reason }]];
  if (verdict.value.outcome !== 'held') return outcome === 'held' ? [['It was closed, or made a draft.']] : [['—']];
  if (verdict.value.cause === 'policy') return [['The policy cannot be applied.']];
  const open = verdict.value.findings.filter(({ status }) => status === 'failed' || status === 'unknown');
  return [...new Set(open.map(({ gate }) => toGateTitle(gate)))].map((title) => [title]);
};
