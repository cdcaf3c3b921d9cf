import { describe, expect, test } from '@jest/globals';
import { writtenPolicySchema } from '../../src/policy/written-policy.ts';
import { fiveLines, parse } from './policies.ts';
import { expectRows, problemsOf } from './problem-rows.ts';

const noSignature =
  '6:1 The policy asks for no signature: every gate that takes one on a record is skipped. | Keep at least one of safety-impact, approval.';

describe('F35: what is not one plain YAML mapping is no policy', () => {
  expectRows([
    ['empty', '', '1:1 The policy is empty. | Start with product, safety_class and roles.'],
    ['only comments', '# later\n', '1:1 The policy is empty. | Start with product, safety_class and roles.'],
    ['null', '~', '1:1 The policy is empty. | Start with product, safety_class and roles.'],
    ['a word', 'x', '1:1 The policy is not a mapping of keys to values. | Start with product, safety_class and roles.'],
    [
      'a list',
      '# a\n\n- x',
      '3:1 The policy is not a mapping of keys to values. | Start with product, safety_class and roles.',
    ],
    [
      'a second colon',
      'a: 1\nb: c: d',
      '2:4 This is not YAML: a second “:” on one line. | Put the value in quotes, or start a new line.',
    ],
    ['a tab', 'a:\n\tb: 1', '2:1 This is not YAML: a tab is used to indent. | Indent with spaces.'],
    [
      'a team with @',
      `${fiveLines}x: @acme/safety`,
      '6:4 This is not YAML: a value cannot start with this character. | Put the value in quotes.',
    ],
    ['an open quote', 'a: "x\nb: 1', '2:5 This is not YAML: Missing closing "quote.'],
    [
      'a second document',
      `${fiveLines}---\nproduct: x`,
      '6:1 A second document starts here. | Keep to one document: take out the “---”.',
    ],
    [
      'YAML 1.1, in which “no” is false',
      `%YAML 1.1\n---\n${fiveLines}`,
      '1:1 The policy asks for another version of YAML than 1.2. | Take out the %YAML line.',
    ],
    [
      'anchors, aliases, tags, merge keys',
      `${fiveLines}a: &x 1\nb: *x\nc: !!str 3\n<<: { d: 1 }\ne: !own 1`,
      '10:4 Tags (“!…”) are not part of the policy language. | Write the plain value, in quotes if need be.',
    ],
    [
      'anchors, aliases, core tags, merge keys',
      `${fiveLines}a: &x 1\nb: *x\nc: !!str 3\n<<: { d: 1 }\n`,
      '6:7 Anchors (“&…”) are not part of the policy language. | Take the anchor out.',
      '7:4 Aliases (“*…”) are not part of the policy language. | Write the value out.',
      '8:10 Tags (“!…”) are not part of the policy language. | Take the tag out.',
      '9:1 Merge keys (“<<”) are not part of the policy language. | Write the keys out.',
    ],
    ['a list as a key', '? [a]\n: b', '1:3 This key is not text. | Write a plain word before the “:”.'],
    [
      'a name that plain objects give a meaning',
      fiveLines.replace('safety:', '__proto__:'),
      '4:3 “__proto__” is not a name. | Choose another name.',
    ],
    ['too deep', '['.repeat(25) + ']'.repeat(25), '1:1 This is nested more than 20 levels deep.'],
    ['deeper than a stack', '- '.repeat(30_000), '1:1 This is nested more than 20 levels deep.'],
    ['too long', fiveLines + '#'.repeat(65_536), '1:1 The policy is longer than 65536 characters.'],
  ]);
});

