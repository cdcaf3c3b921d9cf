import type { Case } from './case.ts';
import { dana, notKnown, rita, toLabelEvent, toLink, valueOf } from './case.ts';

const unlinked = {
  'linked-change': 'failed',
  'record-complete': 'failed',
  'safety-impact': 'failed',
  approval: 'failed',
} as const;
const unread = {
  'linked-change': 'unknown',
  'record-complete': 'unknown',
  'safety-impact': 'unknown',
  approval: 'unknown',
} as const;

export const linkedChangeCases: readonly Case[] = [
  {
    name: 'F1 F10 F21 F22 F25: a change that has everything is released',
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F9: no link at all',
    change: ({ facts }) => {
      facts.links = { known: true, value: [] };
    },
    outcome: 'held',
    statuses: unlinked,
    says: {
      'linked-change': [
        'No change request is linked.',
        'Closes #N',
        'Change-Request: #N',
        'the label change-request or the issue type Change request',
        'in this repository or in acme/requests',
        'https://github.com/acme/pump/issues/new/choose',
        '@dana',
      ],
      approval: ['needs a linked change request first', 'First link a change request'],
    },
  },
  {
    name: 'F9: no link at all, to another branch than the default one: a closing keyword would link nothing there',
    change: ({ facts }) => {
      facts.links = { known: true, value: [] };
      facts.pullRequest.baseBranch = 'release/2.1';
    },
    outcome: 'held',
    statuses: unlinked,
    says: { 'linked-change': ['Write a line Change-Request: #N'] },
  },
  {
    name: 'F1: only a plain task is linked',
    change: ({ issue }) => {
      issue.labels = ['task'];
    },
    outcome: 'held',
    statuses: unlinked,
    says: { 'linked-change': ['acme/pump#7 is none: it does not bear the label change-request'] },
  },
  {
    name: 'F1: a change request is recognised by its issue type, without the label',
    change: ({ issue }) => {
      issue.type = 'change request';
      issue.labels = ['safety-assessed'];
    },
    outcome: 'released',
  },
  {
    name: 'F1: a change request is recognised by its label in another case, as GitHub compares labels',
    change: ({ issue }) => {
      issue.labels = ['Change-Request', 'Safety-Assessed'];
    },
    outcome: 'released',
  },
  {
    name: 'F1: a policy that names neither label nor type recognises nothing',
    change: ({ policy }) => {
      policy.changeRequest.label = null;
      policy.changeRequest.issueType = null;
    },
    outcome: 'held',
    statuses: unlinked,
  },
  {
    name: 'F1 (peers: a label rename changes verdicts silently): the label that marks change requests is renamed',
    change: ({ issue }) => {
      issue.labels = ['cr', 'safety-assessed'];
      issue.labelEvents = {
        known: true,
        value: [toLabelEvent('cr', rita, issue.createdAt), toLabelEvent('safety-assessed', rita, issue.createdAt)],
      };
    },
    outcome: 'held',
    statuses: unlinked,
  },
  {
    name: 'F9: a change request in a repository that the policy allows',
    change: ({ issue, facts }) => {
      issue.ref = { owner: 'Acme', name: 'Requests', number: 7 };
      facts.links = { known: true, value: [toLink(issue, 'trailer')] };
    },
    outcome: 'released',
  },
  {
    name: 'F9: a change request in a repository that the policy does not allow',
    change: ({ issue, facts }) => {
      issue.ref = { owner: 'evil', name: 'requests', number: 7 };
      facts.links = { known: true, value: [toLink(issue, 'trailer')] };
    },
    outcome: 'held',
    statuses: unlinked,
    says: { 'linked-change': ['accepts no change requests from evil/requests'] },
  },
  {
    name: 'F9: a linked issue that cannot be read',
    change: ({ facts }) => {
      facts.links = {
        known: true,
        value: [{ ref: { owner: 'acme', name: 'pump', number: 8 }, how: 'closing', issue: notKnown }],
      };
    },
    outcome: 'held',
    statuses: unread,
    says: {
      'linked-change': ['acme/pump#8 cannot be read: GitHub answered 502', 'Remove the link', 'give Holdpoint access'],
    },
  },
  {
    name: 'F9: one readable change request does not make up for an unreadable one',
    change: ({ facts }) => {
      valueOf(facts.links).push({
        ref: { owner: 'acme', name: 'pump', number: 8 },
        how: 'trailer',
        issue: { known: false, reason: 'it is a pull request' },
      });
    },
    outcome: 'held',
    statuses: { 'linked-change': 'unknown' },
    says: { 'linked-change': ['acme/pump#8 cannot be read: it is a pull request', 'Take its Change-Request: line'] },
  },
  {
    name: 'F9: the same issue linked twice counts once',
    change: ({ facts, issue }) => {
      valueOf(facts.links).push(toLink(structuredClone(issue), 'trailer'));
    },
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F9: the same issue linked twice and read once is not known',
    change: ({ facts }) => {
      valueOf(facts.links).push({ ref: { owner: 'ACME', name: 'Pump', number: 7 }, how: 'trailer', issue: notKnown });
    },
    outcome: 'held',
    statuses: unread,
  },
  {
    name: 'F9: the same issue read twice, and differently, changed while it was being read',
    change: ({ facts, issue }) => {
      valueOf(facts.links).push(toLink({ ...structuredClone(issue), title: 'Another' }, 'trailer'));
    },
    outcome: 'held',
    statuses: unread,
    says: { 'linked-change': ['changed while it was being read'] },
  },
  {
    name: 'F9: the list of links was cut off',
    change: ({ facts }) => {
      facts.links = notKnown;
    },
    outcome: 'held',
    statuses: unread,
    says: { 'linked-change': ['not known to be whole: GitHub answered 502'] },
  },
  {
    name: 'F9: a plain task beside the change request is ignored and named',
    change: ({ facts, issue }) => {
      const task = structuredClone(issue);
      task.ref = { owner: 'acme', name: 'pump', number: 9 };
      task.labels = [];
      valueOf(facts.links).push(toLink(task));
    },
    outcome: 'released',
    says: { 'linked-change': ['Linked to acme/pump#7.', 'Not counted: acme/pump#9'] },
  },
  {
    name: 'F9 F22: every linked change request must pass, not just one',
    change: ({ facts, issue }) => {
      const second = structuredClone(issue);
      second.ref = { owner: 'acme', name: 'pump', number: 8 };
      second.comments = { known: true, value: [] };
      valueOf(facts.links).push(toLink(second));
    },
    outcome: 'held',
    statuses: { approval: 'failed' },
    says: { approval: ['acme/pump#8 has 0 of the 1 sign-offs'] },
  },
  {
    name: 'F1: a closed change request starts no new work',
    change: ({ issue }) => {
      issue.state = 'closed';
    },
    outcome: 'held',
    statuses: { 'linked-change': 'failed' },
    says: { 'linked-change': ['acme/pump#7 is closed', 'Reopen it'] },
  },
  {
    name: 'F1: a change request that was closed with its pull request releases nothing that may be opened again',
    change: ({ issue, facts }) => {
      issue.state = 'closed';
      facts.pullRequest.state = 'closed';
    },
    outcome: 'held',
    statuses: { 'linked-change': 'failed' },
  },
  {
    name: 'F1: merging closes the change request, and the verdict stays',
    change: ({ issue, facts }) => {
      issue.state = 'closed';
      facts.pullRequest.state = 'merged';
    },
    outcome: 'released',
  },
  {
    name: 'F1: a locked change request can still be read',
    change: ({ issue }) => {
      issue.locked = true;
    },
    outcome: 'released',
  },
  {
    name: 'F32: a draft is judged like any other',
    change: ({ facts }) => {
      facts.pullRequest.draft = true;
      facts.pullRequest.author = { known: true, value: dana };
    },
    outcome: 'released',
  },
  ...(
    [
      ['no change request is linked', [], 'failed'],
      ['which are linked is not known', null, 'unknown'],
    ] as const
  ).map(
    ([what, links, status]): Case => ({
      name: `F9: ${what}: every gate that looks at one waits for it`,
      change: ({ facts, gates }) => {
        facts.links = links === null ? notKnown : { known: true, value: [] };
        gates.problemResolution = { required: true, config: { sections: ['Safety'], responseSection: 'Response' } };
        gates.disposition = {
          required: true,
          config: { section: 'Disposition', software: 'software', environment: 'environment' },
        };
        gates.dependencies = {
          required: true,
          config: { manifests: ['src/**'], sections: ['SOUP'], batch: null },
        };
      },
      outcome: 'held',
      statuses: {
        'linked-change': status,
        'problem-resolution': status,
        disposition: status,
        'record-complete': status,
        dependencies: status,
        'safety-impact': status,
        approval: status,
      },
      says: { disposition: ['First link a change request'], dependencies: ['First link a change request'] },
    }),
  ),
];
