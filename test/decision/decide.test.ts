import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide.ts';
import type { Account, Fact } from '../../src/decision/facts.ts';
import { gateIds } from '../../src/policy/policy.ts';
import { allCases, casesByTopic } from '../cases/all-cases.ts';
import { type Given, toGiven, toPolicies } from '../cases/case.ts';
import { toFindingText, toText } from './to-text.ts';

/** What the gates say of the change that is released; of those that its policy does not ask for, nothing. */
const released = {
  'linked-change': 'passed',
  'problem-resolution': 'not-applicable',
  disposition: 'not-applicable',
  'record-complete': 'passed',
  dependencies: 'not-applicable',
  'safety-impact': 'passed',
  approval: 'passed',
};

const judge = (given: Given) => {
  const verdict = decide(given.facts, toPolicies(given));
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
  return verdict;
};

describe.each(casesByTopic)('decide: %s', (_, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const verdict = judge(toGiven(each.change));
    const { findings, signOffs, refused } = verdict;
    expect({
      outcome: verdict.outcome,
      statuses: Object.fromEntries(findings.map(({ gate, status }) => [gate, status])),
    }).toEqual({ outcome: each.outcome, statuses: { ...released, ...each.statuses } });
    for (const finding of findings) {
      for (const words of each.says?.[finding.gate] ?? []) expect(toFindingText(finding)).toContain(words);
    }
    if (each.signers !== undefined) expect(signOffs.map(({ signer }) => signer.login)).toEqual(each.signers);
    if (each.deviations !== undefined) {
      expect(verdict.deviations.map(({ kind, by, reason }) => [kind, by.login, reason])).toEqual(each.deviations);
    }
    if (each.refused !== undefined) {
      expect(refused.map((act) => [toLogin(act.signer), act.kind, toText(act.because)])).toEqual(
        each.refused.map(([who, kind, words]) => [who, kind, expect.stringContaining(words)]),
      );
    }
  });
});

const toLogin = (account: Fact<Account>): string => (account.known ? account.value.login : 'nobody');

test('F22: at least sixty variations are told apart', () => {
  const names = allCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
  for (const name of names) expect(name).toMatch(/^F\d+/);
});

describe('the policy in force', () => {
  const problem = { file: '.github/holdpoint.yml', line: 3, column: 1, message: 'unknown key `gats`', hint: 'gates' };
  const { facts, policy } = toGiven();

  test('F35: no policy file: the repository is left alone, and nothing is claimed', () => {
    const ungoverned = { ...facts, policyFile: { known: true, value: null } } as const;
    expect(decide(ungoverned, { own: 'absent', baseline: 'absent' })).toEqual({
      outcome: 'not-governed',
      reason: 'no-policy',
    });
  });

  test('F34 (peers: a missing configuration reports success): a policy file that could not be read holds', () => {
    const reason = 'GitHub answered 502';
    const verdict = decide(
      { ...facts, policyFile: { known: false, reason } },
      { own: { known: false, reason }, baseline: 'absent' },
    );
    expect(verdict).toMatchObject({ outcome: 'held', cause: 'policy', problems: [{ file: '.github/holdpoint.yml' }] });
    expect(JSON.stringify(verdict)).toContain(reason);
    // Whatever else is said of it: a file that was not read judges nothing.
    expect(
      decide({ ...facts, policyFile: { known: false, reason } }, { own: 'absent', baseline: 'absent' }).outcome,
    ).toBe('held');
    expect(
      decide({ ...facts, policyFile: { known: false, reason } }, { own: { ok: true, policy }, baseline: 'absent' })
        .outcome,
    ).toBe('held');
    expect(decide(facts, { own: 'absent', baseline: 'absent' }).outcome).toBe('held');
  });

  test('F35 (peers: a policy without a policy section approves): a policy with problems holds and shows them', () => {
    expect(decide(facts, { own: { ok: false, problems: [problem] }, baseline: 'absent' })).toEqual({
      outcome: 'held',
      cause: 'policy',
      problems: [problem],
    });
  });

  test('F35: a base branch that the policy does not cover is left alone', () => {
    const elsewhere = toGiven(({ facts }) => {
      facts.pullRequest.baseBranch = 'spike';
    });
    expect(decide(elsewhere.facts, { own: { ok: true, policy }, baseline: 'absent' })).toEqual({
      outcome: 'not-governed',
      reason: 'branch-not-covered',
    });
  });

  test('F35: a branch that a pattern covers is judged', () => {
    const release = toGiven(({ facts }) => {
      facts.pullRequest.baseBranch = 'release/2.1';
    });
    expect(decide(release.facts, { own: { ok: true, policy }, baseline: 'absent' }).outcome).toBe('released');
  });

  test('F22: a policy that asks for no signature at all holds, even where every gate would pass', () => {
    const unsigned = toGiven(({ policy }) => {
      policy.gates.B.safetyImpact = { required: false, reason: 'not needed' };
      policy.gates.B.approval = { required: false, reason: 'not needed' };
    });
    expect(decide(unsigned.facts, { own: { ok: true, policy: unsigned.policy }, baseline: 'absent' })).toMatchObject({
      outcome: 'held',
      cause: 'policy',
    });
  });

  test('F10: one gate switched off says why, and the other still holds', () => {
    const skipped = toGiven(({ policy, issue }) => {
      policy.gates.B.safetyImpact = { required: false, reason: 'Class A: see procedure 12' };
      issue.comments = { known: true, value: [] };
    });
    const verdict = decide(skipped.facts, { own: { ok: true, policy: skipped.policy }, baseline: 'absent' });
    expect(verdict).toMatchObject({ outcome: 'held' });
    expect(verdict).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ gate: 'safety-impact', status: 'not-applicable' }),
        expect.objectContaining({ gate: 'approval', status: 'failed' }),
      ]),
    });
  });

  test('F35 (peers: a pull request is judged by its own copy of the policy): only the policy given is looked at', () => {
    const strict = toGiven(({ facts, policy }) => {
      facts.policyFile = { known: true, value: { path: 'p.yml', commit: 'c', text: 'gates: {} # lenient' } };
      policy.gates.B.approval = {
        required: true,
        config: { ...toGiven().approval, signOffs: [{ role: 'quality', quorum: 2, meaning: 'approval' }] },
      };
    });
    expect(decide(strict.facts, { own: { ok: true, policy: strict.policy }, baseline: 'absent' }).outcome).toBe('held');
  });
});

