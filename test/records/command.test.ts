import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseCommand } from '../../src/records/command.ts';

describe('a command', () => {
  test.each([
    ['/sign approval approval', 'approval', 'approval', null],
    ['/sign safety-impact review\n', 'safety-impact', 'review', null],
    ['/sign approval approval\r\n\r\n', 'approval', 'approval', null],
    ['/sign approval approval  \t', 'approval', 'approval', null],
    ['/sign  approval   approval', 'approval', 'approval', null],
    [
      '/sign approval approval as of revision 7, see *file* `a` @b',
      'approval',
      'approval',
      'as of revision 7, see *file* `a` @b',
    ],
    ['/sign approval approval ❤️ 👩‍🔬', 'approval', 'approval', '❤️ 👩‍🔬'],
    ['/sign approval approval <!-- x -->', 'approval', 'approval', '<!-- x -->'],
    ['/sign nothing known', 'nothing', 'known', null],
  ])('F25: signs: %j', (comment, gate, meaning, note) => {
    expect(parseCommand(comment)).toEqual({ kind: 'sign', gate, meaning, note });
  });

  test.each(['/revoke approval', '/revoke approval\n'])('F28: revokes: %j', (comment) => {
    expect(parseCommand(comment)).toEqual({ kind: 'revoke', gate: 'approval' });
  });
});

describe('a comment that is no command', () => {
  test.each([
    ['empty', ''],
    ['a thumbs-up', '👍'],
    ['a thumbs-up in a sentence', 'Looks good 👍 to me, approved'],
    ['LGTM', 'LGTM'],
    ['a mention in a sentence', 'You can write /sign approval approval when ready.'],
    ['a mention at the end of a sentence', 'Please do: /sign approval approval'],
    ['a mention in code', '`/sign approval approval`'],
    ['code over lines', 'see ``a\n/signed``'],
    ['a quote', '> /sign approval approval'],
    ['a quote, answered', '> /sign approval approval\n\nWhy?'],
    ['a fence', '```\n/sign approval approval\n```'],
    ['a fence that is never closed', '```\n/sign approval approval'],
    ['indented code', '    /sign approval approval'],
    ['a list', '- /sign approval approval'],
    ['a heading', '# /sign approval approval'],
    ['a comment', '<!--\n/sign approval approval\n-->'],
    ['HTML', '<div>\n/sign approval approval\n</div>'],
    ['a table', '| a |\n|-|\n| /sign approval approval |'],
    ['another word', '/signature approval'],
    ['another word with a dash', '/sign-off approval approval'],
    ['a path', '/sign/approval'],
    ['without a slash', 'sign approval approval'],
    ['with a backslash', '\\/sign approval approval'],
    ['bold', '**/sign approval approval**'],
    ['struck out', '~~/sign approval approval~~'],
    ['of another bot', '/approve'],
  ])('F25: %s', (_, comment) => {
    expect(parseCommand(comment)).toEqual({ kind: 'none' });
  });
});

describe('a comment that means a command and is not exact', () => {
  test.each([
    ['in capitals', '/SIGN approval approval', 'small letters'],
    ['with a capital', '/Sign approval approval', 'small letters'],
    ['without anything', '/sign', 'names no gate'],
    ['without a meaning', '/sign approval', 'names no gate or no meaning'],
    ['a revocation without a gate', '/revoke', 'names no gate'],
    ['a revocation with more', '/revoke approval approval', 'nothing else'],
    ['with a line before', 'Done.\n/sign approval approval', 'more than the command'],
    ['with a line after', '/sign approval approval\nbut only if B is fixed', 'more than the command'],
    ['with a paragraph after', '/sign approval approval\n\nNot yet!', 'more than the command'],
    ['with a line after a lone carriage return', '/sign approval approval\rnot', 'more than the command'],
    ['after an empty line', '\n/sign approval approval', 'more than the command'],
    ['with a quote before', '> you sign?\n\n/sign approval approval', 'more than the command'],
    ['with the mail that it answers', '/sign approval approval\n\n> On Monday, you wrote', 'more than the command'],
    ['with a comment after', '/sign approval approval\n<!-- x -->', 'more than the command'],
    ['two of them', '/sign approval approval\n/sign safety-impact review', 'several'],
    ['two of them, apart', '/sign approval approval\n\n/revoke approval', 'several'],
    ['indented', ' /sign approval approval', 'starts its line'],
    ['with a zero-width space before', '\u200B/sign approval approval', 'cannot be seen'],
    ['with a zero-width space in it', '/sign appro\u200Bval approval', 'cannot be seen'],
    ['with a right-to-left override', '/sign \u202Eapproval approval', 'cannot be seen'],
    ['with a no-break space', '/sign\u00A0approval approval', 'cannot be seen'],
    ['with a tab', '/sign\tapproval approval', 'cannot be seen'],
    ['with a byte order mark', '\uFEFF/sign approval approval', 'cannot be seen'],
    ['with a fullwidth slash', '／sign approval approval', 'small letters'],
  ])('F25: %s', (_, comment, message) => {
    const command = parseCommand(comment);
    expect(command).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('`/sign GATE MEANING`'),
      revokes: expect.any(Array),
    });
  });

  test.each([
    ['/revoke approval I found a hazard', ['approval']],
    ['/revoke approval\n\nI found a hazard.', ['approval']],
    ['/Revoke Approval', ['approval']],
    ['\u200B/revoke approval', ['approval']],
    ['/revoke approval\n/revoke safety-impact', ['approval', 'safety-impact']],
    ['/sign safety-impact review\n/revoke approval', ['approval']],
    ['/revoke', ['']],
    ['/sign approval\n> /revoke approval', []],
  ])('F28: says what it means to take back: %j', (comment, revokes) => {
    expect(parseCommand(comment)).toMatchObject({ kind: 'problem', revokes });
  });
});

test('F25: nothing signs but one exact line', () => {
  const pieces = fc.constantFrom(
    '/sign',
    '/revoke',
    ' ',
    'approval',
    '\n',
    '> ',
    '```\n',
    '\u200B',
    '👍',
    '/',
    '- ',
    '<!--',
    '\t',
    '@a',
    '\r',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const comment = parts.join('');
      const { kind } = parseCommand(comment);
      if (kind === 'sign') expect(comment).toMatch(/^\/sign +[^\s]+ +[^\s]+( [^\r\n]*)?\s*$/);
      if (kind === 'revoke') expect(comment).toMatch(/^\/revoke +[^\s]+\s*$/);
    }),
    { numRuns: 2_000 },
  );
});

test('F25: a long comment is not parsed, lest whoever comments use up the time of the service', () => {
  const fenced = '```\n/sign approval approval\n```\n';
  expect(parseCommand(fenced).kind).toBe('none');
  expect(parseCommand(fenced + 'word '.repeat(400)).kind).toBe('problem');
  expect(parseCommand('word '.repeat(400)).kind).toBe('none');
});
