/**
 * What each software safety class asks for when the policy does not say otherwise, by the clauses of
 * IEC 62304:2006+A1:2015 that apply to the class. Headings and items are those of the issue form
 * `.github/ISSUE_TEMPLATE/change-request.yml`, which a test holds to them.
 */

import type { Checklist, Meaning, SafetyClass } from './policy.ts';
import type { signedGateIds } from './written-policy.ts';

type PresetGate = {
  readonly label: string;
  readonly checklist: string;
  readonly signOff: { readonly role: string; readonly quorum: number; readonly meaning: Meaning };
  readonly beforeImplementation: boolean;
  readonly recordAuthorMaySign: boolean;
};

export type Preset = {
  readonly changeRequest: { readonly label: string; readonly issueType: null };
  readonly sections: readonly string[];
  readonly checklists: Readonly<Record<string, Checklist>>;
  readonly gates: Readonly<Record<(typeof signedGateIds)[number], PresetGate>>;
};

/** From which class on something is asked for: class B asks for all that A does, C for all that B does. */
type From = SafetyClass;

const sections: readonly (readonly [From, string])[] = [
  ['A', 'What changes and why'], // 6.2.1, 8.2.1
  ['A', 'Type of change'],
  ['A', 'Origin'], // 6.2.2, 9.1
  ['A', 'Affected items'], // 6.2.3, 8.2.2
  ['A', 'Effect on organisation, released product and interfaces'], // 6.2.3
  ['A', 'Alternative in the environment of use'],
  ['A', 'New causes of hazardous situations'], // 7.4.1
  ['A', 'Additional risk control measures'], // 7.4.1
  ['B', 'Interference with existing risk control measures'], // 7.4.2
  ['B', 'Risk management file'], // 7.4.3
  ['A', 'SOUP'], // 6.1 f, 7.1.3, 8.1.2
  ['A', 'Security'],
  ['A', 'Safety class after the change'], // 8.2.2
  ['C', 'Detailed design'], // 5.4.2 to 5.4.4
  ['A', 'Delivered units and labelling'], // ISO 13485 7.3.9
  ['A', 'Regulatory significance'],
  ['A', 'Activities to repeat'], // 6.3.1, 8.2.2
  ['A', 'Notices to users and regulators'], // 6.2.5
];

const safetyImpactItems: readonly (readonly [From, string])[] = [
  ['A', 'New causes of hazardous situations were considered, security included, and those found are described'],
  ['A', 'Additional risk control measures are defined, or it is stated why none are needed'],
  ['B', 'Existing risk control measures were checked for interference by the change'],
  ['B', 'The risk management file is updated, or it is stated why it stays as it is'],
  ['A', 'SOUP that is new, changed or removed is listed with its exact version, and its known anomalies were reviewed'],
  ['A', 'The effect on the threat model was assessed'],
  ['A', 'The software safety class was evaluated again'],
  ['C', 'The detailed design of the affected software units and their interfaces was analysed'],
  ['A', 'Delivered units, labelling and instructions for use were considered'],
  ['A', 'Regulatory significance was assessed, with the reason'],
];

const approvalItems: readonly (readonly [From, string])[] = [
  ['A', 'The change is described well enough to be implemented and verified'],
  ['A', 'The safety impact analysis was reviewed and its conclusion is accepted'],
  ['A', 'Changing the environment of use instead of the software was weighed'],
  ['A', 'The activities to repeat are agreed'],
  ['B', 'Integration and regression tests that the change calls for are agreed'],
  ['C', 'The updates of the detailed design are agreed'],
  ['A', 'Notices to users and regulators are decided'],
];

const upTo = (safetyClass: SafetyClass, rows: readonly (readonly [From, string])[]): string[] =>
  rows.filter(([from]) => from <= safetyClass).map(([, text]) => text);

const toPreset = (safetyClass: SafetyClass): Preset => ({
  changeRequest: { label: 'change-request', issueType: null },
  sections: upTo(safetyClass, sections),
  checklists: {
    'safety-impact': { heading: 'Safety impact checklist', items: upTo(safetyClass, safetyImpactItems) },
    approval: { heading: 'Approval checklist', items: upTo(safetyClass, approvalItems) },
  },
  gates: {
    'safety-impact': {
      label: 'safety-impact-assessed',
      checklist: 'safety-impact',
      signOff: { role: 'safety', quorum: 1, meaning: 'review' },
      beforeImplementation: false,
      recordAuthorMaySign: true,
    },
    // Approval precedes implementation in every class (6.2.4, 8.2.1); nobody approves a request of their own.
    approval: {
      label: 'change-approved',
      checklist: 'approval',
      signOff: { role: 'quality', quorum: 1, meaning: 'approval' },
      beforeImplementation: true,
      recordAuthorMaySign: false,
    },
  },
});

export const presets: Readonly<Record<SafetyClass, Preset>> = {
  A: toPreset('A'),
  B: toPreset('B'),
  C: toPreset('C'),
};
