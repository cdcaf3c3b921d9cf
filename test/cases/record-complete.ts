import type { Case, Given } from './case.ts';
import { rewrite } from './case.ts';

const rewritten =
  (edit: (body: string) => string) =>
  ({ issue }: Given): void =>
    rewrite(issue, edit);

export const recordCompleteCases: readonly Case[] = [
  ...['', '_No response_', '   ', '-', '<!-- nothing yet -->'].map(
    (blank): Case => ({
      name: `F1: a section that says ${JSON.stringify(blank)} is blank`,
      change: rewritten((body) => body.replace('The alarm sounds two seconds earlier.', blank)),
      outcome: 'held',
      statuses: { 'record-complete': 'failed' },
      says: { 'record-complete': ['acme/pump#7', 'What changes and why', 'is blank'] },
    }),
  ),
  {
    name: 'F1: each blank section is named',
    change: rewritten((body) =>
      body.replace('The alarm sounds two seconds earlier.', '').replace(/None: the alarm.*\n/, '_No response_\n'),
    ),
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
    says: {
      'record-complete': [
        'The sections What changes and why and New causes of hazardous situations of acme/pump#7 are blank.',
      ],
    },
  },
  ...['None', 'N/A', 'not applicable', 'no.', 'None: see above'].map(
    (bare): Case => ({
      name: `F20: a section that says ${JSON.stringify(bare)} gives no reason`,
      change: rewritten((body) => body.replace(/None: the alarm.*\n/, `${bare}\n`)),
      outcome: 'held',
      statuses: { 'record-complete': 'failed' },
      says: {
        'record-complete': [
          'The section New causes of hazardous situations of acme/pump#7 says only that it does not apply.',
          'write under each heading why',
        ],
      },
    }),
  ),
  {
    name: 'F20: a section that does not apply, and says why, is answered',
    change: rewritten((body) => body.replace('The alarm sounds', 'Not applicable: only the manual of the pump is')),
    outcome: 'released',
  },
  {
    name: 'F1: a section that is missing',
    change: rewritten((body) => body.replace('### What changes and why', '### Why')),
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
    says: { 'record-complete': ['What changes and why', 'is not there'] },
  },
  {
    name: 'F1: a section that stands there twice',
    change: rewritten((body) => `${body}\n### What changes and why\n\nSomething else altogether.\n`),
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
    says: { 'record-complete': ['What changes and why', 'more than once'] },
  },
  {
    name: 'F1: a heading with a character that cannot be seen',
    change: rewritten((body) => body.replace('What changes', 'What\u200B changes')),
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
    says: { 'record-complete': ['characters that cannot be seen', '@rita or anybody who may edit the issue'] },
  },
  {
    name: 'F1: a heading in a code fence is no section',
    change: rewritten((body) =>
      body.replace('### What changes and why', '```\n### What changes and why\n```\n### Other'),
    ),
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
  },
  {
    name: 'F1: a form that a tag folds away is not read at all, and says so',
    change: rewritten((body) => `<details>\n\n${body}\n</details>\n`),
    outcome: 'held',
    statuses: { 'record-complete': 'failed', 'safety-impact': 'failed', approval: 'failed' },
    says: { 'record-complete': ['The form of acme/pump#7 cannot be read: an HTML tag in it holds or hides'] },
  },
  {
    name: 'F1: an empty record',
    change: rewritten(() => ''),
    outcome: 'held',
    statuses: { 'record-complete': 'failed', 'safety-impact': 'failed', approval: 'failed' },
  },
  {
    name: 'F1: the gate is switched off with a reason',
    change: ({ policy }) => {
      policy.gates.B.recordComplete = { required: false, reason: 'We keep these in another system' };
    },
    outcome: 'released',
    statuses: { 'record-complete': 'not-applicable' },
    says: { 'record-complete': ['We keep these in another system'] },
  },
  {
    name: 'F1: a gate that is required and asks for nothing holds',
    change: ({ policy }) => {
      policy.gates.B.recordComplete = { required: true, config: { sections: [] } };
    },
    outcome: 'held',
    statuses: { 'record-complete': 'failed' },
    says: { 'record-complete': ['names no section'] },
  },
];
