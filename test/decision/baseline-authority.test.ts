import { expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import { known } from '../../src/decision/facts.ts';
import type { Policies } from '../../src/decision/policy-outcome.ts';
import { olaf, quinn, toComment, toGiven, valueOf } from '../cases/case.ts';

/** The approval comes from olaf alone, to whom the repository's own authority file lets quinn delegate the role. */
const toDelegated = (role: string) => {
  const given = toGiven(({ issue, facts, policy }) => {
    const comments = valueOf(issue.comments);
    comments.splice(0, comments.length, toComment('/sign approval approval', olaf, '2026-11-02T12:00:00Z'));
    for (const [name, holders] of Object.entries(facts.roles))
      facts.roles[`baseline/${name}`] = structuredClone(holders);
    const text = `authority:\n  - { person: ${quinn.login}, role: ${role} }\n  - { person: ${olaf.login}, role: ${role}, delegated_by: ${quinn.login} }\n`;
    facts.authorityFile = known({ path: '.github/holdpoint-authority.yml', commit: 'c'.repeat(40), text });
    policy.repositories = ['**'];
  });
  const policy = { ok: true as const, policy: given.policy };
  return (policies: 'own' | 'baseline') => {
    const layers: Policies =
      policies === 'own' ? { own: policy, baseline: 'absent' } : { own: 'absent', baseline: policy };
    const facts = {
      ...given.facts,
      ...(policies === 'own'
        ? {}
        : {
            policyFile: known(null),
            baselineFile: known({
              path: 'holdpoint-baseline.yml',
              commit: 'b'.repeat(40),
              text: '',
              repository: { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' },
            }),
          }),
    };
    return decide(facts, layers);
  };
};

test('F29: a role of the repository’s own policy can be delegated in its authority file', () => {
  expect(toDelegated('quality')('own').outcome).toBe('released');
});

test('F29 F74: a repository’s own authority file cannot delegate a role of the baseline', () => {
  const verdict = toDelegated('baseline/quality')('baseline');
  expect(verdict.outcome).toBe('held');
  const said = verdict.outcome !== 'not-governed' && verdict.cause === 'gates' ? verdict.findings : [];
  expect(JSON.stringify(said)).toContain('A role of the baseline cannot be delegated by a repository.');
});