describe('what every policy must say', () => {
  expectRows([
    [
      'nothing but an unknown key',
      '# policy\nproducts: x',
      '2:1 The policy has no “product”. | Add “product: …”. The name of the product under change control.',
      '2:1 The policy has no “safety_class”. | Add “safety_class: …”. Software safety class by IEC 62304:2006+A1:2015, 4.3: A, B or C. Picks the preset.',
      '2:1 The policy has no “roles”. | Add “roles: …”. The roles that gates name, and who holds them. The presets name `safety` and `quality`.',
      '2:1 “products” is not a key of the policy. | Did you mean “product”?',
    ],
    [
      'no roles, blank product, wrong class',
      'product: " "\nsafety_class: D\nroles: {}',
      '1:10 product is empty. | The name of the product under change control.',
      '2:15 safety_class cannot be “D”. | Right would be: A, B, C.',
      '3:1 The policy has no role. | Write “safety: { teams: [organisation/slug] }”.',
    ],
    [
      'keys without values',
      'product:\nsafety_class: c\nroles:\n',
      '1:1 product says nothing. | Write its value, or take the key out.',
      '2:15 safety_class cannot be “c”. | Did you mean “C”?',
      '3:1 roles says nothing. | Write its value, or take the key out.',
    ],
    [
      'a product that is a number',
      fiveLines.replace('Infusion pump firmware', '3.1'),
      '1:10 product must be text, not 3.1. | Put it in quotes to make it text.',
    ],
    [
      'a product with a direction mark',
      fiveLines.replace('Infusion pump firmware', '"pump \\u202Eerawmrif"'),
      '1:10 “pump \\u{202e}erawmrif” is not text without invisible characters. | Take out control characters, zero-width characters and direction marks; nobody can see or type them.',
    ],
  ]);
});

describe('F22: every role that a gate names is held by somebody', () => {
  const head = 'product: x\nsafety_class: A\n';
  const login =
    'Write the login of a person on GitHub, without “@”; teams go under “teams”, and a bot cannot hold a role.';
  const nobody = 'Name who does: “teams: [organisation/slug]” or “users: [login]”.';
  const team = 'Write “organisation/slug”, or “slug” for a team of the repository’s owner, without “@”.';
  expectRows(
    [
      [
        'the preset’s roles are missing',
        'roles:\n  saftey: { users: [a] }',
        '3:1 The gate safety-impact asks for the role “safety”, which roles does not define. | Define it, or name another role in gates.safety-impact.sign_off.role.',
        '3:1 The gate approval asks for the role “quality”, which roles does not define. | Define it, or name another role in gates.approval.sign_off.role.',
      ],
      [
        'held by nobody',
        'roles:\n  safety: {}\n  quality: { teams: [], users: [] }\n  other:\n',
        `4:3 Nobody holds the role “safety”. | ${nobody}`,
        `5:3 Nobody holds the role “quality”. | ${nobody}`,
        '6:3 roles.other says nothing. | Write its value, or take the key out.',
      ],
      [
        'not in the words of the language',
        'roles:\n  safety: [ada]\n  quality: { users: ada, team: [x] }\n  Big Boss: { users: [b] }',
        '4:11 roles.safety must be a mapping, not a list. | The people who hold the role: the members of the teams, and the users.',
        '5:21 roles.quality.users must be a list, not “ada”. | Put it in brackets: “[…]”, or on lines of their own that start with “- ”.',
        '5:26 “team” is not a key of roles.quality. | Did you mean “teams”?',
        '6:3 “Big Boss” is not the name of a role. | Write it in lower case with hyphens, like “safety-impact”. “none” stands for no role.',
      ],
      [
        'bad people and teams',
        'roles:\n  safety: { users: ["@ada", "bot[bot]", 7, "", ada/b] }\n  quality: { teams: ["@acme/q", a/b/c, "q a"] }',
        `4:21 “@ada” is not a login. | ${login}`,
        `4:29 “bot[bot]” is not a login. | ${login}`,
        '4:41 roles.safety.users[2] must be text, not 7. | Put it in quotes to make it text.',
        `4:44 A blank is not a login. | ${login}`,
        `4:48 “ada/b” is not a login. | ${login}`,
        `5:22 “@acme/q” is not a team. | ${team}`,
        `5:33 “a/b/c” is not a team. | ${team}`,
        `5:40 “q a” is not a team. | ${team}`,
      ],
      [
        'somebody twice',
        'roles:\n  safety: { users: [ada] }\n  quality: { teams: [q, Acme/Q, other/q], users: [ada, Ada] }\n  safety: { users: [b] }',
        '5:25 “Acme/Q” stands twice in roles.quality.teams. | Take one out.',
        '5:56 “Ada” stands twice in roles.quality.users. | Take one out.',
        '6:3 The key “safety” stands here twice. | It stands in line 4 already: merge the two.',
      ],
    ],
    head,
  );
  expectRows(
    [
      [
        'a role near another',
        'gates:\n  approval:\n    sign_off: { role: qualty }',
        '8:23 The gate approval asks for the role “qualty”, which roles does not define. | Did you mean “quality”?',
      ],
      [
        'a role like no other',
        'gates: { approval: { sign_off: { role: regulatory } } }',
        '6:40 The gate approval asks for the role “regulatory”, which roles does not define. | Right would be: safety, quality.',
      ],
      [
        'a quorum beyond the users',
        'gates: { approval: { sign_off: { quorum: 2 } }, safety-impact: { sign_off: { quorum: 9 } } }',
        '6:42 The gate approval asks for 2 signers, and the role “quality” has only 1. | Lower the quorum, or add people or a team.',
      ],
      [
        'a quorum of nobody, of half a person, of a word',
        'gates: { approval: { sign_off: { quorum: 0 } }, safety-impact: { sign_off: { quorum: 1.5 } } }',
        '6:42 gates.approval.sign_off.quorum must be at least 1, not 0. | How many different people must sign.',
        '6:86 gates.safety-impact.sign_off.quorum must be a whole number, not 1.5. | How many different people must sign.',
      ],
    ],
    fiveLines,
  );
});

