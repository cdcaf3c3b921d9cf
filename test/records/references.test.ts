import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseReferences } from '../../src/records/references.ts';

const home = { owner: 'acme', name: 'pump' };
const parse = (text: string, host?: string): readonly string[] =>
  parseReferences(text, host === undefined ? home : { ...home, host }).map(
    ({ owner, name, number }) => `${owner}/${name}#${number}`,
  );

describe('issues that a text names', () => {
  test.each([
    ['by number', 'See #7.', ['acme/pump#7']],
    ['at its start', '#7', ['acme/pump#7']],
    ['in brackets', '(#7)', ['acme/pump#7']],
    ['by GH and number', 'GH-7', ['acme/pump#7']],
    ['in another repository', 'acme/alarm#8', ['acme/alarm#8']],
    ['of another owner', 'Un-ited/a.b_c#8', ['Un-ited/a.b_c#8']],
    ['by address', 'https://github.com/acme/alarm/issues/9', ['acme/alarm#9']],
    ['by the address of a comment', 'https://github.com/acme/alarm/issues/9#issuecomment-5', ['acme/alarm#9']],
    ['by an address in angles', '<https://github.com/acme/alarm/issues/9>', ['acme/alarm#9']],
    ['behind a link', '[the complaint](https://github.com/acme/alarm/issues/9)', ['acme/alarm#9']],
    ['in bold', '**#7**', ['acme/pump#7']],
    ['in a list', '- #7\n- #8', ['acme/pump#7', 'acme/pump#8']],
    ['in a quote', '> #7', ['acme/pump#7']],
    ['in a table', '| problem |\n|-|\n| #7 |', ['acme/pump#7']],
    ['in a sub-heading', '#### From #7', ['acme/pump#7']],
    ['in a ticked and an open box', '- [x] #7\n- [ ] #8', ['acme/pump#7', 'acme/pump#8']],
    ['in HTML', '<p>#7</p>', ['acme/pump#7']],
    ['in a footnote', 'a[^1]\n\n[^1]: #7', ['acme/pump#7']],
    ['several, each once and in order', '#9, #7, acme/pump#9, ACME/Pump#7', ['acme/pump#9', 'acme/pump#7']],
    ['with words after', '#7: the pump stops', ['acme/pump#7']],
    ['of ten digits', '#1234567890', ['acme/pump#1234567890']],
  ])('F56: %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['a number', '7'],
    ['a heading', '# 7'],
    ['number zero', '#0'],
    ['a number with a zero before', '#07'],
    ['a number too long', '#12345678901'],
    ['a number with letters', '#7a'],
    ['a number in a word', 'issue#7'],
    ['an anchor', 'docs/#7 and https://example.com/#7'],
    ['an entity', '&#55;'],
    ['in code', '`#7`'],
    ['in a fence', '```\n#7\n```'],
    ['indented as code', '    #7'],
    ['struck out', '~~#7~~'],
    ['in a comment', '<!-- #7 -->'],
    ['another host', 'https://example.com/acme/pump/issues/7'],
    ['a pull request', 'https://github.com/acme/pump/pull/7'],
    ['without encryption', 'http://github.com/acme/pump/issues/7'],
    ['the words of a link that leads elsewhere', '[#7](https://example.com)'],
    ['a name longer than any', `${'a'.repeat(40)}/pump#7`],
  ])('F56: %s names none', (_, text) => {
    expect(parse(text)).toEqual([]);
  });

  test('F56: addresses are those of the host on which the text stands', () => {
    expect(parse('https://ghe.acme.example/a/b/issues/7', 'ghe.acme.example')).toEqual(['a/b#7']);
    expect(parse('https://GHE.acme.example/a/b/issues/7', 'ghe.acme.example')).toEqual(['a/b#7']);
    expect(parse('https://github.com/a/b/issues/7', 'ghe.acme.example')).toEqual([]);
  });

  test('F56: a text too costly to parse names all that it could', () => {
    expect(parse(`${'**'.repeat(20_000)}\n\n#7 and \`#8\``)).toEqual(['acme/pump#7', 'acme/pump#8']);
  });

  test('F56: a long text takes no time to speak of', () => {
    const before = performance.now();
    expect(parse(`${'a/'.repeat(60_000)} ${'a'.repeat(10_000)} ${'#'.repeat(10_000)}`)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

test('F56: whatever is named among other words is found', () => {
  const ref = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const word = fc.constantFrom('from', 'see', 'a complaint,', '**x**', '(', ')', '\n\n', '- ', '`code`', '–');
  fc.assert(
    fc.property(fc.array(fc.tuple(word, ref), { maxLength: 8 }), (parts) => {
      const text = parts.map(([before, number]) => `${before} #${number} `).join('');
      expect(parse(text)).toEqual([...new Set(parts.map(([, number]) => `acme/pump#${number}`))]);
    }),
  );
});
