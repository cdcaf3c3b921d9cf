import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { findLookalikes, findSections, parseIssueForm, type Section } from '../../src/records/issue-form.ts';

const sectionOf = (body: string, heading: string): Section => {
  const [section, ...others] = findSections(parseIssueForm(body), heading);
  if (section === undefined || others.length > 0) throw new Error(`${others.length} more or no section ${heading}`);
  return section;
};

const headingsOf = (body: string): readonly string[] => parseIssueForm(body).sections.map(({ heading }) => heading);

describe('the sections of an issue form', () => {
  test('F8: are what GitHub writes: a heading for each label, the answer below', () => {
    const body =
      '### What and why\r\n\r\nThe pump stops.\r\n\r\n### Rationale\r\n\r\n_No response_\r\n\r\n### Boxes\r\n\r\n- [x] one\r\n- [ ] two\r\n';
    expect(parseIssueForm(body)).toEqual({
      unreadable: null,
      sections: [
        {
          heading: 'What and why',
          key: 'what and why',
          suspicious: false,
          blank: false,
          notApplicable: 'no',
          text: 'The pump stops.',
          answer: 'The pump stops.',
          markdown: 'The pump stops.',
          checklist: [],
        },
        {
          heading: 'Rationale',
          key: 'rationale',
          suspicious: false,
          blank: true,
          notApplicable: 'bare',
          text: 'No response',
          answer: 'No response',
          markdown: '_No response_',
          checklist: [],
        },
        {
          heading: 'Boxes',
          key: 'boxes',
          suspicious: false,
          blank: false,
          notApplicable: 'no',
          text: 'one\ntwo',
          answer: '',
          markdown: '- [x] one\r\n- [ ] two',
          checklist: [
            { text: 'one', ticked: true, topLevel: true },
            { text: 'two', ticked: false, topLevel: true },
          ],
        },
      ],
    });
  });

  test.each([
    ['closed with hashes', '### Impact ###\n\ntext'],
    ['underlined', 'Impact\n======\n\ntext'],
    ['of another rank', '###### Impact\n\ntext'],
    ['with emphasis', '### **Imp*act***\n\ntext'],
    ['in code', '### `Impact`\n\ntext'],
    ['as a link', '### [Impact](https://example.com)\n\ntext'],
    ['with an entity', '### I&#109;pact\n\ntext'],
    ['with an escape that means nothing', '### \\Impact\n\ntext'.replace('\\I', 'I')],
    ['in other letter case and width', '###   ＩＭＰＡＣＴ  \n\ntext'],
    ['indented by three', '   ### Impact\n\ntext'],
    ['after a byte order mark', '\uFEFF### Impact\n\ntext'],
    ['without an empty line around it', 'intro\n### Impact\ntext'],
    ['after a comment', '<!-- fill this in -->\n\n### Impact\n\ntext'],
    ['after a tag of its own', '<br>\n\n<img src="a.png">\n\n### Impact\n\ntext'],
    [
      'after details that were closed',
      '<details><summary>Log</summary>\n\n```\nx\n```\n\n</details>\n\n### Impact\n\ntext',
    ],
    ['after a closing tag that closes nothing', '</div></details>\n\n### Impact\n\ntext'],
  ])('F8: a heading %s is one', (_, body) => {
    expect(sectionOf(body, 'impact')).toMatchObject({ blank: false, text: 'text', suspicious: false });
  });

  test.each([
    ['quoted', '> ### Impact\n>\n> text'],
    ['quoted lazily', '> a\n> ### Impact\ntext'],
    ['in a list', '- ### Impact\n\n  text'],
    ['in a numbered list', '1. ### Impact\n\n   text'],
    ['in a fence', '```\n### Impact\n\ntext\n```'],
    ['in a fence that is never closed', '~~~md\n### Impact\n\ntext'],
    ['indented as code', '    ### Impact\n\n    text'],
    ['indented with a tab', '\t### Impact\n\ntext'],
    ['escaped', '\\### Impact\n\ntext'],
    ['with its hashes as entities', '&#35;## Impact\n\ntext'],
    ['without a space', '###Impact\n\ntext'],
    ['with a no-break space after its hashes', '###\u00A0Impact\n\ntext'],
    ['of seven hashes', '####### Impact\n\ntext'],
    ['in a comment', '<!--\n### Impact\n\ntext\n-->'],
    ['in a comment that is never closed', '<!--\n### Impact\n\ntext'],
    ['as HTML', '<h3>Impact</h3>\n\ntext'],
    ['in an HTML block', '<div>\n### Impact\ntext\n</div>'],
    ['in bold', '**Impact**\n\ntext'],
    ['in a table', '| Impact |\n| --- |\n| ### Impact |'],
    ['in a footnote', '[^a]\n\n[^a]: ### Impact\n\n    text'],
    ['as a definition', '[### Impact]: https://example.com'],
    ['in a paragraph', 'see ### Impact\ntext'],
    ['with letters of another script', '### Imраct\n\ntext'],
  ])('F8: a heading %s is none', (_, body) => {
    expect(findSections(parseIssueForm(body), 'Impact')).toEqual([]);
  });

  test.each([
    ['details that enclose it', '<details>\n\n### Impact\n\ntext\n\n</details>'],
    ['details that are never closed', '<details>\n\n### Impact\n\ntext'],
    ['a tag in a sentence before it', 'see <details> here\n\n### Impact\n\ntext'],
    ['a comment that Markdown does not see', '<div><!--\n\n### Impact\n\ntext\n\n--></div>'],
    ['a comment that ends in a way of its own', '<!-- --!><details>-->\n\n### Impact\n\ntext'],
    ['a template', '<template>\n\n### Impact\n\ntext\n\n</template>'],
    ['a quotation', '<blockquote>\n\n### Impact\n\ntext\n\n</blockquote>'],
    ['a list in HTML', '<ul><li>\n\n### Impact\n\ntext'],
    ['a title', '<title>\n\n### Impact\n\ntext'],
  ])('F8: %s makes the form unreadable, since the page shows another', (_, body) => {
    expect(parseIssueForm(body)).toEqual({
      unreadable: 'an HTML tag in it holds or hides a heading, a task or a paragraph',
      sections: [],
    });
  });

  test('F8: an answer that only Markdown sees makes the form unreadable', () => {
    expect(parseIssueForm('### Impact\n\n<div><!--\n\ntext\n\n--></div>\n\n### Next\n\nx').unreadable).not.toBeNull();
  });

  test.each([
    ['zero-width space', 'Imp\u200Bact'],
    ['zero-width joiner', 'Imp\u200Dact'],
    ['soft hyphen', 'Imp\u00ADact'],
    ['right-to-left override', '\u202EImpact'],
    ['isolate', '\u2067Impact\u2069'],
    ['right-to-left mark', 'Impact\u200F'],
    ['byte order mark', 'Impact\uFEFF'],
    ['Hangul filler', 'Impact\u3164'],
    ['tag character', 'Impact\u{E0041}'],
    ['variation selector', 'Impact\uFE0F'],
    ['control character', 'Impact\u0007'],
    ['zero-width space as an entity', 'Imp&#x200B;act'],
  ])('F8: a heading with a %s is another heading, and looks suspicious', (_, heading) => {
    const form = parseIssueForm(`### ${heading}\n\ntext`);
    expect(findSections(form, 'Impact')).toEqual([]);
    expect(form.sections).toMatchObject([{ suspicious: true }]);
    expect(findLookalikes(form, 'Impact')).toEqual(form.sections);
  });

  test('F8: a section reaches to the next heading of its own or a higher rank', () => {
    const body = '## Impact\n\n### On patients\n\nnone\n\n## Other\n\n# Top\n\n## Under\n\nx';
    expect(headingsOf(body)).toEqual(['Impact', 'On patients', 'Other', 'Top', 'Under']);
    expect(parseIssueForm(body).sections.map(({ blank }) => blank)).toEqual([false, false, true, false, false]);
    expect(sectionOf('### Impact\n\n#### On patients\n\n##### More\n\n### Next\n\nx', 'Impact').blank).toBe(true);
  });

  test('F8: the source of a section is what stands between its heading and the next', () => {
    const body = '\uFEFF### Impact\n\n> a\n\n#### Of it\n\n*b* #7\n\n### Next\n';
    expect(sectionOf(body, 'Impact').markdown).toBe('> a\n\n#### Of it\n\n*b* #7');
    expect(sectionOf(body, 'Next').markdown).toBe('');
  });

  test('F20: what somebody wrote is told from the labels of boxes and from headings', () => {
    const section = sectionOf('### Impact\n\na\n\n#### Of it\n\n- [x] b\n\n  c\n- [ ] d\n- e\n', 'Impact');
    expect(section.text.split('\n')).toEqual(expect.arrayContaining(['a', 'Of it', 'b', 'c', 'd', 'e']));
    expect(section.answer.replace(/\s+/g, ' ')).toBe('a c e');
  });

  test('F8: a heading that stands twice gives two sections, so that one cannot stand for the other', () => {
    const form = parseIssueForm('### Impact\n\n_No response_\n\n### Description\n\nSee\n\n### impact\n\nfaked');
    expect(findSections(form, 'Impact').map(({ blank }) => blank)).toEqual([true, false]);
  });
});

