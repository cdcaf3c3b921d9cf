import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '../../src/records/command.ts';
import { formsFolder } from '../../src/records/form-files.ts';
import { denials, idle, toNotApplicable } from '../../src/records/not-applicable.ts';
import { recordTypes } from '../../src/records/record-types.ts';

const page = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8');
const between = (name: string): string =>
  new RegExp(`<!-- ${name}(?::[^>]*)? -->\\n(.*?)\\n<!-- /${name} -->`, 's').exec(page)?.[1] ?? '';

describe('docs/records.md', () => {
  test('names every record, its form and its label', () => {
    const rows = recordTypes.map(
      ({ id, name, label, purpose }) =>
        `| ${name} | [\`${id}.yml\`](../${formsFolder}/${id}.yml) | \`${label}\` | ${purpose} |`,
    );
    expect(between('records').split('\n').slice(2)).toEqual(rows);
  });

  test.each([
    ['denials', denials],
    ['idle', idle],
  ] as const)('F20: lists the words by which an answer is judged: %s', (name, words) => {
    const listed = between(name).replaceAll('```', '').trim().split(/\s+/);
    expect(listed).toEqual([...words]);
  });

  test('F20: its examples are judged as it says', () => {
    const rows = [...page.matchAll(/^\| (`.+`) \| ([^|]+) \| (bare|reasoned|an answer)[^|]* \|$/gm)];
    expect(rows).toHaveLength(6);
    for (const [, answers = '', heading = '', verdict = ''] of rows) {
      for (const [, answer = ''] of answers.matchAll(/`([^`]+)`/g)) {
        expect([answer, toNotApplicable(answer, heading)]).toEqual([answer, verdict === 'an answer' ? 'no' : verdict]);
      }
    }
  });

  test('F25 F28: every command that it shows is one', () => {
    const commands = /## Commands\n.*?```\n(.*?)```/s.exec(page)?.[1]?.trim().split('\n') ?? [];
    expect(commands.map((command) => parseCommand(command).kind)).toEqual([
      'sign',
      'sign',
      'revoke',
      'deviation',
      'emergency',
      'revoke',
      'revoke',
    ]);
  });
});
