import { describe, expect, test } from '@jest/globals';
import { parseChangeTrailers, parseCommitTrailers } from '../../src/records/trailers.ts';

const home = { owner: 'acme', name: 'pump' };
const here = { owner: 'acme', name: 'pump', number: 12 };

describe('a change request named in the body of a pull request', () => {
  test.each([
    ['by its number', 'Change-Request: #12', here],
    ['in other letter case', 'change-REQUEST: #12', here],
    ['without a space', 'Change-Request:#12', here],
    ['after spaces', '  Change-Request :  #12  ', here],
    ['among other lines', 'Fixes the pump.\nChange-Request: #12\nThanks!', here],
    ['in another repository', 'Change-Request: acme/risk-file#3', { owner: 'acme', name: 'risk-file', number: 3 }],
    ['by its address', 'Change-Request: https://github.com/acme/pump/issues/12', here],
    ['by its address in angle brackets', 'Change-Request: <https://github.com/acme/pump/issues/12>', here],
    ['with Windows line ends', 'a\r\n\r\nChange-Request: #12\r\n', here],
    ['after a hard break', 'a  \nChange-Request: #12', here],
    [
      'of an enterprise user',
      'Change-Request: ada_acme/pump.js#12',
      { owner: 'ada_acme', name: 'pump.js', number: 12 },
    ],
  ])('F9: %s', (_, body, ref) => {
    expect(parseChangeTrailers(body, home)).toEqual({ unreadable: null, refs: [ref], malformed: [] });
  });

  test('F9: each once, in order', () => {
    const body =
      'Change-Request: acme/risk#3\nChange-Request: #12\n\nChange-Request: Acme/Pump#12\nChange-Request: #12';
    expect(parseChangeTrailers(body, home).refs).toMatchObject([{ number: 3 }, { number: 12 }]);
  });

  test('F9: by an address of the host where it stands', () => {
    const line = 'Change-Request: https://git.example.com/acme/pump/issues/12';
    expect(parseChangeTrailers(line, { ...home, host: 'git.example.com' }).refs).toEqual([here]);
    expect(parseChangeTrailers(line, home)).toMatchObject({ refs: [], malformed: [line] });
  });

  test.each([
    ['quoted', '> Change-Request: #12'],
    ['in a fence', '```\nChange-Request: #12\n```'],
    ['indented as code', '    Change-Request: #12'],
    ['in code', '`Change-Request: #12`'],
    ['in code over lines', '`a\nChange-Request: #12\nb`'],
    ['in a comment', '<!--\nChange-Request: #12\n-->'],
    ['in a comment within a paragraph', 'a <!--\nChange-Request: #12\n-->'],
    ['in a list', '- Change-Request: #12'],
    ['in a heading', '# Change-Request: #12'],
    ['struck out', '~~Change-Request: #12~~'],
    ['in a sentence', 'See Change-Request: #12'],
    ['with another key', 'Change-Requests: #12'],
    ['in HTML', '<p>\nChange-Request: #12\n</p>'],
  ])('F9: does not count %s', (_, body) => {
    expect(parseChangeTrailers(body, home)).toEqual({ unreadable: null, refs: [], malformed: [] });
  });

  test.each([
    'Change-Request: 12',
    'Change-Request:',
    'Change-Request: #0',
    'Change-Request: #012',
    'Change-Request: #12, #13',
    'Change-Request: #12 and more',
    'Change-Request: pump#12',
    'Change-Request: acme/pump/12',
    'Change-Request: acme/pump#99999999999',
    'Change-Request: -acme/pump#12',
    'Change-Request: http://github.com/acme/pump/issues/12',
    'Change-Request: https://github.com/acme/pump/pull/12',
    'Change-Request: https://github.com/acme/pump/issues/12#issuecomment-1',
    'Change-Request: https://github.com/acme/pump/issues/12?a',
    'Change-Request: https://github.com@example.com/acme/pump/issues/12',
    'Change-Request: https://github.com/acme/../pump/issues/12',
    'Change-Request: #１２',
    'Change-Request: #12\u200B',
  ])('F9: reports what it cannot take: %s', (line) => {
    expect(parseChangeTrailers(`a\n\n${line}`, home)).toEqual({ unreadable: null, refs: [], malformed: [line] });
  });

  test.each([
    ['bold', '**Change-Request:** #12', 'Change-Request: #12'],
    ['a comment on the same line', 'Change-Request: #12 <!-- x -->', 'Change-Request: #12'],
    ['its number in code', 'Change-Request: `#12`', 'Change-Request:'],
    ['a link over lines', '[a\nChange-Request: #12\nb](https://example.com)', 'Change-Request: #12'],
    ['emphasis over lines', '*a\nChange-Request: #12\nb*', 'Change-Request: #12'],
    ['a link with words', 'Change-Request: [#12](https://example.com)', 'Change-Request: #12'],
  ])('F9: reports a line with more than text in it: %s', (_, body, malformed) => {
    expect(parseChangeTrailers(body, home)).toEqual({ unreadable: null, refs: [], malformed: [malformed] });
  });

  test('F9: says when the text is not read, since it may name more', () => {
    const { unreadable, refs } = parseChangeTrailers(`Change-Request: #12\n\n${'>'.repeat(1_000)}`, home);
    expect(unreadable).toMatch(/nested/);
    expect(refs).toEqual([]);
  });
});

describe('a change request named in a commit message', () => {
  test.each([
    ['in its last paragraph', 'Fix\n\nWhy\n\nChange-Request: #12\nSigned-off-by: Ada <ada@example.com>\n', [here]],
    ['with Windows line ends', 'Fix\r\n\r\nChange-Request: acme/pump#12\r\n', [here]],
    ['not in its subject', 'Change-Request: #12', []],
    ['not in another paragraph', 'Fix\n\nChange-Request: #12\n\nThanks', []],
    ['not in a message without one', '', []],
  ])('F9: %s', (_, message, refs) => {
    expect(parseCommitTrailers(message, home)).toEqual({ unreadable: null, refs, malformed: [] });
  });

  test('F9: reports what it cannot take', () => {
    expect(parseCommitTrailers('Fix\n\nChange-Request: 12', home).malformed).toEqual(['Change-Request: 12']);
  });
});
