import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decide } from '../../src/decision/decide.ts';
import type { PullRequestFacts } from '../../src/decision/facts.ts';
import type { Policies, PolicyOutcome } from '../../src/decision/policy-outcome.ts';
import { toReading } from '../../src/decision/reading.ts';
import type { Gates, Policy, SignedGate } from '../../src/policy/policy.ts';
import {
  addBaseline,
  dana,
  type Given,
  type Mutable,
  olaf,
  quinn,
  rewrite,
  sam,
  toGiven,
  valueOf,
} from '../cases/case.ts';
import { steps } from '../cases/variations.ts';
import { toWhole } from '../cases/whole.ts';

/** The texts are few: each is parsed once. */
const reading = toReading();

type Outcome = 'not-governed' | 'held' | 'released';

const outcomeOf = (facts: PullRequestFacts, policies: Policies): Outcome => decide(facts, policies, reading).outcome;

/** What each says alone, and both together. */
const compare = (
  facts: PullRequestFacts,
  { own, baseline }: Policies,
): Record<'own' | 'baseline' | 'both', Outcome> => {
  const without = (key: 'policyFile' | 'baselineFile') => ({ ...facts, [key]: { known: true, value: null } });
  return {
    own: outcomeOf(without('baselineFile'), { own, baseline: 'absent' }),
    baseline: outcomeOf(without('policyFile'), { own: 'absent', baseline }),
    both: outcomeOf(facts, { own, baseline }),
  };
};

/** Held when one of them holds; released when one releases and none holds. */
const expectNeitherLoosened = ({ own, baseline, both }: ReturnType<typeof compare>): void => {
  if (baseline === 'held') expect(both).toBe('held');
  if (own === 'held') expect(both).toBe('held');
  if (both === 'released') expect([own, baseline]).not.toContain('held');
  if (both === 'not-governed') expect([own, baseline]).toEqual(['not-governed', 'not-governed']);
};

/** How often the two differed, so that the comparison is known to have had something to say. */
const toTally = () => ({ onlyBaselineHeld: 0, onlyOwnHeld: 0, released: 0 });
const count = (tally: ReturnType<typeof toTally>, { own, baseline, both }: ReturnType<typeof compare>): void => {
  if (own === 'released' && baseline === 'held') tally.onlyBaselineHeld += 1;
  if (own === 'held' && baseline === 'released') tally.onlyOwnHeld += 1;
  if (both === 'released') tally.released += 1;
};

const off = { required: false as const, reason: 'not here' };

const everyGate = (policy: Mutable<Policy>, change: (gates: Mutable<Gates>) => void): void => {
  for (const gates of new Set(Object.values(policy.gates))) change(gates);
};

const everySignedGate = (policy: Mutable<Policy>, change: (gate: Mutable<SignedGate>) => void): void =>
  everyGate(policy, ({ safetyImpact, approval }) => {
    for (const gate of [safetyImpact, approval]) if (gate.required) change(gate.config);
  });

/** What a repository may write to be left in peace, each for itself. */
const loosenings: Record<string, (policy: Mutable<Policy>) => void> = {
  'class A': (policy) => {
    policy.safetyClass = 'A';
  },
  'everything in class A': (policy) => {
    policy.paths = [{ pattern: '**', safetyClass: 'A', line: 9 }];
    policy.gates = { ...policy.gates, A: structuredClone(policy.gates.A) };
    policy.gates.A.recordComplete = off;
  },
  'no branch': (policy) => {
    policy.branches = ['never'];
  },
  'no repository': (policy) => {
    policy.repositories = ['never'];
  },
  'no analysis': (policy) => everyGate(policy, (gates) => Object.assign(gates, { safetyImpact: off })),
  'no approval': (policy) => everyGate(policy, (gates) => Object.assign(gates, { approval: off })),
  'no other gate': (policy) =>
    everyGate(policy, (gates) =>
      Object.assign(gates, {
        recordComplete: off,
        problemResolution: off,
        disposition: off,
        dependencies: off,
        review: null,
        checks: null,
      }),
    ),
  'any order': (policy) =>
    everySignedGate(policy, (gate) =>
      Object.assign(gate, { beforeImplementation: false, after: [], inOrder: false, notSignersOf: [] }),
    ),
  'anybody signs': (policy) =>
    everySignedGate(policy, (gate) =>
      Object.assign(gate, {
        signOffs: [{ role: 'anybody', quorum: 1, meaning: 'approval' }],
        recordAuthorMaySign: true,
        severalRolesAPerson: true,
        ticksByRole: false,
      }),
    ),
  'no label, no checklist': (policy) =>
    everySignedGate(policy, (gate) => Object.assign(gate, { label: null, checklist: null })),
  'no problem report': (policy) => {
    policy.problemReport = { label: 'nothing', issueType: null, repositories: [] };
  },
  'any issue is a change request': (policy) => {
    policy.changeRequest.label = 'task';
    policy.changeRequest.repositories = ['acme/other', 'evil/requests'];
  },
  'no file says where it comes from': (policy) => {
    policy.changeRequest.originSection = 'Nowhere';
  },
  'commits of nobody': (policy) => {
    policy.unattributedEmails = ['x@nowhere.example', 'stranger@nowhere.example', 'build@example.com'];
  },
  'deviations by anybody': (policy) => {
    policy.deviationRole = 'anybody';
  },
  'always an emergency': (policy) => {
    const signOffs: NonNullable<Mutable<Policy>['emergency']>['signOffs'] = [
      { role: 'anybody', quorum: 1, meaning: 'approval' },
    ];
    policy.emergency = { role: 'anybody', signOffs, owes: ['record-complete', 'safety-impact', 'approval'], days: 90 };
  },
  'no authority file': (policy) => {
    policy.authority = 'when-present';
  },
};

