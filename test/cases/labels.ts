import type { Case, Given } from './case.ts';
import { dana, notKnown, olaf, robot, sam, sol, toComment, toLabelEvent, valueOf } from './case.ts';

const label = 'safety-assessed';
const assessed = '2026-11-02T11:00:00Z';

/** Puts other events in the place of the label's history. */
const withEvents =
  (...events: readonly ReturnType<typeof toLabelEvent>[]) =>
  ({ issue }: Given): void => {
    issue.labelEvents = { known: true, value: structuredClone([...events]) };
  };

const held = { outcome: 'held', statuses: { 'safety-impact': 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { 'safety-impact': 'unknown' } } as const;

export const labelCases: readonly Case[] = [
  {
    name: 'F30 (peers: a rule that asks for a label passes when the label is missing): the label is missing',
    change: (given) => {
      given.issue.labels = ['change-request'];
      withEvents()(given);
    },
    ...held,
    says: {
      'safety-impact': [
        'The label safety-assessed on acme/pump#7 is missing',
        '@sam or @sol (role safety)',
        'Set the label safety-assessed',
      ],
    },
    signers: ['quinn'],
  },
  {
    name: 'F30 (peers: who set a label is never read): somebody outside the role set the label',
    change: withEvents(toLabelEvent(label, olaf, assessed)),
    ...held,
    says: {
      'safety-impact': [
        'was set by @olaf at 2026-11-02 11:00:00 UTC',
        '@olaf does not hold the role safety',
        '@sam or @sol',
        'Take the label off and set it again',
      ],
    },
    refused: [['olaf', 'refused', 'does not hold the role safety']],
  },
  {
    name: 'F23 F30: a bot set the label',
    change: (given) => {
      given.facts.roles.safety = { known: true, value: [sam, robot] };
      withEvents(toLabelEvent(label, robot, assessed))(given);
    },
    ...held,
    refused: [['robot[bot]', 'refused', 'is not a person']],
  },
  {
    name: 'F30: nobody knows who set the label',
    change: withEvents({ ...toLabelEvent(label, sam, assessed), actor: notKnown }),
    ...held,
    says: { 'safety-impact': ['somebody whom GitHub does not name'] },
  },
  {
    name: 'F30: the label is there and its history does not say how',
    change: withEvents(),
    ...inDoubt,
    says: { 'safety-impact': ['its history does not say who set it'] },
  },
  {
    name: 'F30: the label is there although its history ends with its removal',
    change: withEvents(
      toLabelEvent(label, sam, assessed),
      toLabelEvent(label, sol, '2026-11-02T11:30:00Z', 'unlabeled'),
    ),
    ...inDoubt,
  },
  {
    name: 'F30: the label’s history cannot be read',
    change: ({ issue }) => {
      issue.labelEvents = notKnown;
    },
    ...inDoubt,
    says: { 'safety-impact': ['Who set its labels is not known: GitHub answered 502'] },
  },
  {
    name: 'F28 F30: the label was set and taken off',
    change: (given) => {
      given.issue.labels = ['change-request'];
      withEvents(
        toLabelEvent(label, sam, assessed),
        toLabelEvent(label, olaf, '2026-11-02T11:30:00Z', 'unlabeled'),
      )(given);
    },
    ...held,
    refused: [['sam', 'revoked', 'the label was taken off by @olaf at 2026-11-02 11:30:00 UTC']],
  },
  {
    name: 'F30: the label was taken off and set again by somebody else: the last one counts',
    change: withEvents(
      toLabelEvent(label, olaf, assessed),
      toLabelEvent(label, olaf, '2026-11-02T11:30:00Z', 'unlabeled'),
      toLabelEvent(label, sol, '2026-11-02T11:40:00Z'),
    ),
    outcome: 'released',
    signers: ['sol', 'quinn'],
    refused: [['olaf', 'refused', 'does not hold the role safety']],
  },
  {
    name: 'F30: set twice, with no word of its removal between: the last one counts',
    change: withEvents(toLabelEvent(label, sam, assessed), toLabelEvent(label, sol, '2026-11-02T11:40:00Z')),
    outcome: 'released',
    signers: ['sol', 'quinn'],
    refused: [['sam', 'revoked', 'the label was set again at 2026-11-02 11:40:00 UTC']],
  },
  {
    name: 'F22 F26: of a comment and a later label, a box ticked between them lapses neither',
    change: ({ issue, safety }) => {
      safety.signOffs[0].quorum = 2;
      valueOf(issue.comments).push(toComment('/sign safety-impact review', sol, '2026-11-02T10:30:00Z'));
      valueOf(issue.revisions).push({
        at: '2026-11-02T10:45:00Z',
        editor: { known: true, value: olaf },
        body: { known: true, value: issue.body },
        source: 'history',
      });
    },
    outcome: 'released',
    signers: ['sol', 'sam', 'quinn'],
  },
  {
    name: 'F30: set by a signer, then again by an outsider: the last one counts, and it is wrong',
    change: withEvents(
      toLabelEvent(label, sam, assessed),
      toLabelEvent(label, olaf, '2026-11-02T11:30:00Z', 'unlabeled'),
      toLabelEvent(label, olaf, '2026-11-02T11:40:00Z'),
    ),
    ...held,
    says: { 'safety-impact': ['was set by @olaf'] },
  },
  {
    name: 'F30: the label was deleted from the repository, and with it from the record',
    change: ({ issue }) => {
      issue.labels = ['change-request'];
    },
    ...held,
    refused: [['sam', 'revoked', 'no longer on the record']],
  },
  {
    name: 'F30 (peers: a label rename changes verdicts silently): another label was set and later renamed to this one',
    change: withEvents({
      ...toLabelEvent(label, sam, assessed),
      labelNamedSince: { known: true, value: '2026-11-02T11:30:00Z' },
    }),
    ...held,
    says: { 'safety-impact': ['has borne its name only since 2026-11-02 11:30:00 UTC'] },
    refused: [['sam', 'refused', 'may be another label']],
  },
  {
    name: 'F30: the label was renamed, or made, in the second in which it was set: it has to be set once more',
    change: withEvents({ ...toLabelEvent(label, sam, assessed), labelNamedSince: { known: true, value: assessed } }),
    ...held,
    says: { 'safety-impact': ['has borne its name only since 2026-11-02 11:00:00 UTC', 'set it again'] },
    refused: [['sam', 'refused', 'may be another label']],
  },
  {
    name: 'F30: since when the label has borne its name is not known',
    change: withEvents({ ...toLabelEvent(label, sam, assessed), labelNamedSince: notKnown }),
    ...inDoubt,
    refused: [['sam', 'undetermined', 'since when the label has borne its name']],
  },
  {
    name: 'F30: a comment does not stand in for the label that the policy asks for',
    change: (given) => {
      given.issue.labels = ['change-request'];
      withEvents()(given);
      valueOf(given.issue.comments).push(toComment('/sign safety-impact review', sam, assessed));
    },
    ...held,
    says: { 'safety-impact': ['The label safety-assessed on acme/pump#7 is missing'] },
    signers: ['sam', 'quinn'],
  },
  {
    name: 'F23 F30: the label was set by a contributor who holds the role',
    change: (given) => {
      given.facts.roles.safety = { known: true, value: [sam, dana] };
      withEvents(toLabelEvent(label, dana, assessed))(given);
    },
    ...held,
    says: { 'safety-impact': ['@dana opened the pull request and so is not independent', '@sam (role safety)'] },
  },
  {
    name: 'F28: a label sign-off is revoked by comment: it must be set anew',
    change: ({ issue }) => {
      valueOf(issue.comments).push(toComment('/revoke safety-impact', sam, '2026-11-02T13:00:00Z'));
    },
    ...held,
    says: {
      'safety-impact': [
        'it was revoked by the signer at 2026-11-02 13:00:00 UTC',
        'Take the label off and set it again',
      ],
    },
    refused: [['sam', 'revoked', 'revoked by the signer']],
  },
  {
    name: 'F22: with a quorum of two, the label is one sign-off and a comment the other',
    change: ({ issue, safety }) => {
      safety.signOffs[0].quorum = 2;
      valueOf(issue.comments).push(toComment('/sign safety-impact review', sol, '2026-11-02T13:00:00Z'));
    },
    outcome: 'released',
    signers: ['sam', 'quinn', 'sol'],
  },
  {
    name: 'F22: with a quorum of two, one person’s label and comment count once',
    change: ({ issue, safety }) => {
      safety.signOffs[0].quorum = 2;
      valueOf(issue.comments).push(toComment('/sign safety-impact review', sam, '2026-11-02T13:00:00Z'));
    },
    ...held,
    says: { 'safety-impact': ['has 1 of the 2 sign-offs', '\n@sol (role safety)', '/sign safety-impact review'] },
  },
  {
    name: 'F30: a label that no rule names means nothing',
    change: ({ issue, safety }) => {
      safety.label = 'other';
      issue.labels.push('lgtm');
    },
    ...held,
    says: { 'safety-impact': ['The label other on acme/pump#7 is missing'] },
  },
];
