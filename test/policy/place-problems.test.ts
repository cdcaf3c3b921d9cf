import { describe, expect, test } from '@jest/globals';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { fiveLines, parse } from './policies.ts';
import { expectRows, toRows } from './problem-rows.ts';

const ofBaseline = (text: string) =>
  toRows(parsePolicy(text, { path: 'holdpoint-baseline.yml', owner: 'acme', kind: 'baseline' }));

describe('F74: which repositories', () => {
  const pattern =
    'Write the name of a repository without its owner, or a pattern with * and ?, like “pump-*”; “**” for all.';
  expectRows(
    [
      [
        'a policy that is no baseline',
        'repositories: [pump]',
        '6:1 Only a baseline names the repositories that it covers. | Take it out: this policy covers the repository in which it stands.',
      ],
    ],
    fiveLines,
  );
  expectRows(
    [
      [
        'none',
        'repositories: []',
        '6:15 repositories is empty. | Of a baseline only: patterns of the repositories that it covers, by name. Default: every repository.',
      ],
      [
        'patterns that would cover nothing, or mean something else than they seem to',
        'repositories: [acme/pump, "!x", "{a,b}", "pump**", "..", pump, Pump, "**"]',
        ...(
          [
            [16, 'acme/pump'],
            [27, '!x'],
            [33, '{a,b}'],
            [42, 'pump**'],
            [52, '..'],
          ] as const
        ).map(([column, text]) => `6:${column} “${text}” is not a pattern of repositories. | ${pattern}`),
        '6:64 “Pump” stands twice in repositories. | Take one out.',
      ],
    ],
    fiveLines,
    ofBaseline,
  );
});

describe('F19: classes of paths', () => {
  const path =
    'Write a path from the repository’s root, like “src/alarm/**” or “**/package.json”: with * and ? within a part, ** alone between slashes, no “/” at either end, no “!”, brackets or braces (“?” stands for one that a path has).';
  const raise = 'Raise safety_class: a product has the class of its highest item (4.3).';
  const highest = 'The highest class counts, not the nearest rule: narrow the other one, or take this one out.';
  const classB = fiveLines.replace('class: C', 'class: B');
  expectRows(
    [
      [
        'none',
        'paths: []',
        '6:8 paths is empty. | Which class the parts of the repository have. Default: every path has that of `safety_class`.',
      ],
      [
        'a class above that of the product',
        'paths:\n  - { pattern: src/**, class: C }\n  - { pattern: docs/**, class: A }',
        `7:31 The class C of “src/**” is higher than safety_class, B. | ${raise}`,
      ],
      [
        'rules without effect',
        'paths: [{ pattern: src/**, class: B }, { pattern: src/ui/*, class: A }, { pattern: src/**/test/**, class: A }, { pattern: srcs/**, class: A }]',
        `6:51 The rule “src/ui/*” has no effect: all its paths are in “src/**”, of the higher class B. | ${highest}`,
        `6:84 The rule “src/**/test/**” has no effect: all its paths are in “src/**”, of the higher class B. | ${highest}`,
      ],
      [
        'rules without effect beside one for everything',
        'paths: [{ pattern: docs/**, class: A }, { pattern: "**", class: B }]',
        `6:20 The rule “docs/**” has no effect: all its paths are in “**”, of the higher class B. | ${highest}`,
      ],
      [
        'one pattern with two classes',
        'paths: [{ pattern: docs/**, class: A }, { pattern: docs/**, class: B }]',
        `6:20 The rule “docs/**” has no effect: all its paths are in “docs/**”, of the higher class B. | ${highest}`,
        '6:41 “docs/**” stands twice in paths. | Take one out.',
      ],
      [
        'patterns that would map nothing, or mean something else than they seem to',
        'paths: [{ pattern: ./src, class: A }, { pattern: a/../b, class: A }, { pattern: src/, class: A }, { pattern: "src/**.c", class: A }, { pattern: "app/[id]/x", class: A }, { pattern: "(a|b)", class: A }, { pattern: a//b, class: A }, { pattern: " a", class: A }, { pattern: 7, class: D }]',
        ...(
          [
            [20, './src'],
            [50, 'a/../b'],
            [81, 'src/'],
            [110, 'src/**.c'],
            [145, 'app/[id]/x'],
            [182, '(a|b)'],
            [214, 'a//b'],
            [243, ' a'],
          ] as const
        ).map(([column, text]) => `6:${column} “${text}” is not a pattern of paths. | ${path}`),
        '6:272 paths[8].pattern must be text, not 7. | Put it in quotes to make it text.',
        '6:282 paths[8].class cannot be “D”. | Right would be: A, B, C.',
      ],
      [
        'a rule by halves',
        'paths: [src, { pattern: src }]',
        '6:9 paths[0] must be a mapping, not “src”. | One rule, as `{ pattern: "src/alarm/**", class: C }`.',
        '6:14 paths[1] has no “class”. | Add “class: …”. The safety class of the software items there; none higher than `safety_class`.',
      ],
    ],
    classB,
  );

  test.each([['app/?id?/page.tsx'], ['.github/**'], ['**'], ['**/*.md'], ['src/a b/c+d @e#f.c'], ['...'], ['ä/ö']])(
    'a pattern like %s is one',
    (pattern) => {
      expect(toRows(parse(`${classB}paths: [{ pattern: "${pattern}", class: A }]`))).toEqual([]);
    },
  );
});

