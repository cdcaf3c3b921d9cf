import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import type { Finding } from '../../src/decision/finding.ts';
import type { Policies } from '../../src/decision/policy-outcome.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { addBaseline, type Given, type Mutable, olaf, quinn, toGiven, toPolicies, valueOf } from '../cases/case.ts';
import { toWhole } from '../cases/whole.ts';
import { toFindingText, toText } from './to-text.ts';

/** A released change under a policy and a baseline that ask for the same, and what a case makes of them. */
const under = (change: (baseline: Mutable<Policy>, given: Given) => void = () => {}, toBase = toGiven): Given =>
  toBase((given) => change(addBaseline(given), given));

const judge = (given: Given, policies: Partial<Policies> = {}) =>
  decide(given.facts, { ...toPolicies(given), ...policies });

const judged = (given: Given, policies: Partial<Policies> = {}) => {
  const verdict = judge(given, policies);
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
  return verdict;
};

const requireTwo = (policy: Mutable<Policy>): void => {
  const { approval } = policy.gates.B;
  if (approval.required) approval.config.signOffs[0].quorum = 2;
};

const toOpen = (findings: readonly Finding[]) =>
  findings
    .filter(({ status }) => status === 'failed' || status === 'unknown')
    .map(({ gate, demandedBy: { by } }) => [gate, by]);

describe('F74: policy and baseline are each judged, and both must release', () => {
  test('both ask for the same, and have it: each thing is said once, in the name of the baseline', () => {
    const both = judged(under());
    const alone = judged(toGiven());
    expect(both.outcome).toBe('released');
    expect(both.findings.map(({ gate, status }) => [gate, status])).toEqual(
      alone.findings.map(({ gate, status }) => [gate, status]),
    );
    expect(
      new Set(both.findings.map(({ demandedBy: { by, repository, path } }) => `${by} ${repository}/${path}`)),
    ).toEqual(new Set(['baseline acme/.github/holdpoint-baseline.yml']));
    expect(both).toMatchObject({ signOffs: alone.signOffs, refused: alone.refused, ticks: alone.ticks });
  });

  test('the baseline asks for more: held, and only the baseline says so', () => {
    const { outcome, findings } = judged(under(requireTwo));
    expect(outcome).toBe('held');
    expect(toOpen(findings)).toEqual([['approval', 'baseline']]);
    const open = findings.filter(({ gate }) => gate === 'approval');
    expect(open.map(({ status }) => status)).toEqual(['passed', 'failed']);
  });

  test('the policy asks for more: held, and only the policy says so', () => {
    const { outcome, findings } = judged(under((_, { policy }) => requireTwo(policy)));
    expect(outcome).toBe('held');
    expect(toOpen(findings)).toEqual([['approval', 'policy']]);
  });

  test('what the policy switches off, the baseline asks for', () => {
    const given = under((_, { policy, issue }) => {
      policy.gates.B.approval = { required: false, reason: 'we trust one another' };
      valueOf(issue.comments).length = 0;
    });
    const { outcome, findings } = judged(given);
    expect(outcome).toBe('held');
    expect(toOpen(findings)).toEqual([['approval', 'baseline']]);
  });

  test('of the two depths of analysis the greater is shown', () => {
    const given = under((_, { policy }) => {
      policy.paths = [{ pattern: '**', safetyClass: 'A', line: 9 }];
    });
    expect(judged(given).safetyClass).toBe('B');
    const over = under((baseline) => {
      baseline.paths = [{ pattern: '**', safetyClass: 'C', line: 9 }];
    });
    expect(judged(over).safetyClass).toBe('C');
  });
});

