import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Nodes, Root, RootContent, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type ExplainContext, explain } from '../../src/decision/explain.ts';
import { explainFault } from '../../src/decision/explain-fault.ts';
import { explainRefusal } from '../../src/decision/explain-refusal.ts';
import type { Account, Fact, OpenMatter } from '../../src/decision/facts.ts';
import type {
  Demand,
  Finding,
  Missing,
  RecordedDeviation,
  RefusedSignOff,
  Sentence,
  SignOff,
  Tick,
} from '../../src/decision/finding.ts';
import type { Meaning } from '../../src/policy/policy.ts';
import { parseCommand } from '../../src/records/command.ts';

const parse = (markdown: string): Root => unified().use(remarkParse).use(remarkGfm).parse(markdown);

const tricks = [
  '|',
  '\\|',
  '\\\\|',
  '\\',
  '`',
  '``',
  '```',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  ' ',
  '   ',
  '\t',
  '<br>',
  '</td>',
  '</table>',
  '<!--',
  '-->',
  '<b>',
  '<script>',
  '<details>',
  '&lt;',
  '&#124;',
  '@ada',
  '@acme/quality',
  '#12',
  'acme/pump#7',
  'GH-7',
  '0123456789abcdef0123456789abcdef01234567',
  'https://example.com',
  'www.example.com',
  'a@example.com',
  ':tada:',
  '[a](https://example.com)',
  '![a](b)',
  '[x]',
  '- [x] ',
  '# ',
  '### Evidence',
  '---',
  '| - |',
  '* ',
  '1. ',
  '> ',
  '~~~',
  '~~',
  '**',
  '__',
  '*',
  '_',
  '$',
  '$$',
  '[^1]',
  '[a]: b',
  '\u202E',
  '\u2066',
  '\u2069',
  '\u200B',
  '\u200D',
  '\uFEFF',
  '\u0000',
  '\u0007',
  '\u2028',
  '\u00A0',
  '\u3164',
  '\uFE0F',
  'שלום',
  'سلام',
  'é',
  '漢字',
  '💉',
  'ok',
  'text',
  '✅ Passed',
  '…',
  '“',
  '”',
  "'",
  '"',
  '(',
  ')',
  '{',
  '}',
  '%7C',
  ':',
  '/sign approval approval',
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...tricks), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/[⟨↵]/gu, '')),
);

const account: fc.Arbitrary<Account> = fc.record({
  id: fc.nat(),
  login: hostile,
  kind: fc.constantFrom('person', 'bot'),
  name: fc.option(hostile),
});
const issue = fc.record({ owner: hostile, name: hostile, number: fc.nat() });
const address = fc.oneof(
  hostile,
  hostile.map((text) => `https://github.com/${text}`),
  hostile.map((text) => `javascript:${text}`),
);
const run = fc.oneof(
  fc.constantFrom('Ours ', ' and ours'),
  fc.record({ code: hostile }),
  fc.record({ person: account }),
  fc.record({ issue }),
  fc.record({ link: address, text: hostile }),
);
const sentence: fc.Arbitrary<Sentence> = fc.array(run, { maxLength: 5 });
const missing: fc.Arbitrary<Missing> = fc.record({ what: sentence, who: sentence, how: sentence, link: address });
const demandedBy: fc.Arbitrary<Demand> = fc.record({
  by: fc.constantFrom('policy' as const, 'baseline' as const),
  repository: fc.option(hostile),
  path: hostile,
  line: fc.nat(),
});
const finding: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({
    demandedBy,
    gate: fc.constant('approval' as const),
    status: fc.constantFrom('passed' as const, 'not-applicable' as const),
    because: sentence,
  }),
  fc.record({
    demandedBy,
    gate: fc.constant('approval' as const),
    status: fc.constantFrom('failed' as const, 'unknown' as const),
    missing: fc
      .tuple(missing, fc.array(missing, { maxLength: 2 }))
      .map(([first, rest]): [Missing, ...Missing[]] => [first, ...rest]),
  }),
);
const at = fc.constant('2026-11-21T02:30:23Z');
const signOff: fc.Arbitrary<SignOff> = fc.record({
  gate: fc.constant('approval' as const),
  record: issue,
  signer: account,
  role: hostile,
  held: fc.constant({ by: 'present' as const }),
  meaning: fc.constant<Meaning>('approval'),
  at,
  method: fc.constantFrom('label' as const, 'comment' as const),
  url: address,
  covers: hostile,
  note: fc.option(hostile),
  deviation: fc.constant(null),
});
const refusal: fc.Arbitrary<RefusedSignOff> = fc.record({
  gate: fc.constantFrom('approval' as const, null),
  record: issue,
  signer: fc.oneof(
    account.map((value) => ({ known: true as const, value })),
    hostile.map((reason) => ({ known: false as const, reason })),
  ),
  at,
  method: fc.constantFrom('label' as const, 'comment' as const),
  url: address,
  kind: fc.constantFrom('refused' as const, 'lapsed' as const, 'revoked' as const),
  because: sentence,
});
const fact = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> =>
  fc.oneof(
    value.map((value) => ({ known: true as const, value })),
    hostile.map((reason) => ({ known: false as const, reason })),
  );
