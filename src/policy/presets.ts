/**
 * What each software safety class asks for when the policy does not say otherwise, by the clauses of
 * IEC 62304:2006+A1:2015 that apply to the class. Headings and items are those of the records' definitions, from which
 * the issue forms are written, too.
 */

import { changeRequest } from '../records/definitions/change-request.ts';
import { toChecklist, toHeadings } from '../records/record-definition.ts';
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
  readonly questions: readonly string[];
  readonly checklists: Readonly<Record<string, Checklist>>;
  readonly gates: Readonly<Record<(typeof signedGateIds)[number], PresetGate>>;
};

const toPreset = (safetyClass: SafetyClass): Preset => ({
  changeRequest: { label: changeRequest.label, issueType: null },
  sections: toHeadings(changeRequest, 'record-complete', safetyClass),
  questions: toHeadings(changeRequest, 'safety-impact', safetyClass),
  checklists: {
    'safety-impact': toChecklist(changeRequest, 'safety-impact', safetyClass),
    approval: toChecklist(changeRequest, 'approval', safetyClass),
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
