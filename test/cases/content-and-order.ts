import type { Case, Given } from './case.ts';
import {
  body,
  dana,
  draftBody,
  head,
  notKnown,
  olaf,
  quinn,
  rita,
  toComment,
  toCommit,
  toPush,
  valueOf,
} from './case.ts';

/** Adds a revision that says something else, and the present text is that. */
const withEdit =
  (at: string, edit: (body: string) => string) =>
  ({ issue }: Given): void => {
    issue.body = edit(issue.body);
    valueOf(issue.revisions).push({
      at,
      editor: { known: true, value: olaf },
      body: { known: true, value: issue.body },
      source: 'history',
    });
  };
const sayOtherwise = (text: string): string => text.replace('two seconds', 'nine seconds');

const late = { outcome: 'held', statuses: { approval: 'failed' } } as const;
const lapsed = { outcome: 'held', statuses: { 'safety-impact': 'failed', approval: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { 'safety-impact': 'unknown', approval: 'unknown' } } as const;

export const contentAndOrderCases: readonly Case[] = [
  {
    name: 'F26 F27: the record was edited after it was signed',
    change: withEdit('2026-11-02T14:00:00Z', sayOtherwise),
    ...lapsed,
    says: {
      'safety-impact': ['was set by @sam', 'the record was edited by @olaf at 2026-11-02 14:00:00 UTC', 'set it again'],
      approval: ['What @quinn signed at 2026-11-02 12:00:00 UTC does not count', 'the record was edited by @olaf'],
    },
    refused: [
      ['sam', 'lapsed', 'the record was edited by @olaf'],
      ['quinn', 'lapsed', 'the record was edited by @olaf'],
    ],
    signers: [],
  },
  {
    name: 'F27: edited between the two sign-offs: the earlier one lapses',
    change: withEdit('2026-11-02T11:30:00Z', sayOtherwise),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    signers: ['quinn'],
  },
  {
    name: 'F27: edited in the second of signing counts as edited after it',
    change: withEdit('2026-11-02T12:00:00Z', sayOtherwise),
    ...lapsed,
  },
  {
    name: 'F27: edited and put back again: what was signed is not what stood there all the time',
    change: (given) => {
      withEdit('2026-11-02T14:00:00Z', sayOtherwise)(given);
      withEdit('2026-11-02T15:00:00Z', () => body)(given);
    },
    ...lapsed,
  },
  {
    name: 'F27: an edit that changes nothing of the content lapses nothing',
    change: withEdit('2026-11-02T14:00:00Z', (text) => text.replaceAll('\n', '\r\n')),
    outcome: 'released',
  },
  {
    name: 'F27: edited and signed again',
    change: (given) => {
      withEdit('2026-11-02T10:30:00Z', sayOtherwise)(given);
    },
    outcome: 'released',
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F26: a deleted revision may have said anything',
    change: ({ issue }) => {
      valueOf(issue.revisions).push(
        { at: '2026-11-02T14:00:00Z', editor: { known: true, value: olaf }, body: notKnown, source: 'history' },
        {
          at: '2026-11-02T15:00:00Z',
          editor: { known: true, value: olaf },
          body: { known: true, value: body },
          source: 'history',
        },
      );
    },
    ...lapsed,
  },
  {
    name: 'F26: a revision deleted before the content took its present form does no harm',
    change: ({ issue }) => {
      valueOf(issue.revisions).unshift({
        at: '2026-11-02T08:00:00Z',
        editor: notKnown,
        body: notKnown,
        source: 'history',
      });
    },
    outcome: 'released',
  },
  {
    name: 'F26: the newest revision was deleted',
    change: ({ issue }) => {
      valueOf(issue.revisions).push({
        at: '2026-11-02T10:30:00Z',
        editor: notKnown,
        body: notKnown,
        source: 'history',
      });
    },
    ...inDoubt,
    says: {
      approval: [
        'the newest revision is gone from its history',
        'Edit the record once',
        'Who edited it at 2026-11-02 10:30:00 UTC, and so may not sign it is not known',
      ],
    },
    refused: [
      ['sam', 'undetermined', 'when the record was last edited is not known'],
      ['quinn', 'undetermined', 'who edited the record at 2026-11-02 10:30:00 UTC is not known'],
    ],
    signers: [],
  },
  {
    name: 'F26: the record changed while it was being read',
    change: ({ issue }) => {
      issue.body = sayOtherwise(issue.body);
    },
    ...inDoubt,
    says: { approval: ['it was changed while it was being read'] },
  },
  {
    name: 'F26: the history of the record cannot be read',
    change: ({ issue }) => {
      issue.revisions = notKnown;
    },
    ...inDoubt,
    says: { approval: ['When it was last edited is not known: GitHub answered 502'] },
  },
  {
    name: 'F26: a history without a revision',
    change: ({ issue }) => {
      issue.revisions = { known: true, value: [] };
    },
    ...inDoubt,
  },
  {
    name: 'F10: a box of the safety checklist is not ticked',
    change: withEdit('2026-11-02T10:30:00Z', (text) =>
      text.replace('[x] Risk controls checked', '[ ] Risk controls checked'),
    ),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    says: { 'safety-impact': ['Safety impact checklist', 'not ticked: Risk controls checked', '@sam or @sol'] },
    refused: [['sam', 'refused', 'the checklist Safety impact checklist was not complete when it was signed']],
  },
  {
    name: 'F10: an item of the checklist was taken out',
    change: withEdit('2026-11-02T10:30:00Z', (text) => text.replace('- [x] Risk controls checked\n', '')),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    says: { 'safety-impact': ['not there: Risk controls checked'] },
  },
  {
    name: 'F10: the checklist is gone',
    change: withEdit('2026-11-02T10:30:00Z', (text) => text.replace('### Safety impact checklist', '### Other')),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    says: { 'safety-impact': ['Safety impact checklist'] },
  },
  {
    name: 'F30: boxes ticked only after the signature: it did not cover them',
    change: ({ issue }) => {
      issue.revisions = {
        known: true,
        value: [
          {
            at: issue.createdAt,
            editor: { known: true, value: rita },
            body: { known: true, value: draftBody },
            source: 'history',
          },
          {
            at: '2026-11-02T13:00:00Z',
            editor: { known: true, value: olaf },
            body: { known: true, value: body },
            source: 'history',
          },
        ],
      };
    },
    ...lapsed,
    says: { 'safety-impact': ['was set by @sam'] },
    signers: [],
  },
  {
    name: 'F30: the last box was ticked in the second of signing: it did not cover it',
    change: ({ issue }) => {
      for (const revision of valueOf(issue.revisions).slice(1)) revision.at = '2026-11-02T11:00:00Z';
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    refused: [['sam', 'refused', 'was not complete when it was signed']],
  },
  {
    name: 'F26: a box that was ticked when it was signed, and is not now: it holds, and the signature stands',
    change: withEdit('2026-11-02T13:00:00Z', (text) => text.replace('[x] Risk', '[ ] Risk')),
    outcome: 'held',
    statuses: { 'safety-impact': 'failed' },
    says: { 'safety-impact': ['not ticked: Risk controls checked'] },
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F26: a box unticked and ticked again after it was signed: the material content never changed',
    change: (given) => {
      const ticked = given.issue.body;
      withEdit('2026-11-02T13:00:00Z', (text) => text.replace('[x] Risk', '[ ] Risk'))(given);
      withEdit('2026-11-02T14:00:00Z', () => ticked)(given);
    },
    outcome: 'released',
  },
  {
    name: 'F10: a gate without a checklist asks for none',
    change: (given) => {
      given.safety.checklist = null;
      withEdit('2026-11-02T10:30:00Z', (text) => text.replace('[x] Risk', '[ ] Risk'))(given);
    },
    outcome: 'released',
  },
  {
    name: 'F21: approved after the pull request was opened',
    change: ({ facts }) => {
      facts.pullRequest.createdAt = '2026-11-02T11:59:00Z';
    },
    ...late,
    says: {
      approval: [
        'What @quinn signed at 2026-11-02 12:00:00 UTC does not count',
        'the pull request was opened at 2026-11-02 11:59:00 UTC',
        'A signature given now comes too late',
        'Link a change request that was signed before then',
      ],
    },
    refused: [['quinn', 'refused', 'it was not signed before implementation began']],
  },
  {
    name: 'F21: approved in the second in which the pull request was opened',
    change: ({ facts }) => {
      facts.pullRequest.createdAt = '2026-11-02T12:00:00Z';
    },
    ...late,
  },
  {
    name: 'F21: approved after a push before the pull request was opened',
    change: ({ facts }) => {
      valueOf(facts.pushes).unshift(toPush(head, dana, '2026-11-02T11:30:00.500Z'));
    },
    ...late,
    says: { approval: ['aaaaaaa was pushed at 2026-11-02 11:30:00 UTC'] },
  },
  {
    name: 'F21: approved after GitHub had seen a commit of it',
    change: ({ facts }) => {
      valueOf(facts.commits).unshift(toCommit('d'.repeat(40), dana, dana, '2026-11-02T11:30:00Z'));
    },
    ...late,
    says: { approval: ['commit ddddddd was on GitHub at 2026-11-02 11:30:00 UTC'] },
  },
  {
    name: 'F21: a push at a time that cannot be read may have been the first sign of all',
    change: ({ facts }) => {
      valueOf(facts.pushes).push(toPush(head, dana, 'yesterday'));
    },
    ...late,
    says: { approval: ['aaaaaaa was pushed at an unreadable time'] },
  },
  {
    name: 'F27: a revision at a time that cannot be read may be the newest',
    change: ({ issue }) => {
      const revisions = valueOf(issue.revisions);
      const lost = { at: 'yesterday', editor: notKnown, body: notKnown, source: 'history' as const };
      const again = {
        at: issue.createdAt,
        editor: notKnown,
        body: { known: true as const, value: issue.body },
        source: 'history' as const,
      };
      revisions.push(lost, again);
    },
    ...inDoubt,
  },
  {
    name: 'F21: a commit that GitHub does not date leaves the other signs',
    change: ({ facts }) => {
      valueOf(facts.commits).unshift(toCommit('d'.repeat(40), dana, dana, null));
    },
    outcome: 'released',
  },
  {
    name: 'F21: where the policy does not ask for the order, a late approval counts',
    change: ({ facts, approval }) => {
      approval.beforeImplementation = false;
      facts.pullRequest.createdAt = '2026-11-02T11:59:00Z';
    },
    outcome: 'released',
  },
  {
    name: 'F21: where the policy asks for it, the safety sign-off must come before the work too',
    change: ({ facts, safety }) => {
      safety.beforeImplementation = true;
      facts.pullRequest.createdAt = '2026-11-02T10:59:00Z';
    },
    outcome: 'held',
    statuses: { 'safety-impact': 'failed', approval: 'failed' },
  },
  {
    name: 'F21: a second approval that comes late does not spoil the first',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/sign approval approval', quinn, '2026-11-04T12:00:00Z'));
    },
    outcome: 'released',
    signers: ['sam', 'quinn'],
    refused: [['quinn', 'refused', 'not signed before implementation began']],
  },
];
