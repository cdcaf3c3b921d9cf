import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { evaluateChecklist } from '../../src/records/checklist.ts';
import { parseIssueForm } from '../../src/records/issue-form.ts';

const checklist = { heading: 'Safety checklist', items: ['Hazards reviewed', 'Controls still work'] };
const evaluate = (body: string, required = checklist) => evaluateChecklist(parseIssueForm(body), required);
const under = (items: string): string => `### Before\n\nx\n\n### Safety checklist\n\n${items}\n\n### After\n\ny\n`;

const complete = { complete: true, missing: [], unticked: [], problems: [] };

describe('a complete checklist', () => {
  test.each([
    ['as GitHub writes it', '- [X] Hazards reviewed\n- [X] Controls still work'],
    ['with other bullets', '* [x] Hazards reviewed\n* [x] Controls still work'],
    ['with a plus', '+ [x] Hazards reviewed\n+ [x] Controls still work'],
    ['numbered', '1. [x] Hazards reviewed\n2) [x] Controls still work'],
    ['in another order', '- [x] Controls still work\n- [x] Hazards reviewed'],
    ['loose', '- [x] Hazards reviewed\n\n- [x] Controls still work'],
    ['with markup in its items', '- [x] **Hazards** `reviewed`\n- [x] [Controls](https://example.com) still  work'],
    ['with a note under an item', '- [x] Hazards reviewed\n\n  see the file\n- [x] Controls still work'],
    ['with more boxes, all ticked', '- [x] Hazards reviewed\n- [x] Controls still work\n  - [x] on the bench'],
    ['in two lists', '- [x] Hazards reviewed\n\nand\n\n- [x] Controls still work'],
    ['with an entity in an item', '- [x] Hazards&#32;reviewed\n- [x] Controls still work'],
    ['with a tab after the box', '- [x]\tHazards reviewed\n- [x] Controls still work'],
    ['wrapped', '- [x] Hazards\n  reviewed\n- [x] Controls\nstill work'],
    ['in other letter case', '- [x] hazards REVIEWED\n- [x] controls still work'],
  ])('F10: %s', (_, items) => {
    expect(evaluate(under(items))).toEqual(complete);
  });
});

describe('a box that does not count', () => {
  test.each([
    ['quoted', '> - [x] Hazards reviewed'],
    ['quoted in a list', '- > - [x] Hazards reviewed'],
    ['under another item', '- see\n  - [x] Hazards reviewed'],
    ['under another box', '- [x] see\n  - [x] Hazards reviewed'],
    ['in a fence', '```\n- [x] Hazards reviewed\n```'],
    ['indented as code', 'x\n\n    - [x] Hazards reviewed'],
    ['in a comment', '<!-- - [x] Hazards reviewed -->'],
    ['in a comment of many lines', '<!--\n- [x] Hazards reviewed\n-->'],
    ['without a bullet', '[x] Hazards reviewed'],
    ['escaped', '- \\[x] Hazards reviewed'],
    ['with an entity for its bracket', '- &#91;x] Hazards reviewed'],
    ['without a space after it', '- [x]Hazards reviewed'],
    ['without a bullet’s space', '-[x] Hazards reviewed'],
    ['with a tick of another kind', '- [✓] Hazards reviewed'],
    ['with a Cyrillic x', '- [х] Hazards reviewed'],
    ['with a fullwidth x', '- [ｘ] Hazards reviewed'],
    ['with spaces around its tick', '- [ x ] Hazards reviewed'],
    ['with something unseen beside its tick', '- [x\u200B] Hazards reviewed'],
    ['with something unseen before it', '- \u200B[x] Hazards reviewed'],
    ['as HTML', '<ul><li><input type="checkbox" checked> Hazards reviewed</li></ul>'],
    ['as an emoji', '- ☑ Hazards reviewed'],
    ['struck out', '- [x] ~~Hazards reviewed~~'],
    ['with more words', '- [x] Hazards not reviewed'],
    ['with words on the next line', '- [x] Hazards reviewed\n  by nobody'],
    ['with something unseen in it', '- [x] Hazards\u200B reviewed'],
    ['with a right-to-left override', '- [x] \u202EHazards reviewed'],
    ['with its words in a comment', '- [x] <!-- Hazards reviewed --> a'],
    ['in a table', '| [x] Hazards reviewed |\n|-|\n| - [x] Hazards reviewed |'],
    ['in a footnote', '[^a]\n\n[^a]: - [x] Hazards reviewed'],
    ['as a link’s definition', '- [x]: https://example.com\n- Hazards reviewed'],
    ['under another heading', 'x\n\n### Another\n\n- [x] Hazards reviewed'],
  ])('F10: %s', (_, item) => {
    const state = evaluate(under(`- [x] Controls still work\n\ntext\n\n${item}`));
    expect(state.complete).toBe(false);
    expect(state.missing).toEqual(['Hazards reviewed']);
  });

  test.each([
    ['ticked and unticked', '- [x] Hazards reviewed\n- [ ] Hazards reviewed', ['Hazards reviewed']],
    ['with another box open', '- [x] Hazards reviewed\n- [ ] Anything else', ['Anything else']],
    ['with a quoted box open', '- [x] Hazards reviewed\n\n> - [ ] Anything else', ['Anything else']],
    ['with a box open far below', '- [x] Hazards reviewed\n  - a\n    - [ ] Anything else', ['Anything else']],
    [
      'with a box open under a sub-heading',
      '- [x] Hazards reviewed\n\n#### More\n\n- [ ] Anything else',
      ['Anything else'],
    ],
  ])('F10: every box must be ticked: %s', (_, items, unticked) => {
    expect(evaluate(under(`- [x] Controls still work\n${items}`))).toEqual({
      complete: false,
      missing: [],
      unticked,
      problems: [],
    });
  });
});

