import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { changeRequest } from '../../src/records/definitions/change-request.ts';
import { toFormFiles } from '../../src/records/form-files.ts';
import { materialDigest } from '../../src/records/material-content.ts';
import { renderForm } from '../../stage/fill-form.ts';

const digest = (content: string): string => `sha256:${createHash('sha256').update(content, 'utf8').digest('hex')}`;

const body = '### Impact\r\n\r\nNone — see `[x]`.\r\n\r\n- [x] Hazards\r\n- [X] Controls\r\n  1. [ ] Bench\r\n';

describe('the digest of a record’s material content', () => {
  test('F26: is SHA-256 of the text with its boxes unticked and its white space collapsed', () => {
    expect(materialDigest(body)).toBe(digest('### Impact None — see `[x]`. - [ ] Hazards - [ ] Controls 1. [ ] Bench'));
    expect(materialDigest('')).toBe(digest(''));
    expect(materialDigest(' \n')).toBe(digest(''));
  });

  test.each([
    ['a tick set', '- [ ] Hazards', '- [x] Hazards'],
    ['a tick in capitals', '- [x] Hazards', '- [X] Hazards'],
    ['a tick in a quote', '> - [ ] a', '> - [x] a'],
    ['a tick in a nested list', '- a\n  1. [ ] b', '- a\n  1. [x] b'],
    ['a tick after a byte order mark', '\uFEFF- [ ] a\n- [x] b', '\uFEFF- [x] a\n- [ ] b'],
    ['a tick after an emoji', '💉\n\n- [ ] a', '💉\n\n- [x] a'],
    ['a tick after a tab', '-\t[ ]\ta', '-\t[x]\ta'],
    ['a box whose space is a tab', '- [ ] a', '- [\t] a'],
    ['line endings', 'a\nb\n\nc', 'a\r\nb\r\n\r\nc'],
    ['white space at the ends', 'a', '\n a \u00A0'],
    ['wider spaces', 'a b', 'a \u2003\u3000 b'],
  ])('F26: is kept by %s', (_, before, after) => {
    expect(materialDigest(after)).toBe(materialDigest(before));
  });

  test.each([
    ['a letter', 'a', 'b'],
    ['its case', 'a', 'A'],
    ['a space put into a word', 'notable', 'not able'],
    ['a comment', 'a <!-- b -->', 'a <!-- c -->'],
    ['text in a fence', '```\na\n```', '```\nb\n```'],
    ['the target of a link', '[a](https://example.com/1)', '[a](https://example.com/2)'],
    ['a definition that nothing uses', 'a\n\n[b]: /1', 'a\n\n[b]: /2'],
    ['the order of sections', '### A\n\n### B', '### B\n\n### A'],
    ['the rank of a heading', '## A', '### A'],
    ['a tick in a fence', '```\n- [ ] a\n```', '```\n- [x] a\n```'],
    ['a tick in a comment', '<!-- - [ ] a -->', '<!-- - [x] a -->'],
    ['a tick in code', '`- [ ] a`', '`- [x] a`'],
    ['a tick that is escaped', '- \\[ ] a', '- \\[x] a'],
    ['a tick without a bullet', '[ ] a', '[x] a'],
    ['a tick in the middle of an item', '- a [ ] b', '- a [x] b'],
    ['a tick in a table', '| a |\n|-|\n| [ ] |', '| a |\n|-|\n| [x] |'],
    ['the text of an item', '- [x] a', '- [x] b'],
    ['a box taken off', '- [x] a', '- a'],
    ['a zero-width space', 'ab', 'a\u200Bb'],
    ['a byte order mark', 'a', '\uFEFFa'],
    ['a right-to-left override', 'ab', 'a\u202Eb'],
    ['another form of the same letter', 'é', 'e\u0301'],
    ['strokes', 'a', '~~a~~'],
  ])('F26: is changed by %s', (_, before, after) => {
    expect(materialDigest(after)).not.toBe(materialDigest(before));
  });

  test('F26: of a text that costs too much to parse counts ticks as text', () => {
    const costly = (tick: string): string => `- [${tick}] a\n\n${'**'.repeat(20_000)}`;
    expect(materialDigest(costly('x'))).not.toBe(materialDigest(costly(' ')));
    expect(materialDigest(costly('x'))).toBe(digest(`- [x] a ${'**'.repeat(20_000)}`));
  });
});

