import { describe, expect, test } from '@jest/globals';
import { explainPreview, type PolicyPreview, type TriedPullRequest } from '../../src/decision/explain-preview.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import type { Finding, GateId } from '../../src/decision/finding.ts';
import type { Verdict } from '../../src/decision/verdict.ts';

const repositoryUrl = 'https://github.com/acme/pump';
const explain = (preview: PolicyPreview): string => explainPreview(preview, '.github/holdpoint.yml', repositoryUrl);

const toFinding = (gate: GateId, status: Finding['status'], by: 'policy' | 'baseline' = 'policy'): Finding => {
  const demandedBy = { by, repository: null, path: 'x', line: 1 };
  const missing = [{ what: ['x'], who: ['x'], how: ['x'], link: repositoryUrl }] as const;
  if (status === 'passed' || status === 'not-applicable') return { gate, status, because: ['x'], demandedBy };
  if (status === 'owed') return { gate, status, missing, dueAt: '2026-11-30T00:00:00Z', demandedBy };
  return { gate, status, missing, demandedBy };
};
const toVerdict = (outcome: 'held' | 'released', ...findings: readonly Finding[]): Verdict => ({
  outcome,
  cause: 'gates',
  safetyClass: 'B',
  findings,
  signOffs: [],
  refused: [],
  ticks: [],
  deviations: [],
  openMatters: [],
  enforcement: { state: 'required', rulesets: ['Change control'] },
});
const toTried = (number: number, over: Partial<TriedPullRequest>): TriedPullRequest => ({
  number,
  url: `${repositoryUrl}/pull/${number}`,
  title: `Change ${number}`,
  now: known(toVerdict('released', toFinding('approval', 'passed'))),
  proposed: known(toVerdict('released', toFinding('approval', 'passed'))),
  ...over,
});
const toTrial = (tried: readonly TriedPullRequest[], over: object = {}): PolicyPreview => ({
  kind: 'tried',
  removes: false,
  at: '2026-11-24T10:00:00Z',
  tried,
  open: tried.length,
  ...over,
});

describe('the preview of a proposed policy', () => {
  test('F73: lists those that would come out differently, with the hold points that differ', () => {
    const text = explain(
      toTrial([
        toTried(1, {}),
        toTried(2, {
          proposed: known(
            toVerdict(
              'held',
              toFinding('approval', 'failed'),
              toFinding('review', 'unknown'),
              toFinding('depth', 'passed'),
            ),
          ),
        }),
        toTried(3, {
          now: known(toVerdict('held', toFinding('approval', 'failed', 'baseline'), toFinding('approval', 'passed'))),
          proposed: known({ outcome: 'not-governed', reason: 'branch-not-covered' }),
        }),
      ]),
    );
    expect(text).toContain('on 3 open pull requests: 2 would come out differently.');
    expect(text).not.toContain('Change 1');
    expect(text).toContain(
      '| [`#2`](https://github.com/acme/pump/pull/2) Change 2 | Released | Held | Approval: passed → missing<br>',
    );
    expect(text).toContain('not asked for → unknown');
    expect(text).toContain('Change 3 | Held | Not under control | Approval: missing → not asked for |');
  });

  test('F73: says so when nothing would differ, though gates do', () => {
    const proposed = known(toVerdict('released', toFinding('approval', 'passed'), toFinding('review', 'passed')));
    const text = explain(toTrial([toTried(1, { proposed })]));
    expect(text).toContain('on 1 open pull request: nothing would come out differently.');
    expect(text).not.toContain('|');
    expect(explain(toTrial([]))).toContain('on 0 open pull requests: nothing');
  });

  test('F73: one that could not be tried is listed with the reason', () => {
    const text = explain(toTrial([toTried(4, { proposed: unknown('GitHub answered `502`') })]));
    expect(text).toContain('1 would come out differently');
    expect(text).toContain('Change 4 | Released | Unknown: `` GitHub answered `502` `` | — |');
  });

  test('F73: says how many of them were tried, and that the policy would be gone', () => {
    const text = explain(toTrial([toTried(1, {})], { open: 31, removes: true }));
    expect(text).toContain('on the newest 1 of 31 open pull requests');
    expect(text).toContain('It takes the policy away');
  });

  test('F73: shows the problems of one that cannot be applied, with their places', () => {
    const problem = { file: '.github/holdpoint.yml', line: 2, column: 15, message: 'D is no class', hint: 'A, B or C' };
    const text = explain({ kind: 'refused', problems: [problem] });
    expect(text).toContain('| 2:15 | D is no class | A, B or C |');
    expect(text).toContain('would hold every pull request');
  });

  test('F73: fits a check run, and nothing in it is markup, whatever the titles and problems say', () => {
    const nasty = '| [x](javascript:alert(1)) <img src=x> @quinn #1 😀'.repeat(40);
    const tried = Array.from({ length: 20 }, (_, index) =>
      toTried(index, { title: nasty, now: unknown(nasty), proposed: unknown(nasty) }),
    );
    const problems = Array.from({ length: 500 }, (_, index) => ({
      file: nasty,
      line: index,
      column: 1,
      message: nasty,
      hint: nasty,
    }));
    for (const text of [explain(toTrial(tried)), explain({ kind: 'refused', problems })]) {
      expect(Buffer.byteLength(text)).toBeLessThan(65_535);
      expect(text.replaceAll(/(`+)[^`].*?\1/g, '')).not.toMatch(/@quinn|<img|javascript:/);
    }
    expect(explain({ kind: 'refused', problems })).toContain('… and 470 more.');
    expect(explain({ kind: 'unreadable', reason: '<b>' })).toContain('could not be read: `<b>`.');
  });
});