const tick: fc.Arbitrary<Tick> = fc.record({
  gate: fc.constant('approval' as const),
  record: issue,
  item: hostile,
  by: fact(account),
  at: fact(at),
});
const deviation: fc.Arbitrary<RecordedDeviation> = fc.record({
  kind: fc.constantFrom('late-approval' as const, 'emergency' as const),
  gate: fc.constant(null),
  record: issue,
  by: account,
  role: hostile,
  at,
  reason: hostile,
  url: address,
});
const matter: fc.Arbitrary<OpenMatter> = fc.record({
  kind: fc.constantFrom('deviation' as const, 'owed' as const),
  url: fc.option(address),
  what: hostile,
  since: at,
  dueAt: fc.option(at),
});
const context: fc.Arbitrary<ExplainContext> = fc.record({
  repositoryUrl: fc.constant('https://github.com/acme/pump'),
  policy: fc.record({ path: hostile, commit: hostile }),
  baseline: fc.option(
    fc.record({
      path: hostile,
      commit: hostile,
      repository: fc.record({ owner: hostile, name: hostile, url: address }),
    }),
  ),
  evidence: fc.record({ statementDigest: hostile, ledgerEntry: fc.nat({ max: 999_999 }) }),
  notices: fc.array(
    sentence.map((runs) => ['Ours', ...runs]),
    { maxLength: 2 },
  ),
});

/** What a reader sees of Markdown: lines where our `<br>` stands. */
const toSeen = (node: Nodes): string => {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  if (node.type === 'html') return node.value === '<br>' ? '\n' : '';
  return 'children' in node ? node.children.map(toSeen).join('') : '';
};

