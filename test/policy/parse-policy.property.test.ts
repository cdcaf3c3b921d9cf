import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import type { Gates, Policy, SignOffRule } from '../../src/policy/policy.ts';
import { fiveLines, parse } from './policies.ts';

const ownPolicy = readFileSync(new URL('../../.github/holdpoint.yml', import.meta.url), 'utf8');

/** What every policy in force must keep, whatever text it came from. */
const expectToHold = (policy: Policy, lines: number) => {
  for (const safetyClass of ['A', 'B', 'C'] as const) expectGatesToHold(policy.gates[safetyClass], policy);
  for (const { teams, users } of Object.values(policy.roles)) expect(teams.length + users.length).toBeGreaterThan(0);
  expect(policy.branches.length).toBeGreaterThan(0);
  expect(policy.repositories).toEqual(['**']);
  expect(policy.changeRequest.label ?? policy.changeRequest.issueType).not.toBeNull();
  for (const rule of policy.paths ?? []) expect(rule.safetyClass <= policy.safetyClass).toBe(true);
  if (policy.paths !== null) expect(policy.paths.length).toBeGreaterThan(0);
  if (policy.deviationRole !== null) expect(Object.keys(policy.roles)).toContain(policy.deviationRole);
  if (policy.emergency !== null) {
    const { role, signOffs, owes, days } = policy.emergency;
    expect(Object.keys(policy.roles)).toContain(role);
    expectSignOffsToHold(signOffs, policy);
    expect(owes.length).toBeGreaterThan(0);
    expect(owes).not.toContain('linked-change');
    expect(owes).not.toContain('depth');
    expect(owes).not.toContain('emergency');
    expect(days).toBeGreaterThan(0);
  }
  for (const line of Object.values(policy.lines)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
  }
};

const expectGatesToHold = (gates: Gates, policy: Policy) => {
  const { safetyImpact, approval } = gates;
  expect(safetyImpact.required || approval.required).toBe(true);
  for (const gate of Object.values(gates)) if (gate !== null && !gate.required) expect(gate.reason).not.toBe('');
  if (gates.recordComplete.required) expect(gates.recordComplete.config.sections.length).toBeGreaterThan(0);
  if (safetyImpact.required) expect(safetyImpact.config.questions.length).toBeGreaterThan(0);
  if (gates.review?.required) expectSignOffsToHold(gates.review.config.signOffs, policy);
  if (gates.checks?.required) expect(gates.checks.config.required.length).toBeGreaterThan(0);
  for (const gate of [safetyImpact, approval]) {
    if (!gate.required) continue;
    expectSignOffsToHold(gate.config.signOffs, policy);
    if (gate.config.checklist !== null) expect(gate.config.checklist.items.length).toBeGreaterThan(0);
  }
  // Neither waits for the other that waits for it, and neither for one that nobody signs.
  const looks = (gate: typeof approval) => (gate.required ? [...gate.config.after, ...gate.config.notSignersOf] : []);
  expect(looks(approval).every((other) => other === 'safety-impact' && safetyImpact.required)).toBe(true);
  expect(looks(safetyImpact).every((other) => other === 'approval' && approval.required)).toBe(true);
  expect(looks(approval).length === 0 || looks(safetyImpact).length === 0).toBe(true);
};

const expectSignOffsToHold = (signOffs: readonly SignOffRule[], policy: Policy) => {
  for (const { role, quorum } of signOffs) {
    expect(Object.keys(policy.roles)).toContain(role);
    const { teams = [], users = [] } = policy.roles[role] ?? {};
    expect(quorum).toBeGreaterThan(0);
    if (teams.length === 0) expect(new Set(users).size).toBeGreaterThanOrEqual(quorum);
  }
};

const expectAnswer = (text: string) => {
  const parsed = parse(text);
  if (parsed.ok) {
    expectToHold(parsed.policy, text.split('\n').length);
    return;
  }
  const lines = text.split('\n').length;
  for (const { line, column, message } of parsed.problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}]+$/u);
  }
};

/** A value that is mostly right, and now and then is not. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: wrong });
const odd = fc.constantFrom('none', 'constructor', 'é', '', 5, null, true, [], {});
const role = mostly(fc.constantFrom('safety', 'quality', 'board'), odd);
/** Some of the keys only: the more stand together, the less often they agree. */
const few = (
  whole: fc.Arbitrary<object>,
  most: number,
  always: readonly string[] = [],
): fc.Arbitrary<Record<string, unknown>> =>
  fc.tuple(whole, fc.array(fc.nat(99), { maxLength: most })).map(([value, picks]) => {
    const entries = Object.entries(value);
    const kept = picks.map((pick) => entries[pick % entries.length]?.[0]);
    return Object.fromEntries(entries.filter(([key]) => always.includes(key) || kept.includes(key)));
  });
