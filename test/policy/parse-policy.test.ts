import { describe, expect, test } from '@jest/globals';
import { presets } from '../../src/policy/presets.ts';
import { fiveLines, parseGood } from './policies.ts';

describe('five lines are a working policy', () => {
  test('F22: roles, quorum, meaning, order and independence come from the preset', () => {
    expect(parseGood(fiveLines)).toMatchObject({
      product: 'Infusion pump firmware',
      safetyClass: 'C',
      branches: ['**'],
      roles: {
        safety: { teams: [{ organization: 'acme', slug: 'safety' }], users: [] },
        quality: { teams: [], users: ['quinn'] },
      },
      changeRequest: { label: 'change-request', issueType: null, repositories: [] },
      gates: {
        C: {
          recordComplete: { required: true, config: { sections: presets.C.sections } },
          safetyImpact: {
            required: true,
            config: {
              label: 'safety-impact-assessed',
              checklist: presets.C.checklists['safety-impact'],
              signOffs: [{ role: 'safety', quorum: 1, meaning: 'review' }],
              beforeImplementation: false,
              recordAuthorMaySign: true,
            },
          },
          approval: {
            required: true,
            config: {
              label: 'change-approved',
              checklist: presets.C.checklists['approval'],
              signOffs: [{ role: 'quality', quorum: 1, meaning: 'approval' }],
              beforeImplementation: true,
              recordAuthorMaySign: false,
            },
          },
        },
      },
      unattributedEmails: [],
    });
  });

  test.each(['A', 'B', 'C'] as const)('class %s asks for its own sections and checklists', (safetyClass) => {
    const policy = parseGood(fiveLines.replace('safety_class: C', `safety_class: ${safetyClass}`));
    const { recordComplete, safetyImpact, approval } = policy.gates[policy.safetyClass];
    expect(recordComplete).toEqual({ required: true, config: { sections: presets[safetyClass].sections } });
    expect(safetyImpact.required && safetyImpact.config.checklist).toEqual(
      presets[safetyClass].checklists['safety-impact'],
    );
    expect(approval.required && approval.config.checklist).toEqual(presets[safetyClass].checklists['approval']);
  });

  test('a higher class asks for all that a lower one does, and more', () => {
    const asked = (safetyClass: 'A' | 'B' | 'C') => [
      ...presets[safetyClass].sections,
      ...Object.values(presets[safetyClass].checklists).flatMap(({ items }) => items),
    ];
    expect(asked('B')).toEqual(expect.arrayContaining(asked('A')));
    expect(asked('C')).toEqual(expect.arrayContaining(asked('B')));
    const sections = (safetyClass: 'A' | 'B' | 'C') => presets[safetyClass].sections;
    // 7.4.2 and 7.4.3 do not apply to class A, 5.4.2 to 5.4.4 to class C only.
    expect(sections('B').filter((section) => !sections('A').includes(section))).toEqual([
      'Interference with existing risk control measures',
      'Risk management file',
    ]);
    expect(sections('C').filter((section) => !sections('B').includes(section))).toEqual(['Detailed design']);
  });
});

describe('what a policy says replaces what its preset says', () => {
  test('F22: everything said at once', () => {
    const policy = parseGood(`
product: "  Infusion
  pump  "
safety_class: B
branches: [main, "release/**"]
roles:
  safety: { teams: [Safety, Other-Org/Risk_Team] }
  quality: { teams: [], users: [Quinn, octo_acme] }
  board: { users: [ada, ben, cy] }
labels:
  board-approved: { description: The board agreed }
  looked-at: {}
checklists:
  board: { heading: Board, items: [Seen, "Agreed  upon"] }
  safety-impact: { heading: Impact, items: [Analysed] }
records:
  change-request: { label: none, issue_type: Change request, repositories: [Acme/Changes] }
gates:
  record-complete: { sections: [Why, What] }
  safety-impact: { label: looked-at, sign_off: { quorum: 2 }, record_author_may_sign: false }
  approval:
    label: board-approved
    checklist: board
    sign_off: { role: board, quorum: 3, meaning: responsibility }
    before_implementation: false
contributors:
  unattributed_emails: [Build@acme.example]
`);
    expect(policy).toMatchObject({
      product: 'Infusion pump',
      safetyClass: 'B',
      branches: ['main', 'release/**'],
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
      changeRequest: { label: null, issueType: 'Change request', repositories: ['acme/changes'] },
      gates: {
        B: {
          recordComplete: { required: true, config: { sections: ['Why', 'What'] } },
          safetyImpact: {
            required: true,
            config: {
              label: 'looked-at',
              checklist: { heading: 'Impact', items: ['Analysed'] },
              signOffs: [{ role: 'safety', quorum: 2, meaning: 'review' }],
              beforeImplementation: false,
              recordAuthorMaySign: false,
            },
          },
          approval: {
            required: true,
            config: {
              label: 'board-approved',
              checklist: { heading: 'Board', items: ['Seen', 'Agreed upon'] },
              signOffs: [{ role: 'board', quorum: 3, meaning: 'responsibility' }],
              beforeImplementation: false,
              recordAuthorMaySign: false,
            },
          },
        },
      },
      unattributedEmails: ['build@acme.example'],
    });
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
    expect(parseGood(text)).toEqual(parseGood(fiveLines));
  });
});
