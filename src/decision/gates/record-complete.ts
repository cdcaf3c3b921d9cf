import { findLookalikes, findSections, type IssueForm } from '../../records/issue-form.ts';
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
    const { policy, facts, changeRequests, reading } = context;
    const requirement = policy.gates.recordComplete;
    const gate = 'record-complete';
    if (!requirement.required) return { gate, status: 'not-applicable', because: [{ code: requirement.reason }] };
    if (!changeRequests.known || changeRequests.value.linked.length === 0) return toUnlinkedFinding(context, gate);
    const { sections } = requirement.config;
    const { linked } = changeRequests.value;
    const lacks =
      sections.length === 0
        ? [lackOfRule(toPolicyUrl(facts))]
        : linked.flatMap((issue) => toLacks(issue, reading.toForm(issue.body), sections));
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

const toLacks = (issue: IssueFacts, form: IssueForm, headings: readonly string[]): readonly Lack[] => {
  if (form.unreadable !== null) {
    const what: Sentence = ['The form of ', { issue: issue.ref }, ' cannot be read: ', form.unreadable, '.'];
    return [toLack(issue, what, ['Write the change request anew, by its form.'])];
  }
  return headings.flatMap((heading) => toSectionLacks(issue, form, heading));
};

const toSectionLacks = (issue: IssueFacts, form: IssueForm, heading: string): readonly Lack[] => {
  const [section, ...others] = findSections(form, heading);
  const lookalikes = findLookalikes(form, heading);
  const name = { code: heading };
  const lack = (what: string, ...how: Sentence): Lack =>
    toLack(issue, ['The section ', name, ' of ', { issue: issue.ref }, ` ${what}.`], how);
  if (lookalikes.length > 0 || section?.suspicious === true) {
    return [lack('has a heading with characters that cannot be seen', 'Write the heading ', name, ' anew, by hand.')];
  }
  if (section === undefined) {
    const line = { code: `### ${heading}` };
    return [lack('is not there', 'Add the heading ', line, ' to the description of the issue and write under it.')];
  }
  if (others.length > 0) {
    return [lack(`stands there ${others.length + 1} times`, 'Edit the issue so that the heading stands there once.')];
  }
  if (!section.blank) return [];
  return [lack('is blank', 'Edit the issue and write under ', name, '; if it does not apply, write why.')];
};

const toLack = (issue: IssueFacts, what: Sentence, how: Sentence): Lack => ({
  status: 'failed',
  missing: {
    what,
    who: [toActor(issue.author, 'The author of the issue'), ', who wrote the issue, or anybody who may edit it'],
    how,
    link: issue.url,
  },
});
