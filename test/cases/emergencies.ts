import type { Case, Given } from './case.ts';
import {
  dana,
  notKnown,
  olaf,
  person,
  quade,
  quinn,
  rita,
  robot,
  sam,
  sol,
  toComment,
  toCommit,
  toLink,
  valueOf,
} from './case.ts';

const max = person(41, 'max'); // role release

const text = '/emergency Pumps in two hospitals stop without an alarm';
const reason = 'Pumps in two hospitals stop without an alarm';
const declared = '2026-11-03T11:00:00Z';
const signed = '2026-11-03T12:00:00Z';
const declaration = toComment(text, max, declared);
const signature = toComment('/sign emergency approval', quade, signed);

/** The policy has an emergency path, and nothing has been approved; `comments` stand on the record. */
const urgent =
  (comments: readonly ReturnType<typeof toComment>[], change: (given: Given) => void = () => {}) =>
  (given: Given): void => {
    given.policy.emergency = {
      role: 'release',
      signOffs: [{ role: 'quality', quorum: 1, meaning: 'approval' }],
      owes: ['approval'],
      days: 5,
    };
    given.facts.roles['release'] = { known: true, value: [max] };
    given.issue.comments = { known: true, value: structuredClone([...comments]) };
    change(given);
  };

const owed = { outcome: 'released', statuses: { approval: 'owed', emergency: 'passed' } } as const;
const unsigned = { outcome: 'held', statuses: { approval: 'failed', emergency: 'failed' } } as const;
const undeclared = { outcome: 'held', statuses: { approval: 'failed' } } as const;
const inDoubt = { outcome: 'held', statuses: { approval: 'failed', emergency: 'unknown' } } as const;

