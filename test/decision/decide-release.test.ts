import { describe, expect, test } from '@jest/globals';
import { type Account, type Fact, known } from '../../src/decision/facts.ts';
import type { Finding } from '../../src/decision/finding.ts';
import { toReading } from '../../src/decision/reading.ts';
import { decideRelease, releaseGates } from '../../src/decision/release/decide-release.ts';
import { releaseGateIds } from '../../src/policy/policy.ts';
import { allReleaseCases, releaseCasesByTopic } from '../cases/all-release-cases.ts';
import { olaf, quade } from '../cases/case.ts';
import { addReleaseBaseline, type ReleaseGiven, toReleaseGiven, toReleasePolicies } from '../cases/release-case.ts';
import { addStray, addWord } from '../cases/release-edits.ts';
import { releaseTimes, toWord } from '../cases/release-parts.ts';
import { toFindingText, toText } from './to-text.ts';

/** The texts of the cases are few: each is parsed once. */
const reading = toReading();

const judge = (given: ReleaseGiven) => {
  const verdict = decideRelease(given.facts, toReleasePolicies(given), reading);
  if (verdict.outcome === 'not-governed' || verdict.cause !== 'gates') throw new Error('judged by no gate');
  return verdict;
};

const worst: readonly Finding['status'][] = ['not-applicable', 'passed', 'owed', 'unknown', 'failed'];

/** Of each gate; where the two policies differ, the worse one. */
const toStatuses = (findings: readonly Finding[]): Record<string, Finding['status']> => {
  const statuses: Record<string, Finding['status']> = {};
  for (const { gate, status } of findings) {
    const before = statuses[gate];
    if (before === undefined || worst.indexOf(before) < worst.indexOf(status)) statuses[gate] = status;
  }
  return statuses;
};

const passed = Object.fromEntries(releaseGateIds.map((gate) => [gate, 'passed']));

describe.each(releaseCasesByTopic)('decideRelease: %s', (_, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const verdict = judge(toReleaseGiven(each.change));
    const { findings, signOffs, refused, deviations } = verdict;
    expect({ outcome: verdict.outcome, statuses: toStatuses(findings) }).toEqual({
      outcome: each.outcome,
      statuses: { ...passed, ...each.statuses },
    });
    for (const [gate, words] of Object.entries(each.says ?? {})) {
      const said = findings.filter((one) => one.gate === gate).map(toFindingText);
      for (const word of words) expect(said.join('\n')).toContain(word);
    }
    if (each.signers !== undefined) expect(signOffs.map(({ signer }) => signer.login)).toEqual(each.signers);
    if (each.deviations !== undefined) {
      expect(deviations.map(({ by, reason }) => [by.login, reason])).toEqual(each.deviations);
    }
    if (each.refused !== undefined) {
      expect(refused.map((act) => [toLogin(act.signer), act.kind, toText(act.because)])).toEqual(
        each.refused.map(([who, kind, words]) => [who, kind, expect.stringContaining(words)]),
      );
    }
  });
});

const toLogin = (account: Fact<Account>): string => (account.known ? account.value.login : 'nobody');

test('F38: at least a hundred variations of a release are told apart', () => {
  const names = allReleaseCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(100);
  for (const name of names) expect(name).toMatch(/^F\d+/);
});

test('F38: each gate of a release is seen to pass, to fail and not to know, as far as it can', () => {
  const seen = new Set(
    allReleaseCases.flatMap(({ change }) =>
      judge(toReleaseGiven(change)).findings.map(({ gate, status }) => `${gate} ${status}`),
    ),
  );
  const skippable = ['verification', 'anomalies', 'artifacts'];
  const expected = releaseGateIds.flatMap((gate) => [
    ...['passed', 'failed', 'unknown'].map((status) => `${gate} ${status}`),
    ...(skippable.includes(gate) ? [`${gate} not-applicable`] : []),
  ]);
  expect([...seen].sort()).toEqual(expected.sort());
});

test('F38: the gates stand in the order in which a release passes them, each once', () => {
  expect(releaseGates.map(({ id }) => id)).toEqual(releaseGateIds);
});

