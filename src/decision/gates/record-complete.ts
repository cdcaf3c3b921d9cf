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
    const { gates, facts, changeRequests, reading } = context;
    const requirement = gates.recordComplete;
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
        `: all ${sections.length} of the sections that the policy names.`,
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
  const states = headings.map((heading) => ({ heading, state: toState(form, heading) }));
  return remedies.flatMap(({ state, one, many, how }) => {
    const concerned = states.filter((entry) => entry.state === state).map(({ heading }) => heading);
    if (concerned.length === 0) return [];
    const subject: Sentence = [concerned.length === 1 ? 'The section ' : 'The sections '];
    const names = toCodes(concerned, 'and', concerned.length);
    const says = ` ${concerned.length === 1 ? one : many}.`;
    return [toLack(issue, [...subject, ...names, ' of ', { issue: issue.ref }, says], how)];
  });
};

type State = 'filled' | 'blank' | 'absent' | 'repeated' | 'disguised';

const toState = (form: IssueForm, heading: string): State => {
  const [section, ...others] = findSections(form, heading);
  if (findLookalikes(form, heading).length > 0 || section?.suspicious === true) return 'disguised';
  if (section === undefined) return 'absent';
  if (others.length > 0) return 'repeated';
  return section.blank ? 'blank' : 'filled';
};

const remedies: readonly {
  readonly state: State;
  readonly one: string;
  readonly many: string;
  readonly how: Sentence;
}[] = [
  {
    state: 'blank',
    one: 'is blank',
    many: 'are blank',
    how: ['Edit the issue and write under each heading; where it does not apply, write why.'],
  },
  {
    state: 'absent',
    one: 'is not there',
    many: 'are not there',
    how: ['Edit the issue, add each heading on a line of its own after ', { code: '###' }, ', and write under it.'],
  },
  {
    state: 'repeated',
    one: 'stands there more than once',
    many: 'stand there more than once',
    how: ['Edit the issue so that each heading stands there once.'],
  },
  {
    state: 'disguised',
    one: 'has a heading with characters that cannot be seen',
    many: 'have headings with characters that cannot be seen',
    how: ['Edit the issue and write each heading anew, by hand.'],
  },
];

const toLack = (issue: IssueFacts, what: Sentence, how: Sentence): Lack => ({
  status: 'failed',
  missing: {
    what,
    who: [toActor(issue.author, 'The author of the issue'), ' or anybody who may edit the issue'],
    how,
    link: issue.url,
  },
});
