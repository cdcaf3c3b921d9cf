import type { Case, Given } from './case.ts';
import { addSection } from './case.ts';

const saying =
  (text: string | null) =>
  ({ gates, issue }: Given): void => {
    gates.disposition = {
      required: true,
      config: { section: 'Disposition', software: 'Software', environment: 'Environment' },
    };
    if (text !== null) addSection(issue, 'Disposition', text);
  };

const failed = { disposition: 'failed' } as const;

export const dispositionCases: readonly Case[] = [
  ...[
    'software',
    '  SOFTWARE ',
    'Software.',
    'software – the pump cannot be told otherwise',
    'software - the environment was weighed and cannot help',
    'Software: see the alternative',
    'software (see above)',
    '_Software_\n\nEnvironment was weighed, and cannot help.',
    '**software**',
    'software -- the pump cannot be told otherwise',
    '<!-- weighed -->\n\nsoftware',
  ].map(
    (text): Case => ({
      name: `F4: ${JSON.stringify(text)} is for the software`,
      change: saying(text),
      outcome: 'released',
      statuses: { disposition: 'passed' },
      says: { disposition: ['The software is to be modified, says acme/pump#7.'] },
    }),
  ),
  ...['Environment', 'environment: the instructions for use are changed'].map(
    (text): Case => ({
      name: `F4: ${JSON.stringify(text)} needs no pull request, and something else`,
      change: saying(text),
      outcome: 'held',
      statuses: failed,
      says: {
        disposition: [
          'acme/pump#7 says Environment under Disposition, and that needs no pull request.',
          '@dana',
          'Close this pull request',
          'a notice to the users, changed instructions for use, and the approval signed on acme/pump#7 (/sign approval approval)',
          'link that one',
          'write Software there, which makes the signatures on it lapse',
          '/pull/31',
        ],
      },
    }),
  ),
  {
    name: 'F4: where no approval is asked for, none is named',
    change: (given) => {
      saying('environment')(given);
      given.gates.approval = { required: false, reason: 'not here' };
    },
    outcome: 'held',
    statuses: { ...failed, approval: 'not-applicable' },
    says: { disposition: ['the approval signed on acme/pump#7; then close'] },
  },
  ...[
    'software, environment',
    'environment and software',
    'Software / environment',
    'Software\nEnvironment',
    'Environment – first\n\nSoftware – then',
  ].map(
    (text): Case => ({
      name: `F4: ${JSON.stringify(text)} says both`,
      change: saying(text),
      outcome: 'held',
      statuses: failed,
      says: {
        disposition: ['Disposition of acme/pump#7 says both Software and Environment', 'write two change requests'],
      },
    }),
  ),
  ...['whatever it takes', 'not software', 'software-free', 'softwares', 'The answer:\nsoftware'].map(
    (text): Case => ({
      name: `F4: ${JSON.stringify(text)} says neither`,
      change: saying(text),
      outcome: 'held',
      statuses: failed,
      says: { disposition: ['says neither Software nor Environment', 'on the first line'] },
    }),
  ),
  ...['', '_No response_', 'n/a'].map(
    (text): Case => ({
      name: `F4: ${JSON.stringify(text)} is no answer`,
      change: saying(text),
      outcome: 'held',
      statuses: failed,
      says: { disposition: ['The section Disposition of acme/pump#7'] },
    }),
  ),
  {
    name: 'F4: no such section',
    change: saying(null),
    outcome: 'held',
    statuses: failed,
    says: { disposition: ['The section Disposition of acme/pump#7 is not there'] },
  },
  {
    name: 'F4: the section stands there twice, with both answers',
    change: (given) => {
      saying('software')(given);
      addSection(given.issue, 'Disposition', 'environment');
    },
    outcome: 'held',
    statuses: failed,
    says: { disposition: ['stands there more than once'] },
  },
];
