import { describe, expect, test } from '@jest/globals';
import { formats } from '../../src/policy/formats.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { matchesAny } from '../../src/policy/path-class.ts';
import { type Gates, gateIds, type SafetyClass } from '../../src/policy/policy.ts';
import { baselinePath } from '../../src/policy/policy-files.ts';
import { presets } from '../../src/policy/presets.ts';
import { fiveLines, parseGood } from './policies.ts';

/** What the preset asks of a signed gate, whatever the class. */
const signed = { inOrder: false, severalRolesAPerson: false, after: [], ticksByRole: false };

/** What five lines ask for at a class, written out. */
const toGates = (safetyClass: SafetyClass): Gates => {
  const { checklists, recordComplete, analysis, problemResolution, dependencies } = presets[safetyClass];
  return {
    problemResolution: { required: true, config: problemResolution },
    disposition: {
      required: true,
      config: {
        section: 'Disposition',
        software: 'Modify the software',
        environment: 'Change the environment of use',
      },
    },
    recordComplete: { required: true, config: recordComplete },
    dependencies: { required: true, config: dependencies },
    safetyImpact: {
      required: true,
      config: {
        ...signed,
        label: 'safety-impact-assessed',
        checklist: checklists['safety-impact'] ?? null,
        signOffs: [{ role: 'safety', quorum: 1, meaning: 'review' }],
        notSignersOf: [],
        beforeImplementation: false,
        recordAuthorMaySign: true,
        questions: analysis.questions,
        copiedText: safetyClass === 'A' ? 'show' : 'hold',
      },
    },
    approval: {
      required: true,
      config: {
        ...signed,
        label: 'change-approved',
        checklist: checklists['approval'] ?? null,
        signOffs: [{ role: 'quality', quorum: 1, meaning: 'approval' }],
        notSignersOf: ['safety-impact'],
        beforeImplementation: true,
        recordAuthorMaySign: false,
      },
    },
    review: null,
    checks: null,
  };
};

const everywhere = (line: number) => Object.fromEntries(gateIds.map((gate) => [gate, line]));

describe('five lines are a working policy', () => {
  test('F22: roles, quorum, meaning, order and independence come from the preset', () => {
    expect(parseGood(fiveLines)).toEqual({
      product: 'Infusion pump firmware',
      safetyClass: 'C',
      branches: ['**'],
      repositories: ['**'],
      roles: {
        safety: { teams: [{ organization: 'acme', slug: 'safety' }], users: [] },
        quality: { teams: [], users: ['quinn'] },
      },
      changeRequest: { label: 'change-request', issueType: null, repositories: [], originSection: 'Origin' },
      problemReport: { label: 'problem-report', issueType: null, repositories: [] },
      paths: null,
      gates: { A: toGates('A'), B: toGates('B'), C: toGates('C') },
      unattributedEmails: [],
      authority: 'when-present',
      deviationRole: 'quality',
      emergency: null,
      release: null,
      removeUnentitledLabels: false,
      lines: everywhere(2),
    });
  });

  test('F21: without the role quality nobody records deviations, and the policy is none the worse', () => {
    const text = fiveLines.replace('quality:', 'board:');
    const gates = 'gates: { approval: { sign_off: { role: board } } }';
    expect(parseGood(text + gates).deviationRole).toBeNull();
  });
});

