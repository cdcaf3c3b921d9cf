import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import { unknown } from '../../src/decision/facts.ts';
import { type JudgedMerge, judgeMerge, type Merge } from '../../src/decision/judge-merge.ts';
import type { Verdict } from '../../src/decision/verdict.ts';
import { type Given, head, toGiven, toPolicies } from '../cases/case.ts';

const verdictOf = (change?: (given: Given) => void): Verdict => {
  const given = toGiven(change);
  return decide(given.facts, toPolicies(given));
};
const released = verdictOf();
const held = verdictOf(({ issue }) => {
  issue.labels = ['change-request'];
});
const unsure = verdictOf(({ facts }) => {
  facts.roles['quality'] = unknown('502');
});
const refused: Verdict = {
  outcome: 'held',
  cause: 'policy',
  problems: [{ file: 'x', line: 1, column: 1, message: 'wrong', hint: null }],
};
const noPolicy: Verdict = { outcome: 'not-governed', reason: 'no-policy' };
const notCovered: Verdict = { outcome: 'not-governed', reason: 'branch-not-covered' };

const stated = (verdict: Verdict, over: Partial<NonNullable<Merge['stated']>> = {}): Merge['stated'] => ({
  verdict,
  headSha: head,
  baseBranch: 'main',
  ...over,
});
const judge = (over: Partial<Merge>): JudgedMerge =>
  judgeMerge({
    pullRequest: toGiven().facts.pullRequest,
    verdict: released,
    stated: stated(released),
    lastOutcome: 'released',
    foundOnBranch: false,
    ...over,
  });

describe('a merge', () => {
  test('F37: is covered by a released verdict on its head, as long as nothing held it before the merge', () => {
    expect(judge({})).toEqual({ outcome: 'covered' });
  });

  test.each<[string, Partial<Merge>, string]>([
    [
      'that was held',
      { verdict: held, stated: stated(held), lastOutcome: 'held' },
      'was merged while it was held: Safety impact',
    ],
    [
      'whose record changed in the last seconds',
      { verdict: held },
      'was merged after something had changed that holds it: Safety impact',
    ],
    ['whose policy was refused by then', { verdict: refused }, 'was merged after something had changed that holds it'],
    [
      'with another commit',
      { stated: stated(released, { headSha: 'f'.repeat(40) }) },
      'was merged with a commit that was not judged',
    ],
    [
      'into another branch',
      { stated: stated(released, { baseBranch: 'release/1' }) },
      'was merged into a branch for which it was not judged',
    ],
    [
      'that nobody had judged',
      { stated: null, lastOutcome: null, foundOnBranch: true },
      'was merged before it was judged',
    ],
    [
      'that nobody had judged and that lacks something',
      { stated: null, lastOutcome: null, foundOnBranch: true, verdict: held },
      'was merged before it was judged: Safety impact',
    ],
    [
      'that went to a covered branch at last',
      { stated: null, lastOutcome: 'not-governed', foundOnBranch: true },
      'was merged before it was judged',
    ],
    [
      'that was held and took the policy away',
      { verdict: noPolicy, stated: stated(held), lastOutcome: 'held' },
      'was merged while it was held: Safety impact',
    ],
  ])('F37: %s is a deviation', (_, over, what) => {
    const judged = judge(over);
    expect(judged).toMatchObject({ outcome: 'deviation', what, isUncertain: false });
    expect(judged.outcome === 'deviation' && judged.gates).toEqual(what.includes('Safety') ? ['safety-impact'] : []);
  });

  test('F37: one that was released and takes the policy away is covered', () => {
    expect(judge({ verdict: noPolicy })).toEqual({ outcome: 'covered' });
  });

  test.each<[string, Partial<Merge>]>([
    ['into a branch that the policy does not cover', { verdict: notCovered }],
    ['where there is no policy, nor was any', { verdict: noPolicy, lastOutcome: 'not-governed', stated: null }],
    ['where the policy had gone before', { verdict: noPolicy, lastOutcome: 'not-governed' }],
  ])('F37: one %s is not governed', (_, over) => {
    expect(judge(over)).toEqual({ outcome: 'not-governed' });
  });

  test.each<[string, Partial<Merge>]>([
    ['never seen open', { stated: null, lastOutcome: null, verdict: held }],
    ['last seen before there was a policy', { stated: null, lastOutcome: 'not-governed', verdict: held }],
    ['last seen while there was none', { lastOutcome: 'not-governed', verdict: held }],
  ])('F37: one that was %s is history, unless a push brings it', (_, over) => {
    expect(judge(over)).toEqual({ outcome: 'history' });
    expect(judge({ ...over, foundOnBranch: true })).toMatchObject({ outcome: 'deviation' });
  });

  test('F37: one that only something unknown makes a deviation is uncertain', () => {
    expect(judge({ verdict: unsure })).toMatchObject({ outcome: 'deviation', isUncertain: true, gates: ['approval'] });
    expect(judge({ verdict: unsure, stated: stated(held) })).toMatchObject({ isUncertain: false });
  });
});
