import { describe, expect, test } from '@jest/globals';
import type { GateId, SafetyClass } from '../../src/policy/policy.ts';
import { changeRequest } from '../../src/records/definitions/change-request.ts';
import { problemReport } from '../../src/records/definitions/problem-report.ts';
import { type RecordDefinition, toChecklist, toHeadings } from '../../src/records/record-definition.ts';
import { recordTypes } from '../../src/records/record-types.ts';

/** What an auditor looks for in each record, and the heading under which the form asks for it. */
const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'change-request': {
    what: 'What changes and why',
    why: 'What changes and why',
    'product and affected versions': 'What changes and why',
    type: 'Type of change',
    'origin and problem reports': 'Origin',
    'affected items, requirements and SOUP': 'Affected items',
    disposition: 'Disposition',
    'effect on organisation, released product, interfaces': 'Effect on organisation, released product and interfaces',
    'the alternative in the environment of use': 'Alternative in the environment of use',
    'activities to repeat': 'Activities to repeat',
    notices: 'Notices to users and regulators',
    decision: 'Approval checklist',
    'new causes of hazardous situations': 'New causes of hazardous situations',
    'new risk controls': 'Additional risk control measures',
    'interference with controls': 'Interference with existing risk control measures',
    'risk file and its revisions': 'Risk management file',
    SOUP: 'SOUP',
    'security to safety': 'Security',
    'safety class': 'Safety class after the change',
    'delivered units': 'Delivered units',
    labelling: 'Labelling and instructions for use',
    'regulatory significance': 'Regulatory significance',
    'invalidated verification and regression': 'Invalidated verification and regression scope',
    analysis: 'Safety impact checklist',
    'detailed design': 'Detailed design',
    batch: 'Period of the batch',
  },
  'problem-report': {
    source: 'Source',
    description: 'What was observed',
    'affected versions': 'Affected versions',
    criticality: 'Criticality',
    'adverse event': 'Adverse event',
    cause: 'Cause',
    'safety evaluation': 'Safety evaluation',
    disposition: 'Disposition',
    'corrective action': 'Corrective action',
    'criteria of unplanned maintenance': 'Unplanned maintenance',
    'parties advised': 'Parties advised',
    'change requests or the reason for none': 'Change requests, or the reason for none',
    closure: 'Closure check',
  },
  'soup-review': {
    product: 'Product and versions',
    SBOM: 'SBOM digest',
    component: 'Component',
    maker: 'Maker',
    version: 'Exact version',
    'sources with snapshots': 'Sources',
    query: 'Query',
    'state of the database': 'Database version and last update',
    'hits, zero included': 'Hits',
    'status and justification': 'Status and justification of each hit',
    'hazard determination': 'Hazard determination',
    action: 'Action',
    reviewer: 'Reviewer',
    date: 'Date of the review',
    'next due': 'Next review due',
    trigger: 'Trigger',
    completeness: 'SOUP review checklist',
  },
  'release-record': {
    product: 'Product',
    version: 'Version',
    commit: 'Commit',
    tag: 'Tag',
    'previous release': 'Previous release',
    changes: 'Included changes',
    verification: 'Verification',
    build: 'Build procedure and environment',
    artifacts: 'Artifact digests',
    SBOM: 'SBOM',
    'residual anomalies': 'Residual anomalies',
    notices: 'Notices to users and regulators',
    'archive and retention': 'Archive and retention',
    supersedes: 'Supersedes',
    signatures: 'Release checklist',
  },
  'maintenance-plan-review': {
    product: 'Product and versions',
    digest: 'Digest of the plan',
    scope: 'Scope',
    people: 'Responsible people',
    cadence: 'Cadence',
    triggers: 'Triggers of unplanned maintenance',
    channels: 'Feedback channels',
    findings: 'Findings',
    'next due': 'Next review due',
    signature: 'Plan review checklist',
  },
  retirement: {
    product: 'Product',
    versions: 'Versions',
    'end of support': 'End of support',
    'end of life': 'End of life',
    'installed base': 'Installed base',
    hazards: 'Hazards of continued use',
    vulnerabilities: 'Vulnerability handling afterwards',
    notice: 'Notices to users and regulators',
    replacement: 'Replacement',
    data: 'Data',
    archive: 'Archive',
    approval: 'Retirement checklist',
  },
};

test.each(recordTypes.map((record) => [record.id, record] as const))(
  'F1 F2 F58 F62 F63: a %s asks for everything that an auditor looks for, and for nothing else',
  (id, record) => {
    expect(new Set(record.fields.map(({ heading }) => heading))).toEqual(new Set(Object.values(fields[id] ?? {})));
  },
);

describe('what a gate demands of a record', () => {
  const all = (record: RecordDefinition, gate: GateId): readonly (readonly string[])[] =>
    (['A', 'B', 'C'] as const).map((safetyClass) => toHeadings(record, gate, safetyClass));
  const without = (headings: readonly string[], ...left: readonly string[]): readonly string[] =>
    headings.filter((heading) => !left.includes(heading));

  test('F8 F19: sections of a change request: detailed design in class C alone (5.4.2 to 5.4.4)', () => {
    const sections = [
      'What changes and why',
      'Type of change',
      'Origin',
      'Affected items',
      'Alternative in the environment of use',
      'Detailed design',
      'Activities to repeat',
      'Notices to users and regulators',
    ];
    const [lower, higher] = [without(sections, 'Detailed design'), sections];
    expect(all(changeRequest, 'record-complete')).toEqual([lower, lower, higher]);
    expect(all(changeRequest, 'disposition')).toEqual([['Disposition'], ['Disposition'], ['Disposition']]);
  });

  test('F10 F19: questions of its safety impact: 7.4.2 and 7.4.3 from class B on', () => {
    const questions = [
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
    ];
    const lower = without(questions, 'Interference with existing risk control measures', 'Risk management file');
    expect(all(changeRequest, 'safety-impact')).toEqual([lower, questions, questions]);
  });

  test('F10: its checklists grow with the class', () => {
    const counts = (gate: GateId) =>
      (['A', 'B', 'C'] as const).map((safetyClass) => toChecklist(changeRequest, gate, safetyClass).items.length);
    expect(counts('safety-impact')).toEqual([9, 11, 12]);
    expect(counts('approval')).toEqual([5, 6, 7]);
    expect(toChecklist(changeRequest, 'approval', 'A').heading).toBe('Approval checklist');
    expect(() => toChecklist(changeRequest, 'checks', 'A')).toThrow('no checklist for the gate checks');
  });

  test.each<SafetyClass>(['A', 'B', 'C'])(
    'F2 F3 F5 F6: a problem report is evaluated before any response, in class %s like in every other',
    (safetyClass) => {
      expect(toHeadings(problemReport, 'problem-resolution', safetyClass)).toEqual([
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
      ]);
    },
  );
});
