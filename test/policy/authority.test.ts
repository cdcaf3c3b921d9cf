import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { authorityPath, parseAuthority } from '../../src/policy/authority.ts';
import { expectRows, toRows } from './problem-rows.ts';

const parse = (text: string, roles?: readonly string[]) =>
  parseAuthority(text, { path: authorityPath, ...(roles === undefined ? {} : { roles }) });

const problemsOf = (text: string, roles?: readonly string[]): string[] => toRows(parse(text, roles));

describe('F29: who has authority, in which role and when', () => {
  test('everything said at once', () => {
    const text = `# on the default branch
authority:
  - person: Ada
    role: safety
  - { person: ben, id: 4711, role: quality, from: 2025-01-01, trained_until: "2027-01-31", until: 2026-12-31 }
  - { person: cy, role: quality, from: 2026-07-01, until: 2026-07-31, trained_until: 2026-07-15, delegated_by: Ben }
  - { person: dee, role: baseline/quality, trained_until: 2026-02-28 }
`;
    expect(parse(text, ['safety', 'quality', 'baseline/quality'])).toEqual({
      ok: true,
      authority: {
        entries: [
          {
            login: 'ada',
            id: null,
            role: 'safety',
            from: null,
            until: null,
            trainedUntil: null,
            delegatedBy: null,
            line: 3,
          },
          {
            login: 'ben',
            id: 4711,
            role: 'quality',
            from: '2025-01-01',
            until: '2026-12-31',
            trainedUntil: '2027-01-31',
            delegatedBy: null,
            line: 5,
          },
          {
            login: 'cy',
            id: null,
            role: 'quality',
            from: '2026-07-01',
            until: '2026-07-15',
            trainedUntil: '2026-07-15',
            delegatedBy: 'ben',
            line: 6,
          },
          {
            login: 'dee',
            id: null,
            role: 'baseline/quality',
            from: null,
            until: '2026-02-28',
            trainedUntil: '2026-02-28',
            delegatedBy: null,
            line: 7,
          },
        ],
      },
    });
  });

  test('a delegation that meets the authority of who delegates on one day', () => {
    const text = `authority:
  - { person: ben, role: quality, until: 2026-06-30 }
  - { person: ben, role: quality, from: 2027-01-01 }
  - { person: cy, role: quality, from: 2026-06-30, until: 2026-07-31, delegated_by: ben }
`;
    expect(parse(text).ok).toBe(true);
  });
});

