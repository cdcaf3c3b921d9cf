import type { Case, Given } from './case.ts';
import { addSection, notKnown, rewrite, toLink, toOrigin, toReport, valueOf } from './case.ts';

const response = 'Change requests, or the reason for none';

/** The policy asks for evaluated problem reports, and the change request comes from #9. */
const fromReport =
  (change: (report: ReturnType<typeof toReport>, given: Given) => void = () => {}) =>
  (given: Given): void => {
    askFor(given);
    const report = toReport();
    addSection(given.issue, 'Origin', '#9');
    valueOf(given.facts.origins).push(toOrigin(report, given.issue.ref));
    change(report, given);
  };

const askFor = ({ gates }: Given): void => {
  gates.problemResolution = {
    required: true,
    config: { sections: ['Safety evaluation'], responseSection: response },
  };
};

const passed = { 'problem-resolution': 'passed' } as const;
const failed = { 'problem-resolution': 'failed' } as const;

export const problemReportCases: readonly Case[] = [
  {
    name: 'F2 F6: a change that comes from an evaluated problem report, which names it back',
    change: fromReport(),
    outcome: 'released',
    statuses: passed,
    says: { 'problem-resolution': ['acme/pump#7 comes from acme/pump#9, and acme/pump#9 is evaluated and names'] },
  },
  {
    name: 'F2: the problem report is not evaluated',
    change: fromReport((report) => rewrite(report, (body) => body.replace(/The alarm comes late.*/, '_No response_'))),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['The section Safety evaluation of acme/pump#9 is blank', 'issues/9', '@rita'] },
  },
  {
    name: 'F2 F20: the safety evaluation says that it does not apply, and not why',
    change: fromReport((report) => rewrite(report, (body) => body.replace(/The alarm comes late.*/, 'Not applicable'))),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['Safety evaluation of acme/pump#9 says only that it does not apply'] },
  },
  {
    name: 'F2 F20: the safety evaluation says that it does not apply, and why',
    change: fromReport((report) =>
      rewrite(report, (body) => body.replace(/The alarm comes late.*/, 'None: the pump is shown at fairs, never used')),
    ),
    outcome: 'released',
    statuses: passed,
  },
  {
    name: 'F3: the problem report does not name the change request',
    change: fromReport((report) => rewrite(report, (body) => body.replace('#7', '#70 and #8, in the release after'))),
    outcome: 'held',
    statuses: failed,
    says: {
      'problem-resolution': [
        `acme/pump#7 comes from acme/pump#9, and acme/pump#9 does not name acme/pump#7 under ${response}.`,
        `Edit acme/pump#9 so that the heading ${response} stands there once, with acme/pump#7 under it`,
        'take out the reference in the section Origin of acme/pump#7',
      ],
    },
  },
  {
    name: 'F3: the problem report was refused with a reason, and the change is made all the same',
    change: fromReport((report) => rewrite(report, (body) => body.replace('#7', 'Refused: it works as described'))),
    outcome: 'held',
    statuses: failed,
  },
  {
    name: 'F3: what is named in code is not named',
    change: fromReport((report) => rewrite(report, (body) => body.replace('#7', 'The text `#7` stood there'))),
    outcome: 'held',
    statuses: failed,
  },
  {
    name: 'F3: the heading of the response stands there twice',
    change: fromReport((report) => rewrite(report, (body) => `${body}\n### ${response}\n\nNone, for we like it.\n`)),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['does not name acme/pump#7', 'stands there more than once'] },
  },
  {
    name: 'F3: the way back as the address of the issue',
    change: fromReport((report) =>
      rewrite(report, (body) => body.replace('#7', 'See https://github.com/acme/pump/issues/7, done by Dana')),
    ),
    outcome: 'released',
    statuses: passed,
  },
  {
    name: 'F6: a number in another repository means an issue there',
    change: fromReport((report, { policy, issue }) => {
      policy.problemReport.repositories = ['acme/complaints'];
      report.ref = { owner: 'acme', name: 'complaints', number: 9 };
      rewrite(issue, (body) => body.replace('#9', 'acme/complaints#9'));
    }),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['acme/pump#7 comes from acme/complaints#9'] },
  },
  {
    name: 'F56: a problem report in another repository that the policy allows',
    change: fromReport((report, { policy }) => {
      policy.problemReport.repositories = ['acme/complaints'];
      report.ref = { owner: 'Acme', name: 'Complaints', number: 9 };
      rewrite(report, (body) => body.replace('#7', 'acme/pump#7'));
    }),
    outcome: 'released',
    statuses: passed,
  },
  {
    name: 'F6: an origin that cannot be read may be a problem report',
    change: fromReport((report, { facts, issue }) => {
      valueOf(facts.origins).push({ changeRequest: issue.ref, ref: { ...report.ref, number: 10 }, issue: notKnown });
    }),
    outcome: 'held',
    statuses: { 'problem-resolution': 'unknown' },
    says: {
      'problem-resolution': [
        'acme/pump#7 comes from acme/pump#10, which cannot be read and may be a problem report: GitHub answered 502',
        'take the reference out of the section Origin',
      ],
    },
  },
  {
    name: 'F6: the origins are not known',
    change: fromReport((_, { facts }) => {
      facts.origins = notKnown;
    }),
    outcome: 'held',
    statuses: { 'problem-resolution': 'unknown' },
    says: { 'problem-resolution': ['From which problem reports the change comes is not known: GitHub answered 502'] },
  },
  {
    name: 'F6: an origin that is no problem report is ignored and named',
    change: fromReport((report) => {
      report.labels = ['idea'];
      report.body = '';
    }),
    outcome: 'released',
    statuses: { 'problem-resolution': 'not-applicable' },
    says: { 'problem-resolution': ['No problem report is named', 'Named and no problem report: acme/pump#9.'] },
  },
  {
    name: 'F6: an improvement comes from no problem report',
    change: askFor,
    outcome: 'released',
    statuses: { 'problem-resolution': 'not-applicable' },
  },
  {
    name: 'F6: what another change request comes from is not asked of this one',
    change: fromReport((report, { issue }) => {
      report.body = '';
      issue.ref = { ...issue.ref, number: 8 };
    }),
    outcome: 'released',
    statuses: { 'problem-resolution': 'not-applicable' },
  },
  {
    name: 'F3: a problem report alone releases nothing, and says what it leads to',
    change: (given) => {
      askFor(given);
      given.facts.links = { known: true, value: [toLink(toReport())] };
    },
    outcome: 'held',
    statuses: {
      'linked-change': 'failed',
      'problem-resolution': 'failed',
      'record-complete': 'failed',
      'safety-impact': 'failed',
      approval: 'failed',
    },
    says: {
      'linked-change': [
        'acme/pump#9 is a problem report: it leads to a change request, or to a reasoned refusal',
        'Name acme/pump#9 there under Origin, and name the change request on acme/pump#9 under Change requests, or',
        'write the reason for it on acme/pump#9',
      ],
    },
  },
  {
    name: 'F3: a signed change request that bears the label of a problem report is a problem report',
    change: ({ issue }) => {
      issue.labels.push('Problem-Report');
    },
    outcome: 'held',
    statuses: {
      'linked-change': 'failed',
      'record-complete': 'failed',
      'safety-impact': 'failed',
      approval: 'failed',
    },
    says: { 'linked-change': ['acme/pump#7 is a problem report'] },
  },
  {
    name: 'F3: by the issue type, too',
    change: ({ issue, policy }) => {
      policy.problemReport.issueType = 'Problem report';
      issue.type = 'problem report';
    },
    outcome: 'held',
    statuses: {
      'linked-change': 'failed',
      'record-complete': 'failed',
      'safety-impact': 'failed',
      approval: 'failed',
    },
  },
  {
    name: 'F2 F3: a problem report that is linked beside its change request is evaluated as well',
    change: (given) => {
      askFor(given);
      valueOf(given.facts.links).push(toLink(toReport()));
    },
    outcome: 'released',
    statuses: passed,
    says: {
      'linked-change': ['Linked to acme/pump#7.', 'Not counted: acme/pump#9, which is a problem report.'],
      'problem-resolution': ['Linked as well: acme/pump#9 is evaluated and names acme/pump#7.'],
    },
  },
  {
    name: 'F2: a problem report that is linked beside the change request and not evaluated',
    change: (given) => {
      askFor(given);
      const report = toReport();
      report.body = '';
      valueOf(given.facts.links).push(toLink(report));
    },
    outcome: 'held',
    statuses: failed,
    says: {
      'problem-resolution': [
        'The section Safety evaluation of acme/pump#9 is not there',
        'acme/pump#9 is linked, and acme/pump#9 does not name acme/pump#7',
        'take out the reference in the pull request',
      ],
    },
  },
  {
    name: 'F2: a problem report that was read twice, and differently, is judged both times',
    change: fromReport((report, { facts, issue }) => {
      const earlier = structuredClone(report);
      earlier.body = earlier.body.replace(/The alarm comes late.*/, '');
      valueOf(facts.origins).unshift(toOrigin(earlier, issue.ref));
    }),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['The section Safety evaluation of acme/pump#9 is blank'] },
  },
  {
    name: 'F2: a problem report whose form cannot be read says so once',
    change: fromReport((report) => rewrite(report, (body) => `<details>\n\n${body}\n</details>\n`)),
    outcome: 'held',
    statuses: failed,
    says: { 'problem-resolution': ['The form of acme/pump#9 cannot be read'] },
  },
  {
    name: 'F2: the gate is switched off with a reason',
    change: fromReport((report, { gates }) => {
      report.body = '';
      gates.problemResolution = { required: false, reason: 'Complaints are kept elsewhere' };
    }),
    outcome: 'released',
    says: { 'problem-resolution': ['Complaints are kept elsewhere'] },
  },
  {
    name: 'F6: the only origin cannot be read: it may be a problem report, and so holds',
    change: (given) => {
      askFor(given);
      valueOf(given.facts.origins).push({
        changeRequest: given.issue.ref,
        ref: { ...toReport().ref, number: 10 },
        issue: notKnown,
      });
    },
    outcome: 'held',
    statuses: { 'problem-resolution': 'unknown' },
    says: { 'problem-resolution': ['which cannot be read and may be a problem report'] },
  },
  {
    name: 'F6: a problem report that is the origin and linked as well is told once',
    change: fromReport((report, { facts }) => {
      valueOf(facts.links).push(toLink(report));
    }),
    outcome: 'released',
    statuses: passed,
  },
  {
    name: 'F3: of two change requests each names its own origin, and is named by it',
    change: fromReport((_, given) => {
      const { facts, issue } = given;
      const second = structuredClone(issue);
      Object.assign(second, { ref: { ...issue.ref, number: 8 }, url: `${issue.url.slice(0, -1)}8`, nodeId: 'I_8' });
      valueOf(facts.links).push(toLink(second));
      const other = toReport();
      other.ref = { ...other.ref, number: 10 };
      other.body = other.body.replace('#7', '#8');
      valueOf(facts.origins).unshift(toOrigin(other, second.ref));
    }),
    outcome: 'released',
    statuses: passed,
    says: {
      'problem-resolution': [
        'acme/pump#7 comes from acme/pump#9, and acme/pump#9 is evaluated and names acme/pump#7. acme/pump#8 comes from acme/pump#10',
      ],
    },
  },
  {
    name: 'F6: several origins are told in the order of their numbers, however they were read',
    change: fromReport((report, { facts, issue }) => {
      const other = toReport();
      other.ref = { ...report.ref, number: 3 };
      valueOf(facts.origins).push(toOrigin(other, issue.ref));
    }),
    outcome: 'released',
    statuses: passed,
    says: { 'problem-resolution': ['comes from acme/pump#3', 'names acme/pump#7. acme/pump#7 comes from acme/pump#9'] },
  },
];