describe('a policy without a gate is none', () => {
  const leave = 'Leave “gates” out to take those of the preset; skip a gate with a reason, “skip: …”.';
  expectRows(
    [
      ['an empty mapping', 'gates: {}', `6:1 The policy has no gate. | ${leave}`],
      ['nothing', 'gates:', `6:1 The policy has no gate. | ${leave}`],
      ['null', 'gates: ~', `6:1 The policy has no gate. | ${leave}`],
      [
        'an empty list',
        'gates: []',
        '6:8 gates must be a mapping, not a list. | What differs from the preset’s gates. Within a gate, each key that is given replaces the preset’s.',
      ],
      [
        'every one skipped',
        'gates:\n  approval: { skip: a }\n  safety-impact: { skip: b }\n  record-complete: { skip: c }',
        noSignature,
      ],
      [
        'every one skipped that takes a signature',
        'gates:\n  approval: { skip: a }\n  safety-impact: { skip: b }',
        noSignature,
      ],
      [
        'skipped without a reason',
        'gates:\n  approval: { skip: "" }\n  safety-impact: { skip: ~ }\n  record-complete: { skip: true }',
        noSignature,
        '7:21 gates.approval.skip is empty. | Switches the gate off. The reason is shown in every check run.',
        '8:20 gates.safety-impact.skip says nothing. | Write its value, or take the key out.',
        '9:28 gates.record-complete.skip must be text, not true. | Put it in quotes to make it text.',
      ],
      [
        'skipped and configured',
        'gates: { approval: { quorum: 1, skip: Why, label: none } }',
        '6:22 “quorum” is not a key of gates.approval. | Right would be: skip, label, checklist, sign_off, in_order, several_roles_a_person, not_signers_of, after, before_implementation, record_author_may_sign, ticks_by_role.',
        '6:33 gates.approval is skipped and configured. | Keep one of the two.',
      ],
      [
        'the gate that is always there',
        'gates: { linked-change: { skip: No } }',
        '6:10 The gate linked-change has nothing to set and cannot be skipped. | Take it out: every pull request must name its change.',
      ],
      [
        'no section',
        'gates: { record-complete: { sections: [] } }',
        '6:39 gates.record-complete.sections is empty. | Headings of the sections that must be filled in.',
      ],
      [
        'a gate that does not exist, one that says nothing',
        'gates:\n  aproval: { skip: x }\n  safety_impact: {}\n  approval:\n',
        '7:3 “aproval” is not a key of gates. | Did you mean “approval”?',
        '8:3 “safety_impact” is not a key of gates. | Did you mean “safety-impact”?',
        '9:3 gates.approval says nothing. | Write its value, or take the key out.',
      ],
      [
        'words of a wrong kind within a gate',
        'gates:\n  approval: { before_implementation: "yes", sign_off: { meaning: LGTM, rol: x }, label: [a], checklist: 5 }',
        '7:38 gates.approval.before_implementation must be true or false, not “yes”. | Write true or false, without quotes.',
        '7:66 gates.approval.sign_off.meaning cannot be “LGTM”. | Right would be: authorship, review, approval, responsibility.',
        '7:72 “rol” is not a key of gates.approval.sign_off. | Did you mean “role”?',
        '7:89 gates.approval.label must be text, not a list. | A label of the record, or `none` to ask for no label.',
        '7:105 gates.approval.checklist must be text, not 5. | Put it in quotes to make it text.',
      ],
    ],
    fiveLines,
  );
});

