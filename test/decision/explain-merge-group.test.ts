import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import {
  type ExplainedGroup,
  type ExplainedMember,
  explainMergeGroup,
} from '../../src/decision/explain-merge-group.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import { type Given, toGiven, toPolicies } from '../cases/case.ts';

const verdictOf = (change?: (given: Given) => void) => {
  const given = toGiven(change);
  return decide(given.facts, toPolicies(given));
};
const released: ExplainedMember = {
  number: 4,
  outcome: 'released',
  verdict: known(verdictOf()),
  statementDigest: 'sha256:4',
};
const held: ExplainedMember = {
  number: 5,
  outcome: 'held',
  verdict: known(
    verdictOf(({ issue }) => {
      issue.labels = ['change-request'];
    }),
  ),
  statementDigest: 'sha256:5',
};
const evidence = { statementDigest: 'sha256:ff', ledgerEntry: 9 };
const explain = (members: readonly ExplainedMember[], over: Partial<ExplainedGroup> = {}) =>
  explainMergeGroup(
    { outcome: 'released', members: known(members), evidence, ...over },
    'https://github.com/acme/pump',
  );

describe('what is said of a merge group', () => {
  test('F33: it is released when each of its pull requests is', () => {
    const { conclusion, title, summary } = explain([released, { ...released, number: 6 }]);
    expect([conclusion, title]).toEqual(['success', 'Released: 2 pull requests in this group']);
    expect(summary).toContain('| [`#4`](https://github.com/acme/pump/pull/4) | ✅ Released | — | `sha256:4` |');
    expect(summary).toContain('entry 9 of this repository’s ledger');
  });

  test.each<[string, readonly ExplainedMember[], string]>([
    ['held', [released, held], '| ❌ Held | Safety impact | `sha256:5` |'],
    [
      'unreadable',
      [{ number: 5, outcome: 'unreadable', verdict: unknown('GitHub answered 404'), statementDigest: null }],
      '| ❔ Unknown, held | `GitHub answered 404` | — |',
    ],
    ['closed meanwhile', [{ ...released, number: 5, outcome: 'held' }], '| It was closed, or made a draft. |'],
  ])('F33: one that is %s holds it and is named', (_, members, row) => {
    const { conclusion, title, summary } = explain(members);
    expect(conclusion).toBe('failure');
    expect(title).toMatch(/^Held: #5 of \d pull requests? in this group$/);
    expect(summary).toContain(row);
  });

  test('F33: nothing is green without evidence, without members, or against what was decided', () => {
    expect(explain([released], { evidence: null }).conclusion).toBe('failure');
    expect(explain([]).conclusion).toBe('failure');
    expect(explain([released], { outcome: 'held' }).conclusion).toBe('failure');
  });

  test('F33: a group that could not be resolved is held, with the reason and what to do', () => {
    const { conclusion, title, summary } = explain([], { members: unknown('no entry @quinn'), outcome: 'held' });
    expect([conclusion, title]).toEqual(['failure', 'Held: which pull requests this group holds is not known']);
    expect(summary).toContain('`no entry @quinn`');
    expect(summary).toContain('into the queue again');
  });
});
