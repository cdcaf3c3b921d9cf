import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluateChecklist } from '../../src/records/checklist.ts';
import { toFormFiles } from '../../src/records/form-files.ts';
import { findSections, type IssueForm, parseIssueForm, type Section } from '../../src/records/issue-form.ts';
import type { Field } from '../../src/records/record-definition.ts';
import { recordTypes } from '../../src/records/record-types.ts';
import { type Answers, renderForm } from '../../stage/fill-form.ts';

/** An answer: as somebody types it, and the words that a reader reads. */
type Written = { readonly typed: string; readonly read: string };

const words = fc
  .array(fc.stringMatching(/^[a-zäßé漢][a-z0-9]{0,8}[,.:;!?%]?$/), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(' '));
const same = (typed: string): Written => ({ typed, read: typed });

/** Pieces of Markdown as people write it into a form. What a reader reads of them is said beside. */
const block: fc.Arbitrary<Written> = fc.oneof(
  words.map(same),
  words.map((text) => ({ typed: `Text **${text}** end`, read: `Text ${text} end` })),
  words.map((text) => ({ typed: `See [${text}](https://example.com/a_b)`, read: `See ${text}` })),
  words.map((text) => ({ typed: `\`${text}\``, read: text })),
  fc.tuple(words, words).map(([one, two]) => ({ typed: `- a ${one}\n- b ${two}`, read: `a ${one} b ${two}` })),
  fc.tuple(words, words).map(([one, two]) => ({ typed: `1. a ${one}\n2. b ${two}`, read: `a ${one} b ${two}` })),
  fc.tuple(words, words).map(([one, two]) => ({ typed: `- [x] a ${one}\n- [ ] ${two}`, read: `a ${one} ${two}` })),
  words.map((text) => ({ typed: `> a ${text}\n> ### SOUP`, read: `a ${text} SOUP` })),
  words.map((text) => ({ typed: `\`\`\`c\n### ${text}\n\`\`\``, read: `### ${text}` })),
  words.map((text) => ({ typed: `#### Of it\n\na ${text}`, read: `Of it a ${text}` })),
  words.map((text) => ({ typed: `| a | b |\n|---|---|\n| ${text} | c |`, read: `a b ${text} c` })),
  words.map((text) => ({ typed: `<!-- hint -->\n\na ${text}`, read: `a ${text}` })),
  words.map((text) => ({ typed: `a ${text}  \nb`, read: `a ${text} b` })),
  fc
    .constantFrom('risk RC-12 < 5 %', '#7 and acme/pump#8', 'a_b_c', 'v1.2.3 → v1.2.4', '👩‍🔬 looked', '日本語の答え')
    .map(same),
);
const markdown: fc.Arbitrary<Written> = fc.array(block, { minLength: 1, maxLength: 5 }).map((blocks) => ({
  typed: blocks.map(({ typed }) => typed).join('\n\n'),
  read: blocks.map(({ read }) => read).join(' '),
}));

