import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { findSections, parseIssueForm } from '../../src/records/issue-form.ts';
import { toNotApplicable } from '../../src/records/not-applicable.ts';

describe('an answer that only says that it does not apply', () => {
  test.each([
    'not applicable',
    'Not applicable.',
    'NOT-APPLICABLE!',
    'n/a',
    'N/A',
    'N.A.',
    'n.a',
    'N / A',
    'n\\a',
    'na',
    'none',
    'None.',
    'NONE',
    '(none)',
    '“none”',
    'no',
    'No!',
    'nil',
    'nothing',
    '-',
    '–',
    '—',
    '...',
    'not relevant',
    'irrelevant',
    'inapplicable',
    'does not apply',
    'Doesn’t apply.',
    'none none',
    'none, none, none',
    'N/A – n/a',
    'None.\n\nNone.',
    'n/a\nn/a\nn/a',
    'not applicable because not applicable',
    'not applicable as it is not applicable here',
    'Not applicable to this change.',
    'There are none.',
    'None known at this time',
    'No impact',
    'no effect',
    'No change needed',
    'not affected',
    'None required: no change',
    'N\u200B/A',
    'no\u00ADne',
    'ｎ／ａ',
    'TBD',
    'todo',
  ])('F20: %j is bare', (answer) => {
    expect(toNotApplicable(answer)).toBe('bare');
  });

  test.each([
    'None: firmware',
    'N/A, firmware only',
    'None because of firmware',
    'No. See 12',
    'No impact on patients',
    'none: none: alarm',
    'Not applicable since alarm alarm alarm',
  ])('F20: %j has too little of a reason', (answer) => {
    expect(toNotApplicable(answer)).toBe('bare');
  });

  test('F20: the words of the question are no reason', () => {
    const question = 'New causes of hazardous situations';
    expect(toNotApplicable('No new causes of hazardous situations.', question)).toBe('bare');
    expect(toNotApplicable('None: no causes of hazardous situations were found', question)).toBe('bare');
    expect(toNotApplicable('No new causes of hazardous situations.')).toBe('no');
    expect(toNotApplicable('None: the threshold stays, only the delay changes', question)).toBe('reasoned');
  });
});

describe('an answer with a reason, and one that answers', () => {
  test.each([
    'None: the alarm’s threshold stays as it is, only its delay changes.',
    'Not applicable, since the unit has no radio.',
    'N/A because the parser never sees patient data',
    'N/A - the pump has no network interface',
    'None.\n\nThe threshold stays, only the delay changes.',
    'no – labelling is printed from another file',
    'Does not apply: these units were never shipped.',
    'N/A：閾値は変わらない',
  ])('F20: %j is reasoned', (answer) => {
    expect(toNotApplicable(answer)).toBe('reasoned');
  });

  test.each([
    '',
    ' \n\t ',
    'corrective',
    'C',
    'software',
    'C, no change',
    'The alarm sounds two seconds earlier.',
    'Not only the alarm but the pump stops as well.',
    'No SOUP is added, changed or removed.',
    'Notices go to every site.',
    'nonetheless',
    'lodash 4.17.20 → 4.17.21; advisories: none apply',
    'x\u0000',
    '該当なし',
  ])('F20: %j answers', (answer) => {
    expect(toNotApplicable(answer)).toBe('no');
  });
});

describe('a section', () => {
  const of = (answer: string, heading = 'Impact') =>
    findSections(parseIssueForm(`### ${heading}\n\n${answer}\n\n### Next\n\nx`), heading)[0]?.notApplicable;

  test.each([
    ['in bold', '**N/A**'],
    ['in code', '`n/a`'],
    ['in a fence', '```text\nnone\n```'],
    ['in a list', '- none\n- none'],
    ['in a quote', '> not applicable'],
    ['in a table', '| none |\n|-|\n| none |'],
    ['as a link', '[none](https://example.com/because-the-threshold-stays-as-it-is)'],
    ['with its reason in a comment', 'None <!-- since the threshold stays as it is -->'],
    ['with its reason struck out', 'None ~~since the threshold stays as it is~~'],
    ['with its reason in a box that is not ticked', 'None\n\n- [ ] since the threshold stays as it is'],
    ['with its reason in a sub-heading', 'None\n\n#### Since the threshold stays as it is'],
    ['as a ticked box', '- [x] Not applicable'],
    ['as GitHub writes it for a choice that nobody made', 'None'],
    ['as a lone dash', '–'],
  ])('F20: is bare %s', (_, answer) => expect(of(answer)).toBe('bare'));

  test('F20: is asked by its own heading', () => {
    expect(of('No residual risk remains', 'Residual risk')).toBe('bare');
    expect(of('No residual risk remains', 'Impact')).toBe('no');
  });

  test('F20: is reasoned where the reason can be read', () => {
    expect(of('**None**\n\n- threshold stays\n- delay changes')).toBe('reasoned');
  });
});

describe('over any text', () => {
  const statement = fc.constantFrom('none', 'N/A', 'not applicable', 'no', 'nil', 'Not relevant', 'does not apply');
  const joint = fc.constantFrom(' ', '. ', ' – ', ': ', '\n', '\n\n', ', ', ' because ', ' since ', ' / ', ' -- ');
  const markup = fc.constantFrom(
    (text: string) => text,
    (text: string) => `**${text}**`,
    (text: string) => `_${text}_`,
  );

  test('F20: however often it is said, saying so is no reason', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, joint, markup), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([said, end, mark]) => mark(said) + end).join('');
        expect(toNotApplicable(text)).toBe('bare');
        expect(toNotApplicable(text.toUpperCase())).toBe('bare');
      }),
    );
  });

  test('F20: a reason of a few words makes it reasoned', () => {
    const reason = fc.uniqueArray(fc.stringMatching(/^[b-km-z]{5,9}$/), { minLength: 3, maxLength: 8 });
    fc.assert(
      fc.property(statement, fc.constantFrom('. ', ' – ', ': ', '\n', ' because '), reason, (said, end, words) => {
        expect(toNotApplicable(said + end + words.join(' '))).toBe('reasoned');
      }),
    );
  });

  test('F20: what opens with neither denial nor idle words is an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toNotApplicable(`Threshold ${text}`)).toBe('no');
        expect(['no', 'bare', 'reasoned']).toContain(toNotApplicable(text));
      }),
    );
  });
});

test('F20: a long answer takes no time to speak of', () => {
  const before = performance.now();
  for (const run of [' ', '\t', '-', '–', ' -', '\n', 'n /', 'none because ']) {
    toNotApplicable(`no${run.repeat(60_000 / run.length)}x`);
  }
  expect(performance.now() - before).toBeLessThan(3_000);
});
