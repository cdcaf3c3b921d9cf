import { describe, expect, test } from '@jest/globals';
import { type ExplainContext, explain } from '../../src/decision/explain.ts';
import type { Account, OpenMatter } from '../../src/decision/facts.ts';
import type {
  Demand,
  Finding,
  Missing,
  RecordedDeviation,
  RefusedSignOff,
  SignOff,
  Tick,
} from '../../src/decision/finding.ts';
import type { Verdict } from '../../src/decision/verdict.ts';

const ada: Account = { id: 1, login: 'ada', kind: 'person', name: 'Ada Example' };
const bob: Account = { id: 2, login: 'bob', kind: 'person', name: null };
const record = { owner: 'acme', name: 'pump', number: 7 };
const issueUrl = 'https://github.com/acme/pump/issues/7';

const context: ExplainContext = {
  repositoryUrl: 'https://github.com/acme/pump',
  policy: { path: '.github/holdpoint.yml', commit: '0123456789abcdef0123456789abcdef01234567' },
  baseline: {
    path: 'holdpoint-baseline.yml',
    commit: 'fedcba9876543210fedcba9876543210fedcba98',
    repository: { owner: 'acme', name: '.github', url: 'https://github.com/acme/.github' },
  },
  evidence: { statementDigest: 'sha256:00ff', ledgerEntry: 3 },
  notices: [],
};

const demandedBy: Demand = { by: 'policy', repository: null, path: '.github/holdpoint.yml', line: 2 };

const passed = (gate: Finding['gate']): Finding => ({
  demandedBy,
  gate,
  status: 'passed',
  because: ['Linked to ', { issue: record }, '.'],
});
const notApplicable = (gate: Finding['gate']): Finding => ({
  demandedBy,
  gate,
  status: 'not-applicable',
  because: ['Class A.'],
});
const missing = (what: string): Missing => ({
  what: [what],
  who: [{ person: ada }, ' or ', { person: bob }],
  how: ['Tick it.'],
  link: issueUrl,
});
const failed = (gate: Finding['gate'], ...items: [Missing, ...Missing[]]): Finding => ({
  demandedBy,
  gate,
  status: 'failed',
  missing: items,
});

const signOff: SignOff = {
  gate: 'approval',
  record,
  signer: ada,
  role: 'quality',
  held: { by: 'present' },
  meaning: 'approval',
  at: '2026-11-21T02:30:23Z',
  method: 'comment',
  url: `${issueUrl}#issuecomment-1`,
  covers: 'sha256:11',
  note: 'as of revision 7',
  deviation: null,
};
const refused: RefusedSignOff = {
  gate: 'approval',
  record: { ...record, name: 'risk' },
  signer: { known: true, value: bob },
  at: '2026-11-20T23:59:59Z',
  method: 'label',
  url: issueUrl,
  kind: 'lapsed',
  because: ['The record was edited after it.'],
};

type Gates = Extract<Verdict, { cause: 'gates' }>;
const verdictOf = (findings: readonly Finding[], rest: Partial<Gates> = {}): Gates => ({
  outcome: findings.some(({ status }) => status === 'failed' || status === 'unknown') ? 'held' : 'released',
  cause: 'gates',
  safetyClass: 'C',
  findings,
  signOffs: [],
  refused: [],
  ticks: [],
  deviations: [],
  openMatters: [],
  enforcement: { state: 'required', rulesets: ['Change control'] },
  ...rest,
});

