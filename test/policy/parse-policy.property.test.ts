import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import type { Policy } from '../../src/policy/policy.ts';
import { fiveLines, parse } from './policies.ts';

const ownPolicy = readFileSync(new URL('../../.github/holdpoint.yml', import.meta.url), 'utf8');

/** What every policy in force must keep, whatever text it came from. */
const expectToHold = (policy: Policy) => {
  const { recordComplete, safetyImpact, approval } = policy.gates[policy.safetyClass];
  expect([recordComplete, safetyImpact, approval].some(({ required }) => required)).toBe(true);
  if (recordComplete.required) expect(recordComplete.config.sections.length).toBeGreaterThan(0);
  for (const gate of [safetyImpact, approval]) {
    if (!gate.required) {
      expect(gate.reason).not.toBe('');
      continue;
    }
    const { role, quorum } = gate.config.signOffs[0];
    expect(Object.keys(policy.roles)).toContain(role);
    const { teams = [], users = [] } = policy.roles[role] ?? {};
    expect(quorum).toBeGreaterThan(0);
    if (teams.length === 0) expect(new Set(users).size).toBeGreaterThanOrEqual(quorum);
    if (gate.config.checklist !== null) expect(gate.config.checklist.items.length).toBeGreaterThan(0);
  }
  for (const { teams, users } of Object.values(policy.roles)) expect(teams.length + users.length).toBeGreaterThan(0);
  expect(policy.branches.length).toBeGreaterThan(0);
  expect(policy.changeRequest.label ?? policy.changeRequest.issueType).not.toBeNull();
};

const expectAnswer = (text: string) => {
  const parsed = parse(text);
  if (parsed.ok) {
    expectToHold(parsed.policy);
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
const maybe = { requiredKeys: [] };
const list = (...words: string[]) => mostly(fc.subarray(words), fc.array(odd, { maxLength: 2 }));
const skip = mostly(fc.constant('Elsewhere'), odd);
const signedGate = (own: string) =>
  fc.oneof(
    fc.record({ skip }),
    fc.record(
      {
        label: mostly(fc.constantFrom('none', own), odd),
        checklist: mostly(fc.constantFrom('none', own), odd),
        sign_off: fc.record(
          {
            role,
            quorum: mostly(fc.integer({ min: 1, max: 2 }), fc.integer({ max: 9 })),
            meaning: fc.constant('review'),
          },
          maybe,
        ),
        before_implementation: mostly(fc.boolean(), odd),
      },
      maybe,
    ),
  );
const written = fc.record(
  {
    product: mostly(fc.constant('Pump'), odd),
    safety_class: mostly(fc.constantFrom('A', 'B', 'C'), odd),
    roles: fc.record({
      safety: fc.constant({ teams: ['safety'] }),
      quality: mostly(fc.constant({ users: ['quinn'] }), fc.record({ users: list(), teams: list() }, maybe)),
      board: mostly(fc.record({ users: fc.constant(['ada', 'ben']), teams: list('a', 'b') }, maybe), odd),
    }),
    branches: list('main', '**', 'release/*'),
    labels: mostly(fc.constant({}), fc.constant({ own: {}, 'safety-impact': {}, approval: {} })),
    gates: fc.record(
      {
        'record-complete': fc.oneof(fc.record({ skip }), fc.record({ sections: list('Why', 'What') })),
        'safety-impact': signedGate('safety-impact'),
        approval: signedGate('approval'),
      },
      maybe,
    ),
  },
  { requiredKeys: ['product', 'safety_class', 'roles'] },
);

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
    let parsed = 0;
    let skipped = 0;
    fc.assert(
      fc.property(written, (policy) => {
        const text = stringify(policy);
        expectAnswer(text);
        if (!parse(text).ok) return;
        parsed += 1;
        if (text.includes('skip:')) skipped += 1;
      }),
      { numRuns: 400 },
    );
    expect(parsed).toBeGreaterThan(40);
    expect(skipped).toBeGreaterThan(5);
  });
});