describe('over any form', () => {
  const word = fc.stringMatching(/^[a-zäß–.,]{1,12}$/);
  const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
  const block = fc.oneof(
    line.map((text) => `### ${text}`),
    line,
    line.map((text) => `\`\`\`\n- [x] ${text}\n\`\`\``),
    line.map((text) => `> ${text}`),
  );
  const task = line.map((text) => `- [ ] ${text}`);
  const form = fc.tuple(fc.array(block, { maxLength: 6 }), fc.array(task, { maxLength: 6 }));
  const toBody = ([blocks, tasks]: readonly [readonly string[], readonly string[]]): string =>
    [...blocks, tasks.join('\n')].join('\n\n');

  test('F26: ticks and white space keep it', () => {
    fc.assert(
      fc.property(form, fc.infiniteStream(fc.constantFrom('x', 'X', ' ')), ([blocks, tasks], ticks) => {
        const ticked = tasks.map((item) => item.replace('[ ]', `[${ticks.next().value}]`));
        const spaced = toBody([blocks, ticked]).replaceAll('\n', '\r\n').replaceAll(' ', '  ');
        // Two spaces between the brackets are no box; a second one before the dash is still a list.
        const boxes = spaced.replaceAll('[  ]', '[ ]');
        expect(materialDigest(`\n${boxes}\n \n`)).toBe(materialDigest(toBody([blocks, tasks])));
      }),
    );
  });

  test('F26: any other edit changes it', () => {
    const edit = fc.stringMatching(/^[^\s[\]xX\uD800-\uDFFF]{1,3}$/u);
    fc.assert(
      fc.property(form, fc.nat(), fc.nat({ max: 3 }), edit, (parts, at, removed, put) => {
        const before = toBody(parts);
        const from = at % (before.length + 1);
        const after = before.slice(0, from) + put + before.slice(from + removed);
        fc.pre(after.replace(/\s+/g, ' ').trim() !== before.replace(/\s+/g, ' ').trim());
        expect(materialDigest(after)).not.toBe(materialDigest(before));
      }),
    );
  });
});

describe('over the form of a change request, filled in', () => {
  const form = toFormFiles().find(({ name }) => name === 'change-request.yml')?.text ?? '';
  const texts = changeRequest.fields.flatMap(({ heading, answer }) => (answer.kind === 'text' ? [heading] : []));
  const boxes = changeRequest.fields.flatMap(({ heading, answer }) =>
    answer.kind === 'checklist' ? [[heading, answer.items.map(({ text }) => text)] as const] : [],
  );
  const answer = fc.constantFrom(
    'The alarm sounds earlier.',
    'The alarm sounds later.',
    '- RC-12\n- RC-13',
    '```\n- [ ] x\n```',
    '> quoted\n\nand not',
  );
  const answers = fc
    .array(answer, { minLength: texts.length, maxLength: texts.length })
    .map((given) => Object.fromEntries(texts.map((heading, index) => [heading, given[index] ?? ''])));
  const ticks = fc
    .tuple(...boxes.map(([heading, items]) => fc.subarray([...items]).map((ticked) => [heading, ticked] as const)))
    .map((entries) => Object.fromEntries(entries));

  test('F26: any ticks, and any line ends, blank lines and trailing blanks, keep it', () => {
    fc.assert(
      fc.property(answers, ticks, ticks, fc.constantFrom('\n', '\r\n', '\n\n', ' \t\n'), (given, one, other, end) => {
        const before = renderForm(form, { ...given, ...one });
        // Within fences, lists and quotes more blank lines would be another text to a reader, though not to the digest.
        const after = renderForm(form, { ...given, ...other }).replaceAll('\n\n', `\n${end}`);
        expect(materialDigest(after)).toBe(materialDigest(before));
      }),
    );
  });

  test('F26 F27: another answer, whatever is ticked, changes it', () => {
    fc.assert(
      fc.property(
        answers,
        ticks,
        ticks,
        fc.nat({ max: texts.length - 1 }),
        fc.nat(),
        (given, one, other, at, letter) => {
          const heading = texts[at] ?? '';
          const text = given[heading] ?? '';
          const cut = letter % (text.length + 1);
          const changed = { ...given, [heading]: `${text.slice(0, cut)}§${text.slice(cut)}` };
          const [before, after] = [renderForm(form, { ...given, ...one }), renderForm(form, { ...changed, ...other })];
          expect(materialDigest(after)).not.toBe(materialDigest(before));
        },
      ),
    );
  });
});