test('F38: every finding that holds a release names what, who, how and where', () => {
  for (const { change } of allReleaseCases) {
    for (const finding of judge(toReleaseGiven(change)).findings) {
      if (finding.status === 'passed' || finding.status === 'not-applicable') continue;
      for (const missing of finding.missing) {
        for (const part of [missing.what, missing.who, missing.how]) expect(toText(part)).toMatch(/\S/);
        expect(missing.link).toMatch(/^https:\/\/github\.com\/acme\//);
      }
    }
  }
});

test('F40: without checks in the policy nothing is said of them', () => {
  const given = toReleaseGiven(({ release, target }) => {
    release.verification = null;
    target.checks = { known: false, reason: 'GitHub answered 502' };
  });
  expect(judge(given).outcome).toBe('released');
  expect(judge(given).findings.map(({ gate }) => gate)).not.toContain('verification');
});

test('F44: a verdict keeps what was signed and ticked, what does not count in the order of time, and what is open', () => {
  const matter = {
    kind: 'deviation',
    key: 'k',
    what: 'w',
    url: null,
    since: '2026-11-04T00:00:00Z',
    dueAt: null,
  } as const;
  const verdict = judge(
    toReleaseGiven((given) => {
      addWord(given, toWord('/deviation Seen.', olaf, '2026-11-05T12:30:00Z'));
      addWord(given, toWord('/sign release review', quade, '2026-11-05T13:00:00Z'));
      given.facts.openMatters = known([matter]);
    }),
  );
  expect(verdict.signOffs.map(({ signer, role }) => [signer.login, role])).toEqual([
    ['remy', 'release'],
    ['quinn', 'quality'],
  ]);
  expect(verdict.ticks.map(({ item, at }) => [item, at])).toEqual(
    ['Verification is complete', 'Residual anomalies are listed'].map((item) => [item, known(releaseTimes.ticked)]),
  );
  expect(verdict.refused.map(({ at }) => at)).toEqual(['2026-11-05T12:30:00Z', '2026-11-05T13:00:00Z']);
  expect(verdict.openMatters).toEqual([matter]);
  expect(verdict.enforcement).toEqual({ state: 'required', rulesets: ['Releases'] });
});

test('F34: a verdict without a record, or without knowing what is open, keeps nothing of either', () => {
  const nothing = { signOffs: [], refused: [], ticks: [], deviations: [], openMatters: [] };
  const given = toReleaseGiven((one) => {
    addStray(one);
    const { facts } = one;
    facts.records = known([]);
    facts.openMatters = { known: false, reason: 'GitHub answered 502' };
  });
  expect(judge(given)).toMatchObject({ outcome: 'held', ...nothing });
});

test('F38: a tag that fits one of several patterns is that of a release', () => {
  expect(judge(toReleaseGiven(({ release }) => void release.tags.unshift('firmware/*'))).outcome).toBe('released');
});

test('F38: a verdict does not depend on when it was asked for', () => {
  const given = toReleaseGiven();
  const first = judge(given);
  given.facts.observedAt = '2031-01-01T00:00:00Z';
  expect(judge(given)).toEqual(first);
});

describe('which policy governs a release', () => {
  const reason = 'GitHub answered 502';

  test('F38: no policy, none that looks at releases, none that covers the tag: left alone', () => {
    const given = toReleaseGiven();
    const nothing = { ...given.facts, policyFile: { known: true, value: null } } as const;
    expect(decideRelease(nothing, { own: 'absent', baseline: 'absent' })).toEqual({
      outcome: 'not-governed',
      reason: 'no-policy',
    });
    for (const change of [
      ({ policy }: ReleaseGiven): void => void Object.assign(policy, { release: null }),
      ({ release }: ReleaseGiven): void => void Object.assign(release, { tags: ['firmware/*', 'v1'] }),
      ({ facts }: ReleaseGiven): void => void Object.assign(facts, { tag: 'nightly' }),
      ({ facts }: ReleaseGiven): void => void Object.assign(facts, { tag: 'v1/2' }),
    ]) {
      const other = toReleaseGiven(change);
      expect(decideRelease(other.facts, toReleasePolicies(other))).toEqual({
        outcome: 'not-governed',
        reason: 'tag-not-covered',
      });
    }
  });

  test('F34 F38: a policy that could not be read, or has problems, holds', () => {
    const given = toReleaseGiven();
    const unread = { ...given.facts, policyFile: { known: false, reason } } as const;
    const policies = toReleasePolicies(given);
    const problem = { file: '.github/holdpoint.yml', line: 3, column: 1, message: 'unknown key', hint: null };
    expect(decideRelease(unread, policies)).toMatchObject({ outcome: 'held', cause: 'policy' });
    expect(decideRelease(given.facts, { ...policies, own: 'absent' }).outcome).toBe('held');
    expect(decideRelease(given.facts, { ...policies, own: { ok: false, problems: [problem] } })).toEqual({
      outcome: 'held',
      cause: 'policy',
      problems: [problem],
    });
  });

  test('F34 F74: a baseline that could not be read holds what the policy would release', () => {
    const given = toReleaseGiven((one) => void addReleaseBaseline(one));
    const unread = { ...given.facts, baselineFile: { known: false, reason } } as const;
    expect(decideRelease(unread, toReleasePolicies(given))).toMatchObject({ outcome: 'held', cause: 'policy' });
  });

  test('F74: a baseline alone governs, and one that leaves the repository out does not', () => {
    const given = toReleaseGiven((one) => {
      addReleaseBaseline(one);
      one.facts.policyFile = { known: true, value: null };
    });
    const policies = { ...toReleasePolicies(given), own: 'absent' as const };
    expect(decideRelease(given.facts, policies).outcome).toBe('released');
    if (given.baseline !== null) given.baseline.repositories = ['other'];
    expect(decideRelease(given.facts, policies)).toEqual({ outcome: 'not-governed', reason: 'no-policy' });
  });
});
