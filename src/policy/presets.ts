/**
 * What each software safety class asks for when the policy does not say otherwise, by the clauses of
 * IEC 62304:2006+A1:2015 that apply to the class. Headings and items are those of the records' definitions, from which
 * the issue forms are written, too.
 */

import { changeRequest } from '../records/definitions/change-request.ts';
import { problemReport } from '../records/definitions/problem-report.ts';
import { releaseRecord } from '../records/definitions/release-record.ts';
import { type Field, type RecordDefinition, toChecklist, toHeadings } from '../records/record-definition.ts';
import { manifests } from './manifests.ts';
import type {
  Checklist,
  DependenciesGate,
  DispositionGate,
  ProblemResolutionGate,
  RecordCompleteGate,
  SafetyClass,
  SafetyImpactGate,
  SignedGate,
  SignOffRule,
} from './policy.ts';
import type { WrittenSignedGateId } from './written-gates.ts';

/** A gate that takes signatures; `checklist` by its name. */
type PresetSignedGate = Omit<SignedGate, 'label' | 'checklist' | 'signOffs'> & {
  readonly label: string;
  readonly checklist: string;
  readonly signOff: SignOffRule;
};

export type Preset = {
  readonly changeRequest: { readonly label: string; readonly issueType: null; readonly originSection: string };
  readonly problemReport: { readonly label: string; readonly issueType: null };
  readonly releaseRecord: { readonly label: string; readonly issueType: null };
  readonly checklists: Readonly<Record<string, Checklist>>;
  readonly problemResolution: ProblemResolutionGate;
  readonly disposition: DispositionGate;
  readonly recordComplete: RecordCompleteGate;
  readonly dependencies: DependenciesGate;
  readonly signed: Readonly<Record<WrittenSignedGateId, PresetSignedGate>>;
  readonly release: PresetRelease;
  readonly analysis: Pick<SafetyImpactGate, 'questions' | 'copiedText'>;
};

/** What a release is asked for; `checklist` by its name. */
type PresetRelease = {
  readonly sections: readonly string[];
  readonly anomaliesSection: string;
  readonly checklist: string;
  readonly signOffs: readonly [SignOffRule, ...SignOffRule[]];
};

const fieldOf = (record: RecordDefinition, id: string): Field => {
  const field = record.fields.find((field) => field.id === id);
  if (field === undefined) throw new Error(`The ${record.id} has no field ${id}.`);
  return field;
};

const toDisposition = ({ heading, answer }: Field): DispositionGate => {
  const [software = '', environment = ''] = answer.kind === 'choice' ? answer.options : [];
  return { section: heading, software, environment };
};

/** What every gate that takes signatures has in common; a policy asks for more. */
const signedGate = { inOrder: false, severalRolesAPerson: false, after: [], ticksByRole: false } as const;

const toPreset = (safetyClass: SafetyClass): Preset => ({
  changeRequest: {
    label: changeRequest.label,
    issueType: null,
    originSection: fieldOf(changeRequest, 'origin').heading,
  },
  problemReport: { label: problemReport.label, issueType: null },
  releaseRecord: { label: releaseRecord.label, issueType: null },
  checklists: {
    'safety-impact': toChecklist(changeRequest, 'safety-impact', safetyClass),
    approval: toChecklist(changeRequest, 'approval', safetyClass),
    release: toChecklist(releaseRecord, 'release', safetyClass),
  },
  problemResolution: {
    sections: toHeadings(problemReport, 'problem-resolution', safetyClass),
    responseSection: fieldOf(problemReport, 'response').heading,
  },
  disposition: toDisposition(fieldOf(changeRequest, 'disposition')),
  recordComplete: { sections: toHeadings(changeRequest, 'record-complete', safetyClass) },
  // The duty to look at what is taken in does not depend on the class: security asks for it in class A, too.
  dependencies: { manifests, sections: [fieldOf(changeRequest, 'soup').heading], batch: null },
  // Whoever releases answers for it, and quality approves: two people (ISO 13485 7.3.10, 21 CFR 11.50).
  release: {
    sections: toHeadings(releaseRecord, 'release-record', safetyClass),
    anomaliesSection: fieldOf(releaseRecord, 'anomalies').heading,
    checklist: 'release',
    signOffs: [
      { role: 'release', quorum: 1, meaning: 'responsibility' },
      { role: 'quality', quorum: 1, meaning: 'approval' },
    ],
  },
  analysis: {
    questions: toHeadings(changeRequest, 'safety-impact', safetyClass),
    copiedText: safetyClass === 'A' ? 'show' : 'hold',
  },
  signed: {
    'safety-impact': {
      ...signedGate,
      label: 'safety-impact-assessed',
      checklist: 'safety-impact',
      signOff: { role: 'safety', quorum: 1, meaning: 'review' },
      notSignersOf: [],
      beforeImplementation: false,
      recordAuthorMaySign: true,
    },
    // Approval precedes implementation in every class (6.2.4, 8.2.1); nobody approves a request or an analysis of their own.
    approval: {
      ...signedGate,
      label: 'change-approved',
      checklist: 'approval',
      signOff: { role: 'quality', quorum: 1, meaning: 'approval' },
      notSignersOf: ['safety-impact'],
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

/** Who records deviations where the policy does not say, if it has that role. */
export const deviationRole = 'quality';