const maybe = { requiredKeys: [] };
const list = (...words: string[]) => mostly(fc.subarray(words), fc.array(odd, { maxLength: 2 }));
const skip = mostly(fc.constant('Elsewhere'), odd);
const signOff = fc.record(
  {
    role,
    quorum: mostly(fc.integer({ min: 1, max: 2 }), fc.integer({ max: 9 })),
    meaning: fc.constantFrom('review', 'approval'),
  },
  maybe,
);
const signOffs = fc.oneof(signOff, mostly(fc.array(signOff, { minLength: 1, maxLength: 3 }), odd));
const signedGate = (own: string, other: string) =>
  fc.oneof(
    fc.record({ skip }),
    fc.record({ after: fc.constant([other]) }),
    few(
      fc.record({
        label: mostly(fc.constantFrom('none', own), odd),
        checklist: mostly(fc.constantFrom('none', own), odd),
        sign_off: signOffs,
        in_order: fc.boolean(),
        several_roles_a_person: fc.boolean(),
        not_signers_of: list(other),
        after: list(other),
        before_implementation: mostly(fc.boolean(), odd),
      }),
      3,
    ),
  );
const classes = fc.constantFrom('A', 'B', 'C');
const emergency = fc.record(
  {
    role,
    sign_off: signOffs,
    owes: mostly(fc.constantFrom(['approval'], ['record-complete']), fc.constantFrom(['depth'], ['checks'], [])),
    days: mostly(fc.constant(3), odd),
  },
  { requiredKeys: ['role', 'sign_off', 'owes', 'days'] },
);
const written = fc.record(
  {
    product: mostly(fc.constant('Pump'), odd),
    safety_class: mostly(classes, odd),
    roles: fc.record({
      safety: fc.constant({ teams: ['safety'] }),
      quality: mostly(fc.constant({ users: ['quinn'] }), fc.record({ users: list(), teams: list() }, maybe)),
      board: mostly(fc.record({ users: fc.constant(['ada', 'ben']), teams: list('a', 'b') }, maybe), odd),
    }),
    branches: list('main', '**', 'release/*'),
    labels: mostly(fc.constant({}), fc.constant({ own: {}, 'safety-impact': {}, approval: {} })),
    gates: few(
      fc.record({
        'record-complete': fc.oneof(fc.record({ skip }), fc.record({ sections: list('Why', 'What') })),
        'safety-impact': signedGate('safety-impact', 'approval'),
        approval: signedGate('approval', 'safety-impact'),
        disposition: fc.record({ skip }),
        review: fc.record({ sign_off: signOffs }),
        checks: fc.record({ required: mostly(fc.constant([{ name: 'b', app: 'ci' }]), odd) }),
      }),
      3,
    ),
    paths: mostly(
      fc.array(
        fc.record({ pattern: fc.constantFrom('src/**', 'docs/**', '**'), class: fc.constantFrom('A', 'A', 'B', 'C') }),
        { minLength: 1, maxLength: 2 },
      ),
      odd,
    ),
    deviations: fc.record({ role: fc.constantFrom('none', 'board', 'qa') }),
    emergency,
    repositories: fc.constant(['pump']),
  },
  { requiredKeys: ['product', 'safety_class', 'roles'] },
);
const sparse = few(written, 3, ['product', 'safety_class', 'roles', 'gates']);

describe('any text has an answer, and no answer lets everybody through', () => {
  test('arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectAnswer), { numRuns: 500 });
  });

  test('arbitrary bytes read as UTF-8', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => new TextDecoder().decode(bytes));
    fc.assert(fc.property(bytes, expectAnswer), { numRuns: 500 });
  });

  test('the characters of YAML in any order', () => {
    const unit = fc.constantFrom(...'[]{}:,-?&*!|>%@#"\'\n\t ~<ab=0.\\'.split(''));
    fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), expectAnswer), { numRuns: 1000 });
  });

  test('a good policy, cut, doubled and overwritten anywhere', () => {
    const good = fc.constantFrom(
      fiveLines,
      ownPolicy,
      `${fiveLines}gates: { approval: { sign_off: { quorum: 1 } } }\n`,
    );
    const edited = fc
      .tuple(good, fc.nat(300), fc.nat(300), fc.string({ unit: 'binary', maxLength: 5 }))
      .map(([text, from, to, insert]) => text.slice(0, from) + insert + text.slice(to));
    fc.assert(fc.property(edited, expectAnswer), { numRuns: 1000 });
  });

  test('any value at all, written as YAML', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => expectAnswer(stringify(value))),
      { numRuns: 500 },
    );
  });

  test('F22: policies put together from the words of the language, of which enough parse', () => {
    const words = ['gates', 'skip', 'sign_off', 'after', 'review', 'checks', 'paths', 'emergency', 'deviations'];
    const seen = new Map(words.map((word) => [word, 0]));
    fc.assert(
      fc.property(sparse, (policy) => {
        const text = stringify(policy);
        expectAnswer(text);
        if (!parse(text).ok) return;
        for (const word of words) if (text.includes(`${word}:`)) seen.set(word, (seen.get(word) ?? 0) + 1);
      }),
      { numRuns: 700 },
    );
    expect([...seen].filter(([, count]) => count === 0)).toEqual([]);
    expect(seen.get('gates')).toBeGreaterThan(40);
  });
});