/** Turns what was written out back into itself; evens out white space, and the quotation marks that code stands for. */
const even = (text: string): string =>
  text
    .replace(/[\u2068\u2069]/g, '')
    .replace(/⟨U\+([0-9A-F]+)⟩/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll('(blank)', '')
    .replace(/[\s↵\p{Zs}“”`\u0085\uFEFF\u2028\u2029\u2068\u2069]+/gu, '');

const toMeant = (sentence: Sentence): string =>
  sentence
    .map((run) => {
      if (typeof run === 'string') return run;
      if ('code' in run) return run.code;
      if ('link' in run) return run.text;
      if ('issue' in run) return `${run.issue.owner}/${run.issue.name}#${run.issue.number}`;
      const { name, login } = run.person;
      return name === null || name === login ? login : `${name} (${login})`;
    })
    .join('');

const allowed = new Set([
  'root',
  'heading',
  'paragraph',
  'table',
  'tableRow',
  'tableCell',
  'text',
  'inlineCode',
  'link',
  'html',
]);

const walk = (node: Nodes, visit: (node: Nodes) => void): void => {
  visit(node);
  if ('children' in node) for (const child of node.children) walk(child, visit);
};

/** Nothing but what we write; nothing from others but in code or in harmless words. */
const expectTame = (root: Root): void =>
  walk(root, (node) => {
    expect(allowed).toContain(node.type);
    if (node.type === 'html') expect(['<br>', '<!-- -->']).toContain(node.value);
    if (node.type === 'link') expect(node.url).toMatch(/^https?:\/\/[^\s|<>]*$/);
    if (node.type === 'text')
      expect(node.value.replace('02:30:23', '')).not.toMatch(/[@#<>`*_~|\\$[\]{}]|:\w|www\.|gh-\d|[0-9a-f]{7}/i);
    if (node.type === 'text' || node.type === 'inlineCode') {
      expect(node.value.replace(/[\u2068\u2069]|(?<=\p{Extended_Pictographic})\uFE0F/gu, '')).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u,
      );
    }
  });

const toCells = ({ children }: Table): readonly (readonly string[])[] =>
  children.slice(1).map((row) => row.children.map((cell) => even(toSeen(cell))));
const tablesOf = (root: Root): readonly Table[] => root.children.filter((node): node is Table => node.type === 'table');
const toOutline = (node: RootContent): string => (node.type === 'heading' ? toSeen(node) : node.type);

const toWhat = (finding: Finding): string => {
  if (finding.status === 'passed' || finding.status === 'not-applicable') return `Nothing. ${toMeant(finding.because)}`;
  const { missing } = finding;
  return missing.map(({ what }, i) => `${missing.length > 1 ? `${i + 1}. ` : ''}${toMeant(what)}`).join('\n');
};

const gatesVerdict = {
  outcome: 'held',
  cause: 'gates',
  safetyClass: 'C',
  findings: [],
  signOffs: [],
  refused: [],
  ticks: [],
  deviations: [],
  openMatters: [],
  enforcement: { state: 'required', rulesets: ['Change control'] },
} as const;

describe('text from users in an explanation', () => {
  test('F50: cannot break or forge the table, nor lose a character', () => {
    const lists = fc.tuple(
      fc.array(finding, { minLength: 1, maxLength: 3 }),
      fc.array(signOff, { maxLength: 2 }),
      fc.array(refusal, { maxLength: 2 }),
      fc.array(tick, { maxLength: 1 }),
      fc.array(deviation, { maxLength: 2 }),
      fc.array(matter, { maxLength: 2 }),
    );
    fc.assert(
      fc.property(lists, context, ([findings, signOffs, refused, ticks, deviations, openMatters], context) => {
        const verdict = { ...gatesVerdict, findings, signOffs, refused, ticks, deviations, openMatters };
        const { summary, title } = explain(verdict, context);
        const root = parse(summary);
        expect(root.children.map(toOutline)).toEqual([
          ...context.notices.map(() => 'paragraph'),
          'table',
          ...(deviations.length === 0 ? [] : ['Recorded deviations', 'table']),
          ...(openMatters.length === 0 ? [] : ['Open in this repository', 'table']),
          'Sign-offs',
          signOffs.length === 0 ? 'paragraph' : 'table',
          ...(refused.length === 0 ? [] : ['Sign-offs that do not count', 'table']),
          ...(ticks.length === 0 ? [] : ['Who ticked the boxes', 'table']),
          'Policy in force',
          'paragraph',
          ...(context.baseline === null ? [] : ['paragraph']),
          'Evidence',
          'paragraph',
        ]);
        expectTame(root);
        expect(title).not.toMatch(/[@#<>`|]/);
        const [gates, ...others] = tablesOf(root).map(toCells);
        expect(gates?.map((cells) => [cells.length, cells[2]])).toEqual(findings.map((one) => [6, even(toWhat(one))]));
        const before = deviations.length + openMatters.length;
        const all = others.flat();
        const rows = all.slice(before);
        expect(all.map((cells) => cells.length)).toEqual([
          ...deviations.map(() => 6),
          ...openMatters.map(() => 3),
          ...signOffs.map(() => 8),
          ...refused.map(() => 7),
          ...ticks.map(() => 5),
        ]);
        expect(all.slice(0, before).map((cells) => (cells[0] === undefined ? '' : cells.at(-1)))).toEqual([
          ...deviations.map(({ reason }) => even(reason)),
          ...openMatters.map(({ dueAt }) => even(dueAt === null ? '—' : '2026-11-21 02:30:23 UTC')),
        ]);
        expect(all.slice(deviations.length, before).map(([what]) => what)).toEqual(
          openMatters.map(({ what }) => even(what)),
        );
        expect(rows.slice(signOffs.length + refused.length).map((cells) => cells[4])).toEqual(
          ticks.map(({ item }) => even(`1: ${item}`)),
        );
        expect(rows.slice(0, signOffs.length).map((cells) => [cells[2], cells[3], cells[7]])).toEqual(
          signOffs.map(({ signer, role, note }) => [
            even(toMeant([{ person: signer }])),
            even(role),
            even(note ?? '—'),
          ]),
        );
        expect(rows.slice(signOffs.length, signOffs.length + refused.length).map((cells) => cells[6])).toEqual(
          refused.map(({ because }) => even(toMeant(because))),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('F50: cannot break or forge the table of a policy’s problems', () => {
    const problem = fc.record({
      file: hostile,
      line: fc.nat(),
      column: fc.nat(),
      message: hostile,
      hint: fc.option(hostile),
    });
    fc.assert(
      fc.property(problem, fc.array(problem, { maxLength: 2 }), context, (first, rest, context) => {
        const { summary } = explain(
          { outcome: 'held', cause: 'policy', problems: [first, ...rest] },
          { ...context, notices: [] },
        );
        const root = parse(summary);
        expect(root.children.map(toOutline)).toEqual([
          'paragraph',
          'table',
          'Policy in force',
          'paragraph',
          ...(context.baseline === null ? [] : ['paragraph']),
          'Evidence',
          'paragraph',
        ]);
        expectTame(root);
        expect(tablesOf(root).flatMap(toCells)).toEqual(
          [first, ...rest].map(({ file, line, column, message, hint }) => [
            even(`${file}:${line}:${column}`),
            even(message),
            even(hint ?? '—'),
          ]),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('F50: cannot break or forge the answer to a command, and the answer is none', () => {
    fc.assert(
      fc.property(refusal, (act) => {
        const answer = explainRefusal(act, 'https://github.com/acme/pump');
        const root = parse(answer);
        expect(root.children.length).toBeLessThanOrEqual(2);
        expect(root.children.every(({ type }) => type === 'paragraph')).toBe(true);
        expectTame(root);
        expect(parseCommand(answer)).toEqual({ kind: 'none' });
      }),
      { numRuns: 100 },
    );
  });

  test('F34: cannot break or forge what is shown of a fault', () => {
    fc.assert(
      fc.property(hostile, (reason) => {
        const { summary, conclusion } = explainFault(reason, 'https://github.com/acme/pump');
        const root = parse(summary);
        expect(root.children.map(toOutline)).toEqual(['paragraph', 'paragraph']);
        expectTame(root);
        expect(conclusion).toBe('failure');
      }),
    );
  });

  test.each([
    ['a mention', '@ada', '`@ada`'],
    ['a reference', 'see #12', '`see #12`'],
    ['a pipe', 'a|b', '`a\\|b`'],
    ['a pipe after a backslash', 'a\\|b', '`a\\`<!-- -->`\\|b`'],
    ['backticks', '`a``b', '``` `a``b ```'],
    ['a line break', 'a\nb', '`a↵b`'],
    ['a right-to-left override', 'a\u202Eb', '`a⟨U+202E⟩b`'],
    ['a zero-width space', 'a\u200Bb', '`a⟨U+200B⟩b`'],
    ['Hebrew, kept apart', 'שלום', '\u2068`שלום`\u2069'],
    ['an emoji with its selector', '❤️', '`❤️`'],
    ['emoji that are joined', '👩🏽‍🔬', '`👩🏽‍🔬`'],
    ['a joiner elsewhere', 'a\u200Db', '`a⟨U+200D⟩b`'],
    ['a heap of accents', 'a\u0301\u0301\u0301\u0301', '`a\u0301\u0301\u0301⟨U+0301⟩`'],
    ['nothing', '', '(blank)'],
    ['white space', ' \u00A0', '(blank)'],
  ])('F50: shows %s as what it is', (_, code, shown) => {
    const findings: readonly Finding[] = [
      {
        demandedBy: { by: 'policy', repository: null, path: '.github/holdpoint.yml', line: 2 },
        gate: 'approval',
        status: 'passed',
        because: [{ code }],
      },
    ];
    const { summary } = explain(
      { ...gatesVerdict, outcome: 'released', findings },
      { repositoryUrl: 'https://github.com/acme/pump', policy: null, baseline: null, evidence: null, notices: [] },
    );
    expect(summary.split('\n')[2]).toBe(
      `| Approval | ✅ Passed | Nothing. ${shown} | — | — | \`.github/holdpoint.yml:2\` |`,
    );
  });
});