describe('labels and checklists are defined, named, and mean one thing', () => {
  const labels = 'change-request, problem-report, safety-impact-assessed, change-approved';
  const distinct = 'Each of the two needs a heading of its own.';
  expectRows(
    [
      [
        'named and not defined',
        'gates: { approval: { label: change-aproved, checklist: board } }',
        '6:29 gates.approval.label names the label “change-aproved”, which nobody defines. | Did you mean “change-approved”? Or define it under “labels”.',
        '6:56 gates.approval.checklist names the checklist “board”, which nobody defines. | Right would be: safety-impact, approval. Or define it under “checklists”.',
      ],
      [
        'the record’s label',
        'records: { change-request: { label: cr } }',
        `6:37 records.change-request.label names the label “cr”, which nobody defines. | Right would be: ${labels}. Or define it under “labels”.`,
      ],
      [
        'defined and not named',
        'labels:\n  extra: { description: Unused }\nchecklists:\n  board: { heading: Board, items: [x] }',
        `7:3 No rule names the label “extra”. | Rules name ${labels}: name this one in a rule, or take it out.`,
        '9:3 No rule names the checklist “board”. | Rules name safety-impact, approval: name this one in a rule, or take it out.',
      ],
      [
        'defined for a gate that is skipped',
        'checklists: { approval: { heading: Board, items: [x] } }\ngates: { approval: { skip: Elsewhere } }',
        '6:15 No rule names the checklist “approval”. | Rules name safety-impact: name this one in a rule, or take it out.',
      ],
      [
        'one label for two gates',
        'gates: { approval: { label: safety-impact-assessed } }',
        '6:29 The label “safety-impact-assessed” serves two purposes: gates.safety-impact.label and gates.approval.label. | Give each its own label.',
      ],
      [
        'the preset’s label of another gate',
        'gates: { safety-impact: { label: change-approved } }',
        '6:34 The label “change-approved” serves two purposes: gates.approval.label and gates.safety-impact.label. | Give each its own label.',
      ],
      [
        'labels that GitHub takes for one',
        'labels: { Change-Request: {}, a: {}, A: {} }\ngates: { approval: { label: Change-Request }, safety-impact: { label: a } }',
        '6:38 No rule names the label “A”. | Rules name change-request, problem-report, a, Change-Request: name this one in a rule, or take it out.',
        '6:38 The label “A” stands here twice: GitHub does not regard case. | Take one out.',
        '7:29 The label “Change-Request” serves two purposes: records.change-request.label and gates.approval.label. | Give each its own label.',
      ],
      [
        'bad labels',
        'labels: { none: {}, " x": {}, x: { colour: red }, "a\\u200bb": {} }',
        '6:11 “none” is not the name of a label. | A label has 1 to 50 visible characters and no space at either end. “none” stands for no label.',
        '6:21 “ x” is not the name of a label. | A label has 1 to 50 visible characters and no space at either end. “none” stands for no label.',
        `6:31 No rule names the label “x”. | Rules name ${labels}: name this one in a rule, or take it out.`,
        '6:36 “colour” is not a key of labels.x. | Right would be: description.',
        '6:51 “a\\u{200b}b” is not the name of a label. | A label has 1 to 50 visible characters and no space at either end. “none” stands for no label.',
      ],
      [
        'a blank in place of none',
        'gates: { approval: { label: , checklist: "" } }',
        '6:22 gates.approval.label says nothing. | Write its value, or take the key out.',
        '6:42 A blank is not the name of a checklist. | Write it in lower case with hyphens, like “safety-impact”.',
      ],
      [
        'one checklist for two gates',
        'gates: { safety-impact: { checklist: approval } }',
        '6:38 The checklist “approval” serves two purposes: gates.approval.checklist and gates.safety-impact.checklist. | Give each its own checklist.',
      ],
      [
        'headings that meet',
        'checklists: { approval: { heading: safety  impact checklist, items: [a, b, " A"] } }\ngates: { record-complete: { sections: [Why, Safety impact checklist, why] } }',
        '6:36 The heading “safety  impact checklist” is that of a section and of the checklist “approval”. | ' +
          distinct,
        '6:76 “ A” stands twice in checklists.approval.items. | Take one out.',
        '7:45 The heading “Safety impact checklist” is that of a section and of the checklist “safety-impact”. | ' +
          distinct,
        '7:70 “why” stands twice in gates.record-complete.sections. | Take one out.',
      ],
      [
        'a checklist without a heading or items',
        'checklists: { approval: { items: [] }, safety-impact: { heading: "", item: [a] } }',
        '6:15 checklists.approval has no “heading”. | Add “heading: …”. The heading as it stands in the issue form, without `#`.',
        '6:34 checklists.approval.items is empty. | Each of these must stand under the heading, ticked.',
        '6:40 checklists.safety-impact has no “items”. | Add “items: …”. Each of these must stand under the heading, ticked.',
        '6:66 checklists.safety-impact.heading is empty. | The heading as it stands in the issue form, without `#`.',
        '6:70 “item” is not a key of checklists.safety-impact. | Did you mean “items”?',
      ],
    ],
    fiveLines,
  );
});

