import { describe, expect, test } from '@jest/globals';
import { accountFor, type RangeAccount } from '../../../src/decision/release/account.ts';
import type { RangeCommit, RangePullRequest } from '../../../src/decision/release/release-facts.ts';
import { sha, toRangeCommit, toRangePull } from '../../cases/release-parts.ts';

/** `b1 < a0, f2 : 4 5`: a commit, its parents, the pull requests that GitHub names for it; `?`: nobody was asked. */
const commit = (text: string): RangeCommit => {
  const [, name = '', parents = '', names = ''] = /^(\w\w)(?: <([^:]*))?(?: ?:(.*))?$/.exec(text) ?? [];
  return toRangeCommit(
    sha(name),
    parents.split(',').flatMap((one) => (one.trim() === '' ? [] : [sha(one.trim())])),
    names.trim() === '?' ? null : (names.match(/\d+/g) ?? []).map(Number),
  );
};

/** `4: f2 -> b1, 3`: its head, its merge commit, how many commits it has. */
const pull = (text: string): RangePullRequest => {
  const [, number = '', head = '', merge = '', commits = '1'] =
    /^(\d+): (\w\w) -> (\w\w|nothing)(?:, (\d+))?$/.exec(text) ?? [];
  return toRangePull(Number(number), sha(head), merge === 'nothing' ? null : sha(merge), Number(commits));
};

/** The first of the commits is the head. */
const account = (commits: readonly string[], pulls: readonly string[] = []): RangeAccount => {
  const [first = '  '] = commits;
  return accountFor({
    head: sha(first.slice(0, 2)),
    commits: commits.map(commit),
    pullRequests: pulls.map(pull),
  });
};

const name = (text: string): string => text.slice(0, 2);

const toWords = ({ brought, commitsOf, strays, unasked, waiting }: RangeAccount) => ({
  brought: Object.fromEntries(
    brought.map(({ number }) => [
      number,
      (commitsOf.get(number) ?? [])
        .map((one) => name(one.sha))
        .sort()
        .join(' '),
    ]),
  ),
  strays: strays.map((one) => name(one.sha)).join(' '),
  unasked: unasked.map(name).join(' '),
  waiting: waiting.map(name).sort().join(' '),
});

type Row = readonly [
  name: string,
  commits: readonly string[],
  pulls: readonly string[],
  expected: Partial<ReturnType<typeof toWords>>,
];

const none = { brought: {}, strays: '', unasked: '', waiting: '' };

