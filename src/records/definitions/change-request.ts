import { checklist, choice, choices, demandedBy, from, line, optional, text } from '../fields.ts';
import type { Field, RecordDefinition } from '../record-definition.ts';

/** What changes, where it comes from, what is decided: 6.2.3, 6.2.4, 8.2.1, 8.2.4. */
const request: readonly Field[] = demandedBy('record-complete', [
  text(
    'what-and-why',
    'What changes and why',
    'The change and its reason, for somebody who was not there; product and affected versions. (IEC 62304 6.2.1, 8.2.1)',
  ),
  choices(
    'type',
    'Type of change',
    'Corrective: a problem is removed. Adaptive: the surroundings changed. Perfective: it becomes better. Security: a vulnerability is removed. (6.2.1)',
    ['corrective', 'adaptive', 'perfective', 'security'],
  ),
  text(
    'origin',
    'Origin',
    'Where it comes from: problem reports by number (`#7` or `owner/name#7`), complaints, advisories, plans. (8.2.4, 9.1)',
  ),
  text(
    'affected-items',
    'Affected items',
    'Software items, requirements, SOUP, interfaces and documents, with their identifiers. (6.2.3, 8.2.2)',
  ),
]);

/** What is modified (F4): software first, environment of use second. */
const disposition: readonly Field[] = demandedBy('disposition', [
  choice(
    'disposition',
    'Disposition',
    'What is modified: the software, or the environment of use (instructions, training, infrastructure). The second needs no pull request. (6.2.4)',
    ['Modify the software', 'Change the environment of use'],
  ),
]);

const alternative: readonly Field[] = demandedBy('record-complete', [
  text(
    'alternative',
    'Alternative in the environment of use',
    'Could the intended environment of use be changed instead of the software, and why not?',
  ),
]);

/** The questions of the safety-impact analysis: 7.4, 6.2.3, 8.2.2. */
const analysis: readonly Field[] = demandedBy('safety-impact', [
  text(
    'effect',
    'Effect on organisation, released product and interfaces',
    'Who and what else is touched: people and procedures, versions in the field, systems on the other side of an interface. (6.2.3)',
  ),
  text(
    'hazardous-situations',
    'New causes of hazardous situations',
    'Causes that the change could add, software items that fail and foreseeable misuse included; or why there are none. (7.4.1, ISO 14971)',
  ),
  text(
    'additional-controls',
    'Additional risk control measures',
    'Measures that the change calls for, with their identifiers; or why there are none. (7.4.1)',
  ),
  from(
    'B',
    text(
      'interference',
      'Interference with existing risk control measures',
      'Which of them the change touches, and how that was found out. (7.4.2, classes B and C)',
    ),
  ),
  from(
    'B',
    text(
      'risk-file',
      'Risk management file',
      'Identifiers of the entries concerned, and the file’s revision before and after. (7.4.3, classes B and C)',
    ),
  ),
  text(
    'soup',
    'SOUP',
    'Added, changed and removed, with exact versions; known anomalies and advisories looked at, where, and when. (6.1 f, 7.1.3, 8.1.2)',
  ),
  text('security', 'Security', 'Effect on the threat model, and of security on safety. (FDA 524B, ISO 27001 A.8.8)'),
  text(
    'safety-class',
    'Safety class after the change',
    'Class of each affected software item after the change, with the reason. (4.3, 8.2.2)',
  ),
  text(
    'delivered-units',
    'Delivered units',
    'Effect on units in the field, in stock and in production, and what is done about them. (ISO 13485 7.3.9)',
  ),
  text(
    'labelling',
    'Labelling and instructions for use',
    'What must be said differently on the device, its packaging and in its instructions; or why nothing. (ISO 13485 7.3.9)',
  ),
  text(
    'regulatory',
    'Regulatory significance',
    'Whether a regulator or notified body must be asked or told, for each market, with the reason. (ISO 13485 7.3.9)',
  ),
  text(
    'invalidated-verification',
    'Invalidated verification and regression scope',
    'Verification results that no longer stand, and the scope of the regression tests. (5.6.6, 5.7.3, 8.2.3, 9.8)',
  ),
]);

/** What is to be done: 5.4, 6.2.5, 6.3.1. */
const work: readonly Field[] = demandedBy('record-complete', [
  from(
    'C',
    text(
      'detailed-design',
      'Detailed design',
      'Software units whose design or interfaces change. (5.4.2 to 5.4.4, class C)',
    ),
  ),
  text(
    'activities',
    'Activities to repeat',
    'Development, verification and release activities that the change makes necessary again. (6.3.1, 8.2.2)',
  ),
  text('notices', 'Notices to users and regulators', 'Who is told what and when; or why nobody is. (6.2.5)'),
]);

/** Read where the policy lets one request carry several updates (F7). */
const batch: readonly Field[] = [
  optional(
    line(
      'batch-period',
      'Period of the batch',
      'Only where the policy lets one request carry a batch of low-risk updates: first and last day (UTC). Otherwise leave it blank.',
      '2026-11-01 to 2026-11-30',
    ),
  ),
];

/** What the analyst ticks. */
const assessed: readonly Field[] = demandedBy('safety-impact', [
  checklist(
    'safety-impact',
    'Safety impact checklist',
    'Ticked by the safety role, which then sets the label `safety-impact-assessed` or comments `/sign safety-impact review`.',
    [
      'The effect on organisation, released product and interfaces was considered',
      'New causes of hazardous situations were considered, security included, and those found are described',
      'Additional risk control measures are defined, or it is stated why none are needed',
      { from: 'B', text: 'Existing risk control measures were checked for interference by the change' },
      { from: 'B', text: 'The risk management file is updated, or it is stated why it stays as it is' },
      'SOUP that is new, changed or removed is listed with its exact version, and its known anomalies were reviewed',
      'The effect on the threat model was assessed',
      'The software safety class was evaluated again',
      { from: 'C', text: 'The detailed design of the affected software units and their interfaces was analysed' },
      'Delivered units, labelling and instructions for use were considered',
      'Regulatory significance was assessed, with the reason',
      'Verification that the change invalidates is named, and the scope of regression tests',
    ],
  ),
]);

/** What the approver ticks. */
const approved: readonly Field[] = demandedBy('approval', [
  checklist(
    'approval',
    'Approval checklist',
    'Ticked by the quality role, which then sets the label `change-approved` or comments `/sign approval approval`.',
    [
      'The change is described well enough to be implemented and verified',
      'The safety impact analysis was reviewed and its conclusion is accepted',
      'Changing the environment of use instead of the software was weighed',
      'The activities to repeat are agreed',
      { from: 'B', text: 'Integration and regression tests that the change calls for are agreed' },
      { from: 'C', text: 'The updates of the detailed design are agreed' },
      'Notices to users and regulators are decided',
    ],
  ),
]);

export const changeRequest: RecordDefinition = {
  id: 'change-request',
  name: 'Change request',
  purpose: 'Ask for a change of the product. Analysed for its safety impact and approved before implementation begins.',
  title: 'Change request: ',
  label: 'change-request',
  introduction: `Answer every section; where one does not apply, say why: a bare “not applicable” is no answer. A pull request names this issue with \`Closes #…\` or a line \`Change-Request: #…\`.
The two checklists at the end are ticked by those who sign. What was signed lapses when an answer changes.
`,
  fields: [...request, ...disposition, ...alternative, ...analysis, ...work, ...batch, ...assessed, ...approved],
};