describe('F30: headings and items are words that a record can bear', () => {
  const plain = 'Write it as it reads on the page, without marks like * _ ` ~ # < & \\ [ ].';
  const words = 'Write it in words, with a letter or a digit at least.';
  const visible =
    'Take out control characters, zero-width characters and direction marks; nobody can see or type them.';
  expectRows(
    [
      [
        'marks of Markdown',
        'gates: { record-complete: { sections: [Why *now*, "Risk <!-- file -->", C# and a_b_c, "Issue #"] } }\nchecklists: { approval: { heading: "`Board`", items: ["Agreed, 5 * 3", "~~not~~ agreed", "- agreed"] } }',
        `6:40 “Why *now*” has marks of Markdown: in a record it reads otherwise. | ${plain}`,
        `6:51 “Risk <!-- file -->” has marks of Markdown: in a record it reads otherwise. | ${plain}`,
        `6:87 “Issue #” has marks of Markdown: in a record it reads otherwise. | ${plain}`,
        `7:36 “\`Board\`” has marks of Markdown: in a record it reads otherwise. | ${plain}`,
        `7:72 “~~not~~ agreed” has marks of Markdown: in a record it reads otherwise. | ${plain}`,
      ],
      [
        'more than anybody reads',
        `gates: { record-complete: { sections: [${Array.from({ length: 101 }, (_, index) => `s${index}`).join()}] } }`,
        '6:39 gates.record-complete.sections has more than 100 entries.',
      ],
      [
        'longer than anybody reads',
        `gates: { approval: { skip: ${'x'.repeat(501)} } }`,
        '6:28 gates.approval.skip has more than 500 characters.',
      ],
      [
        'what cannot be seen, and what says nothing',
        'gates:\n  record-complete: { sections: ["Why\\u200b", "—", "Ｗhy", "why"] }\n  approval: { skip: "_No response_" }\n  safety-impact: { skip: "..." }',
        noSignature,
        `7:33 “Why\\u{200b}” is not text without invisible characters. | ${visible}`,
        `7:46 “—” is not words. | ${words}`,
        '7:58 “why” stands twice in gates.record-complete.sections. | Take one out.',
        `8:21 “_No response_” is not words. | ${words}`,
        `9:26 “...” is not words. | ${words}`,
      ],
    ],
    fiveLines,
  );
});

