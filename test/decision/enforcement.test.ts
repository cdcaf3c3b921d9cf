import { describe, expect, test } from '@jest/globals';
import { toEnforcement } from '../../src/decision/enforcement.ts';
import { known, unknown } from '../../src/decision/facts.ts';
import { toTagEnforcement } from '../../src/decision/release/enforcement.ts';

const bound = { ruleset: { id: 1, name: 'Gate' }, satisfiedBy: 'us' } as const;
const open = { ruleset: { id: 2, name: 'Loose' }, satisfiedBy: 'anybody' } as const;
const foreign = { ruleset: null, satisfiedBy: 'another-app' } as const;

describe('F76: whether GitHub enforces the check', () => {
  test.each([
    ['a rule bound to us', known([bound]), { state: 'required', rulesets: ['Gate'] }],
    ['one bound to us beside one that is not', known([open, bound]), { state: 'required', rulesets: ['Gate'] }],
    [
      'one that GitHub does not name',
      known([{ ...bound, ruleset: null }]),
      { state: 'required', rulesets: ['a ruleset without a name'] },
    ],
    ['a rule that anybody satisfies', known([open]), { state: 'forgeable', rulesets: ['Loose'] }],
    ['a rule for another App', known([foreign]), { state: 'absent' }],
    ['no rule', known([]), { state: 'absent' }],
    ['not read', unknown('GitHub answered 502'), { state: 'unknown', reason: 'GitHub answered 502' }],
  ])('%s', (_name, enforcement, expected) => {
    expect(toEnforcement({ enforcement })).toEqual(expected);
  });
});

describe('F76: whether GitHub stops a tag while its release is held', () => {
  const rule = (id: number, name: string, asks: 'check' | 'creation' | 'forgeable-check') => ({
    ruleset: { id, name },
    bypass: known([]),
    asks,
  });
  test.each([
    ['a check bound to us', known([rule(1, 'Gate', 'check')]), { state: 'required', rulesets: ['Gate'] }],
    ['nobody may create it', known([rule(1, 'Tags', 'creation')]), { state: 'required', rulesets: ['Tags'] }],
    [
      'both in one ruleset, beside a check that anybody satisfies',
      known([rule(1, 'Gate', 'check'), rule(1, 'Gate', 'creation'), rule(2, 'Loose', 'forgeable-check')]),
      { state: 'required', rulesets: ['Gate'] },
    ],
    [
      'a check that anybody satisfies',
      known([rule(2, 'Loose', 'forgeable-check')]),
      { state: 'forgeable', rulesets: ['Loose'] },
    ],
    ['no rule', known([]), { state: 'absent' }],
    ['not read', unknown('GitHub answered 502'), { state: 'unknown', reason: 'GitHub answered 502' }],
  ])('%s', (_name, enforcement, expected) => {
    expect(toTagEnforcement({ enforcement })).toEqual(expected);
  });
});