describe('the title', () => {
  test('F50: says how many hold points are open and which', () => {
    const verdict = verdictOf([
      passed('linked-change'),
      failed('safety-impact', missing('a')),
      { demandedBy, gate: 'approval', status: 'unknown', missing: [missing('b')] },
    ]);
    expect(explain(verdict, context)).toMatchObject({
      conclusion: 'failure',
      title: '2 of 3 hold points open: Safety impact, Approval',
    });
  });

  test('F50: says that the change is released', () => {
    const verdict = verdictOf([passed('linked-change'), passed('approval')]);
    expect(explain(verdict, context)).toMatchObject({
      conclusion: 'success',
      title: 'Released: 2 of 2 hold points passed',
    });
    expect(explain(verdictOf([passed('linked-change'), notApplicable('approval')]), context).title).toBe(
      'Released: 1 of 2 hold points passed, 1 not applicable',
    );
  });

  test.each([
    ['without committed evidence', verdictOf([passed('approval')]), { ...context, evidence: null }],
    [
      'with an open gate',
      verdictOf([passed('approval'), failed('safety-impact', missing('a'))], { outcome: 'released' }),
      context,
    ],
    [
      'with an unknown gate',
      verdictOf(
        [passed('approval'), { demandedBy, gate: 'safety-impact', status: 'unknown', missing: [missing('a')] }],
        {
          outcome: 'released',
        },
      ),
      context,
    ],
    ['without a gate', verdictOf([], { outcome: 'released' }), context],
    ['without a gate that applies', verdictOf([notApplicable('approval')], { outcome: 'released' }), context],
    ['when it is held for no reason that shows', verdictOf([passed('approval')], { outcome: 'held' }), context],
  ])('F50: is never that of a release %s', (_, verdict, context) => {
    const { conclusion, title } = explain(verdict, context);
    expect(conclusion).toBe('failure');
    expect(title).not.toMatch(/released/i);
  });
});