const rows: readonly Row[] = [
  ['nothing at all', [], [], {}],
  ['a squash', ['c1 < a0 : 4'], ['4: f3 -> c1, 3'], { brought: { 4: 'c1' } }],
  [
    'a squash right after a squash',
    ['c2 < c1 : 5', 'c1 < a0 : 4'],
    ['4: f3 -> c1, 3', '5: e3 -> c2, 3'],
    { brought: { 4: 'c1', 5: 'c2' } },
  ],
  [
    'a rebase of three commits',
    ['c3 < c2 : 4', 'c2 < c1 : 4', 'c1 < a0 : 4'],
    ['4: f3 -> c3, 3'],
    { brought: { 4: 'c1 c2 c3' } },
  ],
  [
    'a rebase that dropped a commit: fewer than the pull request has',
    ['c2 < c1 : 4', 'c1 < c0 : 4', 'c0 < a0 :'],
    ['4: f3 -> c2, 3'],
    { brought: { 4: 'c1 c2' }, strays: 'c0' },
  ],
  [
    'a rebase with one commit too many',
    ['c3 < c2 : 4', 'c2 < c1 : 4', 'c1 < c0 : 4', 'c0 < a0 : 4'],
    ['4: f3 -> c3, 3'],
    { brought: { 4: 'c1 c2 c3' }, strays: 'c0' },
  ],
  [
    'a rebase with another commit between',
    ['c3 < c2 : 4', 'c2 < c1 :', 'c1 < a0 : 4'],
    ['4: f3 -> c3, 3'],
    { brought: { 4: 'c3' }, strays: 'c2 c1' },
  ],
  [
    'two rebases, one upon the other',
    ['d2 < d1 : 5', 'd1 < c2 : 5', 'c2 < c1 : 4', 'c1 < a0 : 4'],
    ['4: f2 -> c2, 2', '5: e2 -> d2, 2'],
    { brought: { 4: 'c1 c2', 5: 'd1 d2' } },
  ],
  [
    'a merge commit: what stands behind it is not asked about',
    ['c1 < a0, f2 : 4', 'f2 < f1 : ?', 'f1 < a0 : ?'],
    ['4: f2 -> c1, 2'],
    { brought: { 4: 'c1 f1 f2' } },
  ],
  [
    'a merge of a branch into which the main line was merged',
    ['c2 < c1, f2 : 4', 'c1 < a0 : 5', 'f2 < f1, c1 : ?', 'f1 < a0 : ?'],
    ['4: f2 -> c2, 2', '5: e1 -> c1'],
    { brought: { 4: 'c2 f1 f2', 5: 'c1' } },
  ],
  [
    'a branch upon a branch: each commit belongs to the older merge',
    ['c2 < c1, g1 : 5', 'c1 < a0, f1 : 4', 'g1 < f1 : ?', 'f1 < a0 : ?'],
    ['4: f1 -> c1', '5: g1 -> c2, 2'],
    { brought: { 4: 'c1 f1', 5: 'c2 g1' } },
  ],
  [
    'a merge queue: merges, one upon the other',
    ['c3 < c2, h1 : 6', 'c2 < c1, g1 : 5', 'c1 < a0, f1 : 4', 'h1 < a0 : ?', 'g1 < a0 : ?', 'f1 < a0 : ?'],
    ['4: f1 -> c1', '5: g1 -> c2', '6: h1 -> c3'],
    { brought: { 4: 'c1 f1', 5: 'c2 g1', 6: 'c3 h1' } },
  ],
  [
    'a merge queue that squashes',
    ['c3 < c2 : 6', 'c2 < c1 : 5', 'c1 < a0 : 4'],
    ['4: f1 -> c1, 4', '5: g1 -> c2, 4', '6: h1 -> c3, 4'],
    { brought: { 4: 'c1', 5: 'c2', 6: 'c3' } },
  ],
  [
    'a fast-forward: the branch itself became the main line',
    ['f3 < f2 : 4', 'f2 < f1 : 4', 'f1 < a0 : 4'],
    ['4: f3 -> f3, 3'],
    { brought: { 4: 'f1 f2 f3' } },
  ],
  [
    'a fast-forward over a merge of the main line: somebody made that by hand',
    ['f3 < f2 : 4', 'f2 < f1, a1 : 4', 'f1 < a0 : 4', 'a1 < a0 : 3'],
    ['3: e1 -> a1', '4: f3 -> f3, 3'],
    { brought: { 3: 'a1', 4: 'f3' }, strays: 'f2 f1' },
  ],
  [
    'a backport and a cherry-pick, each through a pull request of its own',
    ['c2 < c1 : 8', 'c1 < a0, f1 : 7', 'f1 < a0 : ?'],
    ['7: f1 -> c1', '8: g1 -> c2'],
    { brought: { 7: 'c1 f1', 8: 'c2' } },
  ],
  ['a cherry-pick by hand, of what a pull request brought elsewhere', ['c1 < a0 :'], ['7: f1 -> d9'], { strays: 'c1' }],
  [
    'a revert through a pull request of its own',
    ['c2 < c1 : 5', 'c1 < a0 : 4'],
    ['4: f1 -> c1', '5: e1 -> c2'],
    { brought: { 4: 'c1', 5: 'c2' } },
  ],
  ['a revert by hand', ['c2 < c1 :', 'c1 < a0 : 4'], ['4: f1 -> c1'], { brought: { 4: 'c1' }, strays: 'c2' }],
  [
    'a merge made by hand: it, and all that is in it',
    ['c1 < a0, f2 :', 'f2 < f1 :', 'f1 < a0 :'],
    [],
    { strays: 'c1 f2 f1' },
  ],
  [
    'a merge made by hand of a branch that took in a pull request',
    ['c1 < a0, d2 :', 'd2 < d1 : 4', 'd1 < a0 :'],
    ['4: f1 -> d2'],
    { brought: { 4: 'd2' }, strays: 'c1 d1' },
  ],
  ['an octopus', ['c1 < a0, f1, g1 : 4', 'f1 < a0 : 4', 'g1 < a0 :'], ['4: f1 -> c1, 1'], { strays: 'c1 f1 g1' }],
  [
    'two branches that were merged by hand and come from one commit, which is there once',
    ['c1 < a2, b2 :', 'a2 < a1 :', 'b2 < a1 :', 'a1 < a0 :'],
    [],
    { strays: 'c1 a2 b2 a1' },
  ],
  [
    'a branch that was merged by hand without any need, from where the main line stood',
    ['c1 < a1, b2 :', 'b2 < a1 :', 'a1 < a0 :'],
    [],
    { strays: 'c1 b2 a1' },
  ],
  [
    'a direct push right before a merge commit, for which GitHub names the pull request',
    ['c2 < c1, f2 : 4', 'c1 < a0 : 4', 'f2 < a0 : ?'],
    ['4: f2 -> c2, 3'],
    { brought: { 4: 'c2 f2' }, strays: 'c1' },
  ],
  [
    'a merge of a pull request with another second parent than its head',
    ['c1 < a0, f2 : 4', 'f2 < f1 :', 'f1 < a0 : 4'],
    ['4: f1 -> c1, 1'],
    { strays: 'c1 f2 f1' },
  ],
  [
    'a merge with the parents the wrong way round',
    ['c1 < f1, a1 : 4', 'f1 < a0 : 4', 'a1 < a0 : 5'],
    ['4: f1 -> c1', '5: e1 -> a1'],
    { brought: { 5: 'a1' }, strays: 'c1 f1' },
  ],
  [
    'a direct push between two merges',
    ['c3 < c2, g1 : 5', 'c2 < c1 :', 'c1 < a0, f1 : 4', 'g1 < a0 : ?', 'f1 < a0 : ?'],
    ['4: f1 -> c1', '5: g1 -> c3'],
    { brought: { 4: 'c1 f1', 5: 'c3 g1' }, strays: 'c2' },
  ],
  [
    'a direct push between two squashes of several commits',
    ['c3 < c2 : 5', 'c2 < c1 :', 'c1 < a0 : 4'],
    ['4: f3 -> c1, 3', '5: g3 -> c3, 3'],
    { brought: { 4: 'c1', 5: 'c3' }, strays: 'c2' },
  ],
  [
    'a direct push of one of a pull request’s own commits right before its squash: nothing else than was released',
    ['c2 < f1 : 4', 'f1 < a0 : 4'],
    ['4: f2 -> c2, 2'],
    { brought: { 4: 'c2 f1' } },
  ],
  [
    'a pull request of which GitHub does not say how it was merged',
    ['c1 < a0 : 4'],
    ['4: f1 -> nothing'],
    { strays: 'c1' },
  ],
  ['a pull request that was merged elsewhere names the commit', ['c1 < a0 : 4'], ['4: f1 -> d9, 5'], { strays: 'c1' }],
  [
    'two pull requests of one head: both brought it',
    ['c1 < a0, f1 : 4 5', 'f1 < a0 : ?'],
    ['4: f1 -> c1', '5: f1 -> c1'],
    { brought: { 4: 'c1 f1', 5: 'c1 f1' } },
  ],
  [
    'a merge that GitHub takes for that of two: what stands behind it is the one’s',
    ['c1 < a0, g1 : 4 5', 'g1 < f1 : ?', 'f1 < a0 : ?'],
    ['4: f1 -> c1', '5: g1 -> c1, 2'],
    { brought: { 5: 'c1 f1 g1' } },
  ],
  [
    'nobody was asked',
    ['c2 < c1 : ?', 'c1 < a0, f1 : ?', 'f1 < a0 : ?'],
    ['4: f1 -> c1'],
    { unasked: 'c2 c1', waiting: 'f1' },
  ],
  [
    'nobody was asked of a merge that is not known to be of a pull request: what stands behind it waits',
    ['c1 < a0, f1 : ?', 'f1 < a0 : ?'],
    [],
    { unasked: 'c1', waiting: 'f1' },
  ],
  ['nobody was asked of what stands before a stray', ['c2 < c1 :', 'c1 < a0 : ?'], [], { strays: 'c2', unasked: 'c1' }],
  [
    'a commit to which none leads',
    ['c1 < a0 : 4', 'd9 < a0 : 5'],
    ['4: f1 -> c1', '5: d8 -> d9'],
    { brought: { 4: 'c1' }, strays: 'd9' },
  ],
];

describe('F39: how everything in a range came there', () => {
  test.each(rows)('%s', (_, commits, pulls, expected) => {
    expect(toWords(account(commits, pulls))).toEqual({ ...none, ...expected });
  });

  test('F37: a commit about which there is a deviation came by no pull request that was merged after it', () => {
    const commits = ['c2 < f1 : 4', 'f1 < a0 : 4'].map(commit);
    const pushed = commits.map((one) => (one.sha === sha('f1') ? { ...one, deviation: 'open' as const } : one));
    const { strays } = accountFor({ head: sha('c2'), commits: pushed, pullRequests: [pull('4: f2 -> c2, 2')] });
    expect(strays.map((one) => name(one.sha))).toEqual(['f1']);
  });

  test('a head that is not among the commits accounts for none of them', () => {
    const commits = ['c1 < a0 : 4'].map(commit);
    const { strays } = accountFor({ head: sha('99'), commits, pullRequests: [pull('4: f1 -> c1')] });
    expect(strays.map((one) => name(one.sha))).toEqual(['c1']);
  });
});