describe('F2: change requests and problem reports are told apart', () => {
  expectRows(
    [
      [
        'by no label at all',
        'records: { problem-report: { label: none } }',
        '6:37 A problem report cannot be recognised: it has neither a label nor an issue type. | Give it one of the two, or skip gates.problem-resolution.',
      ],
      [
        'by no label, where nobody asks for them',
        'records: { problem-report: { label: none } }\ngates: { problem-resolution: { skip: In the complaint system } }',
      ],
      [
        'one label for both',
        'records: { problem-report: { label: change-request } }',
        '6:37 The label “change-request” serves two purposes: records.change-request.label and records.problem-report.label. | Give each its own label.',
      ],
      [
        'one type for both',
        'records: { change-request: { issue_type: Task }, problem-report: { issue_type: task } }',
        '6:80 The issue type “task” is that of change requests and of problem reports. | Give each a type of its own.',
      ],
      ['no type for both', 'records: { change-request: { issue_type: none }, problem-report: { issue_type: none } }'],
      [
        'where else they live',
        'records: { problem-report: { repositories: [support, acme/a, acme/A], origin_section: x } }',
        '6:45 “support” is not a repository. | Write “owner/name”.',
        '6:62 “acme/A” stands twice in records.problem-report.repositories. | Take one out.',
        '6:71 “origin_section” is not a key of records.problem-report. | Right would be: label, issue_type, repositories.',
      ],
    ],
    fiveLines,
  );
});

describe('headings that would be read for two things', () => {
  const own = 'Each of the two needs a heading of its own.';
  expectRows(
    [
      [
        'a section that is a question',
        'gates: { record-complete: { sections: [Why, "risk  Management file"] } }',
        `6:45 The heading “risk  Management file” is that of a section and of a question. | ${own}`,
      ],
      [
        'a question that is a checklist',
        'gates: { safety-impact: { questions: [Approval checklist, soup] } }',
        `6:39 The heading “Approval checklist” is that of a question and of the checklist “approval”. | ${own}`,
      ],
      [
        'origin, disposition and period',
        'records: { change-request: { origin_section: disposition } }\nlabels: { up: {} }\ngates: { dependencies: { batch: { label: up, section: Disposition, days: 7 } } }',
        `6:46 The heading “disposition” is that of the origin and of the disposition. | ${own}`,
        `8:55 The heading “Disposition” is that of the origin and of the period of a batch. | ${own}`,
      ],
      [
        'what dependencies ask, and where the change comes from',
        'gates: { dependencies: { sections: [Origin] } }',
        `6:37 The heading “Origin” is that of what dependencies ask and of the origin. | ${own}`,
      ],
      [
        'the evaluation of a problem and its response',
        'gates: { problem-resolution: { response_section: Cause } }',
        `6:50 The heading “Cause” is that of a section and of the response. | ${own}`,
      ],
      [
        'sections besides, which are read for another gate, too',
        'gates: { record-complete: { sections: [Origin, Disposition, Parts] }, dependencies: { sections: [Parts, SOUP] } }',
      ],
    ],
    fiveLines,
  );

  const headless = 'product: x\nroles: { safety: { teams: [s] }, quality: { teams: [q] } }\nsafety_class: A\n';
  const question = 'gates: { safety-impact: { questions: [Detailed design] } }\n';
  expectRows(
    [
      ['a heading of class C alone, in class A', question],
      [
        'a heading of class C alone, where some path may have that class',
        `${question}paths: [{ pattern: docs/**, class: A }]`,
        `4:39 The heading “Detailed design” is that of a section and of a question. | ${own}`,
      ],
    ],
    headless,
  );
});

describe('F30: headings that no record could bear', () => {
  const plain = 'Write it as it reads on the page, without marks like * _ ` ~ # < & \\ [ ].';
  const marks = (place: string, text: string) =>
    `${place} “${text}” has marks of Markdown: in a record it reads otherwise. | ${plain}`;
  expectRows(
    [
      [
        'in every place that has one',
        `records: { change-request: { origin_section: "*O*" } }
labels: { up: {} }
gates:
  problem-resolution: { sections: [A, "*S*"], response_section: "*R*" }
  dependencies: { sections: ["*D*"], batch: { label: up, section: "*P*", days: 7 } }
  safety-impact: { questions: ["*Q*"] }`,
        marks('6:46', '*O*'),
        marks('9:39', '*S*'),
        marks('9:65', '*R*'),
        marks('10:30', '*D*'),
        marks('10:67', '*P*'),
        marks('11:32', '*Q*'),
      ],
      [
        'one that makes all of them unreadable',
        'gates: { record-complete: { sections: [Why, <details>, What] } }',
        marks('6:45', '<details>'),
      ],
    ],
    fiveLines,
  );

  test('the last of as many as there may be', () => {
    const many = (letter: string) => Array.from({ length: 99 }, (_, index) => `${letter}${index}`).join();
    const text = `${fiveLines}gates:
  problem-resolution: { sections: [${many('p')}, "*x*"] }
  record-complete: { sections: [${many('s')}, "*y*"] }
  safety-impact: { questions: [${many('q')}, "*z*"] }`;
    expect(toRows(parse(text))).toEqual(
      ['7:', '8:', '9:'].map((line) => expect.stringMatching(new RegExp(`^${line}\\d+ “\\*.\\*” has marks`))),
    );
  });
});
