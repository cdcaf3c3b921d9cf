import { describe, expect, test } from '@jest/globals';
import { parseIssueForm } from '../../src/records/issue-form.ts';
import { toExcess } from '../../src/records/markdown-cost.ts';
import { materialDigest } from '../../src/records/material-content.ts';

const size = 65_536;
const fill = (text: string): string => text.repeat(Math.ceil(size / text.length)).slice(0, size);

describe('a body of 65,536 characters', () => {
  const form = '### Impact on *patients*\n\nThe **pump** stops; see [file](https://example.com/a_b) and `x_y`.\n\n';
  const log = '2026-11-21T02:30:23.123Z [worker-3] WARN *** <retry> queue_depth=17 id=[a1]\n';
  test.each([
    ['prose', fill('The pump stops when its battery runs low. ')],
    ['paragraphs', fill(form)],
    ['tasks', fill('- [x] Hazards of the change reviewed\n')],
    [
      'tasks with nested ones',
      fill('- [x] Hazards of the change reviewed by the safety engineer\n  - [ ] on the bench\n'),
    ],
    ['a table', `| a | b |\n|-|-|\n${fill('| The pump stops | the alarm sounds |\n')}`],
    ['a log in a fence', `${form}### Log\n\n\`\`\`text\n${fill(log)}\n\`\`\`\n\n${form}`],
    ['a quoted letter', fill('> The pump stops when its battery runs low, they say.\n')],
    ['a comment', `<!-- ${log.repeat(100)} -->\n\n${form}`],
  ])('F8: of %s is read', (_, body) => {
    expect(parseIssueForm(body).unreadable).toBeNull();
  });

  const alternating = `${'- '.repeat(2)}a\n`;
  test.each([
    ['quotes', fill('>')],
    ['quotes with spaces', fill('> ')],
    ['bullets', fill('- ')],
    ['numbers', fill('1. ')],
    ['bullets and quotes', fill('> - ')],
    ['quotes, line for line', fill(`${'>'.repeat(8)}a\n\n`)],
    ['a quote with lazy lines', `>>>>>>>>a\n${fill('bbbbbbb\n')}`],
    ['nested lists', fill(alternating)],
    ['nested lists after prose', `${fill('text\n\n').slice(0, 30_000)}${fill(alternating)}`],
    ['opening brackets and closing ones', fill('[a](')],
    ['closing brackets', fill(']')],
    ['nested brackets', '['.repeat(size / 2) + ']'.repeat(size / 2)],
    ['asterisks', fill('*a')],
    ['asterisks in one run', fill('*')],
    ['tildes', fill('~a~')],
    ['comments that do not close', fill('a <!-- ')],
    ['instructions that do not close', fill('a <? ')],
    ['backticks', fill('\\``# - -')],
    [
      'lists nested by indentation',
      Array.from({ length: 40 }, (_, i) => `${' '.repeat(40 * i)}${'- '.repeat(20)}a`).join('\n'),
    ],
    ['nested pictures', '![a'.repeat(1_500) + '](b)'.repeat(1_500)],
    ['underlined headings', fill('a\n=\n')],
    ['tags', fill('<b a=1>x\n\n')],
    ['tags after a fence that a comment hides', `<!--\n\`\`\`\n-->\n${fill('*a')}`],
    ['tags after a fence that a list ends', `- a\n  \`\`\`\n\n${fill('*a')}`],
    ['empty lines', fill('\n')],
    ['anything, if it is longer', 'a'.repeat(2 * size + 1)],
  ])('F8: of nothing but %s is not read, and says so', (_, body) => {
    expect(parseIssueForm(body)).toEqual({ unreadable: expect.stringMatching(/\w/), sections: [] });
    expect(materialDigest(body)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test.each([
    ['opening brackets', fill('[')],
    ['escapes', fill('\\')],
    ['spaces', fill(' ')],
    ['tabs', fill('\t')],
    ['null characters', fill('\0')],
    ['words after a bracket', `[${fill("a'")}`],
    ['addresses', fill('http://a.b/')],
    ['mail addresses', fill('a.b@c.d ')],
    ['ampersands', fill('&#')],
    ['pipes', fill('|')],
    ['one word', fill('a')],
  ])('F8: of nothing but %s does no harm', (_, body) => {
    expect(parseIssueForm(body).sections).toEqual([]);
  });
});

describe('fenced code', () => {
  const costly = '*a'.repeat(8_000);
  test.each([
    ['closed', `\`\`\`\n${costly}\n\`\`\`\n`, false],
    ['never closed', `~~~\n${costly}\n`, false],
    ['closed by a longer fence', `\`\`\`\n${costly}\n\`\`\`\`\n`, false],
    ['over before', `\`\`\`\na\n\`\`\`\n${costly}`, true],
    ['over before, indented', `\`\`\`\na\n   \`\`\` \t\n${costly}`, true],
    ['not closed by a shorter one', `\`\`\`\`\n\`\`\`\n${costly}`, false],
    ['not closed by one of another kind', `\`\`\`\n~~~\n${costly}`, false],
    ['not opened, for backticks on its line', `\`\`\`a\`\n${costly}`, true],
    ['not opened in the first column', ` \`\`\`\n${costly}`, true],
  ])('costs nothing when it is certain to be that: %s', (_, text, costs) => {
    expect(toExcess(text) !== null).toBe(costs);
  });
});
