import { findSections, parseIssueForm } from '../../records/issue-form.ts';
import type { IssueFacts } from '../facts.ts';
import type { Sentence } from '../finding.ts';
import { toActor, toCodes, toList } from '../sentence.ts';
import type { Gate, Lack } from './gate.ts';
import { toFinding, toPolicyUrl, toUnlinkedFinding } from './gate.ts';

/** Every section that the policy names is filled in on every linked change request. */
export const recordComplete: Gate = {
  id: 'record-complete',
  title: 'Change request filled in',
  clauses: [
    'IEC 62304 6.2.3',
    'IEC 62304 8.2.1',
    'IEC 62304 8.2.4',
    'ISO 13485 7.3.9',
    'NIST 800-53 CM-3',
    'NIST 800-53 CM-4',
  ],
  evaluate: (context) => {
    const { policy, facts, changeRequests } = context;
    const requirement = policy.gates.recordComplete;
    const gate = 'record-complete';
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    const { sections } = requirement.config;
    const { linked } = changeRequests.value;
    const lacks =
      sections.length === 0 ? [lackOfRule(toPolicyUrl(facts))] : linked.flatMap((issue) => toLacks(issue, sections));
    return toFinding(gate, lacks, {
      gate,
      status: 'passed',
      because: [
        'Filled in on ',
        ...toList(linked.map(({ ref }) => [{ issue: ref }])),
        ': ',
        ...toCodes(sections, 'and', sections.length),
        '.',
      ],
    });
  },
};

const lackOfRule = (link: string): Lack => ({
  status: 'failed',
  missing: {
    what: ['The policy requires a complete record and names no section of it.'],
    who: ['Whoever maintains the policy'],
    how: ['Name the sections in the policy, or switch the gate off with a reason.'],
    link,
  },
});

const toLacks = (issue: IssueFacts, headings: readonly string[]): readonly Lack[] => {
  const form = parseIssueForm(issue.body);
  if (form.unreadable !== undefined) {
    return [
      toLack(
        issue,
        'failed',
        ['The form of ', { issue: issue.ref }, ' cannot be read: ', { code: form.unreadable }, '.'],
        ['Write the change request anew, by its form.'],
      ),
    ];
  }
  return headings.flatMap((heading) => {
    const [section, ...others] = findSections(form, heading);
    const subject: Sentence = ['The section ', { code: heading }, ' of ', { issue: issue.ref }];
    if (section === undefined) {
      return [
        toLack(
          issue,
          'failed',
          [...subject, ' is not there.'],
          ['Add the heading ', { code: `### ${heading}` }, ' to the description of the issue and write under it.'],
        ),
      ];
    }
    if (others.length > 0) {
      return [
        toLack(
          issue,
          'failed',
          [...subject, ` stands there ${others.length + 1} times.`],
          ['Edit the issue so that the heading stands there once.'],
        ),
      ];
    }
    if (section.blank) {
      return [
        toLack(
          issue,
          'failed',
          [...subject, ' is blank.'],
          ['Edit the issue and write under ', { code: heading }, '; if it does not apply, write why.'],
        ),
      ];
    }
    return [];
  });
};

const toLack = (issue: IssueFacts, status: Lack['status'], what: Sentence, how: Sentence): Lack => ({
  status,
  missing: {
    what,
    who: [toActor(issue.author, 'The author of the issue'), ', who wrote the issue, or anybody who may edit it'],
    how,
    link: issue.url,
  },
});
