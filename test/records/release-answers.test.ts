import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseFileList, parseReleaseAnswers } from '../../src/records/release-answers.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

const section = (heading: string, text: string): string => `### ${heading}\n\n${text}\n\n`;

const body = [
  section('Version', '1.1.0'),
  section('Commit', commit),
  section('Tag', 'v1.1.0'),
  section('Previous release', 'v1.0.0'),
].join('');

const nothing = { version: null, commit: null, tag: null, previous: null };

describe('F38: what a release record names', () => {
  test('version, commit, tag and previous release', () => {
    expect(parseReleaseAnswers(body)).toEqual({
      version: '1.1.0',
      commit,
      tag: 'v1.1.0',
      previous: { tag: 'v1.0.0' },
    });
  });

  test.each([
    ['with line ends of Windows', body.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${body}`],
    ['in bold and in code', body.replace('v1.1.0', '**`v1.1.0`**')],
    ['in a fence', body.replace('v1.1.0', '```text\nv1.1.0\n```')],
    ['with a comment beside it', body.replace('v1.1.0', 'v1.1.0 <!-- as agreed -->')],
    [
      'with headings in capitals, of another rank',
      body.replaceAll(/^### .*$/gm, (line) => line.slice(1).toUpperCase()),
    ],
    ['with what was there before struck out', body.replace('v1.1.0', '~~v1.0.9~~ v1.1.0')],
    ['with the commit in capitals', body.replace(commit, commit.toUpperCase())],
  ])('%s it is the same', (_, text) => {
    expect(parseReleaseAnswers(text)).toEqual(parseReleaseAnswers(body));
  });

  test.each([
    ['nothing', ''],
    ['a quoted heading', body.replaceAll('### ', '> ### ')],
    ['a fenced heading', `\`\`\`\n${body}\n\`\`\``],
    ['a heading in a comment', `<!--\n${body}-->`],
    ['a heading in a list', body.replaceAll('### ', '- ### ')],
    ['an escaped heading', body.replaceAll('### ', '\\### ')],
    ['a disguised heading', body.replaceAll('### ', '### \u200B')],
    ['the record twice', body + body],
    ['a lookalike beside each', body + body.replaceAll('### ', '### \u2060')],
    ['answers of several lines', body.replaceAll(/\n\n(\S)/g, '\n\nsee\n$1')],
    ['answers struck out', body.replaceAll(/^(?!###|$)(.*)$/gm, '~~$1~~')],
    ['no answers', body.replaceAll(/^(?!###|$).*$/gm, '_No response_')],
    ['a text longer than GitHub takes', `${body}${'x'.repeat(140_000)}`],
  ])('%s names nothing', (_, text) => {
    expect(parseReleaseAnswers(text)).toEqual(nothing);
  });

  test.each([
    'v1',
    'v1.0.0-rc.1+5',
    'firmware/v2',
    'Release_7',
    'ä1',
    'v1/2/3',
    'v1.',
    '.v1',
    '-v1',
    '/v1',
    'v1/',
    'a//b',
    'a/.b',
    'a..b',
    'a@{b',
    'v 1',
    'v1~2',
    'v1^',
    'v1:2',
    'v1?',
    'v1*',
    'v1[2',
    'v1\\\\2',
    'v1\u200B',
    'v\u202E1',
    'v'.repeat(251),
    '_No response_',
    '',
  ])('F38: %p is a tag only if git takes it for one, in one word that can be seen', (tag) => {
    const isOne = /^[a-zäR](?:[\w.+\-/ä]*[\w+ä])?$/.test(tag) && !/\/\/|\.\.|\/\./.test(tag) && tag.length <= 250;
    expect(parseReleaseAnswers(section('Tag', tag)).tag).toBe(isOne ? tag : null);
  });

  test.each([
    ['none', 'first'],
    ['None.', 'first'],
    ['`NONE`', 'first'],
    ['v1.0.0', { tag: 'v1.0.0' }],
    ['none yet', null],
    ['the first', null],
    ['none, it is the first', null],
    ['_No response_', null],
    ['-', null],
    ['', null],
    ['n\u200Bone', null],
  ])('F39: the previous release %p', (text, previous) => {
    expect(parseReleaseAnswers(section('Previous release', text)).previous).toEqual(previous);
  });

  test.each([
    commit.slice(1),
    `${commit}0`,
    'g'.repeat(40),
    `${commit} and more`,
    'main',
    'HEAD',
    `refs/heads/${commit}`,
  ])('F38: %p is no commit', (text) => {
    expect(parseReleaseAnswers(section('Commit', text)).commit).toBeNull();
  });

  test.each(['N/A', 'none', 'not yet', '1.1.0 beta', '1.1.0\u200B', '-', 'TBD'])('F38: %p is no version', (text) => {
    expect(parseReleaseAnswers(section('Version', text)).version).toBeNull();
  });

  test('F38: whatever is written, it never throws, and what it names is plain', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '### Tag',
        '### Commit',
        '### Version',
        '### Previous release',
        commit,
        'v1',
        'none',
        '\n',
        '\n\n',
      ),
      fc.constantFrom('> ', '```', '<!--', '-->', '~~', '\u200B', '- ', '<details>', '    '),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const { version, commit: sha, tag, previous } = parseReleaseAnswers(pieces.join(''));
        if (sha !== null) expect(sha).toMatch(/^[0-9a-f]{40}$/);
        const names = [version, tag, previous === null || previous === 'first' ? null : previous.tag];
        for (const name of names) if (name !== null) expect(name).toMatch(/^[^\s\p{C}]+$/u);
      }),
      { numRuns: 2000 },
    );
  });
});

const digest = '0123456789abcdef'.repeat(4);
const file = (name: string) => ({ name, digest: `sha256:${digest}` });

describe('F43: the files that a record lists', () => {
  test.each([
    ['as sha256sum writes it', `${digest}  pump.bin`, 'pump.bin'],
    ['as sha256sum writes it of binary files', `${digest} *pump.bin`, 'pump.bin'],
    ['the other way round', `pump.bin ${digest}`, 'pump.bin'],
    ['with the algorithm before it', `sha256:${digest} pump.bin`, 'pump.bin'],
    ['with the algorithm, the other way round', `pump.bin\tSHA256:${digest}`, 'pump.bin'],
    ['in capitals', `${digest.toUpperCase()}  Pump.BIN`, 'Pump.BIN'],
    ['with line ends of Windows', `${digest}  pump.bin\r`, 'pump.bin'],
    ['between blanks', `   ${digest}  pump.bin  `, 'pump.bin'],
    ['with a name with blanks', `${digest}  pump 2 final.bin`, 'pump 2 final.bin'],
    ['with a name with blanks, the other way round', `pump 2 final.bin ${digest}`, 'pump 2 final.bin'],
    ['with a name that is a digest', `${digest}  ${'f'.repeat(64)}`, 'f'.repeat(64)],
    ['with a folder before it', `${digest}  out/pump.bin`, 'out/pump.bin'],
  ])('%s', (_, text, name) => {
    expect(parseFileList(text)).toEqual({ files: [file(name)], unread: [] });
  });

  test('several, with blank lines between', () => {
    const text = `${digest}  a.bin\n\n  \nb.bin ${digest}\n`;
    expect(parseFileList(text)).toEqual({ files: [file('a.bin'), file('b.bin')], unread: [] });
  });

  test.each([
    ['a digest alone', digest],
    ['a name alone', 'pump.bin'],
    ['too few digits', `${digest.slice(1)} pump.bin`],
    ['too many digits', `${digest}0 pump.bin`],
    ['digits that are none', `${'g'.repeat(64)} pump.bin`],
    ['no blank between', `pump.bin:${digest}`],
    ['a fence that was not read as one', '```'],
    ['another algorithm', `sha512:${digest} pump.bin`],
    ['words', 'See the build.'],
  ])('%s is no file, and is told', (_, text) => {
    expect(parseFileList(text)).toEqual({ files: [], unread: [text] });
  });

  test('each line is a file or told, whatever it says; nothing is made up', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc
        .tuple(
          fc.constantFrom(digest, `sha256:${digest}`, digest.slice(2)),
          fc.constantFrom(' ', '  ', ' *', ''),
          fc.string(),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = lines.join('\n');
        const { files, unread } = parseFileList(text);
        const full = text.split('\n').filter((one) => one.replace(/\p{White_Space}/gu, '') !== '');
        expect(files.length + unread.length).toBe(full.length);
        for (const one of files) {
          expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
          expect(text.toLowerCase()).toContain(one.digest.slice('sha256:'.length));
          expect(one.name).not.toBe('');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