describe('an answer', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \t\n\n  '],
    ['no-break and other spaces', '\u00A0\u2003\u3000&nbsp;'],
    ['zero-width characters', '\u200B\u200D\uFEFF&#8203;'],
    ['direction controls', '\u202E\u2066\u2069\u200F'],
    ['Hangul fillers and blank Braille', '\u3164\u115F\uFFA0\u2800'],
    ['_No response_', '_No response_'],
    ['no response, otherwise', '**no  RESPONSE**.'],
    ['no response in code', '`No response`'],
    ['no response with what cannot be seen', '_No\u200B response_'],
    ['a dash', '-'],
    ['an en dash', '–'],
    ['an em dash', '—'],
    ['dots', '...'],
    ['one dot', '.'],
    ['an asterisk', '*'],
    ['an escaped asterisk', '\\*'],
    ['an underscore', '_'],
    ['a rule', '---'],
    ['another rule', '***'],
    ['a comment', '<!-- say what may go wrong -->'],
    ['comments', '<!-- a\n\nb -->\n\n<!-- c -->'],
    ['an empty list', '-\n-\n- '],
    ['an empty quote', '>\n>'],
    ['an empty fence', '```shell\n\n```'],
    ['no response in a fence', '```\nNo response\n```'],
    ['a picture without a description', '![](https://example.com/a.png)'],
    ['a picture in HTML', '<img src="https://example.com/a.png" alt="scan">'],
    ['a link without text', '[](https://example.com)'],
    ['a definition', '[a]: https://example.com "text"'],
    ['a footnote', '[^1]: text'],
    ['struck out', '~~text~~'],
    ['tags', '<b></b><br>'],
    ['an empty table', '| | |\n|-|-|\n| | |'],
    ['sub-headings', '#### Text\n\n##### Text'],
    ['boxes that nobody ticked', '- [ ] text\n- [ ] more'],
    ['an emoji', '👍'],
  ])('F8: %s is blank', (_, answer) => {
    expect(sectionOf(`### Impact\n\n${answer}\n\n### Next\n\ntext`, 'Impact').blank).toBe(true);
  });

  test.each([
    ['text', 'x'],
    ['a number', '0'],
    ['text in another script', 'なし'],
    ['text in Arabic with marks of direction', '\u200Fلا تأثير\u200F'],
    ['text in a quote', '> text'],
    ['text in a list', '- text'],
    ['text in a fence', '```\ntext\n```'],
    ['text indented as code', '    text'],
    ['text in a table', '| a |\n|-|\n| b |'],
    ['a described picture', '![scan](https://example.com/a.png)'],
    ['a bare address', 'https://example.com'],
    ['a box that somebody ticked', '- [ ] a\n- [x] b'],
    ['text under a box that nobody ticked', '- [ ] a\n\n  - because'],
    ['text after a comment', '<!-- hint --> text'],
    ['no response, and why', '_No response_ was received.'],
    ['text beside what is struck out', '~~a~~ b'],
  ])('F8: %s is an answer', (_, answer) => {
    expect(sectionOf(`### Impact\n\n${answer}\n\n### Next\n\n_No response_`, 'Impact').blank).toBe(false);
  });
});

