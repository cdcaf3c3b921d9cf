import { describe, expect, test } from '@jest/globals';
import { toEnforcement } from '../../src/decision/enforcement.ts';
import { known, unknown } from '../../src/decision/facts.ts';

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