describe('a checklist that cannot be judged', () => {
  const items = '- [x] Hazards reviewed\n- [x] Controls still work\n';

  test('F10: without its heading', () => {
    expect(evaluate(`### Another\n\n${items}`)).toMatchObject({
      complete: false,
      missing: checklist.items,
      problems: [{ kind: 'no-section' }],
    });
  });

  test('F10: with its heading twice, however complete each is', () => {
    expect(evaluate(under(items) + under(items))).toEqual({
      ...complete,
      complete: false,
      problems: [{ kind: 'several-sections', count: 2 }],
    });
  });

  test('F10: with a heading beside it that looks the same', () => {
    expect(evaluate(`${under(items)}\n### Safety\u200B checklist\n\n- [ ] Hazards reviewed\n`)).toEqual({
      ...complete,
      complete: false,
      problems: [{ kind: 'lookalike', heading: 'Safety\u200B checklist' }],
    });
  });

  test('F10: in a form that is not read', () => {
    expect(evaluate(`<details>\n\n${under(items)}`)).toMatchObject({
      complete: false,
      problems: [{ kind: 'unreadable' }],
    });
  });

  test('F10: with nothing required and nothing to tick', () => {
    const nothing = { heading: 'Safety checklist', items: [] };
    expect(evaluate(under('text'), nothing)).toEqual({
      ...complete,
      complete: false,
      problems: [{ kind: 'no-items' }],
    });
    expect(evaluate(under('- [x] text'), nothing)).toEqual(complete);
  });
});

test('F10: is complete exactly when every box that a reader sees is ticked', () => {
  const boxes = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(boxes, fc.constantFrom('-', '*', '1.'), fc.constantFrom('\n', '\n\n', '\r\n'), (ticks, bullet, end) => {
      const names = ticks.map((_, index) => `Item ${index}`);
      const body = ticks.map((ticked, index) => `${bullet} [${ticked ? 'x' : ' '}] ${names[index]}`).join(end);
      const state = evaluate(under(body), { heading: 'safety checklist', items: names });
      expect(state.missing).toEqual([]);
      expect(state.unticked).toEqual(names.filter((_, index) => !ticks[index]));
      expect(state.complete).toBe(ticks.every(Boolean));
    }),
  );
});
