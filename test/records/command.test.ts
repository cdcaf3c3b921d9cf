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

  test.each(['deviation', 'emergency'])('F28: revokes what was declared: %s', (gate) => {
    expect(parseCommand(`/revoke ${gate}`)).toEqual({ kind: 'revoke', gate });
  });

  test.each([
    ['/deviation The line was down, so work began first', 'deviation', 'The line was down, so work began first'],
    ['/deviation  Work began first,  see `CAPA-7` \n', 'deviation', 'Work began first,  see `CAPA-7`'],
    [
      '/deviation N/A of the procedure was followed by mistake',
      'deviation',
      'N/A of the procedure was followed by mistake',
    ],
    ['/deviation approval', 'deviation', 'approval'],
    ['/deviation [the report](https://example.com/7)', 'deviation', '[the report](https://example.com/7)'],
    ['/emergency Pumps stop in the field\r\n', 'emergency', 'Pumps stop in the field'],
    ['/emergency 現場でポンプが止まる', 'emergency', '現場でポンプが止まる'],
    ['/emergency \u202EReason <b>x</b>', 'emergency', '\u202EReason <b>x</b>'],
  ])('F21 F36: declares: %j', (comment, kind, reason) => {
    expect(parseCommand(comment)).toEqual({ kind, reason });
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
    ['a longer word', '/deviations are listed below'],
    ['a mention of an emergency', 'Write /emergency REASON when pumps stop.'],
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
    ['without a reason', '/deviation', 'no reason'],
    ['with blanks for a reason', '/emergency   \t ', 'no reason'],
    ['with a dash for a reason', '/deviation -', 'no reason'],
    ['with dots for a reason', '/emergency ...', 'no reason'],
    ['with a reason that says that there is none', '/deviation n/a', 'no reason'],
    ['with none for a reason', '/emergency None.', 'no reason'],
    ['with a reason in a comment', '/deviation <!-- the line was down -->', 'no reason'],
    ['with a reason that is struck out', '/deviation ~~the line was down~~', 'no reason'],
    ['with a reason that cannot be seen', '/deviation \u200B\u3164', 'no reason'],
    ['with a reason beyond measure', `/deviation ${'so '.repeat(700)}`, 'longer than 2000'],
    ['with its reason below', '/deviation\nthe line was down', 'more than the command'],
    ['with its reason over two lines', '/emergency pumps stop\nin the field', 'more than the command'],
    ['with a mail below', '/emergency pumps stop\n\n> On Monday, you wrote', 'more than the command'],
    ['in capitals', '/Deviation the line was down', 'small letters'],
    ['indented', ' /emergency pumps stop', 'starts its line'],
    ['with a tab', '/deviation\tthe line was down', 'cannot be seen'],
    ['with a zero-width space in it', '/emer\u200Bgency pumps stop', 'cannot be seen'],
    ['two of them', '/deviation the line was down\n/emergency pumps stop', 'several'],
    ['with a signature', '/emergency pumps stop\n/sign emergency approval', 'several'],
  ])('F21 F36: a declaration %s', (_, comment, message) => {
    expect(parseCommand(comment)).toEqual({
      kind: 'problem',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('`/deviation REASON`'),
      revokes: [],
    });
  });

  test.each([
    ['/revoke deviation it was in time after all', ['deviation']],
    ['/Revoke emergency', ['emergency']],
    ['/deviation the line was down\n/revoke emergency', ['emergency']],
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
    '/deviation',
    '/emergency',
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
      if (kind === 'deviation' || kind === 'emergency') {
        expect(comment).toMatch(new RegExp(`^/${kind} +[^\\r\\n]*[a-z][^\\r\\n]*\\s*$`));
      }
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

test('F25: a long run of blanks takes no time to speak of', () => {
  const before = performance.now();
  for (const verb of ['sign approval approval', 'revoke approval', 'deviation']) {
    for (const run of [' ', '\t', '\n']) parseCommand(`/${verb}${run.repeat(60_000)}x`);
  }
  expect(performance.now() - before).toBeLessThan(3_000);
});