describe('F74: whatever the repository writes, the baseline’s hold stands', () => {
  const held = under(requireTwo);
  const problem = { file: '.github/holdpoint.yml', line: 3, column: 1, message: 'unknown key', hint: null };
  const file = (value: null) => ({ known: true, value }) as const;

  test('no policy of its own', () => {
    const facts = { ...held.facts, policyFile: file(null) };
    const { outcome, findings } = judged({ ...held, facts }, { own: 'absent' });
    expect(outcome).toBe('held');
    expect(toOpen(findings)).toEqual([['approval', 'baseline']]);
  });

  test('a policy that does not parse: its problems are shown, and it is held for both', () => {
    expect(judge(held, { own: { ok: false, problems: [problem] } })).toEqual({
      outcome: 'held',
      cause: 'policy',
      problems: [problem],
    });
  });

  test('a policy that does not cover the branch', () => {
    const elsewhere = under((baseline, { policy }) => {
      requireTwo(baseline);
      policy.branches = ['never'];
    });
    expect(judged(elsewhere).outcome).toBe('held');
  });

  test('a policy that says no more than that it wants nothing: a problem of the policy', () => {
    const empty = under((_, { policy }) => {
      policy.gates.B.safetyImpact = { required: false, reason: 'no' };
      policy.gates.B.approval = { required: false, reason: 'no' };
    });
    expect(judge(empty)).toMatchObject({ cause: 'policy', problems: [{ file: '.github/holdpoint.yml' }] });
  });

  test('without a policy of its own, what the baseline releases is released', () => {
    const given = under();
    const facts = { ...given.facts, policyFile: file(null) };
    expect(judged({ ...given, facts }, { own: 'absent' }).outcome).toBe('released');
  });
});

describe('F74: the baseline itself', () => {
  test('covers the repositories that it names, without regard to case', () => {
    const named = (repositories: string[]) =>
      judge(
        under((baseline) => {
          requireTwo(baseline);
          baseline.repositories = repositories;
        }),
      ).outcome;
    expect([['**'], ['Pump'], ['alarm', 'p*']].map(named)).toEqual(['held', 'held', 'held']);
    expect([['alarm-*'], ['pump-*'], ['acme/pump']].map(named)).toEqual(['released', 'released', 'released']);
  });

  test('that covers the repository and not the branch, leaves it to the policy', () => {
    const given = under((baseline) => {
      requireTwo(baseline);
      baseline.branches = ['release/*'];
    });
    expect(judge(given).outcome).toBe('released');
  });

  test('alone, and covering neither, leaves the repository alone', () => {
    const given = under((baseline) => {
      baseline.repositories = ['alarm-*'];
    });
    const facts = { ...given.facts, policyFile: { known: true, value: null } } as const;
    expect(judge({ ...given, facts }, { own: 'absent' })).toEqual({ outcome: 'not-governed', reason: 'no-policy' });
  });

  test('F34: that could not be read holds every repository, and the check says which file it is', () => {
    const given = toGiven();
    const facts = { ...given.facts, baselineFile: { known: false, reason: 'GitHub answered 502' } } as const;
    expect(judge({ ...given, facts }, { baseline: facts.baselineFile })).toEqual({
      outcome: 'held',
      cause: 'policy',
      problems: [
        {
          file: 'acme/.github/holdpoint-baseline.yml',
          line: 1,
          column: 1,
          message: 'The baseline could not be read: GitHub answered 502',
          hint: null,
        },
      ],
    });
  });

  test('with problems, beside a policy with problems: all of them are shown', () => {
    const [first, second] = ['.github/holdpoint.yml', 'acme/.github/holdpoint-baseline.yml'].map((file) => ({
      file,
      line: 3,
      column: 1,
      message: 'unknown key',
      hint: null,
    }));
    if (first === undefined || second === undefined) throw new Error('two problems');
    const verdict = judge(under(), {
      own: { ok: false, problems: [first] },
      baseline: { ok: false, problems: [second] },
    });
    expect(verdict).toEqual({ outcome: 'held', cause: 'policy', problems: [first, second] });
  });

  test('asks for no signature at all: that is a problem of the baseline', () => {
    const given = under((baseline) => {
      baseline.gates.B.safetyImpact = { required: false, reason: 'no' };
      baseline.gates.B.approval = { required: false, reason: 'no' };
    });
    expect(judge(given)).toMatchObject({
      outcome: 'held',
      problems: [{ file: 'acme/.github/holdpoint-baseline.yml', message: expect.stringContaining('The baseline') }],
    });
  });

  test('says of a rule that it cannot keep where the baseline is to be changed', () => {
    const given = under((baseline) => {
      baseline.gates.B.checks = { required: true, config: { required: [] } };
    });
    const [finding] = judged(given).findings.filter(({ status }) => status === 'failed');
    expect(finding === undefined ? '' : toFindingText(finding)).toContain(
      'https://github.com/acme/.github/blob/HEAD/holdpoint-baseline.yml',
    );
  });
});

