import { describe, expect, test } from '@jest/globals';
import type { Policies } from '../../src/decision/policy-outcome.ts';
import { toWatch } from '../../src/decision/watch.ts';
import { addBaseline, type Given, notKnown, toGiven, toPolicies } from '../cases/case.ts';
import { toReleaseGiven } from '../cases/release-case.ts';

const askFor = (policy: Given['policy'], depth: 'A' | 'B' | 'C', ...names: string[]): void => {
  policy.gates[depth].checks = {
    required: true,
    config: { required: names.map((name) => ({ name, app: 'github-actions' })) },
  };
};
const at = (name = 'pump', defaultBranch = 'main') => ({ name, defaultBranch });
const watchOf = (change: (given: Given) => void, name = 'pump') => toWatch(toPolicies(toGiven(change)), at(name));
const refused: Policies['own'] = {
  ok: false,
  problems: [{ file: 'x', line: 1, column: 1, message: 'wrong', hint: null }],
};

describe('what the policies of a repository look at', () => {
  test('F37: the branches that the policy covers, and the checks that it asks for at any depth', () => {
    const watch = watchOf(({ policy }) => {
      policy.branches = ['main', 'release/*'];
      askFor(policy, 'A', 'build');
      askFor(policy, 'C', 'build', 'static analysis');
    });
    expect(watch).toEqual({ branches: ['main', 'release/*'], tags: [], checks: ['build', 'static analysis'] });
  });

  test('F37: of a policy that covers every branch the default one: the others are where people work', () => {
    for (const pattern of ['**', '*', '**/*']) {
      const { own } = toPolicies(
        toGiven(({ policy }) => {
          policy.branches = ['release/*', pattern];
        }),
      );
      expect(toWatch({ own, baseline: 'absent' }, at('pump', 'trunk'))?.branches).toEqual(['trunk', 'release/*']);
      expect(toWatch({ own, baseline: 'absent' }, at('pump', ''))?.branches).toEqual(['release/*']);
    }
  });

  test('no checks where the gate is switched off', () => {
    const watch = watchOf(({ policy }) => {
      policy.gates.B.checks = { required: false, reason: 'built elsewhere' };
    });
    expect(watch?.checks).toEqual([]);
  });

  const withBaseline = (given: Given) => {
    const baseline = addBaseline(given);
    given.policy.branches = ['main'];
    baseline.branches = ['hotfix/**'];
    baseline.repositories = ['pump-*'];
    askFor(baseline, 'B', 'scan');
  };
  test('F74: those of the baseline too, where it covers the repository', () => {
    expect(watchOf(withBaseline, 'pump-3')).toEqual({ branches: ['main', 'hotfix/**'], tags: [], checks: ['scan'] });
    expect(watchOf(withBaseline, 'valve')).toEqual({ branches: ['main'], tags: [], checks: [] });
  });

  test('F74: those of the baseline alone, where there is no other policy', () => {
    const { baseline } = toPolicies(toGiven(withBaseline));
    expect(toWatch({ own: 'absent', baseline }, at('pump-3'))).toEqual({
      branches: ['hotfix/**'],
      tags: [],
      checks: ['scan'],
    });
  });

  test('F37: the tags that are releases, of every policy that speaks of them', () => {
    const watch = watchOf((given) => {
      withBaseline(given);
      given.policy.release = { ...toReleaseGiven().release, tags: ['v*'] };
      const { baseline } = given;
      if (baseline !== null) baseline.release = { ...toReleaseGiven().release, tags: ['pump-*', 'v*'] };
    }, 'pump-3');
    expect(watch?.tags).toEqual(['v*', 'pump-*']);
  });

  test('nothing where there is neither', () => {
    expect(toWatch({ own: 'absent', baseline: 'absent' }, at())).toEqual({ branches: [], tags: [], checks: [] });
  });

  test.each<[string, Policies['own']]>([
    ['is not known', notKnown],
    ['was refused', refused],
  ])('F34: it is not known while either policy %s', (_name, outcome) => {
    const { own } = toPolicies(toGiven());
    expect(toWatch({ own: outcome, baseline: 'absent' }, at())).toBeNull();
    expect(toWatch({ own, baseline: outcome }, at())).toBeNull();
  });
});