describe('branches, records and contributors', () => {
  const branch =
    'Write a branch, like “main”, or a pattern with at most three of * ** ?, like “release/**”: no “refs/heads/”, “!”, brackets, braces or spaces.';
  const repository = 'Write “owner/name”.';
  expectRows(
    [
      [
        'no branch',
        'branches: []',
        '6:11 branches is empty. | Patterns of the base branches that the policy covers, with `*`, `**` and `?`. Default: every branch.',
      ],
      [
        'patterns that would cover nothing, or mean something else than they seem to',
        'branches: [refs/heads/main, "!x", "{a,b}", "a b", "v[12]", a..b, /a, a/, "a*b*c*d*", "***", main, main, Main]',
        ...[
          ['12', 'refs/heads/main'],
          ['29', '!x'],
          ['35', '{a,b}'],
          ['44', 'a b'],
          ['51', 'v[12]'],
          ['60', 'a..b'],
          ['66', '/a'],
          ['70', 'a/'],
          ['74', 'a*b*c*d*'],
          ['86', '***'],
        ].map(([column, pattern]) => `6:${column} “${pattern}” is not a pattern of branches. | ${branch}`),
        '6:99 “main” stands twice in branches. | Take one out.',
      ],
      [
        'bad repositories',
        'records: { change-request: { repositories: [changes, "https://github.com/acme/x", acme/.., acme/a, Acme/A] } }',
        `6:45 “changes” is not a repository. | ${repository}`,
        `6:54 “https://github.com/acme/x” is not a repository. | ${repository}`,
        `6:83 “acme/..” is not a repository. | ${repository}`,
        '6:100 “Acme/A” stands twice in records.change-request.repositories. | Take one out.',
      ],
      [
        'nothing to recognise a change request by',
        'records: { change-request: { label: none } }',
        '6:37 A change request cannot be recognised: it has neither a label nor an issue type. | Give it one of the two.',
      ],
      [
        'an unknown record',
        'records: { release: { label: bug } }',
        '6:12 “release” is not a key of records. | Right would be: change-request, problem-report, release-record.',
      ],
      [
        'bad e-mail addresses',
        'contributors: { unattributed_emails: ["*@acme.example", build, B@x, b@X] }',
        '6:39 “*@acme.example” is not an e-mail address. | Write one whole address, like “build@acme.example”; there are no wildcards.',
        '6:57 “build” is not an e-mail address. | Write one whole address, like “build@acme.example”; there are no wildcards.',
        '6:69 “b@X” stands twice in contributors.unattributed_emails. | Take one out.',
      ],
    ],
    fiveLines,
  );
});

describe('how problems are told', () => {
  test('at most a hundred, and the last says how many more there are', () => {
    const labels = Array.from({ length: 300 }, (_, index) => `  extra-${index}: {}`).join('\n');
    const problems = problemsOf(`${fiveLines}labels:\n${labels}\n`);
    expect(problems).toHaveLength(100);
    expect(problems[98]).toMatch(/^105:3 No rule names the label “extra-98”/);
    expect(problems[99]).toBe('106:3 There are 201 more problems from here on.');
  });

  test('what is quoted is short and shows what cannot be seen', () => {
    const parsed = parse(`${fiveLines}"\\e[31m\\u202e${'x'.repeat(500)}": 1\n`);
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      {
        file: '.github/holdpoint.yml',
        line: 6,
        column: 1,
        message: `“\\u{1b}[31m\\u{202e}${'x'.repeat(74)}…” is not a key of the policy.`,
        hint: `Right would be: ${Object.keys(writtenPolicySchema.shape).join(', ')}.`,
      },
    ]);
  });

  test('columns count UTF-16 code units', () => {
    expect(problemsOf(`${fiveLines}labels: { "🔬": 1, x: {} }`)).toContainEqual(
      expect.stringMatching(/^6:17 labels\.“🔬” must be a mapping, not 1\./),
    );
  });
});