describe('what each class asks for', () => {
  const asked = (safetyClass: SafetyClass) => {
    const { recordComplete, problemResolution, analysis, dependencies, checklists } = presets[safetyClass];
    return {
      sections: recordComplete.sections,
      questions: analysis.questions,
      problem: [...problemResolution.sections, problemResolution.responseSection],
      dependencies: dependencies.sections,
      items: Object.values(checklists).flatMap(({ items }) => items),
    };
  };

  test('F10 to F18: the sections and questions of class C', () => {
    expect(asked('C')).toMatchObject({
      sections: [
        'What changes and why',
        'Type of change',
        'Origin',
        'Affected items',
        'Alternative in the environment of use',
        'Detailed design',
        'Activities to repeat',
        'Notices to users and regulators',
      ],
      questions: [
        'Effect on organisation, released product and interfaces',
        'New causes of hazardous situations',
        'Additional risk control measures',
        'Interference with existing risk control measures',
        'Risk management file',
        'SOUP',
        'Security',
        'Safety class after the change',
        'Delivered units',
        'Labelling and instructions for use',
        'Regulatory significance',
        'Invalidated verification and regression scope',
      ],
      dependencies: ['SOUP'],
    });
  });

  test('F2 F3 F5 F6: what a problem report answers, in every class', () => {
    const problem = [
      'Source',
      'What was observed',
      'Affected versions',
      'Criticality',
      'Adverse event',
      'Cause',
      'Safety evaluation',
      'Disposition',
      'Corrective action',
      'Unplanned maintenance',
      'Parties advised',
      'Change requests, or the reason for none',
    ];
    for (const safetyClass of ['A', 'B', 'C'] as const) expect(asked(safetyClass).problem).toEqual(problem);
  });

  test('a higher class asks for all that a lower one does, and more', () => {
    // 7.4.2 and 7.4.3 do not apply to class A, 5.4.2 to 5.4.4 to class C only.
    const without = (texts: readonly string[], less: readonly string[]) => texts.filter((text) => !less.includes(text));
    const [a, b, c] = [asked('A'), asked('B'), asked('C')];
    expect(without(b.questions, a.questions)).toEqual([
      'Interference with existing risk control measures',
      'Risk management file',
    ]);
    expect(c.questions).toEqual(b.questions);
    expect(b.sections).toEqual(a.sections);
    expect(without(c.sections, b.sections)).toEqual(['Detailed design']);
    expect(without(a.items, b.items)).toEqual([]);
    expect(without(b.items, c.items)).toEqual([]);
    expect(b.items.length).toBeGreaterThan(a.items.length);
    expect(c.items.length).toBeGreaterThan(b.items.length);
  });

  test.each([
    ['package-lock.json', true],
    ['firmware/app/Cargo.lock', true],
    ['tools/requirements-dev.txt', true],
    ['ui/build.gradle.kts', true],
    ['src/Pump.csproj', true],
    ['.gitmodules', true],
    ['image/Dockerfile', true],
    ['src/package.ts', false],
    ['docs/requirements.md', false],
    ['.github/workflows/build.yml', false],
  ])('F7: %s takes dependencies in: %s', (path, takes) => {
    expect(matchesAny(presets.A.dependencies.manifests, path)).toBe(takes);
  });

  test('every pattern of the preset is one that the language takes', () => {
    expect(presets.C.dependencies.manifests.filter((pattern) => !formats.path.pattern.test(pattern))).toEqual([]);
  });
});

