import { checklist, choice, choices, demandedBy, text } from '../fields.ts';
import type { Field, RecordDefinition } from '../record-definition.ts';

/** What must be known before anything is done about the problem: 9.1 to 9.3. */
const evaluation: readonly Field[] = demandedBy('problem-resolution', [
  choice(
    'source',
    'Source',
    'By which channel it came. Number or link of the complaint, service report or advisory: below. (6.2.1, 9.1, ISO 13485 8.2.1)',
    [
      'complaint of a user',
      'field service',
      'SOUP advisory or anomaly list',
      'report of a vulnerability',
      'verification or validation',
      'production or installation',
      'internal use or review',
      'another channel named below',
    ],
  ),
  text(
    'observed',
    'What was observed',
    'What happened, what was expected, how often, in which surroundings, and how to see it again. No data of patients. (6.2.2, 9.1)',
  ),
  text(
    'versions',
    'Affected versions',
    'Product, and every version in which the problem is or may be, with how that was found out. (9.1)',
  ),
  choices('criticality', 'Criticality', 'What the problem affects or may affect; all that apply. (9.1)', [
    'safety',
    'security',
    'performance',
    'neither safety nor security nor performance',
  ]),
  text(
    'adverse-event',
    'Adverse event',
    'Whether somebody was harmed or could have been, with the reason; if so, what was reported to whom and when. (6.2.1, 9.1, ISO 13485 8.2.3)',
  ),
  text(
    'cause',
    'Cause',
    'What was investigated and found; if the cause is not found, what speaks against looking further. (9.2)',
  ),
  text(
    'safety-evaluation',
    'Safety evaluation',
    'Relevance to safety by the risk management process: hazardous situations, severity, entries of the risk file. Before any response. (9.2, ISO 14971)',
  ),
  choice(
    'disposition',
    'Disposition',
    'What is done about it. The reason for leaving it as it is stands further below. (9.2)',
    ['Modify the software', 'Change the environment of use', 'Leave it as it is'],
  ),
  text(
    'corrective-action',
    'Corrective action',
    'Number of the corrective or preventive action that it is part of; or why there is none. (9.2, ISO 13485 8.5.2, 8.5.3)',
  ),
  text(
    'unplanned-maintenance',
    'Unplanned maintenance',
    'Which criterion of the maintenance plan for unplanned maintenance is met, and by when it calls for action; or why none is met. (6.1)',
  ),
  text(
    'parties-advised',
    'Parties advised',
    'Who was told of the problem, what and when: users, regulators, makers of SOUP, other teams; or why nobody was. (6.2.5, 9.3)',
  ),
]);

/** What was done about it: 9.4, 9.7. */
const resolution: readonly Field[] = [
  text(
    'response',
    'Change requests, or the reason for none',
    'Every change request by number (`#12` or `owner/name#12`), or the rationale for taking no action. (8.2.4, 9.2, 9.4)',
  ),
  checklist('closure', 'Closure check', 'Ticked before the report is closed. (9.7)', [
    'The problem is resolved, or the reason for leaving it still holds',
    'Adverse trends are reversed',
    'The change requests were carried out in every product and activity concerned',
    'It was checked whether the changes brought new problems, and those have reports of their own',
  ]),
];

export const problemReport: RecordDefinition = {
  id: 'problem-report',
  name: 'Problem report',
  purpose:
    'Report a problem of a released or developed product: a complaint, an advisory, an anomaly. Evaluated before any response.',
  title: 'Problem report: ',
  label: 'problem-report',
  introduction: `Write what is known; what follows from evaluation is filled in by those who evaluate. A report by itself changes nothing: it leads to a change request that names it as its origin, or to a reasoned refusal.
`,
  fields: [...evaluation, ...resolution],
};