describe('any text', () => {
  const pieces = [
    '### A',
    '### B',
    '\n',
    '\n\n',
    '> ',
    '- ',
    '- [x] ',
    '- [ ] ',
    '    ',
    '```',
    '<!--',
    '-->',
    '<div>',
    '</div>',
    '<details>',
    '\\',
    '[',
    ']',
    '*',
    '|',
    '\t',
    '\u200B',
    'text',
    ' ',
    '\r\n',
    '&#35;',
    '[^a]',
    ':',
  ];
  const markdown = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join(''));

  test('F8: is read without a throw', () => {
    fc.assert(
      fc.property(fc.oneof(markdown, fc.string({ unit: 'binary', maxLength: 200 })), (body) => {
        expect(parseIssueForm(body).sections).toBeInstanceOf(Array);
      }),
      { numRuns: 500 },
    );
  });

  test('F8: fakes nothing from within a quote, a fence, a comment or a list', () => {
    const faked = '### Impact\n\nfaked\n\n- [x] faked\n';
    const inert = fc.constantFrom(
      faked.replace(/^/gm, '> '),
      faked.replace(/^/gm, '    '),
      `- a\n\n${faked.replace(/^/gm, '  ')}`,
      `\`\`\`\`\n${faked}\n\`\`\`\``,
      `<!--\n${faked}\n-->`,
    );
    fc.assert(
      fc.property(fc.array(inert, { minLength: 1, maxLength: 4 }), (parts) => {
        const form = parseIssueForm(`### Description\n\n${parts.join('\n\nx\n\n')}\n\n### Impact\n\n_No response_\n`);
        expect(findSections(form, 'Impact')).toMatchObject([{ blank: true, checklist: [] }]);
      }),
    );
  });
});