/** Whatever is pasted into a field that is shown as code, but the end of the fence that GitHub puts around it. */
const pasted: fc.Arbitrary<Written> = fc
  .array(fc.constantFrom('### Hits', '<!--', '> q', '- [x] a', 'name:lodash AND version:4.17.21', '\\', '**', 'x'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((lines) => same(`q ${lines.join('\n')}`));

const line: fc.Arbitrary<Written> = fc.oneof(
  words.map((text) => same(`a ${text}`)),
  fc.constantFrom('2026-11-30', 'sha256:ab12').map(same),
);

type Filled = { readonly field: Field; readonly written: Written | null; readonly chosen: readonly string[] };

const fill = (field: Field): fc.Arbitrary<Filled> => {
  const { answer } = field;
  const wrote = (of: fc.Arbitrary<Written>): fc.Arbitrary<Filled> =>
    fc.option(of, { freq: 4 }).map((written) => ({ field, written, chosen: [] }));
  if (answer.kind === 'text') return wrote(markdown);
  if (answer.kind === 'verbatim') return wrote(pasted);
  if (answer.kind === 'line') return wrote(line);
  const options = answer.kind === 'choice' ? answer.options : answer.items.map(({ text }) => text);
  const most = answer.kind === 'choice' && !answer.several ? 1 : options.length;
  return fc.subarray([...options], { maxLength: most }).map((chosen) => ({ field, written: null, chosen }));
};

const fillAll = (fields: readonly Field[]): fc.Arbitrary<readonly Filled[]> => fc.tuple(...fields.map(fill));

const toAnswers = (filled: readonly Filled[]): Answers =>
  Object.fromEntries(
    filled.map(({ field, written, chosen }) => [field.heading, written === null ? chosen : written.typed]),
  );

const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();

const only = (sections: readonly Section[]): Section => {
  const [section, ...others] = sections;
  if (section === undefined || others.length > 0) throw new Error(`${sections.length} sections where one was expected`);
  return section;
};

const expectAnswer = (form: IssueForm, { field, written, chosen }: Filled): void => {
  const section = only(findSections(form, field.heading));
  expect(section).toMatchObject({ heading: field.heading, suspicious: false });
  const { answer } = field;
  if (answer.kind === 'checklist') {
    const items = answer.items.map(({ text }) => text);
    expect(section.checklist).toEqual(items.map((text) => ({ text, ticked: chosen.includes(text), topLevel: true })));
    const unticked = items.filter((item) => !chosen.includes(item));
    const state = evaluateChecklist(form, { heading: field.heading, items });
    expect(state).toEqual({ complete: unticked.length === 0, missing: [], unticked, problems: [] });
    expect(section.answer).toBe('');
  } else if (answer.kind === 'choice') {
    expect(section.answer).toBe(chosen.length === 0 ? 'None' : chosen.join(', '));
    expect(section.notApplicable).toBe(chosen.length === 0 ? 'bare' : 'no');
  } else if (written === null) {
    expect(section).toMatchObject({ blank: true, answer: 'No response', notApplicable: 'bare' });
  } else {
    expect(section.blank).toBe(false);
    expect(collapsed(section.text)).toBe(collapsed(written.read));
    if (answer.kind === 'verbatim') expect(section.text).toBe(written.typed);
    else expect(section.markdown).toBe(written.typed.trim());
  }
};

describe.each(recordTypes.map((record) => [record.id, record] as const))('a %s', (id, { fields }) => {
  const form = toFormFiles().find(({ name }) => name === `${id}.yml`)?.text ?? '';

  test('F8: filled in by GitHub’s rules, is read without loss', () => {
    fc.assert(
      fc.property(fillAll(fields), (filled) => {
        const read = parseIssueForm(renderForm(form, toAnswers(filled)));
        expect(read.unreadable).toBeNull();
        for (const answer of filled) expectAnswer(read, answer);
        const headings = read.sections.map(({ heading }) => heading);
        expect(headings.filter((heading) => heading !== 'Of it')).toEqual(fields.map(({ heading }) => heading));
      }),
      { numRuns: 60 },
    );
  });

  test('F8: is read alike with the line ends of a browser', () => {
    fc.assert(
      fc.property(fillAll(fields), (filled) => {
        const body = renderForm(form, toAnswers(filled));
        const toSaid = (text: string) =>
          parseIssueForm(text).sections.map((section) => ({
            ...section,
            markdown: section.markdown.replaceAll('\r\n', '\n'),
            text: section.text.replaceAll('\r\n', '\n'),
            answer: section.answer.replaceAll('\r\n', '\n'),
          }));
        expect(toSaid(body.replaceAll('\n', '\r\n'))).toEqual(toSaid(body));
      }),
      { numRuns: 20 },
    );
  });

  test('F8: opened and left empty, says nothing', () => {
    for (const section of parseIssueForm(renderForm(form, {})).sections) {
      expect([section.heading, section.blank || section.notApplicable]).not.toEqual([section.heading, 'no']);
    }
  });

  test.each(['_No response_', 'None', '```text\n\n```', '```text\n_No response_\n```', ''])(
    'F8: in whatever way GitHub writes that nothing was answered: %j',
    (nothing) => {
      for (const { heading } of fields) {
        const section = only(findSections(parseIssueForm(`### ${heading}\n\n${nothing}\n\n### Next\n\nx`), heading));
        expect(section.blank || section.notApplicable === 'bare').toBe(true);
      }
    },
  );
});

describe('what GitHub makes of a form', () => {
  const form = `name: N
description: D
body:
  - { type: markdown, attributes: { value: Not submitted } }
  - { type: input, attributes: { label: Line } }
  - { type: textarea, attributes: { label: Text } }
  - { type: textarea, attributes: { label: Log, render: shell } }
  - { type: dropdown, attributes: { label: One, options: [a, b] } }
  - { type: dropdown, attributes: { label: Many, multiple: true, options: [a, b, c] } }
  - { type: checkboxes, attributes: { label: Boxes, options: [{ label: a }, { label: b }] } }
`;

  test('F8: filled in', () => {
    expect(
      renderForm(form, { Line: 'x', Text: 'y\n\n- z', Log: '$ ls', One: 'b', Many: ['a', 'c'], Boxes: ['b'] }),
    ).toBe(
      '### Line\n\nx\n\n### Text\n\ny\n\n- z\n\n### Log\n\n```shell\n$ ls\n```\n\n### One\n\nb\n\n### Many\n\na, c\n\n### Boxes\n\n- [ ] a\n- [X] b',
    );
  });

  test('F8: left empty', () => {
    expect(renderForm(form, {})).toBe(
      '### Line\n\n_No response_\n\n### Text\n\n_No response_\n\n### Log\n\n_No response_\n\n### One\n\nNone\n\n### Many\n\nNone\n\n### Boxes\n\n- [ ] a\n- [ ] b',
    );
  });
});
