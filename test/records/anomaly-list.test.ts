import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseAnomalies } from '../../src/records/anomaly-list.ts';

const home = { owner: 'acme', name: 'pump', host: 'github.com' };
const parse = (text: string): readonly string[] =>
  parseAnomalies(text, home).map(({ ref, words }) => `${ref.owner}/${ref.name}#${ref.number}: ${words}`);

describe('F41: what a record says of each problem report', () => {
  test.each([
    ['on its line', '#9 comes late by a second', ['acme/pump#9: 5']],
    ['on the lines below', '#9\ncomes late\n\nby a second', ['acme/pump#9: 5']],
    ['up to the next', '#9 comes late\n#12 by a second', ['acme/pump#9: 2', 'acme/pump#12: 3']],
    ['two on one line share its words', '#9 and #12: both late', ['acme/pump#9: 3', 'acme/pump#12: 3']],
    ['of one that is named twice the longer', '#9 late\n#9 late by a second', ['acme/pump#9: 4']],
    ['by repository, whatever the letter case', 'ACME/Pump#9 late\nacme/pump#9', ['ACME/Pump#9: 1']],
    ['by address', 'https://github.com/acme/valve/issues/3 late', ['acme/valve#3: 1']],
    ['by GH and number', 'GH-9 late', ['acme/pump#9: 1']],
    ['in a list', '- #9 late\n  by a second\n- #12 early', ['acme/pump#9: 4', 'acme/pump#12: 1']],
    ['in a table', '| # | why |\n|---|---|\n| #9 | late by a second |', ['acme/pump#9: 4']],
    ['in a quote', '> #9 late', ['acme/pump#9: 1']],
    ['in bold', '**#9** late **by** _a_ second', ['acme/pump#9: 4']],
    ['under a heading', '#### #9\n\nlate by a second', ['acme/pump#9: 4']],
    ['with line ends of Windows', '#9 late\r\n#12 early\r\n', ['acme/pump#9: 1', 'acme/pump#12: 1']],
    ['the words before any do not count', 'All of them are acceptable.\n#9', ['acme/pump#9: 0']],
    ['numbers and addresses are no words', '#9 https://example.com/why-it-is-so #9', ['acme/pump#9: 0']],
    ['punctuation is no word', '#9 — … !!! ()', ['acme/pump#9: 0']],
    ['characters that cannot be seen are no words', '#9 \u200B \u2060 \u00AD', ['acme/pump#9: 0']],
  ])('%s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test.each([
    ['nothing', ''],
    ['a comment', '<!-- #9 comes late by a second -->'],
    ['a comment of several lines', '<!--\n#9 comes late by a second\n-->'],
    ['a fence', '```\n#9 comes late by a second\n```'],
    ['a fence of tildes that does not end', '~~~\n#9 comes late by a second'],
    ['code by indentation', 'Words.\n\n    #9 comes late by a second'],
    ['code', '`#9 comes late by a second`'],
    ['what is struck out', '~~#9 comes late by a second~~'],
    ['what is struck out over two lines', '~~#9 comes\nlate by a second~~'],
    ['a definition', '[#9]: https://github.com/acme/pump/issues/9'],
    ['a number in a word', 'issue#9'],
    ['a text longer than GitHub takes', `#9 late ${'x '.repeat(80_000)}`],
  ])('%s names none of them', (_, text) => {
    const named = parse(text);
    expect(named.filter((one) => one.startsWith('acme/pump#9:'))).toEqual([]);
  });

  test.each([
    ['a comment', '#9 <!-- comes late by a second -->'],
    ['a comment of several lines', '#9\n\n<!--\ncomes late by a second\n-->'],
    ['a fence', '#9\n\n```\ncomes late by a second\n```'],
    ['code', '#9 `comes late by a second`'],
    ['what is struck out', '#9 ~~comes late by a second~~'],
  ])('%s says nothing of it', (_, text) => {
    expect(parse(text)).toEqual(['acme/pump#9: 0']);
  });

  test('never throws, names each once, and counts no more words than there are', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '#9',
        '#12',
        'acme/valve#3',
        'late by a second',
        '\n',
        '\n\n',
        '<!--',
        '-->',
        '```',
        '~~',
        '> ',
        '- ',
      ),
      fc.string({ unit: 'binary', maxLength: 10 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join(' ');
        const named = parseAnomalies(text, home);
        const keys = named.map(({ ref }) => `${ref.owner}/${ref.name}#${ref.number}`.toLowerCase());
        expect(new Set(keys).size).toBe(keys.length);
        for (const { words } of named) expect(words).toBeLessThanOrEqual(text.normalize('NFKC').length);
      }),
      { numRuns: 2000 },
    );
  });
});
