import { describe, expect, test } from '@jest/globals';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import { canonicalJson, digestOf } from '../../src/evidence/canonical-json.ts';
import { toInputDigest, toLastingFacts, toStatement } from '../../src/evidence/statement.ts';
import { materialDigest } from '../../src/records/material-content.ts';
import { demoFacts as facts, demoTool as tool, demoVerdict as verdict } from './demo-facts.ts';

describe('toStatement', () => {
  const statement = toStatement({ facts, verdict, tool });

  test('F52: is an in-toto Statement v1 about the head commit', () => {
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'urn:holdpoint:verdict:v1',
    });
    expect(statement.subject).toEqual([
      {
        name: 'Acme/Pump',
        uri: 'https://github.com/Acme/Pump',
        digest: { gitCommit: 'a'.repeat(40) },
        annotations: { pullRequest: 'https://github.com/Acme/Pump/pull/12', number: 12, baseBranch: 'main' },
      },
    ]);
  });

  test('F50: says what was decided, when, by what, and on what it stands', () => {
    expect(statement.predicate).toEqual({
      subjectKey: 'pull_request:acme/pump#12',
      observedAt: '2026-11-21T02:30:23Z',
      verdict,
      policy: known({ path: '.github/holdpoint.yml', commit: 'c'.repeat(40), digest: digestOf('product: pump\n') }),
      baseline: known(null),
      authority: known(null),
      facts: digestOf(toLastingFacts(facts)),
      records: [
        {
          url: 'https://github.com/Acme/Pump/issues/3',
          nodeId: 'I_3',
          material: materialDigest('### Reason\n\nToo fast.'),
          text: digestOf('### Reason\n\nToo fast.'),
        },
      ],
      enforcement: facts.enforcement,
      tool,
    });
  });

  test('is the same byte for byte for the same decision', () => {
    expect(canonicalJson(toStatement(structuredClone({ facts, verdict, tool })))).toBe(canonicalJson(statement));
  });

  test('tells a policy that is not there from one that could not be read', () => {
    expect(toStatement({ facts: { ...facts, policyFile: known(null) }, verdict, tool }).predicate.policy).toEqual(
      known(null),
    );
    const unread = { ...facts, policyFile: unknown('GitHub answered 502') };
    expect(toStatement({ facts: unread, verdict, tool }).predicate.policy).toEqual(unknown('GitHub answered 502'));
  });

  test('F29 F74: names the baseline, where it stands, and the authority file', () => {
    const file = { path: 'holdpoint-baseline.yml', commit: 'e'.repeat(40), text: 'product: all\n' };
    const repository = { owner: 'Acme', name: '.github', url: 'https://github.com/Acme/.github' };
    const under = { ...facts, baselineFile: known({ ...file, repository }), authorityFile: known(file) };
    const { baseline, authority } = toStatement({ facts: under, verdict, tool }).predicate;
    const digested = { path: file.path, commit: file.commit, digest: digestOf(file.text) };
    expect(authority).toEqual(known(digested));
    expect(baseline).toEqual(known({ ...digested, repository }));
  });

  test('F2 F56: names the records that a change request comes from, each once', () => {
    const [link] = facts.links.known ? facts.links.value : [];
    if (!link?.issue.known) throw new Error('The facts hold a linked issue.');
    const report = { ...link.issue.value, url: 'https://github.com/Acme/Pump/issues/9', nodeId: 'I_9' };
    const origin = { changeRequest: link.ref, ref: { ...link.ref, number: 9 }, issue: known(report) };
    const { records } = toStatement({ facts: { ...facts, origins: known([origin, origin]) }, verdict, tool }).predicate;
    expect(records.map(({ nodeId }) => nodeId)).toEqual(['I_3', 'I_9']);
  });
});

describe('toInputDigest', () => {
  const digest = toInputDigest({ facts, verdict, tool });
  const moved = { path: '.github/holdpoint.yml', commit: 'd'.repeat(40), text: 'product: pump\n' };

  test.each<[string, PullRequestFacts]>([
    ['the time', { ...facts, observedAt: '2026-11-22T00:00:00Z' }],
    ['the commit at which an unchanged policy was read', { ...facts, policyFile: known(moved) }],
    ['a role’s holders, when the verdict stays', { ...facts, roles: { quality: known([]) } }],
    ['the title', { ...facts, pullRequest: { ...facts.pullRequest, title: 'Another' } }],
  ])('does not depend on %s', (_what, changed) => {
    expect(toInputDigest({ facts: changed, verdict, tool })).toBe(digest);
  });

  test.each<[string, Parameters<typeof toInputDigest>[0]]>([
    ['the policy', { facts: { ...facts, policyFile: known({ ...moved, text: 'product: other\n' }) }, verdict, tool }],
    ['the absence of a policy', { facts: { ...facts, policyFile: known(null) }, verdict, tool }],
    [
      'the head',
      { facts: { ...facts, pullRequest: { ...facts.pullRequest, headSha: 'b'.repeat(40) } }, verdict, tool },
    ],
    ['the base', { facts: { ...facts, pullRequest: { ...facts.pullRequest, baseBranch: 'other' } }, verdict, tool }],
    ['the verdict', { facts, verdict: { outcome: 'not-governed', reason: 'no-policy' }, tool }],
    ['the version of the tool', { facts, verdict, tool: { ...tool, version: '0.2.0' } }],
  ])('depends on %s', (_what, decided) => {
    expect(toInputDigest(decided)).not.toBe(digest);
  });
});