describe('what a sign-off carries', () => {
  test('F25 F26: name, role, meaning, time, method, place, note and the digest of what was signed', () => {
    const { facts, policy } = toGiven();
    const verdict = decide(facts, { own: { ok: true, policy }, baseline: 'absent' });
    expect(verdict).toMatchObject({
      signOffs: [
        {
          gate: 'safety-impact',
          role: 'safety',
          meaning: 'review',
          method: 'label',
          note: null,
          covers: expect.stringMatching(/^sha256:/),
        },
        {
          gate: 'approval',
          record: { owner: 'acme', name: 'pump', number: 7 },
          signer: { id: 21, login: 'quinn', name: 'Name of quinn' },
          role: 'quality',
          meaning: 'approval',
          at: '2026-11-02T12:00:00Z',
          method: 'comment',
          url: expect.stringContaining('#issuecomment-'),
          note: 'Fine with me',
        },
      ],
      refused: [],
    });
  });
});

test('F25: a passed gate says who signed what, when, as what; one that is switched off says why', () => {
  const given = toGiven();
  const toWords = (gate: string) =>
    judge(given).findings.flatMap((one) => (one.gate === gate ? [toFindingText(one)] : []));
  expect(toWords('approval')).toEqual([
    'acme/pump#7 signed by @quinn at 2026-11-02 12:00:00 UTC as quality, meaning approval.',
  ]);
  given.policy.gates.B.safetyImpact = { required: false, reason: 'Class A: see procedure 12' };
  expect(toWords('safety-impact')).toEqual(['Class A: see procedure 12']);
});

test('F1: every finding that holds names what, who, how and where', () => {
  for (const { change } of allCases) {
    for (const finding of judge(toGiven(change)).findings) {
      if (finding.status === 'passed' || finding.status === 'not-applicable') continue;
      for (const missing of finding.missing) {
        for (const part of [missing.what, missing.who, missing.how]) expect(toText(part)).toMatch(/\S/);
        expect(missing.link).toMatch(/^https:\/\/github\.com\/acme\//);
      }
    }
  }
});

test('F1: the findings stand in the order in which a change passes the gates', () => {
  for (const given of allCases.map(({ change }) => toGiven(change))) {
    // What only the baseline asks for stands behind all that the policy does.
    if (given.baseline !== null) continue;
    const found = judge(given).findings.map(({ gate }) => gate);
    expect(found).toEqual(gateIds.filter((id) => found.includes(id)));
  }
});