describe('what a policy says replaces what its preset says', () => {
  test('everything said at once', () => {
    const policy = parseGood(`
product: "  Infusion
  pump  "
safety_class: B
branches: [main, "release/**"]
paths:
  - { pattern: src/**, class: B }
  - pattern: "docs/**"
    class: A
roles:
  safety: { teams: [Safety, Other-Org/Risk_Team] }
  quality: { teams: [], users: [Quinn, octo_acme] }
  board: { users: [ada, ben, cy] }
labels:
  board-approved: { description: The board agreed }
  looked-at: {}
  updates: {}
  bug: {}
remove_unentitled_labels: true
checklists:
  board: { heading: Board, items: [Seen, "Agreed  upon"] }
  safety-impact: { heading: Impact, items: [Analysed] }
records:
  change-request: { label: none, issue_type: Change request, repositories: [Acme/Changes], origin_section: From }
  problem-report: { label: bug, issue_type: Bug, repositories: [Acme/Support] }
gates:
  problem-resolution: { sections: [Found, Judged], response_section: Changes }
  disposition: { section: Where, software: The software, environment: Its surroundings }
  record-complete: { sections: [Why, What, From] }
  dependencies: { manifests: ["**/deps"], sections: [Parts], batch: { label: updates, section: Period, days: 14 } }
  safety-impact:
    label: looked-at
    sign_off: { quorum: 2 }
    record_author_may_sign: false
    ticks_by_role: true
    questions: [Hazards, Parts]
    copied_text: show
  approval:
    label: board-approved
    checklist: board
    sign_off:
      - { role: safety }
      - { role: board, quorum: 3, meaning: responsibility }
    in_order: true
    several_roles_a_person: true
    not_signers_of: []
    after: [safety-impact]
    before_implementation: false
  review: { sign_off: { role: board } }
  checks: { required: [{ name: build / test, app: github-actions }] }
authority: required
deviations: { role: none }
emergency:
  role: board
  sign_off: [{ role: quality, meaning: responsibility }, { role: board, quorum: 2 }]
  owes: [approval, checks]
  days: 5
contributors:
  unattributed_emails: [Build@acme.example]
`);
    const gates = {
      problemResolution: { required: true, config: { sections: ['Found', 'Judged'], responseSection: 'Changes' } },
      disposition: {
        required: true,
        config: { section: 'Where', software: 'The software', environment: 'Its surroundings' },
      },
      recordComplete: { required: true, config: { sections: ['Why', 'What', 'From'] } },
      dependencies: {
        required: true,
        config: {
          manifests: ['**/deps'],
          sections: ['Parts'],
          batch: { label: 'updates', section: 'Period', days: 14 },
        },
      },
      safetyImpact: {
        required: true,
        config: {
          ...signed,
          label: 'looked-at',
          checklist: { heading: 'Impact', items: ['Analysed'] },
          signOffs: [{ role: 'safety', quorum: 2, meaning: 'review' }],
          notSignersOf: [],
          beforeImplementation: false,
          recordAuthorMaySign: false,
          ticksByRole: true,
          questions: ['Hazards', 'Parts'],
          copiedText: 'show',
        },
      },
      approval: {
        required: true,
        config: {
          label: 'board-approved',
          checklist: { heading: 'Board', items: ['Seen', 'Agreed upon'] },
          signOffs: [
            { role: 'safety', quorum: 1, meaning: 'approval' },
            { role: 'board', quorum: 3, meaning: 'responsibility' },
          ],
          inOrder: true,
          severalRolesAPerson: true,
          notSignersOf: [],
          after: ['safety-impact'],
          beforeImplementation: false,
          recordAuthorMaySign: false,
          ticksByRole: false,
        },
      },
      review: {
        required: true,
        config: {
          signOffs: [{ role: 'board', quorum: 1, meaning: 'review' }],
          inOrder: false,
          severalRolesAPerson: false,
        },
      },
      checks: { required: true, config: { required: [{ name: 'build / test', app: 'github-actions' }] } },
    };
    expect(policy).toEqual({
      product: 'Infusion pump',
      safetyClass: 'B',
      branches: ['main', 'release/**'],
      repositories: ['**'],
      roles: {
        safety: {
          teams: [
            { organization: 'acme', slug: 'safety' },
            { organization: 'Other-Org', slug: 'risk_team' },
          ],
          users: [],
        },
        quality: { teams: [], users: ['Quinn', 'octo_acme'] },
        board: { teams: [], users: ['ada', 'ben', 'cy'] },
      },
      changeRequest: {
        label: null,
        issueType: 'Change request',
        repositories: ['acme/changes'],
        originSection: 'From',
      },
      problemReport: { label: 'bug', issueType: 'Bug', repositories: ['acme/support'] },
      paths: [
        { pattern: 'src/**', safetyClass: 'B', line: 7 },
        { pattern: 'docs/**', safetyClass: 'A', line: 8 },
      ],
      gates: { A: gates, B: gates, C: gates },
      unattributedEmails: ['build@acme.example'],
      authority: 'required',
      deviationRole: null,
      emergency: {
        role: 'board',
        signOffs: [
          { role: 'quality', quorum: 1, meaning: 'responsibility' },
          { role: 'board', quorum: 2, meaning: 'approval' },
        ],
        owes: ['approval', 'checks'],
        days: 5,
      },
      release: null,
      removeUnentitledLabels: true,
      lines: {
        'linked-change': 24,
        depth: 6,
        'problem-resolution': 27,
        disposition: 28,
        'record-complete': 29,
        dependencies: 30,
        'safety-impact': 31,
        approval: 38,
        review: 49,
        checks: 50,
        emergency: 53,
      },
    });
  });

  test('F19: what a policy says holds at every depth, and what it leaves out differs by the class', () => {
    const { gates } = parseGood(`${fiveLines}gates: { record-complete: { sections: [Why] } }`);
    for (const safetyClass of ['A', 'B', 'C'] as const) {
      expect(gates[safetyClass]).toEqual({
        ...toGates(safetyClass),
        recordComplete: { required: true, config: { sections: ['Why'] } },
      });
    }
  });

  test('every gate of the preset can be switched off but those that sign', () => {
    const { gates, lines } = parseGood(`${fiveLines}gates:
  problem-resolution: { skip: In the complaint system }
  disposition: { skip: The plant decides }
  record-complete: { skip: Another form }
  dependencies: { skip: There are none }
`);
    expect(gates.C).toMatchObject({
      problemResolution: { required: false, reason: 'In the complaint system' },
      disposition: { required: false, reason: 'The plant decides' },
      recordComplete: { required: false, reason: 'Another form' },
      dependencies: { required: false, reason: 'There are none' },
      safetyImpact: { required: true },
      approval: { required: true },
    });
    expect(lines).toEqual({
      ...everywhere(2),
      'problem-resolution': 7,
      disposition: 8,
      'record-complete': 9,
      dependencies: 10,
    });
  });

  test('the analyst cannot be kept from signing a gate whose analysis is skipped', () => {
    const { approval } = parseGood(`${fiveLines}gates: { safety-impact: { skip: Elsewhere } }`).gates.C;
    expect(approval).toMatchObject({ config: { notSignersOf: [] } });
  });

  test('F7: a batch can be said not to be', () => {
    const { dependencies } = parseGood(`${fiveLines}gates: { dependencies: { batch: none } }`).gates.C;
    expect(dependencies).toEqual(toGates('C').dependencies);
  });

  test('none drops the label and the checklist; the sign-off stays', () => {
    const { approval } = parseGood(`${fiveLines}gates: { approval: { label: none, checklist: none } }`).gates.C;
    expect(approval).toMatchObject({
      required: true,
      config: { label: null, checklist: null, signOffs: [{ role: 'quality', quorum: 1 }] },
    });
  });

  test('a gate is switched off in words, which everybody gets to see', () => {
    const { safetyImpact, approval } = parseGood(
      `${fiveLines}gates: { safety-impact: { skip: Analysed in the plant's own system } }`,
    ).gates.C;
    expect(safetyImpact).toEqual({ required: false, reason: "Analysed in the plant's own system" });
    expect(approval.required).toBe(true);
  });

  test('a role that only a skipped gate names need not exist', () => {
    const text = fiveLines.replace('  safety: { teams: [acme/safety] }\n', '');
    expect(parseGood(`${text}gates: { safety-impact: { skip: Elsewhere } }`).roles).toEqual({
      quality: { teams: [], users: ['quinn'] },
    });
  });

  test('a byte-order mark, comments and Windows line ends change nothing', () => {
    const text = `\uFEFF# the policy\r\n${fiveLines.replaceAll('\n', '\r\n')}# the end`;
    expect(parseGood(text)).toEqual({ ...parseGood(fiveLines), lines: everywhere(3) });
  });
});

describe('F74: a baseline is a policy of an organisation', () => {
  test('it names the repositories that it covers, and teams of its owner', () => {
    const text = `${fiveLines.replace('acme/safety', 'safety')}repositories: ["pump-*", tools]\n`;
    const parsed = parsePolicy(text, { path: baselinePath, owner: 'umbrella', kind: 'baseline' });
    expect(parsed).toMatchObject({
      ok: true,
      policy: {
        repositories: ['pump-*', 'tools'],
        roles: { safety: { teams: [{ organization: 'umbrella', slug: 'safety' }] } },
      },
    });
  });

  test('without naming any it covers all', () => {
    const parsed = parsePolicy(fiveLines, { path: baselinePath, owner: 'umbrella', kind: 'baseline' });
    expect(parsed).toMatchObject({ ok: true, policy: { repositories: ['**'] } });
  });
});