describe('the summary', () => {
  test('F50: has a row for each gate: status, what is missing, who can supply it, how, with a link', () => {
    const verdict = verdictOf([
      passed('linked-change'),
      failed('record-complete', missing('The section is blank.')),
      failed('safety-impact', missing('A box is open.'), missing('A sign-off lacks.')),
      notApplicable('approval'),
    ]);
    const here = '[`#7`](https://github.com/acme/pump/issues/7)';
    const who = 'Ada Example ([`ada`](https://github.com/ada)) or [`bob`](https://github.com/bob)';
    const how = 'Tick it. [Open issue `#7`](https://github.com/acme/pump/issues/7)';
    const demand =
      '[`.github/holdpoint.yml:2`](https://github.com/acme/pump/blob/0123456789abcdef0123456789abcdef01234567/.github/holdpoint.yml#L2)';
    expect(explain(verdict, context).summary.split('\n').slice(0, 6)).toEqual([
      '| Gate | Status | What is missing | Who can supply it | How | Demanded by |',
      '| - | - | - | - | - | - |',
      `| Linked change request | ✅ Passed | Nothing. Linked to ${here}. | — | — | ${demand} |`,
      `| Change request filled in | ❌ Missing | The section is blank. | ${who} | ${how} | ${demand} |`,
      `| Safety impact | ❌ Missing | 1. A box is open.<br>2. A sign-off lacks. | 1. ${who}<br>2. ${who} | 1. ${how}<br>2. ${how} | ${demand} |`,
      `| Approval | ➖ Not applicable | Nothing. Class A. | — | — | ${demand} |`,
    ]);
  });

  test('F25: lists the sign-offs that count: name, role, meaning, time in UTC, how', () => {
    const { summary } = explain(verdictOf([passed('approval')], { signOffs: [signOff] }), context);
    expect(summary).toContain(
      [
        '### Sign-offs',
        '',
        '| Gate | Record | Name | Role | Meaning | Time | How | Note |',
        '| - | - | - | - | - | - | - | - |',
        '| Approval | [`#7`](https://github.com/acme/pump/issues/7) | Ada Example ([`ada`](https://github.com/ada)) | `quality` | approval | 2026-11-21 02:30:23 UTC | [comment](https://github.com/acme/pump/issues/7#issuecomment-1) | `as of revision 7` |',
      ].join('\n'),
    );
  });

  test('F28: keeps acts that do not count as history, with the reason', () => {
    const { summary } = explain(verdictOf([passed('approval')], { refused: [refused] }), context);
    expect(summary).toContain(
      '| Approval | [`acme/risk#7`](https://github.com/acme/risk/issues/7) | [`bob`](https://github.com/bob) | 2026-11-20 23:59:59 UTC | [label](https://github.com/acme/pump/issues/7) | Lapsed | The record was edited after it. |',
    );
  });

  test('F50: names the policy in force and the evidence', () => {
    const { summary } = explain(verdictOf([passed('approval')]), context);
    expect(summary).toContain(
      '[`.github/holdpoint.yml`](https://github.com/acme/pump/blob/0123456789abcdef0123456789abcdef01234567/.github/holdpoint.yml) at commit `0123456789abcdef0123456789abcdef01234567`',
    );
    expect(summary).toContain('Statement `sha256:00ff`, entry 3 of this repository’s ledger.');
  });

  test('F74: names the line of the baseline that demands something, and the baseline', () => {
    const finding: Finding = {
      ...failed('approval', missing('a')),
      demandedBy: { by: 'baseline', repository: 'acme/.github', path: 'holdpoint-baseline.yml', line: 12 },
    };
    const { summary, title } = explain(verdictOf([passed('approval'), finding]), context);
    const address =
      'https://github.com/acme/.github/blob/fedcba9876543210fedcba9876543210fedcba98/holdpoint-baseline.yml';
    expect(title).toBe('1 of 2 hold points open: Approval (baseline)');
    expect(summary).toContain(`| [\`acme/.github/holdpoint-baseline.yml:12\`](${address}#L12) |`);
    expect(summary).toContain(
      `Baseline of the organisation: [\`acme/.github/holdpoint-baseline.yml\`](${address}) at commit`,
    );
    const without = explain(verdictOf([finding]), { ...context, baseline: null }).summary;
    expect(without).toContain('| `acme/.github/holdpoint-baseline.yml:12` |');
    expect(without).not.toContain('Baseline of the organisation');
  });

  test('F36: what is owed does not hold, and says until when it must be done', () => {
    const owed: Finding = {
      demandedBy,
      gate: 'safety-impact',
      status: 'owed',
      missing: [missing('A sign-off lacks.')],
      dueAt: '2026-11-28T12:00:00Z',
    };
    const { summary, title, conclusion } = explain(verdictOf([passed('approval'), owed]), context);
    expect(conclusion).toBe('success');
    expect(title).toBe('Released in an emergency: 1 of 2 hold points passed, 1 owed until 2026-11-28 12:00:00 UTC');
    expect(summary).toContain('| Safety impact | ⏳ Owed, until 2026-11-28 12:00:00 UTC | A sign-off lacks. |');
    expect(explain(verdictOf([owed], { outcome: 'released' }), context).conclusion).toBe('failure');
  });

  test.each([
    [{ by: 'present' }, ''],
    [{ by: 'witnessed', at: '2026-11-21T02:31:00Z' }, ', seen at 2026-11-21 02:31:00 UTC'],
    [
      { by: 'authority', from: '2026-01-01', until: '2027-03-31', delegatedBy: 'bob' },
      ', by the authority file from `2026-01-01` until `2027-03-31`, delegated by `bob`',
    ],
    [{ by: 'authority', from: null, until: null, delegatedBy: null }, ', by the authority file'],
  ] as const)('F25 F29: says on what ground a role was held then: %j', (held, words) => {
    const { summary } = explain(verdictOf([passed('approval')], { signOffs: [{ ...signOff, held }] }), context);
    expect(summary).toContain(`| \`quality\`${words} | approval |`);
  });

  test('F21 F70: a sign-off that came late links to the deviation by which it counts', () => {
    const deviation = `${issueUrl}#issuecomment-9`;
    const { summary } = explain(verdictOf([passed('approval')], { signOffs: [{ ...signOff, deviation }] }), context);
    expect(summary).toContain(`| 2026-11-21 02:30:23 UTC, late: [deviation](${deviation}) |`);
  });

  test('F21 F36 F70: recorded deviations stand before the sign-offs, with the reason', () => {
    const deviation: RecordedDeviation = {
      kind: 'late-approval',
      gate: 'approval',
      record,
      by: ada,
      role: 'quality',
      at: '2026-11-21T03:00:00Z',
      reason: 'The board met late',
      url: `${issueUrl}#issuecomment-9`,
    };
    const { summary } = explain(verdictOf([passed('approval')], { deviations: [deviation] }), context);
    expect(summary).toContain(
      '| [Approved late](https://github.com/acme/pump/issues/7#issuecomment-9) | [`#7`](https://github.com/acme/pump/issues/7) | Ada Example ([`ada`](https://github.com/ada)) | `quality` | 2026-11-21 03:00:00 UTC | `The board met late` |',
    );
    expect(summary.indexOf('### Recorded deviations')).toBeLessThan(summary.indexOf('### Sign-offs'));
  });

  test.each([
    [{ state: 'required', rulesets: ['Gate'] }, null],
    [{ state: 'absent' }, 'No ruleset requires this check on the base branch: a held change can be merged.'],
    [{ state: 'forgeable', rulesets: ['Gate', '*Other*'] }, 'the rule in `Gate` and `*Other*` names no App.'],
    [{ state: 'unknown', reason: 'GitHub says: no' }, 'on the base branch is unknown: `GitHub says: no`'],
  ] as const)('F76: says where GitHub itself would let a held change in: %j', (enforcement, words) => {
    const { summary } = explain(verdictOf([passed('approval')], { enforcement }), context);
    if (words === null) expect(summary).not.toContain('⚠️');
    else expect(summary.slice(0, summary.indexOf('| Gate |'))).toContain(words);
  });

  test('F37: what is open in the repository is shown with every verdict', () => {
    const matter: OpenMatter = {
      kind: 'deviation',
      url: 'https://github.com/acme/pump/issues/40',
      what: 'Merged without a released verdict',
      since: '2026-11-20T10:00:00Z',
      dueAt: null,
    };
    const openMatters = [matter, { ...matter, url: null, dueAt: '2026-11-27T10:00:00Z' }];
    const { summary } = explain(verdictOf([passed('approval')], { openMatters }), context);
    expect(summary).toContain(
      [
        '### Open in this repository',
        '',
        '| What | Since | Due |',
        '| - | - | - |',
        '| [Merged without a released verdict](https://github.com/acme/pump/issues/40) | 2026-11-20 10:00:00 UTC | — |',
        '| `Merged without a released verdict` | 2026-11-20 10:00:00 UTC | 2026-11-27 10:00:00 UTC |',
      ].join('\n'),
    );
  });

  test('F30 F71: says who ticked which boxes and when, or why that is not known', () => {
    const tick: Tick = {
      gate: 'approval',
      record,
      item: 'First',
      by: { known: true, value: ada },
      at: { known: true, value: '2026-11-21T02:00:00Z' },
    };
    const lost = { known: false, reason: 'the revision is gone' } as const;
    const ticks = [tick, { ...tick, item: 'Second' }, { ...tick, item: 'Third', by: lost, at: lost }];
    const { summary } = explain(verdictOf([passed('approval')], { ticks }), context);
    const start = '| Approval | [`#7`](https://github.com/acme/pump/issues/7) |';
    expect(summary).toContain(
      `${start} Ada Example ([\`ada\`](https://github.com/ada)) | 2026-11-21 02:00:00 UTC | 2: \`First\` and \`Second\` |`,
    );
    expect(summary).toContain(
      `${start} unknown: \`the revision is gone\` | unknown: \`the revision is gone\` | 1: \`Third\` |`,
    );
  });

  test('F50: puts notices first', () => {
    const notices = [
      ['This commit is also the head of ', { link: 'https://github.com/acme/pump/pull/2', text: '#2' }, '.'],
    ];
    const { summary } = explain(verdictOf([passed('approval')]), { ...context, notices });
    expect(summary).toMatch(
      /^This commit is also the head of \[`#2`\]\(https:\/\/github.com\/acme\/pump\/pull\/2\)\.\n\n\| Gate/,
    );
  });

  test('F50: shows each problem of the policy with file, line, column and what is right', () => {
    const problem = {
      file: '.github/holdpoint.yml',
      line: 3,
      column: 5,
      message: '“gatse” is no key.',
      hint: 'Write “gates”.',
    };
    const explanation = explain(
      { outcome: 'held', cause: 'policy', problems: [problem, { ...problem, hint: null }] },
      context,
    );
    expect(explanation.title).toBe('Held: the policy has 2 problems');
    expect(explanation.conclusion).toBe('failure');
    const place =
      '[`.github/holdpoint.yml:3:5`](https://github.com/acme/pump/blob/0123456789abcdef0123456789abcdef01234567/.github/holdpoint.yml#L3)';
    expect(explanation.summary).toContain(
      `| Place | Problem | What is right |\n| - | - | - |\n| ${place} | \`gatse\` is no key. | Write \`gates\`. |\n| ${place} | \`gatse\` is no key. | — |`,
    );
  });

  test('F50: is the same for the same verdict', () => {
    const verdict = verdictOf([failed('approval', missing('a'))], { signOffs: [signOff], refused: [refused] });
    expect(explain(structuredClone(verdict), structuredClone(context))).toEqual(explain(verdict, context));
  });
});