export const emergencyCases: readonly Case[] = [
  {
    name: 'F36: declared and signed by the reduced quorum: what lacks is owed, and it is shown',
    change: urgent([declaration, signature]),
    ...owed,
    says: {
      emergency: ['declared an emergency by @max at 2026-11-03 11:00:00 UTC', reason, 'by 2026-11-08 11:00:00 UTC'],
    },
    signers: ['sam', 'quade'],
    deviations: [['emergency', 'max', reason]],
  },
  {
    name: 'F36: the policy has such a path, and nobody has declared anything: nothing is said of it',
    change: urgent([toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z')]),
    outcome: 'released',
    deviations: [],
  },
  {
    name: 'F36: declared, and nobody signed: the finding says who may, how, and how to take it back',
    change: urgent([declaration]),
    ...unsigned,
    says: {
      emergency: [
        'has 0 of the 1 sign-offs that it needs for emergency',
        '@quade or @quinn (role quality)',
        '/sign emergency approval',
        'Whoever declared it can take it back by /revoke emergency.',
      ],
    },
    deviations: [],
  },
  {
    name: 'F36: declared, and not signed, while all is approved in the ordinary way: it has to be signed or taken back',
    change: urgent([toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z'), declaration]),
    outcome: 'held',
    statuses: { emergency: 'failed' },
  },
  {
    name: 'F36: the policy has no emergency path',
    change: urgent([declaration, signature], ({ policy }) => {
      policy.emergency = null;
    }),
    ...undeclared,
    refused: [
      ['max', 'refused', 'the policy has no emergency path'],
      ['quade', 'refused', 'the policy has no emergency path'],
    ],
  },
  {
    name: 'F36: declared by somebody outside the role: nothing is declared, and what was signed for it does not count',
    change: urgent([toComment(text, olaf, declared), signature]),
    ...undeclared,
    refused: [
      ['olaf', 'refused', 'does not hold the role release'],
      ['quade', 'refused', 'no emergency is declared here'],
    ],
  },
  {
    name: 'F36: declared by somebody outside the role holds nothing that is approved',
    change: urgent([
      toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z'),
      toComment(text, olaf, declared),
    ]),
    outcome: 'released',
  },
  {
    name: 'F36: whoever makes the change may declare it',
    change: urgent([toComment(text, dana, declared), signature], ({ facts }) => {
      facts.roles['release'] = { known: true, value: [dana] };
    }),
    ...owed,
  },
  {
    name: 'F23: declared by a bot in the role',
    change: urgent([toComment(text, robot, declared), signature], ({ facts }) => {
      facts.roles['release'] = { known: true, value: [robot] };
    }),
    ...undeclared,
    refused: [
      ['robot[bot]', 'refused', 'is not a person'],
      ['quade', 'refused', 'no emergency is declared here'],
    ],
  },
  {
    name: 'F23 F36: who had a part in the change cannot sign for it, in an emergency either',
    change: urgent([declaration, signature], ({ facts }) => {
      valueOf(facts.commits).unshift(toCommit('d'.repeat(40), quade));
    }),
    ...unsigned,
    refused: [['quade', 'refused', 'wrote ddddddd and so is not independent']],
  },
  {
    name: 'F23 F36: who wrote the record cannot sign for it, in an emergency either',
    change: urgent([declaration, toComment('/sign emergency approval', rita, signed)], ({ facts }) => {
      valueOf(facts.roles['quality']).push(rita);
    }),
    ...unsigned,
    refused: [['rita', 'refused', 'wrote the record']],
  },
  {
    name: 'F22 F36: signed by somebody outside the role',
    change: urgent([declaration, toComment('/sign emergency approval', sam, signed)]),
    ...unsigned,
    refused: [['sam', 'refused', 'does not hold the role quality']],
  },
  {
    name: 'F25 F36: signed with another meaning',
    change: urgent([declaration, toComment('/sign emergency review', quade, signed)]),
    ...unsigned,
    refused: [['quade', 'refused', 'it means review, and the gate asks for approval']],
  },
  {
    name: 'F36: signed before it was declared',
    change: urgent([toComment('/sign emergency approval', quade, '2026-11-03T10:59:00Z'), declaration]),
    ...unsigned,
    refused: [['quade', 'refused', 'it was signed before the emergency was declared at 2026-11-03 11:00:00 UTC']],
  },
  {
    name: 'F36: signed in the second in which it was declared',
    change: urgent([declaration, toComment('/sign emergency approval', quade, declared)]),
    ...unsigned,
  },
  {
    name: 'F36: a quorum of two needs two',
    change: urgent([declaration, signature], ({ policy }) => {
      if (policy.emergency !== null) policy.emergency.signOffs[0].quorum = 2;
    }),
    ...unsigned,
    says: { emergency: ['has 1 of the 2 sign-offs', '\n@quinn (role quality)'] },
  },
  {
    name: 'F36: two roles of the reduced quorum, and both signed',
    change: urgent([declaration, signature, toComment('/sign emergency review', sol, signed)], ({ policy }) => {
      policy.emergency?.signOffs.push({ role: 'safety', quorum: 1, meaning: 'review' });
    }),
    ...owed,
    signers: ['sam', 'quade', 'sol'],
  },
  {
    name: 'F36: declared twice: the time runs from the first',
    change: urgent([declaration, signature, toComment('/emergency Still so', max, '2026-11-04T11:00:00Z')]),
    ...owed,
    says: { emergency: ['by 2026-11-08 11:00:00 UTC'] },
    deviations: [['emergency', 'max', reason]],
  },
  {
    name: 'F28 F36: taken back: the other gates alone count',
    change: urgent([declaration, signature, toComment('/revoke emergency', max, '2026-11-03T13:00:00Z')]),
    ...undeclared,
    refused: [
      ['max', 'revoked', 'it was revoked by the signer at 2026-11-03 13:00:00 UTC'],
      ['quade', 'refused', 'no emergency is declared here'],
    ],
  },
  {
    name: 'F28 F36: the signature for it is taken back, and the emergency stands',
    change: urgent([declaration, signature, toComment('/revoke emergency', quade, '2026-11-03T13:00:00Z')]),
    ...unsigned,
    refused: [['quade', 'revoked', 'it was revoked by the signer']],
  },
  {
    name: 'F28 F36: who declared and signed takes back both',
    change: urgent(
      [toComment(text, quade, declared), signature, toComment('/revoke emergency', quade, '2026-11-03T13:00:00Z')],
      ({ policy }) => {
        if (policy.emergency !== null) policy.emergency.role = 'quality';
      },
    ),
    ...undeclared,
    refused: [
      ['quade', 'revoked', 'it was revoked by the signer'],
      ['quade', 'revoked', 'it was revoked by the signer'],
    ],
  },
  {
    name: 'F26 F36: a declaration that was edited is none',
    change: urgent([{ ...declaration, editedAt: '2026-11-03T11:30:00Z' }, signature]),
    ...undeclared,
    refused: [
      ['max', 'refused', 'the comment was edited'],
      ['quade', 'refused', 'no emergency is declared here'],
    ],
  },
  {
    name: 'F26 F36: a declaration that was deleted is none, and is shown',
    change: urgent([{ ...declaration, deleted: { at: '2026-11-03T11:30:00Z', by: notKnown } }, signature]),
    ...undeclared,
    refused: [
      ['max', 'revoked', 'the comment was deleted by somebody whom GitHub does not name'],
      ['quade', 'refused', 'no emergency is declared here'],
    ],
  },
  {
    name: 'F27 F36: an edit of the record lapses what was signed for the emergency',
    change: urgent([declaration, signature], ({ issue, gates }) => {
      gates.safetyImpact = { required: false, reason: 'not here' };
      issue.body = issue.body.replace('two seconds', 'nine seconds');
      valueOf(issue.revisions).push({
        at: '2026-11-03T13:00:00Z',
        editor: { known: true, value: olaf },
        body: { known: true, value: issue.body },
        source: 'receipt',
      });
    }),
    outcome: 'held',
    statuses: { 'safety-impact': 'not-applicable', approval: 'failed', emergency: 'failed' },
    refused: [['quade', 'lapsed', 'the record was edited by @olaf']],
  },
  {
    name: 'F34 F36: GitHub does not name who declared it, while all is approved in the ordinary way',
    change: urgent([
      toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z'),
      { ...declaration, author: notKnown },
    ]),
    outcome: 'held',
    statuses: { emergency: 'unknown' },
    says: { emergency: ['GitHub does not name the account', 'or delete the comment that cannot be judged'] },
  },
  {
    name: 'F34 F36: who may declare one is not known',
    change: urgent([declaration, signature], ({ facts }) => {
      facts.roles['release'] = notKnown;
    }),
    ...inDoubt,
    refused: [
      ['max', 'undetermined', 'who holds the role release is not known'],
      ['quade', 'undetermined', 'whether an emergency is declared is not known'],
    ],
  },
  {
    name: 'F34 F36: when it was declared cannot be read',
    change: urgent([{ ...declaration, createdAt: 'yesterday' }, signature]),
    ...inDoubt,
  },
  {
    name: 'F36: two change requests, and only one declares it: nothing is owed, and the finding says what lacks',
    change: urgent([declaration, signature], (given) => {
      const other = structuredClone(given.issue);
      Object.assign(other, { url: 'https://github.com/acme/pump/issues/8', comments: { known: true, value: [] } });
      other.ref.number = 8;
      valueOf(given.facts.links).push(toLink(other));
    }),
    ...unsigned,
    says: {
      emergency: [
        'An emergency is declared on acme/pump#7, and not on acme/pump#8',
        'Comment /emergency REASON on acme/pump#8',
      ],
    },
  },
  {
    name: 'F36: both are approved in the ordinary way, and only one declares it: it has to be taken back',
    change: urgent([toComment('/sign approval approval', quinn, '2026-11-02T12:00:00Z')], (given) => {
      const other = structuredClone(given.issue);
      other.ref.number = 8;
      valueOf(other.comments).push(structuredClone(declaration), structuredClone(signature));
      valueOf(given.facts.links).push(toLink(other));
    }),
    outcome: 'held',
    statuses: { emergency: 'failed', approval: 'passed' },
  },
  {
    name: 'F36: two change requests, and both declare it and are signed',
    change: urgent([declaration, signature], (given) => {
      const other = structuredClone(given.issue);
      other.ref.number = 8;
      valueOf(given.facts.links).push(toLink(other));
    }),
    ...owed,
    deviations: [
      ['emergency', 'max', reason],
      ['emergency', 'max', reason],
    ],
  },
];
