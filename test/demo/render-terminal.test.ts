import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { renderTerminal } from '../../demo/render-terminal.ts';

const head = '| Gate | Status | What is missing | Who can supply it | How |\n| - | - | - | - | - |\n';
const passed = '| Linked change request | ✅ Passed | Nothing. | — | — |\n';
const toHeld = (items: number) =>
  `| Safety impact | ❌ Missing | Not ticked: ${'this was considered, '.repeat(items)}and that. | sam (role \`safety\`) | Tick every box, then set \`safety-impact-assessed\`. [Do it here](https://github.example/1) |\n`;
const ground = '\n### Policy in force\n\nat commit `abc`\n';
const evidence = (entry: number) => `\n### Evidence\n\nentry ${entry} of this repository\n`;

const render = (markdown: string, width = 120, before = '') =>
  stripVTControlCharacters(renderTerminal(markdown, width, before));
const toBorder = (text: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith('┌'))
    ?.slice(1, -1)
    .split('┬')
    .map(({ length }) => length) ?? [];

describe('when a table is wider than the terminal', () => {
  test('the fullest column gets most room, narrow ones keep theirs, and the words stay whole', () => {
    const text = render(head + passed + toHeld(30));
    const [gate, status, what, who, how] = toBorder(text) as [number, number, number, number, number];
    expect(what).toBeGreaterThan(40);
    expect(what).toBeGreaterThan(how);
    expect(status).toBe('❌ Missing'.length + 1 + 2);
    expect(Math.min(gate, who, how)).toBeGreaterThanOrEqual(14);
    expect(text).toContain('safety-impact-assessed');
    expect(text).not.toContain('…');
  });

  test.each([80, 100, 120, 150])('no line is longer than the %i columns that there are', (width) => {
    const lines = render(head + passed + toHeld(30), width).split('\n');
    expect(lines.filter((line) => line.replaceAll(/\p{Emoji_Presentation}/gu, '  ').length > width)).toEqual([]);
  });

  test('a word that does not fit is cut', () => {
    const lines = render(`| A | B |\n| - | - |\n| ${'x'.repeat(200)} | b |\n`, 60).split('\n');
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines.join('')).toContain('…');
  });
});

test('a table that fits takes no more room than it needs', () => {
  expect(toBorder(render('| A | Time |\n| - | - |\n| x | now |\n'))).toEqual([3, 6]);
});

describe('when an earlier version was read', () => {
  test('only sections and rows that changed are rendered, and the others named', () => {
    const before = head + passed + toHeld(2) + ground + evidence(1);
    const text = render(head + passed + toHeld(1) + ground + evidence(2), 120, before);
    expect(text).toContain('Not ticked');
    expect(text).not.toContain('Passed');
    expect(text).toContain('… as before: Linked change request');
    expect(text).not.toContain('Policy in force');
    expect(text).toContain('entry 2');
  });

  test('a section that is new, or whose table became another, is rendered whole', () => {
    const before = `${head}${passed}${evidence(1)}`;
    const text = render(`| Gate | Why |\n| - | - |\n| Approval | late |\n${evidence(1)}${ground}`, 120, before);
    expect(text).toContain('late');
    expect(text).toContain('abc');
    expect(text).not.toContain('as before');
  });

  test('nothing is rendered when nothing changed', () => {
    const summary = head + passed + ground;
    expect(render(summary, 120, summary)).toBe('');
  });
});

test('HTML other than a line break is dropped', () => {
  expect(render('| A |\n| - |\n| one<br>two<img src=x> |\n').split('\n').slice(3, 5)).toEqual(['│ one │', '│ two │']);
});