describe('a summary that would be too long', () => {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const many = <T>(n: number, item: T): [T, ...T[]] => [item, ...Array.from({ length: n - 1 }, () => item)];
  const longs = 'é|`<b>@x '.repeat(8_000);

  test.each([
    ['many missing items', verdictOf([failed('approval', ...many(3_000, missing('A box is open.')))])],
    ['many sign-offs', verdictOf([passed('approval')], { signOffs: many(2_000, signOff) })],
    ['many acts that do not count', verdictOf([passed('approval')], { refused: many(2_000, refused) })],
    ['a note of many characters', verdictOf([passed('approval')], { signOffs: many(20, { ...signOff, note: longs }) })],
    [
      'a section of many characters',
      verdictOf([failed('approval', ...many(9, { ...missing('a'), what: [{ code: longs }] }))]),
    ],
    [
      'a link of many characters',
      verdictOf([failed('approval', ...many(99, { ...missing('a'), link: `${issueUrl}?${'a'.repeat(1_900)}` }))]),
    ],
    [
      'a name of many characters',
      verdictOf([passed('approval')], { signOffs: many(9, { ...signOff, signer: { ...ada, name: longs } }) }),
    ],
    [
      'a policy with many problems',
      {
        outcome: 'held',
        cause: 'policy',
        problems: many(3_000, {
          file: 'a.yml',
          line: 1,
          column: 1,
          message: longs.slice(0, 500),
          hint: longs.slice(0, 500),
        }),
      },
    ],
    [
      'a file of many characters',
      {
        outcome: 'held',
        cause: 'policy',
        problems: many(9, { file: longs, line: 1, column: 1, message: 'a', hint: null }),
      },
    ],
  ] satisfies [string, Exclude<Verdict, { outcome: 'not-governed' }>][])(
    'F50: is shortened with a word that it was: %s',
    (_, verdict) => {
      const { summary } = explain(verdict, context);
      expect(bytes(summary)).toBeLessThanOrEqual(65_535);
      expect(summary).toMatch(/shortened/);
      expect(summary).toMatch(/### Evidence\n\nStatement `sha256:00ff`, entry 3 of this repository’s ledger\.\n$/);
    },
  );

  test('F50: holds as much as fits', () => {
    const { summary } = explain(verdictOf([failed('approval', ...many(500, missing('A box is open.')))]), context);
    expect(summary).toContain('… and 400 more, shortened here');
    expect(summary).toContain('<br>100. A box is open.<br>');
  });

  test('F50: is not shortened otherwise', () => {
    expect(
      explain(verdictOf([failed('approval', ...many(80, missing('A box is open.')))]), context).summary,
    ).not.toMatch(/shortened/);
  });
});

describe('hold points that wait for the same', () => {
  const link = missing('This needs a linked change request first.');
  test('are one row, with each line of a policy that demands one of them', () => {
    const fromBaseline: Finding = {
      ...failed('approval', link),
      demandedBy: { by: 'baseline', repository: 'acme/.github', path: 'holdpoint-baseline.yml', line: 9 },
    };
    const { summary, title } = explain(
      verdictOf([failed('disposition', link), passed('linked-change'), fromBaseline, failed('safety-impact', link)]),
      context,
    );
    expect(title).toBe('3 of 4 hold points open: Disposition, Approval (baseline), Safety impact');
    expect(summary.split('This needs a linked change request first.')).toHaveLength(2);
    expect(summary).toContain('| Disposition<br>Approval<br>Safety impact | ❌ Missing |');
    expect(summary).toMatch(/holdpoint\.yml#L2\)<br>\[`acme\/\.github\/holdpoint-baseline\.yml:9`\]/);
  });

  test('are apart when one lacks more, or only may', () => {
    const doubtful: Finding = { ...failed('approval', link), status: 'unknown' } as Finding;
    const { summary } = explain(
      verdictOf([failed('disposition', link), doubtful, failed('safety-impact', link, link)]),
      context,
    );
    expect(summary.split('This needs a linked change request first.')).toHaveLength(5);
  });
});
