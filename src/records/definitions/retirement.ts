import { checklist, line, text } from '../fields.ts';
import type { RecordDefinition } from '../record-definition.ts';

export const retirement: RecordDefinition = {
  id: 'retirement',
  name: 'Retirement',
  purpose: 'Take versions of a product out of support or out of use.',
  title: 'Retirement: ',
  label: 'retirement',
  introduction: `Decided before support ends, so that users can be told in time. Where a section does not apply, say why.
`,
  fields: [
    line('product', 'Product', 'The product whose versions are retired.'),
    text('versions', 'Versions', 'Every version that is retired, and which stay in support.'),
    line(
      'end-of-support',
      'End of support',
      'From which day on nothing is corrected any more, security included.',
      '2027-06-30',
    ),
    line(
      'end-of-life',
      'End of life',
      'From which day on it must not be used any more; or why there is no such day.',
      '2027-12-31',
    ),
    text('installed-base', 'Installed base', 'How many units or sites use it, where, and how that is known.'),
    text(
      'hazards',
      'Hazards of continued use',
      'What may happen to those who go on using it, and what is done about that. (ISO 14971)',
    ),
    text(
      'vulnerabilities',
      'Vulnerability handling afterwards',
      'Who still receives reports, for how long, and what users are told. (FDA 524B, ISO 27001 A.8.8)',
    ),
    text(
      'notice',
      'Notices to users and regulators',
      'Who is told what, when and how; what was answered. (ISO 13485 8.2.1)',
    ),
    text('replacement', 'Replacement', 'What takes its place, and how users come to it; or why nothing does.'),
    text('data', 'Data', 'What becomes of the data on the units: export, transfer, deletion, and who sees to it.'),
    text('archive', 'Archive', 'Which software, tools and records are kept, where and for how long. (ISO 13485 4.2.5)'),
    checklist('retirement', 'Retirement checklist', 'Ticked by those who approve the retirement.', [
      'The hazards of continued use are acceptable, or users are kept from them',
      'Users and regulators are told in time',
      'Open problem reports and change requests are closed with a reason, or carried over',
      'Data, software and records are provided for',
    ]),
  ],
};