describe('F29: what is not an authority file', () => {
  const start = 'Start with “authority:” and a list of “{ person: login, role: safety }”.';
  const login =
    'Write the login of a person on GitHub, without “@”; teams go under “teams”, and a bot cannot hold a role.';
  const date = 'Write year, month and day, like “2026-11-30”.';
  expectRows(
    [
      ['empty', '', `1:1 The authority file is empty. | ${start}`],
      ['a word', 'ada', `1:1 The authority file is not a mapping of keys to values. | ${start}`],
      ['too long', '#'.repeat(65_537), '1:1 The authority file is longer than 65536 characters.'],
      [
        'another YAML',
        '%YAML 1.1\n---\nauthority: []',
        '1:1 The authority file asks for another version of YAML than 1.2. | Take out the %YAML line.',
      ],
      ['nobody', 'authority: []', '1:12 authority is empty. | Who has authority in which role, and when.'],
      [
        'other keys',
        'authorities: []',
        '1:1 The authority file has no “authority”. | Add “authority: …”. Who has authority in which role, and when.',
        '1:1 “authorities” is not a key of the authority file. | Did you mean “authority”?',
      ],
      [
        'words of a wrong kind',
        `authority:
  - { person: "@ada", role: Safety, id: 0 }
  - { person: 5, role: x/y, form: 2026-01-01 }
  - ada
  - { person: ada }`,
        `2:15 “@ada” is not a login. | ${login}`,
        '2:29 “Safety” is not the name of a role. | Write the role as the policy does, like “safety”; of a role of the baseline, “baseline/safety”.',
        '2:41 authority[0].id must be at least 1, not 0. | The number of the account on GitHub, which stays when the login is changed or taken by another.',
        '3:15 authority[1].person must be text, not 5. | Put it in quotes to make it text.',
        '3:24 “x/y” is not the name of a role. | Write the role as the policy does, like “safety”; of a role of the baseline, “baseline/safety”.',
        '3:29 “form” is not a key of authority[1]. | Did you mean “from”?',
        '4:5 authority[2] must be a mapping, not “ada”. | One person’s authority in one role, as `{ person: login, role: safety }`.',
        '5:5 authority[3] has no “role”. | Add “role: …”. The role, as the policy names it; `baseline/NAME` for one of the baseline.',
      ],
      [
        'dates that the calendar does not have, or that read two ways',
        `authority:
  - { person: ada, role: safety, from: 2026-02-29 }
  - { person: ada, role: safety, from: 01/02/2026 }
  - { person: ada, role: safety, until: 2026-1-2 }
  - { person: ada, role: safety, until: 2026-12-31T00:00:00Z }
  - { person: ada, role: safety, trained_until: 2026 }
  - { person: ada, role: safety, trained_until: }`,
        `2:40 “2026-02-29” is not a date. | ${date}`,
        `3:40 “01/02/2026” is not a date. | ${date}`,
        `4:41 “2026-1-2” is not a date. | ${date}`,
        `5:41 “2026-12-31T00:00:00Z” is not a date. | ${date}`,
        '6:49 authority[4].trained_until must be text, not 2026. | Put it in quotes to make it text.',
        '7:34 authority[5].trained_until says nothing. | Write its value, or take the key out.',
      ],
      [
        'periods without a day',
        `authority:
  - { person: ada, role: safety, from: 2026-02-02, until: 2026-02-01, trained_until: 2026-02-02 }
  - { person: ada, role: quality, from: 2026-02-02, trained_until: 2025-12-31 }`,
        '2:59 until is 2026-02-01, before from, 2026-02-02: the entry covers no day. | Correct one of the two dates.',
        '3:68 trained_until is 2025-12-31, before from, 2026-02-02: the entry covers no day. | Correct one of the two dates.',
      ],
      [
        'delegations that could never take effect',
        `authority:
  - { person: ben, role: quality, until: 2026-06-30 }
  - { person: ada, role: quality, delegated_by: Ada }
  - { person: ada, role: quality, delegated_by: sol }
  - { person: cy, role: quality, delegated_by: ada }
  - { person: cy, role: safety, delegated_by: ben }
  - { person: cy, role: quality, from: 2026-07-01, delegated_by: ben }
  - { person: cy, role: baseline/quality, delegated_by: ben }`,
        '3:49 “ada” delegates to themselves. | Name who delegated the role.',
        '4:49 “sol” has no authority of their own in the role “quality”. | Add an entry of “sol” for that role that covers the time, and was not delegated itself.',
        '5:48 “ada” has no authority of their own in the role “quality”. | Add an entry of “ada” for that role that covers the time, and was not delegated itself.',
        '6:47 “ben” has no authority of their own in the role “safety”. | Add an entry of “ben” for that role that covers the time, and was not delegated itself.',
        '7:66 “ben” has no authority of their own in the role “quality” at that time. | Add an entry of “ben” for that role that covers the time, and was not delegated itself.',
        '8:57 A role of the baseline cannot be delegated by a repository. | Add the person to the role in the baseline; a repository cannot loosen it.',
      ],
      [
        'an entry twice',
        `authority:
  - { person: ada, role: safety, until: 2026-06-30 }
  - { person: ada, role: safety, until: 2026-07-31 }
  - { until: 2026-06-30, person: Ada, role: safety }`,
        '4:5 This entry stands here twice. | It stands in line 2 already: take one out.',
      ],
    ],
    '',
    (text) => problemsOf(text),
  );

  test('a role that no policy defines would date nobody', () => {
    const text = 'authority: [{ person: ada, role: saftey }, { person: ben, role: safety }]';
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text, ['safety', 'quality', 'baseline/quality'])).toEqual([
      '1:34 No policy defines the role “saftey”. | Did you mean “safety”?',
    ]);
  });
});

describe('any text has an answer', () => {
  const expectAnswer = (text: string) => {
    const parsed = parse(text);
    if (!parsed.ok) {
      expect(parsed.problems.length).toBeGreaterThan(0);
      return false;
    }
    expect(parsed.authority.entries.length).toBeGreaterThan(0);
    for (const { from, until, trainedUntil, login, line } of parsed.authority.entries) {
      for (const date of [from, until, trainedUntil]) {
        if (date !== null) expect(new Date(date).toISOString()).toBe(`${date}T00:00:00.000Z`);
      }
      if (from !== null && until !== null) expect(from <= until).toBe(true);
      expect(login).toMatch(/^[a-z0-9_-]+$/);
      expect(line).toBeLessThanOrEqual(text.split('\n').length);
    }
    return true;
  };

  test('arbitrary text, and any value written as YAML', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void expectAnswer(text)));
    fc.assert(fc.property(fc.jsonValue(), (value) => void expectAnswer(stringify({ authority: value }))));
  });

  test('F29: entries put together from the words of the language, of which enough parse', () => {
    const date = fc.oneof(
      { weight: 19, arbitrary: fc.constantFrom('2026-01-31', '2026-02-28', '2027-01-01') },
      { weight: 1, arbitrary: fc.constantFrom('2026-02-30', '2026-00-01', '', null, 7) },
    );
    const dates = fc.oneof(fc.record({ from: date }), fc.record({ until: date }), fc.record({ trained_until: date }));
    const more = fc.oneof(
      fc.constant({}),
      dates,
      fc.tuple(dates, dates).map(([one, other]) => ({ ...one, ...other })),
      fc.record({ delegated_by: fc.constantFrom('ada', 'ben', 'BEN') }),
      fc.record({ id: fc.integer({ min: -2 }) }),
    );
    const entry = fc
      .tuple(fc.constantFrom('ada', 'Ben', 'cy'), fc.constantFrom('safety', 'quality', 'baseline/quality'), more)
      .map(([person, role, more]) => ({ person, role, ...more }));
    let parsed = 0;
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), (authority) => {
        if (expectAnswer(stringify({ authority }))) parsed += 1;
      }),
      { numRuns: 400 },
    );
    expect(parsed).toBeGreaterThan(20);
  });
});