const tightenings: Record<string, (policy: Mutable<Policy>) => void> = {
  'one more signature': (policy) =>
    everySignedGate(policy, ({ signOffs }) => {
      signOffs[0].quorum += 1;
    }),
  'one more section': (policy) =>
    everyGate(policy, ({ recordComplete }) => {
      if (recordComplete.required) recordComplete.config.sections.push('Detailed design');
    }),
  'one more check': (policy) =>
    everyGate(policy, (gates) => {
      gates.checks = { required: true, config: { required: [{ name: 'sbom', app: 'acme' }] } };
    }),
  'only with an authority file': (policy) => {
    policy.authority = 'required';
  },
};

const changes = { ...loosenings, ...tightenings };
const names = fc.array(fc.constantFrom(...Object.keys(changes)), { maxLength: 6 });

/** The baseline is the policy that the steps have made; what the repository writes starts from the same. */
const toPair = (isWhole: boolean, taken: readonly { change: (given: Given) => void }[], overlay: readonly string[]) =>
  (isWhole ? toWhole : toGiven)((given) => {
    for (const { change } of taken) change(given);
    if (given.baseline === null) addBaseline(given);
    given.facts.roles['anybody'] = { known: true, value: [sam, quinn, dana, olaf].map((one) => ({ ...one })) };
    for (const name of overlay) changes[name]?.(given.policy);
  });

const brokenPolicies: readonly PolicyOutcome[] = [
  'absent',
  { known: false, reason: 'GitHub answered 502' },
  {
    ok: false,
    problems: [{ file: '.github/holdpoint.yml', line: 1, column: 1, message: 'This is not YAML', hint: null }],
  },
];

describe('F74: no overlay ever releases what the baseline holds', () => {
  test('whatever the facts are and whatever the overlay loosens or tightens', () => {
    const tally = toTally();
    fc.assert(
      fc.property(fc.boolean(), steps, names, (isWhole, taken, overlay) => {
        const { facts, policy, baseline } = toPair(isWhole, taken, overlay);
        if (baseline === null) return;
        const said = compare(facts, { own: { ok: true, policy }, baseline: { ok: true, policy: baseline } });
        expectNeitherLoosened(said);
        count(tally, said);
      }),
      { numRuns: 4_000, seed: 74 },
    );
    expect(Math.min(...Object.values(tally))).toBeGreaterThan(30);
  });

  test('nor does a policy that is absent, broken or unread', () => {
    fc.assert(
      fc.property(fc.boolean(), steps, fc.constantFrom(...brokenPolicies), (isWhole, taken, own) => {
        const { facts, baseline } = toPair(isWhole, taken, []);
        if (baseline === null) return;
        const policyFile: PullRequestFacts['policyFile'] =
          typeof own === 'object' && 'known' in own
            ? own
            : { known: true, value: own === 'absent' ? null : { path: 'p.yml', commit: 'c', text: '{{{' } };
        expectNeitherLoosened(compare({ ...facts, policyFile }, { own, baseline: { ok: true, policy: baseline } }));
      }),
      { numRuns: 1_000, seed: 74 },
    );
  });

  test.each(Object.entries(loosenings))('nor does: %s', (_, loosen) => {
    // Held by the baseline for each of its own reasons, and by nothing else.
    const reasons: ((given: Given) => void)[] = [
      ({ issue }) => rewrite(issue, (text) => text.replace('The alarm sounds two seconds earlier.', '')),
      ({ issue }) => rewrite(issue, (text) => text.replace('[x] Risk', '[ ] Risk')),
      ({ issue }) => {
        valueOf(issue.comments).length = 1;
      },
      ({ issue }) => {
        issue.labels = ['change-request'];
      },
      ({ facts }) => {
        facts.links = { known: true, value: [] };
      },
      ({ facts }) => {
        facts.checks = { known: true, value: [] };
      },
      ({ facts }) => {
        facts.reviews = { known: true, value: [] };
      },
    ];
    for (const reason of reasons) {
      const { facts, policy, baseline } = toPair(true, [{ change: reason }], []);
      loosen(policy);
      if (baseline === null) throw new Error('no baseline');
      const said = compare(facts, { own: { ok: true, policy }, baseline: { ok: true, policy: baseline } });
      expect([said.baseline, said.both]).toEqual(['held', 'held']);
    }
  });
});