describe('F74: roles of the baseline are its own', () => {
  test('who holds the role under the policy alone does not sign for the baseline', () => {
    const given = under((_, { facts }) => {
      facts.roles['baseline/quality'] = { known: true, value: [{ ...olaf }] };
    });
    const { outcome, findings, signOffs, refused } = judged(given);
    expect(outcome).toBe('held');
    expect(toOpen(findings)).toEqual([['approval', 'baseline']]);
    expect(signOffs.map(({ signer }) => signer.login)).toContain('quinn');
    expect(refused.map(({ because }) => toText(because))).toEqual([
      expect.stringMatching(/^under the baseline: @quinn does not hold the role/),
    ]);
  });

  test('who holds the role under the baseline alone does not sign for the policy', () => {
    const given = under((_, { facts }) => {
      facts.roles['quality'] = { known: true, value: [{ ...olaf }] };
    });
    expect(toOpen(judged(given).findings)).toEqual([['approval', 'policy']]);
  });

  test('a role that was not read for the baseline is not taken from the policy', () => {
    const given = under((_, { facts }) => {
      delete facts.roles['baseline/quality'];
      facts.roles['quality'] = { known: true, value: [{ ...quinn }] };
    });
    const { outcome, findings } = judged(given);
    expect(outcome).toBe('held');
    expect(findings.filter(({ status }) => status === 'unknown').map(({ gate }) => gate)).toEqual(['approval']);
  });
});

describe('F29 F74: of the authority file each policy is concerned with its own roles', () => {
  const dated = (role: string, change: (given: Given) => void = () => {}): Given =>
    under((_, given) => {
      const text = `authority:\n  - { person: nora, role: ${role} }\n`;
      const file = { path: '.github/holdpoint-authority.yml', commit: 'c'.repeat(40), text };
      given.facts.authorityFile = { known: true, value: file };
      change(given);
    });
  const alone = (given: Given) =>
    judged({ ...given, facts: { ...given.facts, policyFile: { known: true, value: null } } }, { own: 'absent' });

  test('a role of the policy does not concern the baseline, whether there is a policy or not', () => {
    expect(alone(dated('quality')).outcome).toBe('released');
    expect(alone(dated('no-such-role')).outcome).toBe('released');
    expect(toOpen(judged(dated('quality')).findings)).toEqual([['approval', 'policy']]);
  });

  test('a role that the baseline does not define holds what the baseline asks for, and nothing else', () => {
    expect(alone(dated('baseline/no-such-role')).outcome).toBe('held');
    const { findings } = judged(dated('baseline/no-such-role'));
    expect(new Set(toOpen(findings).map(([, by]) => by))).toEqual(new Set(['baseline']));
  });

  test('a role that the policy does not define holds what the policy asks for', () => {
    const { outcome, findings } = judged(dated('no-such-role'));
    expect(outcome).toBe('held');
    expect(new Set(toOpen(findings).map(([, by]) => by))).toEqual(new Set(['policy']));
  });
});

test('F74: with every gate in use, policy and baseline alike release', () => {
  expect(judged(under(undefined, toWhole)).outcome).toBe('released');
});
